"""Whether a statement says what the passages that it cites say. No model is needed."""
