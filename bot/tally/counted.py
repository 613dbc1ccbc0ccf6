"""The inbox, the limits and the ledger, counting what passes through them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.limits.base import Refused
from bot.limits.redis import RedisLimits
from bot.mail.base import Delivery, Reason, Receipt, Sent, Taken
from bot.mail.letters import Letter
from bot.mail.redis import RedisInbox
from bot.mail.sql import SqlLedger
from bot.tally.base import Family, Tally, Turn


class CountedInbox(RedisInbox):
    """Counts what is received, taken and set aside."""

    def __init__(self, *arguments: Any, tally: Tally, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._tally = tally

    async def _put(self, letter: Letter, *, overtakes: bool) -> Receipt:
        receipt = await super()._put(letter, overtakes=overtakes)
        self._tally.count(Family.RECEIVED, receipt.put)
        return receipt

    async def take(self, wait: timedelta) -> Taken | None:
        taken = await super().take(wait)
        if taken:
            self._tally.count(Family.TAKEN, Turn.FIRST if taken.attempt == 1 else Turn.AGAIN)
        return taken

    async def _put_aside(self, hand: Any, reason: Reason) -> bool:
        is_mine = await super()._put_aside(hand, reason)
        if is_mine:
            self._tally.count(Family.SET_ASIDE, reason)
        return is_mine


class CountedLimits(RedisLimits):
    """Counts whom they refuse."""

    def __init__(self, *arguments: Any, tally: Tally, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._tally = tally

    async def admit(self, letter: Letter) -> Refused | None:
        refused = await super().admit(letter)
        if refused:
            self._tally.count(Family.REFUSED, refused.whose)
        return refused


class CountedLedger(SqlLedger):
    """Counts what becomes of deliveries, and how they were found."""

    def __init__(self, *arguments: Any, tally: Tally, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._tally = tally

    async def begin(self, letter: Letter, planned: Sequence[Delivery], *, fence: int) -> list[Delivery]:
        recorded = await super().begin(letter, planned, fence=fence)
        for part in recorded:
            self._tally.count(Family.FOUND, part.state)
        return recorded

    async def mark(
        self, letter_id: str, part: int, state: Sent, message: str | None = None, *, fence: int
    ) -> None:
        await super().mark(letter_id, part, state, message, fence=fence)
        self._tally.count(Family.DELIVERIES, state)
