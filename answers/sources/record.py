"""A source as it is imported: what it is, from whom, of when, and its text in passages."""

import hashlib
import json
from datetime import date
from typing import Annotated

from pydantic import Field

from answers.types import Frozen, Line, PassagePart, Reference, Retraction, Text

PASSAGES_MAX = 5_000
"""Of one source: a guideline of a thousand pages has about as many paragraphs."""

EXTERNAL_ID_MAX_CHARS = 300
"""As an article's: PostgreSQL's indexes hold no entry of over 2,704 bytes."""

CELL_GAP = " | "
"""Between the cells of a table's row. A passage that is one has its header's line above it."""


class SourcePassage(Frozen):
    """One paragraph, table row or section of an abstract, verbatim; `place` is its page or section."""

    text: Text
    place: Line | None = None
    part: PassagePart | None = None


class Source(Frozen):
    """One document.

    `external_id` names it for the next import: `pmid:…`, or its path in what was imported. `subjects` are
    what its indexers say it is about. `published` is the day it gives, or the first of the month or year
    where it gives no more. `licence` is as printed; where not `quotable`, its words serve the search and the
    check but are not shown. `withdrawn_by_issuer`: the issuer itself took it back, other than by retraction.
    """

    external_id: Annotated[Line, Field(max_length=EXTERNAL_ID_MAX_CHARS)]
    reference: Reference
    passages: tuple[SourcePassage, ...] = Field(min_length=1, max_length=PASSAGES_MAX)
    subjects: tuple[Line, ...] = ()
    published: date | None = None
    edition: Line | None = None
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    licence: Line | None = None
    quotable: bool = True
    withdrawn_by_issuer: bool = False

    def with_retraction(self, retraction: Retraction, checked: date | None) -> "Source":
        """The same with what a check on that day found; `UNCHECKED` and None take it away."""
        reference = self.reference.model_copy(update={"retraction": retraction, "checked": checked})
        return self.model_copy(update={"reference": reference})

    def content_hash(self) -> str:
        """SHA-256 (hex) of the content: without its retraction, which is found out again and again."""
        plain = self.with_retraction(Retraction.UNCHECKED, None).model_dump(mode="json")
        return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def animals_only(self) -> bool:
        """Whether its indexers say that it is of animals and not of people, so that it is indirect evidence.
        Those of PubMed (MeSH) mark both."""
        return "Animals" in self.subjects and "Humans" not in self.subjects
