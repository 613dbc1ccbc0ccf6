"""Quality on labelled data, with intervals. Nothing here is needed to answer a question."""
