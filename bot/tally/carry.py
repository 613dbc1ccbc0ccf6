"""Carries a process's counts over to the totals while it runs, and once more at its end."""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

from bot.errors import TotalsUnavailable
from bot.tally.base import Tally, Totals

EVERY = timedelta(seconds=5)
"""What a process that is killed can take with it."""
LAST = timedelta(seconds=1)
"""What the last time may take of the end of a process."""

_log = logging.getLogger(__name__)


async def carry(tally: Tally, totals: Totals, stop: asyncio.Event) -> None:
    """Until `stop`; what is counted after it is for `carry_last`."""
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY.total_seconds())
        await _carry(tally, totals)


async def carry_last(tally: Tally, totals: Totals) -> None:
    """What is left at the end of a process, where that can be told in time."""
    try:
        async with asyncio.timeout(LAST.total_seconds()):
            await _carry(tally, totals)
    except TimeoutError:
        _log.warning("the last counts are not added up")


async def _carry(tally: Tally, totals: Totals) -> None:
    """Where the totals are away, what was counted is kept for later."""
    counted = tally.taken_out()
    if not counted:
        return
    try:
        await totals.add(counted)
    except TotalsUnavailable as error:
        tally.put_back(counted)
        _log.warning("counts not added up: %s", type(error.__cause__).__name__)
