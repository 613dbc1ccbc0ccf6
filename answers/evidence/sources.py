"""Passages of imported sources, each read from the store in the moment in which it is used."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from answers.engines.approved import utc_now
from answers.evidence.base import Found
from answers.evidence.order import ordered
from answers.evidence.passages import PassageIndex, SourceHit, pieces
from answers.sources.base import SourceStore, StoredSource
from answers.types import Passage, Query

SEARCHED = 12
"""Sources asked of the index: what may no longer be used and what is weaker falls away."""
READ_WHOLE_MAX = 16
"""Passages up to which all of a source is read, and not only what is near to the question."""
PUBMED = "pmid:"
"""External ids that name one document wherever they stand; others can be a file's name."""


class SourceEvidence:
    """Searches the passage index; whether a source may be used is asked of the store."""

    def __init__(
        self, store: SourceStore, index: PassageIndex, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._store = store
        self._index = index
        self._clock = clock

    async def find(self, query: Query, limit: int) -> list[Found]:
        chosen = await self.sources(query, limit)
        return [found for hit, stored in chosen for found in _passages(hit, stored)]

    async def sources(
        self, query: Query, limit: int, *, searched: int = SEARCHED, least: float = 0.0
    ) -> list[tuple[SourceHit, StoredSource]]:
        """The best sources in their order, of the `searched` nearest with at least so much relevance."""
        if not len(self._index):
            return []
        near = await asyncio.to_thread(self._index.search, query.question, query.workspace, searched)
        hits = [hit for hit in near if hit.relevance >= least]
        stored = await self._store.sources([hit.source_id for hit in hits])
        barred = await self._barred(stored.values())
        usable = [
            (hit, source)
            for hit in hits
            if (source := stored.get(hit.source_id))
            and source.usable
            and source.workspace in (None, query.workspace)
            and source.source.external_id not in barred
        ]
        ranked = [
            ((hit, each), hit.relevance, each.source.reference, each.source.published) for hit, each in usable
        ]
        return ordered(ranked, query.jurisdiction, self._clock().date())[:limit]

    async def _barred(self, stored: Iterable[StoredSource]) -> frozenset[str]:
        """Records of PubMed that are out of use for all: a workspace's own copy, which an answer has left
        there, does not bring them back."""
        names = [each.source.external_id for each in stored if each.workspace is not None]
        shared = await self._store.find_sources([name for name in names if name.startswith(PUBMED)])
        return frozenset(name for name, each in shared.items() if not each.usable)


def _passages(hit: SourceHit, stored: StoredSource) -> Iterator[Found]:
    about = " . ".join((stored.source.reference.title, *stored.source.subjects))
    passages = stored.passages()
    for place in _read(hit, stored, passages):
        yield Found(passages[place], about, hit.relevance)


def _read(hit: SourceHit, stored: StoredSource, passages: list[Passage]) -> list[int]:
    """The places of the passages to read: all, or those of the pieces that were found."""
    if len(passages) <= READ_WHOLE_MAX:
        return list(range(len(passages)))
    # The index may be a moment behind the store, and the pieces of then be others now.
    cut = pieces(stored.source)
    return sorted(place for number in hit.pieces if number <= len(cut) for place in cut[number - 1])
