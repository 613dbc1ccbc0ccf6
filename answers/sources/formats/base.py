"""What every importer of sources yields: a source, or why there is none.

An importer is a function `(files, about) -> Iterator[Read]`. It never raises for one bad record, and gives
each external id once. A file is read before the next one is asked for (`answers.library.files`).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError

from answers.errors import InvalidRecord
from answers.library.base import Skipped, invalid
from answers.library.files import Source as Files
from answers.library.record import PartialDate
from answers.sources.record import Source
from answers.types import Frozen, Line, ReferenceKind

Read = Source | Skipped

WHAT_TO_GIVE = "give url, doi or pmid: in the record, in NAME.yaml beside the file, or with --url"


class About(Frozen):
    """What the operator says of all that is imported; it holds where the source itself says nothing.

    But for `quotable`: False holds for all, whatever they say of themselves.
    """

    title: Line | None = None
    kind: ReferenceKind | None = None
    issuer: Line | None = None
    country: Line | None = None
    published: PartialDate | None = None
    edition: Line | None = None
    licence: Line | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    url: str | None = None
    quotable: bool = True

    def fields(self) -> dict[str, Any]:
        """Those that were given."""
        return {name: value for name, value in self if value is not None and name != "quotable"}


Importer = Callable[[Files, About], Iterator[Read]]


def refused(error: ValidationError) -> InvalidRecord:
    """What the domain types object to, as a reason that can be counted."""
    if any("needs a url, a doi or a pmid" in each["msg"] for each in error.errors(include_input=False)):
        return InvalidRecord("no source address", WHAT_TO_GIVE)
    found = invalid(error)
    if found.reason == "invalid article":
        return InvalidRecord("invalid source", found.detail)
    return found


def with_defaults(own: Mapping[str, Any], *others: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the first that has each; an address of one is not mixed with another's."""
    fields: dict[str, Any] = {}
    for layer in (own, *others):
        addressed = any(fields.get(name) for name in _ADDRESS)
        fields |= {
            name: value
            for name, value in layer.items()
            if value is not None and name not in fields and not (addressed and name in _ADDRESS)
        }
    return fields


_ADDRESS = ("url", "doi", "pmid")
