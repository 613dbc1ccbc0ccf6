"""A client that talks to the fake, and evidence over it."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from answers.evidence.pubmed.client import Account, Eutilities, open_http
from answers.evidence.pubmed.live import PubMedEvidence
from answers.outward.memory import MemoryCache, MemoryPace
from answers.search.encoder import MiniLm
from answers.store.sql import SqlStore
from tests.fakes.clock import ManualClock
from tests.fakes.eutilities import FakeEutilities, article

DAY = date(2026, 11, 24)
AT_ONCE = (0.01, 0.02)
"""Waits before other tries, where no test is about them."""


class Moving(ManualClock):
    """Every look at it is a second later: the rate is no matter."""

    def __call__(self) -> float:
        self.advance(1)
        return super().__call__()


@pytest.fixture
async def ncbi() -> AsyncIterator[FakeEutilities]:
    """With two records about gout."""
    async with FakeEutilities(clock=Moving()) as fake:
        for pmid in ("11111111", "22222222"):
            fake.records[pmid] = article(pmid)
        yield fake


@pytest.fixture
async def eutilities(ncbi: FakeEutilities) -> AsyncIterator[Eutilities]:
    async with open_http() as http:
        yield Eutilities(
            http,
            MemoryPace(1_000),
            Account(email="library@example.org", key=ncbi.key),
            base_url=ncbi.base_url,
            retry_waits_s=AT_ONCE,
            rest=timedelta(),
            day=lambda: DAY,
        )


@pytest.fixture
def evidence(eutilities: Eutilities, encoder: MiniLm, sqlite_store: SqlStore) -> PubMedEvidence:
    return PubMedEvidence(eutilities, MemoryCache(), encoder, sqlite_store, day=lambda: DAY)
