"""The model's breaker in Redis: what one process finds out of the model, all know."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from redis.asyncio import Redis

from answers.errors import ModelUnavailable
from answers.language.breaker import FAILURES, PROBE_S, REST_S, Breaker, MemoryBreaker, Position, Seen
from bot.redis_calls import redis_calls
from bot.redis_scripts import Script, Scripts

PREFIX = "curbside:model:breaker:"
KEPT_S = 7 * 24 * 3600
"""After the last call; then the counters begin anew."""

T = TypeVar("T")
_log = logging.getLogger(__name__)

_NOW = "local time = redis.call('TIME') local now = time[1] * 1000 + math.floor(time[2] / 1000) "

_ALLOWS = Script(
    _NOW
    + """
local had = redis.call('HMGET', KEYS[1], 'open_until', 'probe_until')
if had[1] then
  if now < tonumber(had[1]) or (had[2] and now < tonumber(had[2])) then return 0 end
  redis.call('HSET', KEYS[1], 'probe_until', now + ARGV[1])
end
redis.call('HINCRBY', KEYS[1], 'asked', 1)
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""
)
"""ARGV: milliseconds of a try, seconds to keep."""

_RECORD = Script(
    _NOW
    + """
redis.call('HDEL', KEYS[1], 'probe_until')
if ARGV[1] == 'worked' then redis.call('HDEL', KEYS[1], 'failures', 'open_until') end
if ARGV[1] == 'failed' then
  redis.call('HINCRBY', KEYS[1], 'failed', 1)
  local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
  local is_open = redis.call('HEXISTS', KEYS[1], 'open_until') == 1
  if is_open or failures >= tonumber(ARGV[2]) then
    if not is_open then redis.call('HINCRBY', KEYS[1], 'opened', 1) end
    redis.call('HSET', KEYS[1], 'open_until', now + ARGV[3])
  end
end
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
"""
)
"""ARGV: worked, failed or nothing; failures in a row; milliseconds of rest; seconds to keep."""

_SEEN = Script(
    _NOW
    + """
local had = redis.call('HMGET', KEYS[1], 'open_until', 'asked', 'failed', 'opened')
local position = 'closed'
if had[1] then position = now < tonumber(had[1]) and 'open' or 'half_open' end
return {position, tonumber(had[2]) or 0, tonumber(had[3]) or 0, tonumber(had[4]) or 0}
"""
)


class RedisBreaker:
    """A member of `Breaker`. Without Redis it is the process's own: a guard that is away opens nothing."""

    def __init__(self, redis: Redis, model: str, *, failures: int = FAILURES, rest_s: float = REST_S) -> None:
        self._scripts = Scripts(redis)
        self._key = f"{PREFIX}{model}"
        self._failures = failures
        self._rest_ms = round(rest_s * 1000)
        self._own: Breaker = MemoryBreaker(failures=failures, rest_s=rest_s)

    async def allows(self) -> bool:
        async def shared() -> bool:
            return bool(await self._run(_ALLOWS, round(PROBE_S * 1000), KEPT_S))

        # Both are asked, so that the process's own one knows where it stands when Redis goes.
        own = await self._own.allows()
        return await _or(shared, own)

    async def record(self, worked: bool | None) -> None:
        async def shared() -> None:
            word = {True: "worked", False: "failed", None: "nothing"}[worked]
            await self._run(_RECORD, word, self._failures, self._rest_ms, KEPT_S)

        await self._own.record(worked)
        await _or(shared, None)

    async def seen(self) -> Seen:
        async def shared() -> Seen:
            position, asked, failed, opened = await self._run(_SEEN)
            return Seen(Position(position.decode()), asked, failed, opened)

        return await _or(shared, await self._own.seen())

    async def _run(self, script: Script, *arguments: str | int) -> Any:
        async with redis_calls(ModelUnavailable):
            return await self._scripts.run(script, [self._key], arguments)


async def _or(shared: Callable[[], Awaitable[T]], own: T) -> T:
    try:
        return await shared()
    except ModelUnavailable as error:
        _log.warning("the model's breaker is not shared: %s", type(error.__cause__).__name__)
        return own
