"""Records go by themselves, also where the ledger was away."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import LedgerUnavailable
from bot.mail import retention
from bot.mail.base import Delivery, Kept, Sent
from bot.mail.memory_ledger import MemoryLedger
from bot.mail.retention import expire_records
from tests.bot.mail.test_inbox import letter

AT_ONCE = Kept(timedelta(0), timedelta(0))


class Ledger(MemoryLedger):
    """Away for the first look."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[int | None] = []
        self.stop = asyncio.Event()

    async def expire(self, kept: Kept, limit: int) -> int:
        if not self.looks:
            self.looks.append(None)
            raise LedgerUnavailable
        self.looks.append(await super().expire(kept, limit))
        if not self._records:
            self.stop.set()
        return self.looks[-1] or 0


async def test_all_that_is_old_goes_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("EVERY", timedelta(0)), ("BREATH", timedelta(0)), ("BATCH", 2)):
        monkeypatch.setattr(retention, name, value)
    ledger = Ledger()
    for number in range(5):
        one = letter(number)
        await ledger.begin(one, [Delivery(one.id, 0, Sent.PENDING)], fence=1)
    await expire_records(ledger, AT_ONCE, ledger.stop)
    assert ledger.looks == [None, 2, 2, 1]
