"""Letters that were in hand when a worker died: one of them may be why.

All that a process has in hand die with it, and each has then been tried once in vain. Were they all tried
at once again, those beside a letter that kills would be taken for killers after some crashes, too. So they
are tried a few at once, and alone from the third time on; an attempt counts when it begins.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.mail.base import Inbox, Taken
from bot.sending import Lost

FEW = 4
"""At once, of those that were in hand at one crash."""


class Suspects:
    """One process's turns for them."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._few = asyncio.Semaphore(FEW)
        self._alone = asyncio.Semaphore(1)

    @asynccontextmanager
    async def turn(self, taken: Taken) -> AsyncIterator[None]:
        """Wait for the letter's turn, and count the attempt; one that is tried for the first time does not
        wait. Raises `Lost`, `InboxUnavailable`."""
        if taken.attempt == 1:
            yield
            return
        async with self._few if taken.attempt == 2 else self._alone:
            if not await self._inbox.begin(taken):
                raise Lost
            yield
