"""What every importer yields: an article, or why there is none.

An importer is a function `(source, audience) -> Iterator[Read]` over the files of a source
(`files.Source`). It never raises for one bad record, and gives each external id once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pydantic import ValidationError

from answers.errors import InvalidRecord
from answers.types import Article

MAX_RECORD_BYTES = 5 * 1024 * 1024
"""A file or line over this is skipped: the largest article text of MedQuAD has 29 kB."""

DETAIL_MAX_CHARS = 300


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that cannot become an article: a reason that is counted, and where it stands.

    `where` and `detail` may hold names and keys from the source: they are made printable.
    """

    reason: str
    where: str
    detail: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "where", printable(self.where))
        object.__setattr__(self, "detail", printable(self.detail)[:DETAIL_MAX_CHARS])

    @classmethod
    def because(cls, error: InvalidRecord, where: str) -> "Skipped":
        return cls(error.reason, where, error.detail)


Read = Article | Skipped


def printable(text: str) -> str:
    """`text` with `�` for what must not reach a terminal or a log, such as control characters."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def invalid(error: ValidationError) -> InvalidRecord:
    """The first thing that the domain types object to, as a reason that can be counted."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    return InvalidRecord(_reason(first["type"], place), f"{place}: {message}" if place else message)


def _reason(kind: str, place: str) -> str:
    if kind == "extra_forbidden":
        return "unknown field"
    if place.endswith("citations") and kind in {"missing", "value_error"}:
        return "no citations"
    if kind == "missing":
        return "missing field"
    return "invalid field" if place else "invalid article"


class Named(Protocol):
    """A record under the id that names it for the next import."""

    @property
    def external_id(self) -> str: ...


N = TypeVar("N", bound=Named)


def first_of_each(reads: "Iterator[N | Skipped]") -> "Iterator[N | Skipped]":
    """The reads with every later record of the same external id skipped as a repeat."""
    seen: set[str] = set()
    for read in reads:
        if not isinstance(read, Skipped):
            if read.external_id in seen:
                yield Skipped("repeated id", read.external_id)
                continue
            seen.add(read.external_id)
        yield read
