"""All evidence of a question: asked of every member at once, one document once, the best source first."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from answers.engines.approved import utc_now
from answers.errors import AnswersError, EvidenceUnavailable
from answers.evidence.base import EvidenceSource, Found, Gathered
from answers.evidence.order import UNKNOWN, UNKNOWN_STEP, ordered
from answers.types import Query, Reference

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Document:
    """The passages of one reference, as one member found them."""

    found: tuple[Found, ...]
    relevance: float

    @property
    def reference(self) -> Reference:
        return self.found[0].passage.reference


class Evidences:
    """Members by name; one that breaks is left out and named."""

    def __init__(
        self, members: Mapping[str, EvidenceSource], *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._members = dict(members)
        self._clock = clock

    async def find(self, query: Query, limit: int) -> list[Found]:
        return list((await self.gather(query, limit)).found)

    async def gather(self, query: Query, limit: int) -> Gathered:
        """Passages of the `limit` best sources. Raises `EvidenceUnavailable` where no member can be asked."""
        names = list(self._members)
        results = await asyncio.gather(*(self._asked(name, query, limit) for name in names))
        missing = tuple(name for name, found in zip(names, results, strict=True) if found is None)
        if missing and len(missing) == len(names):
            raise EvidenceUnavailable(f"no evidence can be asked: {', '.join(missing)}")
        documents = _once(document for found in results if found for document in _documents(found))
        ranked = [
            (each, each.relevance, each.reference, each.found[0].passage.published) for each in documents
        ]
        best = ordered(ranked, query.jurisdiction, self._clock().date())[:limit]
        return Gathered(tuple(found for each in best for found in each.found), missing)

    async def _asked(self, name: str, query: Query, limit: int) -> list[Found] | None:
        """What a member finds; None where it broke."""
        try:
            return await self._members[name].find(query, limit)
        except AnswersError as error:
            _log.warning("evidence %s not asked: %s", name, type(error).__name__)
            return None


def _documents(found: Sequence[Found]) -> list[_Document]:
    """A member's passages by reference, in its order."""
    by_reference: dict[Reference, list[Found]] = {}
    for each in found:
        by_reference.setdefault(each.passage.reference, []).append(each)
    return [
        _Document(tuple(passages), _relevance(passages[0], rank))
        for rank, passages in enumerate(by_reference.values())
    ]


def _relevance(found: Found, rank: int) -> float:
    return UNKNOWN - UNKNOWN_STEP * rank if found.relevance is None else found.relevance


def _once(documents: Iterable[_Document]) -> list[_Document]:
    """Each document once, with the passages of the member that was named first."""
    kept: list[_Document] = []
    known: set[str] = set()
    for document in documents:
        names = identities(document.reference)
        if not names & known:
            kept.append(document)
        known |= names
    return kept


def identities(reference: Reference) -> frozenset[str]:
    """What a document is known by: two references that share one are the same."""
    url = reference.url.split("://", 1)[-1].removeprefix("www.").rstrip("/") if reference.url else None
    named = {
        "pmid": reference.pmid,
        "doi": reference.doi and reference.doi.casefold(),
        "url": url,
    }
    found = {f"{kind}:{value}" for kind, value in named.items() if value}
    if url and url.startswith("pubmed.ncbi.nlm.nih.gov/"):
        found.add(f"pmid:{url.rsplit('/', 1)[-1]}")
    if url and url.startswith(("doi.org/", "dx.doi.org/")):
        found.add(f"doi:{url.split('/', 1)[1].casefold()}")
    return frozenset(found)
