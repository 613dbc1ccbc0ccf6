"""The library's content: importers that turn files into articles, and the starter library."""
