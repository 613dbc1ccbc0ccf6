"""Plain text files: a passage is a paragraph, its place the paragraph's number."""

from collections.abc import Iterator

from answers.library import front_matter
from answers.library.files import Source as Files
from answers.library.files import SourceFile
from answers.sources.formats import document
from answers.sources.formats.base import About, Read
from answers.sources.formats.document import Document
from answers.sources.formats.passages import passages
from answers.sources.formats.sidecar import Sidecars
from answers.sources.record import SourcePassage


def read(files: Files, about: About, beside: Sidecars) -> Iterator[Read]:
    """One source a file."""
    return document.read(files, about, beside, _parsed)


def _parsed(file: SourceFile) -> Document:
    text = front_matter.decoded(file.read())
    found = (
        SourcePassage(text=passage, place=f"paragraph {number}")
        for number, passage in enumerate(passages(text), start=1)
    )
    return Document(tuple(found))
