"""Totals in Redis: one hash with a field for each count."""

from collections.abc import Awaitable, Mapping
from typing import cast

from redis.asyncio import Redis

from bot.errors import TotalsUnavailable
from bot.redis_calls import redis_calls
from bot.redis_scripts import Script, Scripts
from bot.tally.base import COUNTS, Count

KEY = "curbside:totals"

_ADD = Script("for n = 1, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[n], ARGV[n + 1]) end")


class RedisTotals:
    """`Totals` over one Redis; any number of processes share it."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)

    async def add(self, counts: Mapping[Count, int]) -> None:
        said = [part for count, number in counts.items() for part in (count.name, number)]
        async with redis_calls(TotalsUnavailable):
            await self._scripts.run(_ADD, [KEY], said)

    async def read(self) -> Mapping[Count, int]:
        names = [count.name for count in COUNTS]
        async with redis_calls(TotalsUnavailable):
            found = await cast("Awaitable[list[bytes | None]]", self._redis.hmget(KEY, names))
        return {count: int(number or 0) for count, number in zip(COUNTS, found, strict=True)}
