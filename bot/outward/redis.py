"""Pace and cache in Redis.

The pace is one key: the time, by the server's own clock, at which the next call may be made. Taking a turn
moves it on by one distance (the generic cell rate algorithm), in one script on one key, so that a Redis
Cluster can run it. Written for Redis 7.0.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta

from redis.asyncio import Redis

from answers.errors import OutwardUnavailable, TooBusy
from answers.outward.base import CACHED_MAX, CACHED_MAX_BYTES, Pace
from bot.digests import digest
from bot.mail.base import Lane
from bot.redis_calls import ERRORS
from bot.redis_scripts import Script, Scripts

PREFIX = "curbside:outward:"
_log = logging.getLogger(__name__)

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local next = tonumber(redis.call('GET', KEYS[1])) or 0
"""

TURN = Script(f"""
-- KEYS: pace   ARGV: apart_ms at_most_ms early_ms
-- Gives the wait in ms; what is longer than at_most_ms takes no turn.
{_NOW}
local at = math.max(now, next)
local wait = math.max(0, at - ARGV[3] - now)
if wait <= tonumber(ARGV[2]) then
  redis.call('SET', KEYS[1], at + ARGV[1], 'PX', at - now + ARGV[1] + 1000)
end
return wait
""")

REST = Script(f"""
-- KEYS: pace   ARGV: rest_ms early_ms
{_NOW}
local at = math.max(next, now + ARGV[1] + ARGV[2])
redis.call('SET', KEYS[1], at, 'PX', at - now + 1000)
return at - now
""")


class RedisPace:
    """One queue for all that name the same service; the first `burst` after a rest may come at once."""

    def __init__(self, scripts: Scripts, service: str, per_second: float, *, burst: int = 1) -> None:
        self._scripts = scripts
        self._key = f"{PREFIX}pace:{{{service}}}"
        self._apart_ms = round(1_000 / per_second)
        self._early_ms = (burst - 1) * self._apart_ms

    async def turn(self, *, at_most: timedelta) -> timedelta:
        longest_ms = round(at_most.total_seconds() * 1_000)
        wait_ms = await self._run(TURN, self._apart_ms, longest_ms, self._early_ms)
        if wait_ms > longest_ms:
            raise TooBusy(f"the queue is {wait_ms / 1_000:.1f} s long")
        return timedelta(milliseconds=wait_ms)

    async def rest(self, for_: timedelta) -> None:
        await self._run(REST, round(for_.total_seconds() * 1_000), self._early_ms)

    async def _run(self, script: Script, *arguments: int) -> int:
        try:
            return int(await self._scripts.run(script, [self._key], arguments))
        except ERRORS as error:
            raise OutwardUnavailable(f"Redis did not answer: {type(error).__name__}") from error


def paces(redis: Redis) -> Callable[[Lane], Pace]:
    """What gives a lane its queue, in which all processes stand. Nobody's id stands in a key."""
    scripts = Scripts(redis)

    def pace(lane: Lane) -> Pace:
        return RedisPace(scripts, f"send:{digest(lane.name)}", lane.per_second, burst=lane.burst)

    return pace


class RedisCache:
    """A fixed number of slots, each for the key that was put there last: full, it is no larger."""

    def __init__(self, redis: Redis, service: str) -> None:
        self._redis = redis
        self._prefix = f"{PREFIX}cache:{service}:"

    async def get(self, key: str) -> bytes | None:
        slot, mark = self._place(key)
        try:
            value = await self._redis.get(slot)
        except ERRORS as error:
            _log.warning("no cache: %s", type(error).__name__)
            return None
        found = value.encode() if isinstance(value, str) else value or b""
        return found[len(mark) :] if found.startswith(mark) else None

    async def put(self, key: str, value: bytes, ttl: timedelta) -> None:
        if len(value) > CACHED_MAX_BYTES:
            return
        slot, mark = self._place(key)
        try:
            await self._redis.set(slot, mark + value, px=max(1, round(ttl.total_seconds() * 1_000)))
        except ERRORS as error:
            _log.warning("no cache: %s", type(error).__name__)

    def _place(self, key: str) -> tuple[str, bytes]:
        """The slot of a key, and what stands before its value there."""
        mark = hashlib.sha256(key.encode()).digest()
        return f"{self._prefix}{int.from_bytes(mark[:4]) % CACHED_MAX}", mark
