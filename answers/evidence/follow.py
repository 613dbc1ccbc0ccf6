"""Keeps the passage index at what the store says may be used: imports, removals, retractions."""

import asyncio
from typing import Protocol

from answers.evidence.passages import Indexed, PassageIndex, texts_of
from answers.search.encoder import Encoder
from answers.search.follow import Follower
from answers.search.vectors import VectorCache
from answers.sources.base import SourceStore
from answers.store.base import Change, VectorStore

BATCH = 50
"""Sources at once: the passages of so many guidelines still fit in memory with their vectors."""


class Store(SourceStore, VectorStore, Protocol):
    """What the follower needs of the database: both ports of it."""


class SourceFollower(Follower):
    """Keeps the index of the imported sources."""

    def __init__(self, store: Store, index: PassageIndex, encoder: Encoder) -> None:
        super().__init__(index)
        self._store = store
        self._index = index
        self._vectors = VectorCache(store, encoder)

    async def _changes(self, sequence: int) -> tuple[list[Change], int]:
        return await self._store.sources_since(sequence, BATCH)

    async def _apply(self, ids: list[int], sequence: int) -> None:
        usable = {key: stored for key, stored in (await self._store.sources(ids)).items() if stored.usable}
        texts = {key: texts_of(stored.source) for key, stored in usable.items()}
        vectors = await self._vectors.vectors([text for each in texts.values() for text in each])
        indexed = [Indexed(stored, vectors) for stored in usable.values()]
        removed = [key for key in ids if key not in usable]
        await asyncio.to_thread(self._index.apply, indexed, removed, sequence)
