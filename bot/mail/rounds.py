"""Which shard a worker looks into next: where something is known to wait, and each of them once a second.

What is known comes from what this process wrote, from what a look left behind, and from Redis's pub/sub. That
is a hint and nothing more: one that is lost costs the second until the next round.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from random import uniform

from redis.asyncio import Redis

from bot.mail.base import SHARDS
from bot.mail.scripts import WAKE
from bot.redis_calls import ERRORS, stop_if_told_to

ROUND_EVERY_S = 1.0
"""How late work is found at most that nobody told of: with the lease, crashed work is taken over in 21 s."""
LISTEN_S = 1.0
SILENCE_MAX_S = 60.0
"""A connection that is dead on the other side is silent: after so long it is made anew."""
AWAY_S = 1.0
AWAY_MAX_S = 15.0

_log = logging.getLogger(__name__)


class Rounds:
    """The shards to look into, those noted first going first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._noted: dict[int, None] = {}
        self._anything = asyncio.Event()
        self._round_at = float("-inf")

    def note(self, shard: int) -> None:
        """Something waits there."""
        self._noted[shard] = None
        self._anything.set()

    def next(self) -> int | None:
        """The shard to look into; None where the round is done and nothing was noted since."""
        if self._clock() - self._round_at >= ROUND_EVERY_S:
            self._round_at = self._clock()
            for each in range(SHARDS):
                self.note(each)
        shard = next(iter(self._noted), None)
        if shard is None:
            self._anything.clear()
        else:
            del self._noted[shard]
        return shard

    async def wait(self, seconds: float) -> None:
        """Until something is noted or the next round begins, `seconds` at most."""
        rest = self._round_at + ROUND_EVERY_S - self._clock()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, min(seconds, rest))):
                await self._anything.wait()


async def listen(redis: Redis, rounds: Rounds) -> None:
    """Note what pub/sub tells, until cancelled."""
    pause = AWAY_S
    while True:
        try:
            await _listen_once(redis, rounds)
            pause = AWAY_S
        except ERRORS as error:
            _log.info("not told of new work, it is looked for every second: %s", type(error).__name__)
            await asyncio.sleep(uniform(0.5, 1) * pause)  # noqa: S311 - spreads, hides nothing
            pause = min(2 * pause, AWAY_MAX_S)


async def _listen_once(redis: Redis, rounds: Rounds) -> None:
    """Until nothing was heard for long."""
    # A cluster's pub/sub alone does not find out where the nodes are.
    await redis.initialize()
    async with redis.pubsub(ignore_subscribe_messages=True) as pubsub:
        await pubsub.subscribe(WAKE)
        heard_at = time.monotonic()
        while time.monotonic() - heard_at < SILENCE_MAX_S:
            message = await pubsub.get_message(timeout=LISTEN_S)
            stop_if_told_to()
            if message:
                heard_at = time.monotonic()
                if message["data"].isdigit():
                    rounds.note(int(message["data"]) % SHARDS)
