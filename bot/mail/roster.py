"""Which workers are alive: each signs in now and then, by Redis' own clock, and who wants to know counts."""

import asyncio
import logging
import os
import socket
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis

from bot.errors import InboxUnavailable
from bot.redis_calls import redis_calls
from bot.redis_scripts import Script, Scripts

KEY = "curbside:{workers}"
"""A sorted set: a worker's name by when it signed in last."""
EVERY = timedelta(seconds=5)
GONE_AFTER = timedelta(seconds=15)
"""Two signs may be lost: a pause of Redis is no worker's end."""

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
"""

SIGN_IN = Script(f"""
-- KEYS: workers   ARGV: gone_ms name
{_NOW}
redis.call('ZADD', KEYS[1], now, ARGV[2])
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
""")

ALIVE = Script(f"""
-- KEYS: workers   ARGV: gone_ms
{_NOW}
return redis.call('ZCARD', KEYS[1])
""")

_log = logging.getLogger(__name__)


class Roster:
    """One process's view of the workers of all processes. Raises `InboxUnavailable`."""

    def __init__(self, redis: Redis, gone_after: timedelta = GONE_AFTER) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)
        self._name = f"{socket.gethostname()}-{os.getpid()}-{os.urandom(3).hex()}"
        self._gone_ms = int(gone_after.total_seconds() * 1000)

    async def sign_in(self) -> None:
        """This process's worker is there."""
        await self._run(SIGN_IN, self._name)

    async def sign_out(self) -> None:
        """It takes nothing any more."""
        async with redis_calls(InboxUnavailable):
            await self._redis.zrem(KEY, self._name)

    async def alive(self) -> int:
        """How many there are."""
        return int(await self._run(ALIVE))

    async def attend(self, stop: asyncio.Event) -> None:
        """Signed in until `stop`. A Redis that is away is tried again."""
        while not stop.is_set():
            try:
                await self.sign_in()
            except InboxUnavailable as error:
                _log.warning("not signed in: %s", error)
            try:
                async with asyncio.timeout(EVERY.total_seconds()):
                    await stop.wait()
            except TimeoutError:
                continue
        try:
            await self.sign_out()
        except InboxUnavailable as error:
            _log.warning("not signed out: %s", error)

    async def _run(self, script: Script, *arguments: str) -> Any:
        async with redis_calls(InboxUnavailable):
            return await self._scripts.run(script, [KEY], [self._gone_ms, *arguments])
