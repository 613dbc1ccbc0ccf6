"""Records of deliveries that were kept long enough go, few at a time. Each worker looks now and then: that
several do is harmless."""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

from bot.errors import LedgerUnavailable
from bot.mail.base import Kept, Ledger

EVERY = timedelta(hours=1)
BATCH = 500
"""Records that go in one transaction."""
BREATH = timedelta(seconds=0.2)
"""Between two batches: what is delivered meanwhile is recorded first."""

_log = logging.getLogger(__name__)


async def expire_records(ledger: Ledger, kept: Kept, stop: asyncio.Event) -> None:
    """Until `stop`."""
    while not stop.is_set():
        try:
            await _expire(ledger, kept, stop)
        except LedgerUnavailable as error:
            _log.warning("records that are too old stay for now: %s", error)
        await _pause(EVERY, stop)


async def _expire(ledger: Ledger, kept: Kept, stop: asyncio.Event) -> None:
    total = 0
    while not stop.is_set():
        gone = await ledger.expire(kept, BATCH)
        total += gone
        if gone < BATCH:
            break
        await _pause(BREATH, stop)
    if total:
        _log.info("%d delivery records were kept long enough and are gone", total)


async def _pause(time: timedelta, stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(time.total_seconds()):
            await stop.wait()
