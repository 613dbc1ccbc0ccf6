"""Sources for tests: files in memory, and the text that must not get lost."""

import io
from collections.abc import Iterable, Iterator
from functools import partial

from answers.library.base import Read, Skipped
from answers.library.files import SourceFile
from answers.library.segmentation import MARKS
from answers.types import Article


def in_memory(*contents: bytes, name: str = "file", folder: str = "folder") -> list[SourceFile]:
    """Files called file1, file2, …"""
    return [
        SourceFile(f"{name}{number}", folder, partial(io.BytesIO, content))
        for number, content in enumerate(contents, start=1)
    ]


def articles(reads: Iterable[Read]) -> list[Article]:
    """What was read, where nothing may have been skipped."""
    found = list(reads)
    assert [read for read in found if isinstance(read, Skipped)] == []
    return [read for read in found if isinstance(read, Article)]


def reasons(reads: Iterable[Read]) -> list[str]:
    """Why each record that was skipped was skipped."""
    return [read.reason for read in reads if isinstance(read, Skipped)]


def only_skipped(reads: Iterable[Read]) -> Skipped:
    (skipped,) = reads
    assert isinstance(skipped, Skipped)
    return skipped


def said(article: Article) -> Iterator[str]:
    for text in article.texts.values():
        yield from (statement.text for statement in text.statements())


def without_marks(text: str) -> str:
    """The characters of a text but spaces and bullets: what cutting it up must leave unchanged."""
    return "".join(word for word in text.split() if word not in {*MARKS, "*"})
