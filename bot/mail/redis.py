"""The inbox in Redis: sharded, scripted, encrypted, fair; any number of processes share it."""

import asyncio
import hashlib
import logging
import os
import re
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from pydantic import ValidationError
from redis.asyncio import Redis

from bot.cipher import Cipher
from bot.digests import digest
from bot.errors import InboxUnavailable, KeyUnavailable
from bot.mail import scripts
from bot.mail.base import (
    DEAD_MAX,
    LEASE,
    LETTER_TTL,
    OVERTAKING_MAX,
    QUEUE_MAX,
    SEEN_FOR,
    SHARD_MAX,
    SHARDS,
    Census,
    Dead,
    Line,
    Put,
    Reason,
    Receipt,
    Taken,
    is_too_old,
)
from bot.mail.letters import Control, Letter
from bot.mail.rounds import Rounds, listen
from bot.redis_calls import redis_calls
from bot.redis_scripts import Script, Scripts

SWEEP_EVERY = timedelta(minutes=1)
"""How often a process that takes letters looks for what no announcement leads to."""
SWEPT_AT_ONCE = 100
"""Letters that one script looks at: others wait for it."""
QUEUES_KNOWN_FOR_S = 5.0
"""How long it is believed what was last seen of a shard's length."""

_PLACE = re.compile(r"\d{1,2}:[0-9a-f]{32}:\d{1,20}-\d{1,20}")
_SCRIPTS = {name: Script(text) for name, text in scripts.ALL.items()}
_SHARD_KEYS = ("turns", "held", "crowds", "clock", "waiting")
_OUT_OF_HAND = ("lease", "call")
_REMOVED = ("queue", "letters", "attempts", "cancel", "messages")

_log = logging.getLogger(__name__)


class RedisInbox:
    """`Inbox` and `InboxRecords` over one Redis, or one Redis Cluster.

    With `replicas`, what was recorded is only said to be so when so many of them have it.
    """

    def __init__(self, redis: Redis, cipher: Cipher, lease: timedelta = LEASE, *, replicas: int = 0) -> None:
        self._redis = redis
        self._cipher = cipher
        self._lease_ms = int(lease.total_seconds() * 1000)
        self._replicas = replicas
        self._rounds = Rounds()
        self._swept_at = float("-inf")
        self._lengths: dict[int, tuple[float, int]] = {}
        self._scripts = Scripts(redis)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Told at once of new work while inside; without it, `take` finds it within a second."""
        listener = asyncio.create_task(listen(self._redis, self._rounds))
        try:
            yield
        finally:
            listener.cancel()
            with suppress(asyncio.CancelledError):
                await listener

    # -- receiving

    async def put(self, letter: Letter) -> Receipt:
        return await self._put(letter, overtakes=False)

    async def _put(self, letter: Letter, *, overtakes: bool) -> Receipt:
        shard, name = _shard(letter.conversation), digest(letter.conversation)
        keys = [
            *_keys(shard, *_SHARD_KEYS),
            _key(shard, f"seen:{digest(letter.id)}"),
            *_keys_of(shard, name, "queue", "letters", "messages"),
        ]
        payload = self._cipher.encrypt(letter.model_dump_json())
        ids = [digest(letter.id), name, digest(letter.crowd)]
        said = [*ids, letter.order, payload, _message(letter)]
        bounds = (QUEUE_MAX + OVERTAKING_MAX if overtakes else QUEUE_MAX, SHARD_MAX, "1" if overtakes else "")
        times = (_seconds(SEEN_FOR), _seconds(LETTER_TTL))
        state, ahead, turn, length = await self._recorded("PUT", keys, [*said, *times, *bounds])
        put = Put(state.decode())
        if put is not Put.NEW:
            return Receipt(put, ahead)
        self._rounds.note(shard)
        elsewhere = turn + self._length_of_others(shard)
        # Without this one, which a worker that is free takes at once.
        self._lengths[shard] = (time.monotonic(), max(0, length - 1))
        return Receipt(put, ahead, elsewhere)

    def _length_of_others(self, shard: int) -> int:
        """Conversations that go before a newcomer's in the other shards, as far as this process has seen."""
        since = time.monotonic() - QUEUES_KNOWN_FOR_S
        return sum(length for other, (at, length) in self._lengths.items() if other != shard and at > since)

    async def knows(self, letter: Letter) -> bool:
        key = _key(_shard(letter.conversation), f"seen:{digest(letter.id)}")
        return bool(await self._run("KNOWS", [key], []))

    async def hurry(self, conversation: str) -> None:
        await self._run("HURRY", _keys(_shard(conversation), *_SHARD_KEYS), [digest(conversation)])

    async def control(self, control: Control) -> Receipt | None:
        shard, name = _shard(control.conversation), digest(control.conversation)
        keys = [
            *_keys(shard, *_SHARD_KEYS),
            _key(shard, f"seen:{digest(control.id)}"),
            *_keys_of(shard, name, "queue", "letters", "messages", "lease", "cancel", "attempts"),
        ]
        times = (_seconds(SEEN_FOR), _seconds(LETTER_TTL))
        await self._recorded("CONTROL", keys, [digest(control.id), name, _message(control), *times])
        if control.letter is None:
            return None
        # Also where the control is known: a crash may lie between it and its letter.
        return await self._put(control.letter, overtakes=True)

    # -- taking

    async def take(self, wait: timedelta) -> Taken | None:
        until = time.monotonic() + wait.total_seconds()
        while True:
            await self._sweep_now_and_then()
            while (shard := self._rounds.next()) is not None:
                if taken := await self._take_from(shard):
                    return taken
            if (left := until - time.monotonic()) <= 0:
                return None
            await self._rounds.wait(left)

    async def _take_from(self, shard: int, call: str | None = None) -> Taken | None:
        """The shard's next letter; `call` names the call where it may be repeated."""
        call = call or os.urandom(8).hex()
        keys = _keys(shard, *_SHARD_KEYS)
        more, *found = await self._run("TAKE", keys, [self._lease_ms, _seconds(LETTER_TTL), call])
        if more:
            self._rounds.note(shard)
        if not found:
            return None
        name, letter_digest, payload, fence, attempt = found
        place = f"{shard}:{name.decode()}:{call}"
        try:
            letter = Letter.model_validate_json(self._cipher.decrypt(payload))
        except (KeyUnavailable, ValidationError) as error:
            # Those behind it must not wait until its key is back.
            _log.error("a letter is set aside that cannot be read: %s", type(error).__name__)
            hand = _Hand(place, int(fence), letter_digest.decode(), name.decode(), "")
            await self._put_aside(hand, Reason.UNREADABLE)
            return None
        taken = Taken(letter, int(fence), int(attempt), place)
        if is_too_old(letter):
            _log.error("a letter is dropped that nobody answered in %s", LETTER_TTL)
            await self.done(taken)
            return None
        return taken

    async def begin(self, taken: Taken) -> bool:
        hand = _hand(taken)
        keys = _keys_of(hand.shard, hand.name, "lease", "attempts")
        return bool(await self._run("BEGIN", keys, [taken.fence, hand.letter, _seconds(LETTER_TTL)]))

    async def renew(self, taken: Taken) -> bool:
        hand = _hand(taken)
        keys = [*_keys(hand.shard, *_SHARD_KEYS), *_keys_of(hand.shard, hand.name, "lease")]
        return bool(await self._run("RENEW", keys, [taken.fence, hand.name, self._lease_ms]))

    async def cancelled(self, taken: Taken) -> bool:
        hand = _hand(taken)
        keys = _keys_of(hand.shard, hand.name, "lease", "cancel")
        return bool(await self._run("CANCELLED", keys, [taken.fence, hand.letter]))

    async def done(self, taken: Taken) -> bool:
        hand = _hand(taken)
        keys = [*hand.keys(), *_keys_of(hand.shard, hand.name, *_REMOVED)]
        result, has_replicas = await self._copied("DONE", keys, [*hand.said(), hand.message])
        if not has_replicas:
            _log.warning("too few replicas know that a letter is done: after a fail-over it is taken again")
        self._rounds.note(hand.shard)
        return bool(result)

    async def give_back(self, taken: Taken) -> None:
        hand = _hand(taken)
        keys = [*hand.keys(), *_keys_of(hand.shard, hand.name, "attempts")]
        await self._run("GIVE_BACK", keys, hand.said())
        self._rounds.note(hand.shard)

    async def set_aside(self, taken: Taken, reason: Reason) -> bool:
        return await self._put_aside(_hand(taken), reason)

    async def _put_aside(self, hand: "_Hand", reason: Reason) -> bool:
        keys = [*hand.keys(), *_keys_of(hand.shard, hand.name, *_REMOVED), _key(hand.shard, "dead")]
        said = [*hand.said(), hand.message, reason.name, _oldest(), DEAD_MAX]
        self._rounds.note(hand.shard)
        return bool(await self._run("SET_ASIDE", keys, said))

    async def forget(self, conversation: str) -> None:
        await self._run("FORGET", [_key(_shard(conversation), "dead")], [digest(conversation)])

    # -- healing

    async def _sweep_now_and_then(self) -> None:
        """Announce what no announcement leads to: what an older version left in its streams, above all."""
        if time.monotonic() - self._swept_at < SWEEP_EVERY.total_seconds():
            return
        self._swept_at = time.monotonic()
        announced = 0
        for shard in range(SHARDS):
            announced += await self._sweep(shard)
        if announced:
            _log.warning("announced again: %d conversations", announced)

    async def _sweep(self, shard: int) -> int:
        keys = _keys(shard, *_SHARD_KEYS, "dead", "ready")
        start = announced = 0
        while True:
            said = [start, SWEPT_AT_ONCE, _oldest(), _seconds(LETTER_TTL)]
            kept, looked_at, again, left = await self._run("SWEEP", keys, said)
            start, announced = start + kept, announced + again
            if max(looked_at, left) < SWEPT_AT_ONCE:
                return int(announced)

    # -- an operator's view

    async def waiting(self) -> int:
        return (await self.census()).waiting

    async def census(self) -> Census:
        counts = [
            await self._run("CENSUS", _keys(shard, *_SHARD_KEYS, "dead"), []) for shard in range(SHARDS)
        ]
        waiting, ages_ms, held, dead = zip(*counts, strict=True)
        return Census(sum(waiting), timedelta(milliseconds=int(max(ages_ms))), sum(held), sum(dead))

    async def lines(self, limit: int) -> list[Line]:
        waiting: list[tuple[float, int, str]] = []
        async with redis_calls(InboxUnavailable):
            for shard in range(SHARDS):
                oldest: Any = await self._redis.zrange(_key(shard, "waiting"), 0, limit - 1, withscores=True)
                waiting += [(at, shard, one.decode().partition(":")[0]) for one, at in oldest]
            # A conversation stands where its oldest letter does.
            places = dict.fromkeys((shard, name) for _, shard, name in sorted(waiting))
            found = [await self._line(shard, name) for shard, name in list(places)[:limit]]
        return sorted((line for line in found if line), key=_waits_since)

    async def _line(self, shard: int, name: str) -> Line | None:
        queue, letters, attempts, lease = _keys_of(shard, name, "queue", "letters", "attempts", "lease")
        first = cast("list[bytes]", await self._redis.zrange(queue, 0, 0))
        if not first:
            return None
        payload = await cast("Awaitable[bytes | None]", self._redis.hget(letters, first[0].decode()))
        tried = await cast("Awaitable[bytes | None]", self._redis.hget(attempts, first[0].decode()))
        held = await self._redis.exists(lease)
        waiting = await self._redis.zcard(queue)
        return Line(waiting, self._read(payload) if payload else None, int(tried or 0), bool(held))

    async def dead(self, limit: int) -> list[Dead]:
        found: list[Dead] = []
        async with redis_calls(InboxUnavailable):
            for shard in range(SHARDS):
                entries: Any = await self._redis.xrange(_key(shard, "dead"), min=_oldest(), count=limit)
                found += [self._dead(shard, entry.decode(), fields) for entry, fields in entries]
        young = [one for one in found if one.letter is None or not is_too_old(one.letter)]
        return sorted(young, key=lambda one: one.since)[:limit]

    def _dead(self, shard: int, entry: str, fields: dict[bytes, bytes]) -> Dead:
        return Dead(
            place=f"{shard}:{fields[b'conversation'].decode()}:{entry}",
            reason=Reason[fields[b"reason"].decode()],
            since=datetime.fromtimestamp(int(entry.split("-")[0]) / 1000, UTC),
            attempts=int(fields[b"attempts"]),
            letter=self._read(fields[b"payload"]),
        )

    def _read(self, payload: bytes) -> Letter | None:
        try:
            return Letter.model_validate_json(self._cipher.decrypt(payload))
        except (KeyUnavailable, ValidationError):
            return None

    async def retry(self, place: str) -> bool:
        if not _PLACE.fullmatch(place):
            return False
        number, name, entry = place.split(":")
        shard = int(number)
        keys = [*_keys(shard, *_SHARD_KEYS, "dead"), *_keys_of(shard, name, "queue", "letters", "messages")]
        return bool(await self._run("RETRY", keys, [entry, name, _seconds(LETTER_TTL)]))

    async def drop(self, place: str) -> bool:
        if not _PLACE.fullmatch(place):
            return False
        shard, _, entry = place.split(":")
        async with redis_calls(InboxUnavailable):
            return bool(await self._redis.xdel(_key(int(shard), "dead"), entry))

    # -- scripts

    async def _run(self, name: str, keys: list[str], arguments: list[Any]) -> Any:
        async with redis_calls(InboxUnavailable):
            return await self._scripts.run(_SCRIPTS[name], keys, arguments)

    async def _recorded(self, name: str, keys: list[str], arguments: list[Any]) -> Any:
        """Raises `InboxUnavailable` where too few replicas have it: when it is repeated, that waits again."""
        result, has_replicas = await self._copied(name, keys, arguments)
        if not has_replicas:
            raise InboxUnavailable("too few replicas have what was recorded")
        return result

    async def _copied(self, name: str, keys: list[str], arguments: list[Any]) -> tuple[Any, bool]:
        """What a script gave, and whether enough replicas have what it wrote."""
        async with redis_calls(InboxUnavailable):
            script, replicas = _SCRIPTS[name], self._replicas
            result, copies = await self._scripts.copied(script, keys, arguments, replicas=replicas)
        return result, copies >= self._replicas


class _Hand:
    """A letter in hand as the scripts name it."""

    def __init__(self, place: str, fence: int, letter: str, crowd: str, message: str) -> None:
        shard, self.name, self.call = place.split(":")
        self.shard = int(shard)
        self.fence, self.letter, self.crowd, self.message = fence, letter, crowd, message

    def keys(self) -> list[str]:
        """Those of every script that takes it out of hand."""
        lease = _key(self.shard, f"lease:{self.name}")
        return [*_keys(self.shard, *_SHARD_KEYS), lease, _key(self.shard, f"call:{self.call}")]

    def said(self) -> list[str | int]:
        return [self.fence, self.letter, self.name, self.crowd, _seconds(LETTER_TTL)]


def _hand(taken: Taken) -> _Hand:
    letter = taken.letter
    return _Hand(taken.place, taken.fence, digest(letter.id), digest(letter.crowd), _message(letter))


def _oldest() -> int:
    """The first entry of a stream that is not too old, by its time in ms."""
    return int((datetime.now(UTC) - LETTER_TTL).timestamp() * 1000)


def _waits_since(line: Line) -> datetime:
    return line.first.received_at if line.first else datetime.min.replace(tzinfo=UTC)


def _shard(conversation: str) -> int:
    return int(hashlib.sha256(conversation.encode()).hexdigest()[:8], 16) % SHARDS


def _key(shard: int, name: str) -> str:
    return f"curbside:inbox:{{s{shard}}}:{name}"


def _keys(shard: int, *names: str) -> list[str]:
    return [_key(shard, name) for name in names]


def _keys_of(shard: int, conversation: str, *kinds: str) -> list[str]:
    return [_key(shard, f"{kind}:{conversation}") for kind in kinds]


def _message(letter: Letter | Control) -> str:
    """Its message's name in a key; empty where it has none."""
    return digest(letter.message) if letter.message else ""


def _seconds(time_: timedelta) -> int:
    return int(time_.total_seconds())
