"""Memory in Redis: encrypted, with an expiry, under a key that does not tell the conversation."""

import hashlib
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import WatchError

from bot.cipher import Cipher
from bot.context.base import MISSED_DAYS, MISSED_PER_DAY_MAX, TTL, bounded, is_kept
from bot.errors import ContextUnavailable, KeyUnavailable
from bot.redis_calls import redis_calls
from bot.types import Context, Missed, Turn

PREFIX = "curbside:context:"
MISSED_PREFIX = "curbside:missed:"
"""One list for a conversation and a day: a day expires as a whole, whatever is asked later."""
SCANNED = 500
"""Keys that the server looks at in one step of a scan."""
ATTEMPTS = 5
"""Times that an append is tried when another process writes the same conversation."""


class RedisContext:
    """One value per conversation; replaced as a whole, in a transaction."""

    def __init__(self, redis: Redis, cipher: Cipher) -> None:
        self._redis = redis
        self._cipher = cipher

    async def load(self, conversation: str) -> Context:
        async with redis_calls(ContextUnavailable):
            return self._read(await self._redis.get(_key(conversation)))

    async def append(self, conversation: str, turn: Turn) -> None:
        key = _key(conversation)
        async with redis_calls(ContextUnavailable):
            for _ in range(ATTEMPTS):
                async with self._redis.pipeline(transaction=True) as pipe:
                    await pipe.watch(key)
                    after = bounded(self._read(await pipe.get(key)).with_turn(turn))
                    pipe.multi()  # type: ignore[no-untyped-call] # redis-py leaves it bare
                    pipe.set(key, self._cipher.encrypt(after.model_dump_json()), ex=TTL)
                    try:
                        await pipe.execute()
                    except WatchError:
                        continue
                    return
        raise ContextUnavailable("the conversation is being written by others all the time")

    async def forget(self, conversation: str) -> None:
        async with redis_calls(ContextUnavailable):
            await self._redis.delete(_key(conversation), *_missed_keys(conversation, datetime.now(UTC)))

    async def keep(self, conversation: str, missed: Missed) -> None:
        asker = self._cipher.pseudonym(missed.asker or conversation)
        kept = self._cipher.encrypt(missed.model_copy(update={"asker": asker}).model_dump_json())
        key = _missed_keys(conversation, missed.at)[0]
        async with redis_calls(ContextUnavailable), self._redis.pipeline(transaction=True) as pipe:
            pipe.rpush(key, kept)
            pipe.ltrim(key, -MISSED_PER_DAY_MAX, -1)
            pipe.expire(key, timedelta(days=MISSED_DAYS))
            await pipe.execute()

    async def missed(self, limit: int) -> list[Missed]:
        now = datetime.now(UTC)
        found: list[Missed] = []
        async with redis_calls(ContextUnavailable):
            async for key in self._redis.scan_iter(match=f"{MISSED_PREFIX}*", count=SCANNED):
                for stored in await self._redis.lrange(key, 0, -1):
                    missed = self._read_missed(stored)
                    if missed and is_kept(missed, now):
                        found.append(missed)
                if len(found) >= limit:
                    break
        return found[:limit]

    async def all(self, limit: int) -> list[Context]:
        found: list[Context] = []
        async with redis_calls(ContextUnavailable):
            # One value at a time: what scans a whole memory must hold up nobody who is being answered.
            async for key in self._redis.scan_iter(match=f"{PREFIX}*", count=SCANNED):
                if (context := self._read(await self._redis.get(key))).turns:
                    found.append(context)
                if len(found) == limit:
                    break
        return found

    def _read_missed(self, stored: bytes | str) -> Missed | None:
        raw = stored.encode() if isinstance(stored, str) else stored
        try:
            return Missed.model_validate_json(self._cipher.decrypt(raw))
        except (KeyUnavailable, ValidationError):
            return None

    def _read(self, stored: bytes | str | None) -> Context:
        if stored is None:
            return Context()
        try:
            raw = stored.encode() if isinstance(stored, str) else stored
            return Context.model_validate_json(self._cipher.decrypt(raw))
        except (KeyUnavailable, ValidationError):
            # Of a key that was dropped or a format that is gone: as good as expired.
            return Context()


def _key(conversation: str) -> str:
    return f"{PREFIX}{_tag(conversation)}"


def _missed_keys(conversation: str, now: datetime) -> list[str]:
    """The lists of all days that can still be there, the newest first."""
    days = (now.astimezone(UTC) - timedelta(days=ago) for ago in range(MISSED_DAYS + 2))
    return [f"{MISSED_PREFIX}{_tag(conversation)}:{day:%Y%m%d}" for day in days]


def _tag(conversation: str) -> str:
    """What keeps all of a conversation on one node of a cluster, and tells nobody which it is."""
    digest = hashlib.sha256(conversation.encode()).hexdigest()
    return f"{{{digest[:32]}}}"
