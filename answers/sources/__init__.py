"""The sources that answers are made of: guidelines, labels, abstracts, with their passages."""
