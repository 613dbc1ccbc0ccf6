"""What an operator sees of a ledger: in memory, on SQLite and on PostgreSQL."""

from bot.mail.base import Ledger, LedgerRecords, Sent
from tests.bot.mail.test_inbox import letter
from tests.bot.mail.test_ledger import (  # noqa: F401 - fixtures
    ledger,
    memory_ledger,
    parts,
    postgres_ledger,
    sqlite_ledger,
)


async def test_parts_are_counted_by_their_state(ledger: Ledger) -> None:  # noqa: F811 - the fixture
    assert isinstance(ledger, LedgerRecords)
    assert await ledger.counts() == {}
    await ledger.begin(letter(), parts(3), fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    await ledger.mark(letter().id, 1, Sent.UNKNOWN, fence=1)
    assert await ledger.counts() == {Sent.PENDING: 1, Sent.DELIVERED: 1, Sent.UNKNOWN: 1}
