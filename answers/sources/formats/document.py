"""Documents whose format holds no record of itself: text, PDF, Word. What they are stands beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from answers.errors import InvalidRecord
from answers.library.base import Skipped, first_of_each
from answers.library.files import Source as Files
from answers.library.files import SourceFile
from answers.sources.formats.base import About, Read, with_defaults
from answers.sources.formats.passages import clean
from answers.sources.formats.record import SourceRecord
from answers.sources.formats.sidecar import Sidecars
from answers.sources.record import PASSAGES_MAX, Source, SourcePassage


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds: its passages, the title and fields that it gives itself, and what was not read."""

    passages: Sequence[SourcePassage]
    title: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    skipped: Sequence[Skipped] = ()


Parser = Callable[[SourceFile], Document]
"""Raises InvalidRecord where the whole file cannot be read."""


def read(files: Files, about: About, beside: Sidecars, parse: Parser) -> Iterator[Read]:
    """A source for each file, under its path in what is imported."""
    return first_of_each(_sources(files, about, beside, parse))


def _sources(files: Files, about: About, beside: Sidecars, parse: Parser) -> Iterator[Read]:
    for file in files:
        if isinstance(file, Skipped):
            yield file
            continue
        try:
            known = beside.fields(file.name)
            document = parse(file)
            yield from document.skipped
            yield source_of(file.name, known, document, about)
        except InvalidRecord as error:
            yield Skipped.because(error, file.name)


def source_of(name: str, known: dict[str, Any], document: Document, about: About) -> Source:
    """Raises InvalidRecord: no text, no source address, …"""
    if misplaced := sorted({"passages", "text"} & (known.keys() | document.fields.keys())):
        raise InvalidRecord("unknown field", f"{misplaced[0]} (the text is the document's)")
    if not document.passages:
        raise InvalidRecord("no text", "a scan without a text layer?")
    if len(document.passages) > PASSAGES_MAX:
        raise InvalidRecord("too large", f"over {PASSAGES_MAX:,} passages")
    own = {"title": _title(name, document), "external_id": name}
    given = with_defaults(document.fields, known, about.fields(), own)
    return SourceRecord.parse({**given, "passages": tuple(document.passages)}, about).source()


def _title(name: str, document: Document) -> str:
    own = " ".join(clean(document.title or "").split())
    return own[:1_000] or PurePosixPath(name).stem.replace("_", " ").replace("-", " ").strip() or name
