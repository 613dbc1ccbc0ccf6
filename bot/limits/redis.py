"""Limits in Redis: one script over the accounts of a letter, which share a hash tag."""

from datetime import timedelta

from redis.asyncio import Redis

from bot.digests import digest
from bot.errors import LimitsUnavailable
from bot.limits.base import EVENTS_MAX, Account, Quotas, Refused, accounts_of
from bot.mail.letters import Letter
from bot.redis_calls import redis_calls
from bot.redis_scripts import Script, Scripts

PREFIX = "curbside:limits:"

ADMIT = Script(
    """
-- KEYS: one for each account: events by the time in ms at which they were admitted
-- ARGV: event events_max, then for each account kept_ms, how many bounds, and of each most and within_ms.
-- Gives {0, 0}, or the account whose limit is reached, from 1, and the ms after which it would be admitted.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(KEYS) do
  if redis.call('ZSCORE', key, ARGV[1]) then return {0, 0} end
end
local next, kept = 3, {}
for number, key in ipairs(KEYS) do
  local wait = 0
  kept[number] = ARGV[next]
  for bound = 1, ARGV[next + 1] do
    local most, within = ARGV[next + 2 * bound], ARGV[next + 2 * bound + 1]
    if redis.call('ZCOUNT', key, '(' .. (now - within), '+inf') >= tonumber(most) then
      local first = redis.call('ZRANGE', key, -most, -most, 'WITHSCORES')
      wait = math.max(wait, first[2] + within - now)
    end
  end
  if wait > 0 then return {number, wait} end
  next = next + 2 + 2 * ARGV[next + 1]
end
for number, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - kept[number])
  redis.call('ZREMRANGEBYRANK', key, 0, -ARGV[2] - 1)
  redis.call('ZADD', key, now, ARGV[1])
  redis.call('PEXPIRE', key, kept[number])
end
return {0, 0}
"""
)


class RedisLimits:
    """A member of `Limits`. Who asks stands there under a hash."""

    def __init__(self, redis: Redis, quotas: Quotas | None = None) -> None:
        self._quotas = quotas or Quotas()
        self._scripts = Scripts(redis)

    async def admit(self, letter: Letter) -> Refused | None:
        accounts = accounts_of(letter, self._quotas)
        if not accounts:
            return None
        tag = digest(letter.workspace or accounts[0].name)
        keys = [f"{PREFIX}{{{tag}}}:{account.whose}:{digest(account.name)}" for account in accounts]
        said = [number for account in accounts for number in _numbers(account)]
        async with redis_calls(LimitsUnavailable):
            whose, wait_ms = await self._scripts.run(ADMIT, keys, [digest(letter.id), EVENTS_MAX, *said])
        return Refused(accounts[whose - 1].whose, timedelta(milliseconds=wait_ms)) if whose else None


def _numbers(account: Account) -> list[int]:
    bounds = [number for most, within in account.bounds for number in (most, _ms(within))]
    return [_ms(account.kept_for), len(account.bounds), *bounds]


def _ms(time: timedelta) -> int:
    return round(time.total_seconds() * 1_000)
