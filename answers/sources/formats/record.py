"""A source as people write it down: the record behind JSON lines, front matter and sidecar files."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationError

from answers.errors import InvalidRecord
from answers.library.record import PartialDate
from answers.sources.formats.base import About, refused, with_defaults
from answers.sources.formats.passages import passages
from answers.sources.record import PASSAGES_MAX, Source, SourcePassage
from answers.types import Frozen, Line, Reference, ReferenceKind, Retraction


def _on_one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _text_of_number(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _passage(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def _tidy(value: object) -> object:
    """None for an empty field, which is how spreadsheets and hand-written records say nothing."""
    return None if isinstance(value, str) and not value.strip() else value


Words = Annotated[Line, BeforeValidator(_on_one_line)]
Known = BeforeValidator(_tidy)


class SourceRecord(Frozen):
    """One source. Its text stands in `passages` (each a string, or text with place and part) or in `text`.

    Left out: `external_id` is the PMID, the DOI or the address; `kind` is a reference work, the weakest that
    claims no study; `published` is the year's first day. Unknown fields are refused: a mistyped one could be
    a lost retraction or licence.
    """

    external_id: Annotated[Words | None, BeforeValidator(_text_of_number), Known] = None
    title: Words
    kind: ReferenceKind = ReferenceKind.REFERENCE_WORK
    issuer: Annotated[Words | None, Known] = None
    country: Annotated[Words | None, Known] = None
    published: Annotated[PartialDate | None, Known] = None
    year: Annotated[int | None, Known] = None
    url: Annotated[str | None, Known] = None
    doi: Annotated[str | None, Known] = None
    pmid: Annotated[str | None, BeforeValidator(_text_of_number), Known] = None
    edition: Annotated[Words | None, BeforeValidator(_text_of_number), Known] = None
    licence: Annotated[Words | None, Known] = None
    quotable: bool = True
    language: str = "en"
    subjects: tuple[Words, ...] = ()
    retraction: Retraction = Retraction.UNCHECKED
    checked: Annotated[date | None, Known] = None
    superseded_by: Annotated[Words | None, Known] = None
    withdrawn: bool = False
    passages: tuple[Annotated[SourcePassage, BeforeValidator(_passage)], ...] | None = Field(
        default=None, max_length=PASSAGES_MAX
    )
    text: str | None = None

    @classmethod
    def parse(cls, fields: Mapping[str, Any], about: About | None = None) -> Self:
        """With what the operator says of all. Raises InvalidRecord where a field is not what it should be."""
        about = about or About()
        try:
            record = cls.model_validate(with_defaults(fields, about.fields()))
        except ValidationError as error:
            raise refused(error) from error
        return record if about.quotable else record.model_copy(update={"quotable": False})

    def source(self) -> Source:
        """Raises InvalidRecord: no text, no source address, conflicting fields …"""
        try:
            reference = self._reference()
            return Source(
                external_id=self.external_id or self._name(),
                reference=reference,
                passages=self._passages(),
                subjects=self.subjects,
                published=self.published or (date(self.year, 1, 1) if self.year else None),
                edition=self.edition,
                language=self.language,
                licence=self.licence,
                quotable=self.quotable,
                withdrawn_by_issuer=self.withdrawn,
            )
        except ValidationError as error:
            raise refused(error) from error

    def _reference(self) -> Reference:
        if self.year and self.published and self.year != self.published.year:
            raise InvalidRecord("conflicting fields", f"year {self.year}, published {self.published}")
        return Reference(
            title=self.title,
            kind=self.kind,
            issuer=self.issuer,
            country=self.country,
            year=self.year or (self.published.year if self.published else None),
            url=self.url and self.url.strip(),
            doi=self.doi and self.doi.strip(),
            pmid=self.pmid and self.pmid.strip(),
            retraction=self.retraction,
            checked=self.checked,
            superseded_by=self.superseded_by,
        )

    def _name(self) -> str:
        if self.pmid:
            return f"pmid:{self.pmid.strip()}"
        return f"doi:{self.doi.strip()}" if self.doi else str(self.url).strip()

    def _passages(self) -> tuple[SourcePassage, ...]:
        if self.passages and self.text:
            raise InvalidRecord("conflicting fields", "passages and text")
        if self.passages:
            return self.passages
        found = tuple(SourcePassage(text=piece) for piece in passages(self.text or ""))
        if not found:
            raise InvalidRecord("no text")
        if len(found) > PASSAGES_MAX:
            raise InvalidRecord("too large", f"over {PASSAGES_MAX:,} passages")
        return found
