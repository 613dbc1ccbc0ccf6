"""How the databases find what they are asked for at every question."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from answers.store.sql import SqlStore
from tests.making import approvals, article


@pytest.fixture
async def asked(sqlite_store: SqlStore) -> AsyncIterator[list[tuple[str, Any]]]:
    """The statements that the store sends, with their parameters."""
    await sqlite_store.put([article()], actor="me", approvals=approvals(article()))
    sent: list[tuple[str, Any]] = []
    engine = sqlite_store._engine.sync_engine

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if "FROM articles" in statement:  # the others begin and end it
            sent.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(engine, "before_cursor_execute", note)


async def test_articles_are_read_by_their_ids_however_many_are_approved(
    sqlite_store: SqlStore, asked: list[tuple[str, Any]]
) -> None:
    """By an index on the status SQLite would read the whole library."""
    found = await sqlite_store.find("gout-treatment")
    asked.clear()
    await sqlite_store.served(list(range(found.id, found.id + 10)), workspace="T1", moment=datetime.now(UTC))
    ((statement, parameters),) = asked
    async with sqlite_store._engine.connect() as connection:
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
    steps = [str(step.detail) for step in plan if "articles" in step.detail or "versions" in step.detail]
    assert len(steps) == 2
    assert all("SEARCH" in step for step in steps)
    assert not any("status" in step or "workspace" in step for step in steps)
