"""The model's budget in Redis: the spending of all processes, by day and account."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from redis.asyncio import Redis

from answers.errors import ModelUnavailable
from answers.language.budget import (
    EVERYBODY,
    Allowance,
    Allowances,
    Reserved,
    Spending,
    refuse_call,
    refuse_day,
    today,
)
from bot.digests import digest
from bot.redis_calls import redis_calls
from bot.redis_scripts import Script, Scripts

PREFIX = "curbside:model:spent:"
KEPT_S = 2 * 24 * 3600
"""A day's spending, in every time zone's sight."""

_RESERVE = Script("""
local limits = {{tonumber(ARGV[1]), tonumber(ARGV[2])}, {tonumber(ARGV[3]), tonumber(ARGV[4])}}
local tokens, micros = tonumber(ARGV[5]), tonumber(ARGV[6])
for n = 1, #ARGV - 7 do
  local name = ARGV[7 + n]
  local had = redis.call('HMGET', KEYS[1], name .. ':tokens', name .. ':micros')
  local limit = limits[n]
  if limit[1] >= 0 and (tonumber(had[1]) or 0) + tokens > limit[1] then return n end
  if limit[2] >= 0 and (tonumber(had[2]) or 0) + micros > limit[2] then return n end
end
for n = 1, #ARGV - 7 do
  redis.call('HINCRBY', KEYS[1], ARGV[7 + n] .. ':tokens', tokens)
  redis.call('HINCRBY', KEYS[1], ARGV[7 + n] .. ':micros', micros)
end
redis.call('EXPIRE', KEYS[1], ARGV[7])
return 0
""")
"""One day's hash. ARGV: tokens and micros allowed to all, then to one person (-1: no limit), tokens and
micros to add, seconds to keep, the names of the accounts. Returns whose limit stands against it, from 1."""


class RedisBudget:
    """A member of `Budget`. Accounts stand there under a hash: what somebody asked about is nowhere."""

    def __init__(
        self,
        redis: Redis,
        allowances: Allowances,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)
        self._allowances = allowances
        self._clock = clock

    async def reserve(self, account: str | None, most: Spending) -> Reserved:
        refuse_call(self._allowances, most)
        day, names = today(self._clock), _names(account)
        limits = [*_numbers(self._allowances.day), *_numbers(self._allowances.person)]
        async with redis_calls(ModelUnavailable):
            said = [*limits, most.tokens, most.micros, KEPT_S, *names]
            over = await self._scripts.run(_RESERVE, [_key(day)], said)
        if over:
            # Said in the same words as by the other member, which holds spendings against allowances.
            far = Spending(2**62, 2**62)
            refuse_day(self._allowances, {EVERYBODY if over == 1 else names[1]: far})
        return Reserved(day, account, most)

    async def settle(self, reserved: Reserved, spent: Spending) -> None:
        back = spent - reserved.spending
        async with redis_calls(ModelUnavailable), self._redis.pipeline(transaction=True) as pipe:
            for name in _names(reserved.account):
                pipe.hincrby(_key(reserved.day), f"{name}:tokens", back.tokens)
                pipe.hincrby(_key(reserved.day), f"{name}:micros", back.micros)
            pipe.expire(_key(reserved.day), KEPT_S)
            await pipe.execute()

    async def spent(self) -> Spending:
        name = _names(None)[0]
        async with redis_calls(ModelUnavailable):
            had = await self._redis.hmget(_key(today(self._clock)), [f"{name}:tokens", f"{name}:micros"])
        return Spending(int(had[0] or 0), int(had[1] or 0))


def _key(day: date) -> str:
    return f"{PREFIX}{day.isoformat()}"


def _names(account: str | None) -> tuple[str, ...]:
    return ("all", digest(account)) if account else ("all",)


def _numbers(allowance: Allowance) -> tuple[int, int]:
    return tuple(-1 if limit is None else limit for limit in (allowance.tokens, allowance.micros))  # type: ignore[return-value] # two of two
