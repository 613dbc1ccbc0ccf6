"""Versions in memory: read once, and never taken for what the database no longer says."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from answers.store import schema
from answers.store.kept import KeptVersions
from answers.store.rows import version_row
from answers.store.sql import SqlStore
from answers.types import ArticleVersion, Status
from tests.making import approval, approvals, article


@dataclass(frozen=True, slots=True)
class Stored:
    store: SqlStore

    async def served(self) -> ArticleVersion | None:
        found = await self.store.find("gout-treatment")
        served = await self.store.served([found.id], workspace=None, moment=datetime.now(UTC))
        return served.get(found.id)


@pytest.fixture
async def stored(store: SqlStore) -> Stored:
    await store.put([article()], actor="me", approvals=approvals(article()))
    return Stored(store)


async def test_an_article_is_read_once(stored: Stored) -> None:
    first = await stored.served()
    assert first is not None
    assert await stored.served() is first


async def test_a_withdrawal_takes_effect_at_once(stored: Stored) -> None:
    served = await stored.served()
    assert served is not None
    await stored.store.change_status(served, Status.WITHDRAWN, actor="me")
    assert await stored.served() is None


async def test_another_version_is_read_with_its_own_content(stored: Stored) -> None:
    await stored.served()
    new = article(said="Something else.")
    await stored.store.put([new], actor="me")
    latest = await stored.store.find("gout-treatment")
    await stored.store.change_status(latest, Status.APPROVED, actor="me", approval=approval(new))
    served = await stored.served()
    assert served is not None
    assert (served.version, served.article) == (2, new)


async def test_content_that_a_restored_database_has_otherwise_is_read_again(stored: Stored) -> None:
    await stored.served()
    other = article(said="What stood here before the backup.")
    row = {
        "content": other.model_dump_json(),
        "content_hash": other.content_hash(),
        "approval": approval(other).model_dump_json(),
    }
    async with stored.store._writer.begin() as connection:
        await connection.execute(sa.update(schema.versions).values(row))
    served = await stored.served()
    assert served is not None
    assert served.article == other


def test_no_more_is_kept_than_fits_and_the_last_used_stay() -> None:
    rows = [_row(number) for number in (1, 2, 3)]
    kept = KeptVersions(chars_max=2 * len(rows[0].content))
    for row in (rows[0], rows[1], rows[0], rows[2]):
        assert kept.version(row) is not None
    assert kept.among([1, 2, 3]) == [1, 3]


def test_a_row_without_content_that_is_not_kept_is_no_version() -> None:
    row = _row(1)
    row.content = None
    assert KeptVersions().version(row) is None


def _row(number: int) -> SimpleNamespace:
    """A row as the store reads it."""
    gout = article()
    version = ArticleVersion(
        id=number,
        version=1,
        revision=1,
        status=Status.APPROVED,
        article=gout,
        approval=approval(gout),
        changed_at=datetime.now(UTC),
    )
    return SimpleNamespace(workspace="", **version_row(version))
