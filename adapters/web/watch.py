"""What `/metrics` shows, put together from where it is known; looked at only so often, whoever asks."""

import time
from collections.abc import Callable

from adapters.language import Models
from adapters.web.app import Watch
from adapters.web.metrics import Snapshot
from bot.mail.redis import RedisInbox
from bot.mail.roster import Roster
from bot.tally.base import Totals

LOOK_EVERY_S = 5.0
"""Counting what waits asks every shard: several who watch share one look."""


def watch_of(
    models: Models,
    inbox: RedisInbox,
    totals: Totals,
    roster: Roster,
    clock: Callable[[], float] = time.monotonic,
) -> Watch:
    """Raises `BotError`, `AnswersError` where something cannot be told now."""
    seen: tuple[float, Snapshot] | None = None

    async def watch() -> Snapshot:
        nonlocal seen
        if seen is None or clock() - seen[0] >= LOOK_EVERY_S:
            there = await inbox.census()
            waiting = {
                "inbox_waiting": float(there.waiting),
                "inbox_oldest_seconds": there.oldest.total_seconds(),
                "inbox_in_hand": float(there.held),
                "inbox_dead": float(there.dead),
                "workers": float(await roster.alive()),
            }
            seen = clock(), Snapshot(await models.gauges(), await totals.read(), waiting)
        return seen[1]

    return watch
