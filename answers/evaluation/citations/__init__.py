"""The labelled set of the citation check: documents, true claims, and how the check does on it."""
