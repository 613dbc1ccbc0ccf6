"""Sources numbered by first appearance (Vancouver): a citation, wherever it stands, and its line below."""

from collections.abc import Iterable, Sequence

from answers.types import Answer, Position, Reference, ReferenceKind, Retraction
from bot import wording
from bot.types import Source, Sources

_NEVER_RETRACTED = (ReferenceKind.REFERENCE_WORK, ReferenceKind.LABEL)
"""Without a DOI or PMID there is nowhere to look it up: a page or a label is changed, not retracted."""


class Numbers:
    """Gives each reference its number when it is first cited."""

    def __init__(self, answer: Answer) -> None:
        self._given = answer.references
        self._published = {s.passage.reference: s.passage.published for s in answer.support}
        self._shown: dict[Reference, int] = {}

    def of(self, citations: Iterable[int]) -> tuple[int, ...]:
        """The numbers shown for those of the answer's own list (from 1)."""
        return tuple(dict.fromkeys(self._number(self._given[n - 1]) for n in citations))

    def of_position(self, position: Position) -> int:
        """The number of the source that says it, which the answer may cite as well."""
        cited = next((r for r in self._given if _same(r, position.reference)), position.reference)
        if position.published:
            self._published.setdefault(cited, position.published)
        return self._number(cited)

    def known(self, citation: int) -> int | None:
        """The number of a citation of the answer's own list, None where nothing that is shown cites it."""
        return self._shown.get(self._given[citation - 1])

    def source(self, number: int) -> Source:
        """The line of a number that was given."""
        reference = tuple(self._shown)[number - 1]
        details = wording.source_details(reference, self._published.get(reference))
        return Source(number, reference.title, details, reference.link)

    def sources(self) -> Sources:
        """All that were cited, in order."""
        items = tuple(self.source(number) for number in range(1, len(self._shown) + 1))
        return Sources(items, wording.unchecked(_unchecked(tuple(self._shown)), len(items)))

    def _number(self, reference: Reference) -> int:
        return self._shown.setdefault(reference, len(self._shown) + 1)


def _same(one: Reference, other: Reference) -> bool:
    """The same document, whatever else is said of it."""
    if one.pmid and other.pmid:
        return one.pmid == other.pmid
    if one.doi and other.doi:
        return one.doi.casefold() == other.doi.casefold()
    return one == other or bool(one.url and one.url == other.url)


def _unchecked(references: Sequence[Reference]) -> list[int]:
    return [
        number
        for number, reference in enumerate(references, start=1)
        if reference.retraction is Retraction.UNCHECKED
        and (reference.doi or reference.pmid or reference.kind not in _NEVER_RETRACTED)
    ]
