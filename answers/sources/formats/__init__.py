"""Importers of sources: one file for each format."""
