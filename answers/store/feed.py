"""A change feed: numbers without gaps, in the order in which changes became visible."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from answers.errors import StoreError
from answers.store import schema
from answers.store.base import Change


@dataclass(frozen=True, slots=True)
class Feed:
    """The changes of one kind of thing; `key` is the column that says which of them changed."""

    name: str
    head: sa.Table
    changes: sa.Table
    key: str

    async def hold(self, connection: AsyncConnection) -> None:
        """One writer at a time, from here to the end of the transaction.

        The head's row is locked before anything is read, so that nothing read can be outdated when it is
        written; and the numbers get no gaps, which a database sequence would leave (a lower number can be
        committed after a higher one). On SQLite a writer has the whole database from its beginning.
        """
        if await connection.scalar(sa.select(self.head.c.sequence).with_for_update()) is None:
            raise self._missing()

    async def record(self, connection: AsyncConnection, keys: Sequence[int]) -> None:
        """Tell who follows that these may be used differently now."""
        if not keys:
            return
        last = await connection.scalar(
            sa.update(self.head)
            .values(sequence=self.head.c.sequence + len(keys))
            .returning(self.head.c.sequence)
        )
        if last is None:
            raise self._missing()
        first = last - len(keys) + 1
        rows = [{"sequence": first + n, self.key: key} for n, key in enumerate(keys)]
        await connection.execute(sa.insert(self.changes), rows)

    async def since(self, connection: AsyncConnection, sequence: int, limit: int) -> tuple[list[Change], int]:
        """Changes after `sequence`, oldest first, at most `limit`; and the newest sequence of all."""
        columns = self.changes.c
        query = (
            sa.select(columns.sequence, columns[self.key])
            .where(columns.sequence > sequence)
            .order_by(columns.sequence)
            .limit(limit)
        )
        head = await connection.scalar(sa.select(self.head.c.sequence)) or 0
        rows = (await connection.execute(query)).all() if head > sequence else []
        return [Change(number, key) for number, key in rows], head

    def _missing(self) -> StoreError:
        return StoreError(f"the head of the {self.name} is missing: the database was not migrated")


ARTICLES = Feed("library", schema.library_head, schema.library_changes, "article_id")
SOURCES = Feed("sources", schema.source_head, schema.source_changes, "source_id")
