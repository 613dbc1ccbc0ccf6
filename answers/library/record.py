"""An article as people write it down: the record behind the JSONL and the Markdown format.

It is the domain's `Article` with what a writer may leave out or write shorter: citations as
markers at the end of a text, a bottom line without citations, dates to the month, plain text
instead of statements. Unknown fields are refused: a mistyped one could be a lost warning.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ValidationError

from answers.errors import InvalidRecord
from answers.library.base import invalid
from answers.library.statements import statements
from answers.types import (
    Article,
    ArticleText,
    Audience,
    Frozen,
    Grade,
    Line,
    Population,
    QuestionType,
    Reference,
    ReferenceKind,
    Section,
    SectionKind,
    Statement,
)

CITATION_MAX_DIGITS = 4
CITATIONS_MAX = 100
"""Markers that are looked for at the end of one text; no statement rests on more sources."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def split_citations(text: str) -> tuple[str, tuple[int, ...]]:
    """A text and the citations at its end: "Give aspirin. [1][2]", "… [1, 2]." or "… [3]"."""
    bare = text.rstrip()
    stop = bare[-1:] if bare.endswith(("].", "]!", "]?")) else ""
    bare = bare.removesuffix(stop)
    groups: list[list[int]] = []
    while bare.endswith("]") and len(groups) < CITATIONS_MAX:
        before, bracket, inside = bare[:-1].rpartition("[")
        numbers = [number.strip() for number in inside.split(",")]
        if not bracket or not all(map(_is_citation, numbers)):
            break
        groups.insert(0, [int(number) for number in numbers])
        bare = before.rstrip()
    if not groups:
        return text.strip(), ()
    return bare + stop, tuple(number for group in groups for number in group)


def _is_citation(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) <= CITATION_MAX_DIGITS


def _with_citations(value: object) -> object:
    if not isinstance(value, str):
        return value
    text, citations = split_citations(value)
    return {"text": text, "citations": citations}


def _partial_date(value: object) -> object:
    """A year or a month stands for its first day: nobody is said to know more than they do."""
    if isinstance(value, date) or value is None:
        return value
    match = _DATE.fullmatch(str(value).strip())
    if match is None:
        raise ValueError("not a date (YYYY-MM-DD, YYYY-MM or YYYY)")
    year, month, day = (int(part or 1) for part in match.groups())
    return date(year, month, day)


def _text_of_number(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _on_one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


PartialDate = Annotated[date, BeforeValidator(_partial_date)]
Question = Annotated[Line, BeforeValidator(_on_one_line)]
CitedStatement = Annotated[Statement, BeforeValidator(_with_citations)]


class BottomLine(Frozen):
    """A bottom line; without citations it rests on all that its text's statements cite."""

    text: str
    citations: tuple[int, ...] = ()
    grade: Grade | str | None = None
    must_show: bool = False

    def statement(self, cited_below: tuple[int, ...]) -> Statement:
        citations = self.citations or cited_below
        if not citations:
            raise InvalidRecord("no citations", "a bottom line that nothing supports")
        return Statement.model_validate(self.model_dump() | {"citations": citations})


class SectionRecord(Frozen):
    """A section whose statements may be plain strings that end in their citations."""

    kind: SectionKind = SectionKind.BODY
    heading: Line | None = None
    statements: tuple[CitedStatement, ...] = ()

    def section(self) -> Section:
        return Section(kind=self.kind, heading=self.heading, statements=self.statements)


class TextRecord(Frozen):
    """What is said to one audience."""

    bottom_line: Annotated[BottomLine, BeforeValidator(_with_citations)] | None = None
    sections: tuple[SectionRecord, ...] | None = None

    def article_text(self) -> ArticleText:
        sections = tuple(section.section() for section in self.sections or ())
        cited = (n for section in sections for s in section.statements for n in s.citations)
        cited_below = tuple(dict.fromkeys(cited))
        return ArticleText(
            bottom_line=self.bottom_line and self.bottom_line.statement(cited_below),
            sections=sections,
        )

    @property
    def is_empty(self) -> bool:
        return not (self.bottom_line or self.sections)


class Record(TextRecord):
    """One article. Its text stands in `answer`, or in `bottom_line` and `sections` (for `audience`,
    else for the audience of the import), or per audience in `audiences`. `url` alone is a source.
    """

    external_id: Annotated[Line, BeforeValidator(_text_of_number)] | None = None
    question: Question
    aliases: tuple[Question, ...] | None = None
    focus: Line | None = None
    synonyms: tuple[Line, ...] | None = None
    concepts: tuple[Line, ...] | None = None
    question_type: QuestionType | None = None
    applies_to: Line | None = None
    population: Population | None = None
    audience: Audience | None = None
    audiences: Mapping[Audience, TextRecord] | None = None
    answer: str | None = None
    url: str | None = None
    references: tuple[Reference, ...] | None = None
    evidence_to: PartialDate | None = None
    updated: PartialDate | None = None
    jurisdiction: Line | None = None
    language: str | None = None
    quotes_source: bool | None = None

    @classmethod
    def parse(cls, fields: Mapping[str, Any]) -> Self:
        """Raises InvalidRecord where a field is unknown, missing or not what it should be."""
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            raise invalid(error) from error

    def article(self, audience: Audience) -> Article:
        """The article; its text is for `audience` unless it says so. Raises InvalidRecord."""
        try:
            return Article(
                external_id=self.external_id or self._hash(),
                texts=self._texts(self.audience or audience),
                references=self._references(),
                quotes_source=bool(self.answer) if self.quotes_source is None else self.quotes_source,
                **self._as_written(),
            )
        except ValidationError as error:
            raise invalid(error) from error

    def _as_written(self) -> dict[str, Any]:
        """The fields that an article has too, without those left out: their defaults hold."""
        own = {*TextRecord.model_fields, "external_id", "references", "quotes_source"}
        shared = (Article.model_fields.keys() & type(self).model_fields.keys()) - own
        values = {name: getattr(self, name) for name in shared}
        return {name: value for name, value in values.items() if value is not None}

    def _texts(self, audience: Audience) -> dict[Audience, ArticleText]:
        texts = {whom: text for whom, text in (self.audiences or {}).items() if not text.is_empty}
        if not self.is_empty:
            if audience in texts:
                raise InvalidRecord("conflicting fields", f"two texts for {audience.value}")
            texts[audience] = self
        if self.answer and texts:
            raise InvalidRecord("conflicting fields", "answer and a text in sections")
        written = {whom: text.article_text() for whom, text in texts.items()}
        if self.answer:
            written[audience] = self._quoted(self.answer)
        if not written:
            raise InvalidRecord("no answer text")
        return written

    def _quoted(self, answer: str) -> ArticleText:
        """Plain text as statements of its one source."""
        if len(self._references()) > 1:
            raise InvalidRecord("no citations", "plain text needs exactly one source")
        quoted = statements(answer)
        if not quoted:
            raise InvalidRecord("no answer text")
        return ArticleText(sections=(Section(statements=quoted),))

    def _references(self) -> tuple[Reference, ...]:
        if self.url and self.references:
            raise InvalidRecord("conflicting fields", "url and references")
        if self.references:
            return self.references
        if not self.url or not self.url.strip():
            raise InvalidRecord("no source address")
        address = self.url.strip()
        site = address.split("://", 1)[-1].split("/", 1)[0]
        kind = ReferenceKind.REFERENCE_WORK
        return (Reference(title=site or address, kind=kind, url=address),)

    def _hash(self) -> str:
        """An id that is the same whenever the same question of the same source is imported."""
        source = self._references()[0].link
        return hashlib.sha256(f"{source}\n{self.question}".encode()).hexdigest()[:32]
