"""NCBI's E-utilities on a loopback port, and records of the shapes that PubMed's have."""

from tests.fakes.eutilities.fake import FakeEutilities
from tests.fakes.eutilities.records import article, article_set, book

__all__ = ["FakeEutilities", "article", "article_set", "book"]
