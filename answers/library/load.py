"""Brings what an importer reads into the store: in batches, counted, the same twice changes nothing."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice

from answers.library.base import Read, Skipped
from answers.store.base import ArticleStore, Put
from answers.types import Approval, ApprovalBasis, Article

BATCH = 500
SKIPPED_NAMED_MAX = 1_000
"""Places of skipped records that are kept to be shown; all are counted."""


@dataclass(frozen=True, slots=True)
class Release:
    """On what basis a whole collection becomes approved, and by whom."""

    basis: ApprovalBasis
    by: str
    collection: str
    review_due: date | None = None

    def approval(self, article: Article, at: datetime) -> Approval:
        return Approval(
            basis=self.basis,
            by=self.by,
            collection=self.collection,
            at=at,
            content_hash=article.content_hash(),
            review_due=self.review_due,
        )


def year_from(day: date) -> date:
    """Twelve months on: when a bulk release is due for review."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


@dataclass(slots=True)
class Counts:
    """What became of the records."""

    put: Counter[Put] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    places: list[Skipped] = field(default_factory=list)

    def add_skipped(self, record: Skipped) -> None:
        self.skipped[record.reason] += 1
        if len(self.places) < SKIPPED_NAMED_MAX:
            self.places.append(record)


async def load(
    records: Iterator[Read],
    store: ArticleStore,
    *,
    actor: str,
    workspace: str | None = None,
    release: Release | None = None,
    progress: Callable[[Counts], None] | None = None,
) -> Counts:
    """Read all records into the store. Raises `StoreError`; what was written until then stays."""
    counts = Counts()
    at = datetime.now(UTC)
    while batch := await asyncio.to_thread(_take, records):
        articles = [record for record in batch if not isinstance(record, Skipped)]
        for record in batch:
            if isinstance(record, Skipped):
                counts.add_skipped(record)
        counts.put.update(await _put(articles, store, actor, workspace, release, at))
        if progress:
            progress(counts)
    return counts


def _take(records: Iterator[Read]) -> list[Read]:
    return list(islice(records, BATCH))


async def _put(
    articles: Sequence[Article],
    store: ArticleStore,
    actor: str,
    workspace: str | None,
    release: Release | None,
    at: datetime,
) -> list[Put]:
    if not articles:
        return []
    approvals = {a.external_id: release.approval(a, at) for a in articles} if release else {}
    put = await store.put(articles, actor=actor, workspace=workspace, approvals=approvals)
    return list(put.values())
