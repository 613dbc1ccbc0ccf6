"""The change feed of the sources: numbers without gaps, in the order in which changes became visible."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from answers.errors import StoreError
from answers.store import schema


async def hold(connection: AsyncConnection) -> None:
    """One writer at a time, from here to the end of the transaction.

    The head's row is locked before anything is read, so that nothing read can be outdated when it is
    written; and the numbers get no gaps, which a database sequence would leave (a lower number can be
    committed after a higher one). On SQLite a writer has the whole database from its beginning.
    """
    held = await connection.scalar(sa.select(schema.source_head.c.sequence).with_for_update())
    if held is None:
        raise StoreError("the head of the sources is missing: the database was not migrated")


async def record_changes(connection: AsyncConnection, source_ids: Sequence[int]) -> None:
    """Tell who follows that these may be used differently now. The head is held."""
    if not source_ids:
        return
    head = schema.source_head
    last = await connection.scalar(
        sa.update(head).values(sequence=head.c.sequence + len(source_ids)).returning(head.c.sequence)
    )
    first = (last or 0) - len(source_ids) + 1
    rows = [{"sequence": first + n, "source_id": key} for n, key in enumerate(source_ids)]
    await connection.execute(sa.insert(schema.source_changes), rows)
