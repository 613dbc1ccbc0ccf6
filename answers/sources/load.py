"""Brings sources into the store: in batches, counted; a repeat changes nothing, a change is described."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from answers.library.base import Skipped
from answers.library.load import Counts
from answers.sources.base import SourceStore, StoredSource
from answers.sources.formats.base import Read
from answers.sources.record import Source
from answers.store.base import Put
from answers.types import Retraction

BATCH = 200
BATCH_PASSAGES = 10_000
"""One transaction: whichever is reached first."""

REVISIONS_NAMED_MAX = 1_000
"""Changed sources that are described; all are counted."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a new import changed in a source: passages, and before → after of what it says of itself."""

    external_id: str
    title: str
    added: int
    removed: int
    changed: int
    edition: tuple[str | None, str | None]
    published: tuple[date | None, date | None]
    retraction: tuple[Retraction, Retraction]


@dataclass(slots=True)
class SourceCounts(Counts):
    """What became of the records, and of the sources that were known already."""

    revisions: list[Revision] = field(default_factory=list)
    passages: int = 0
    """Of what was imported or updated."""


async def load(
    records: Iterator[Read],
    store: SourceStore,
    *,
    actor: str,
    workspace: str | None = None,
    progress: Callable[[SourceCounts], None] | None = None,
) -> SourceCounts:
    """Read all records into the store. Raises `StoreError`; what was written until then stays."""
    counts = SourceCounts()
    while batch := await asyncio.to_thread(_take, records):
        sources = [record for record in batch if isinstance(record, Source)]
        for record in batch:
            if isinstance(record, Skipped):
                counts.add_skipped(record)
        if sources:
            await _put(sources, store, actor, workspace, counts)
        if progress:
            progress(counts)
    return counts


def _take(records: Iterator[Read]) -> list[Read]:
    batch: list[Read] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.passages) if isinstance(record, Source) else 0
        if len(batch) >= BATCH or size >= BATCH_PASSAGES:
            break
    return batch


async def _put(
    sources: Sequence[Source], store: SourceStore, actor: str, workspace: str | None, counts: SourceCounts
) -> None:
    known = await store.find_sources([source.external_id for source in sources], workspace)
    put = await store.put_sources(sources, actor=actor, workspace=workspace)
    counts.put.update(put.values())
    for source in sources:
        outcome = put[source.external_id]
        if outcome is not Put.UNCHANGED:
            counts.passages += len(source.passages)
        before = known.get(source.external_id)
        if outcome is Put.UPDATED and before and len(counts.revisions) < REVISIONS_NAMED_MAX:
            counts.revisions.append(revision(before, source))


def revision(before: StoredSource, after: Source) -> Revision:
    """How a known source and what is imported now differ."""
    old = before.source
    added, removed, changed = _differences(
        [passage.text for passage in old.passages], [passage.text for passage in after.passages]
    )
    checked = after.reference.checked is not None
    found = after.reference.retraction if checked else old.reference.retraction
    return Revision(
        external_id=after.external_id,
        title=after.reference.title,
        added=added,
        removed=removed,
        changed=changed,
        edition=(old.edition, after.edition),
        published=(old.published, after.published),
        retraction=(old.reference.retraction, found),
    )


def _differences(old: Sequence[str], new: Sequence[str]) -> tuple[int, int, int]:
    added = removed = changed = 0
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            continue
        gone, come = end - start, new_end - new_start
        both = min(gone, come)
        changed, removed, added = changed + both, removed + gone - both, added + come - both
    return added, removed, changed
