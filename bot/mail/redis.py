"""The inbox in Redis: sharded, scripted, encrypted; Redis Streams announce conversations with work."""

import hashlib
import logging
import os
import re
import socket
import time
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from bot.cipher import Cipher
from bot.errors import InboxUnavailable, KeyUnavailable
from bot.mail import scripts
from bot.mail.base import (
    DEAD_MAX,
    LEASE,
    LETTER_TTL,
    QUEUE_MAX,
    SEEN_FOR,
    SHARDS,
    Dead,
    Line,
    Put,
    Reason,
    Taken,
    is_too_old,
)
from bot.mail.letters import Control, Letter
from bot.redis_calls import redis_calls

GROUP = "workers"
CLAIM_EVERY = timedelta(seconds=5)
"""How often a process looks for what crashed workers left; with the lease, below 30 s."""

_PLACE = re.compile(r"\d{1,2}:[0-9a-f]{32}:\d{1,20}-\d{1,20}")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Announced:
    """That a conversation has work: the entry of a shard's stream; `claimed` from another worker."""

    shard: int
    entry: str
    name: str
    claimed: bool


class RedisInbox:
    """`Inbox` over one Redis; any number of processes share it."""

    def __init__(self, redis: Redis, cipher: Cipher, lease: timedelta = LEASE) -> None:
        self._redis = redis
        self._cipher = cipher
        self._lease_ms = int(lease.total_seconds() * 1000)
        self._reader = f"{socket.gethostname()}-{os.getpid()}-{os.urandom(3).hex()}"
        self._grouped = False
        self._claimed_at = 0.0
        self._script = {
            name: redis.register_script(text) for name, text in vars(scripts).items() if name.isupper()
        }

    async def put(self, letter: Letter) -> Put:
        return await self._put(letter, is_edit=False)

    async def _put(self, letter: Letter, *, is_edit: bool) -> Put:
        shard, name = _shard(letter.conversation), _digest(letter.conversation)
        keys = [
            _key(shard, f"seen:{_digest(letter.id)}"),
            _key(shard, "ready"),
            *(_key(shard, f"{kind}:{name}") for kind in ("queue", "letters", "messages")),
        ]
        payload = self._cipher.encrypt(letter.model_dump_json())
        times = (_seconds(SEEN_FOR), _seconds(LETTER_TTL))
        message = _digest(letter.message)
        edit = "1" if is_edit else ""
        said = [_digest(letter.id), name, letter.order, payload, message, *times, QUEUE_MAX, edit]
        return Put((await self._run("PUT", keys, said)).decode())

    async def control(self, control: Control) -> None:
        shard, name = _shard(control.conversation), _digest(control.conversation)
        kinds = ("queue", "letters", "messages", "lease", "cancel", "attempts")
        keys = [
            _key(shard, f"seen:{_digest(control.id)}"),
            *(_key(shard, f"{kind}:{name}") for kind in kinds),
        ]
        times = (_seconds(SEEN_FOR), _seconds(LETTER_TTL))
        said = [_digest(control.id), _digest(control.message), *times]
        await self._run("CONTROL", keys, said)
        if control.letter:
            # Also where the control is known: a crash may lie between it and its letter.
            await self._put(control.letter, is_edit=True)

    async def take(self, wait: timedelta) -> Taken | None:
        async with redis_calls(InboxUnavailable):
            await self._create_groups()
            announced = [*await self._left_behind(), *await self._new(wait)]
            for number, one in enumerate(announced):
                if taken := await self._try(one):
                    # One task takes one letter: the rest is announced again, for whoever is free.
                    await self._announce_again(announced[number + 1 :])
                    return taken
        return None

    async def _new(self, wait: timedelta) -> list[_Announced]:
        streams = {_key(shard, "ready"): ">" for shard in range(SHARDS)}
        block = max(1, int(wait.total_seconds() * 1000))
        found: Any = await self._redis.xreadgroup(
            GROUP,
            self._reader,
            streams,  # type: ignore[arg-type] # the stub wants a dict of its own union
            count=1,
            block=block,
        )
        return [
            _Announced(_shard_of(key), entry.decode(), fields[b"c"].decode(), claimed=False)
            for key, entries in found or []
            for entry, fields in entries
        ]

    async def _left_behind(self) -> list[_Announced]:
        """What workers that crashed had announced to them, now and then."""
        now = time.monotonic()
        if now - self._claimed_at < CLAIM_EVERY.total_seconds():
            return []
        self._claimed_at = now
        left: list[_Announced] = []
        for shard in range(SHARDS):
            # Also where nothing else is set aside that would push it out.
            await self._redis.xtrim(_key(shard, "dead"), minid=_oldest(), approximate=False)
            _, entries, *_ = await self._redis.xautoclaim(
                _key(shard, "ready"), GROUP, self._reader, min_idle_time=self._lease_ms, count=16
            )
            left += [
                _Announced(shard, entry.decode(), fields[b"c"].decode(), claimed=True)
                for entry, fields in entries
                if fields
            ]
        return left

    async def _try(self, one: _Announced) -> Taken | None:
        kinds = ("queue", "letters", "lease", "fence", "attempts")
        keys = [_key(one.shard, f"{kind}:{one.name}") for kind in kinds]
        # A claimed announcement can be that of work in hand here: its TAKE is never taken for a repetition.
        by = "" if one.claimed else f"{self._reader}:{one.entry}"
        found = await self._run("TAKE", keys, [self._lease_ms, _seconds(LETTER_TTL), by])
        if len(found) < 4:
            # Held: its holder announces the conversation again when it is done. A claimed entry may be
            # that holder's own, so it stays until the holder acknowledges it or its lease runs out.
            if not (found and one.claimed):
                await self._acknowledge([one])
            return None
        digest, payload, fence, attempt = found
        place = f"{one.shard}:{one.name}:{one.entry}"
        try:
            letter = Letter.model_validate_json(self._cipher.decrypt(payload))
        except (KeyUnavailable, ValidationError) as error:
            # Those behind it must not wait until its key is back.
            _log.error("a letter is set aside that cannot be read: %s", type(error).__name__)
            await self._set_aside(place, int(fence), digest.decode(), "", Reason.UNREADABLE)
            return None
        if is_too_old(letter):
            _log.error("a letter is dropped that nobody answered in %s", LETTER_TTL)
            await self._finish(place, int(fence), digest.decode(), _digest(letter.message))
            return None
        return Taken(letter, int(fence), int(attempt), place)

    async def renew(self, taken: Taken) -> bool:
        (lease,) = _keys_of(taken.place, "lease")
        return bool(await self._run("RENEW", [lease], [taken.fence, self._lease_ms]))

    async def cancelled(self, taken: Taken) -> bool:
        lease, cancel = _keys_of(taken.place, "lease", "cancel")
        async with redis_calls(InboxUnavailable):
            held = await cast("Awaitable[bytes | None]", self._redis.hget(lease, "fence"))
            stopped = await cast("Awaitable[int]", self._redis.sismember(cancel, _digest(taken.letter.id)))
        return held is None or int(held) != taken.fence or bool(stopped)

    async def done(self, taken: Taken) -> bool:
        letter = taken.letter
        return await self._finish(taken.place, taken.fence, _digest(letter.id), _digest(letter.message))

    async def _finish(self, place: str, fence: int, letter: str, message: str) -> bool:
        kinds = ("lease", "queue", "letters", "attempts", "cancel", "messages")
        keys = [*_keys_of(place, *kinds), *_ready(place)]
        return bool(await self._run("DONE", keys, [*_said(place, fence, letter), message]))

    async def set_aside(self, taken: Taken, reason: Reason) -> bool:
        letter = taken.letter
        return await self._set_aside(
            taken.place, taken.fence, _digest(letter.id), _digest(letter.message), reason
        )

    async def _set_aside(self, place: str, fence: int, letter: str, message: str, reason: Reason) -> bool:
        kinds = ("lease", "queue", "letters", "attempts", "cancel", "messages")
        shard = int(place.split(":")[0])
        keys = [*_keys_of(place, *kinds), *_ready(place), _key(shard, "dead")]
        bounds = (_oldest(), DEAD_MAX, _seconds(LETTER_TTL))
        return bool(
            await self._run("SET_ASIDE", keys, [*_said(place, fence, letter), message, reason.name, *bounds])
        )

    async def forget(self, conversation: str) -> None:
        await self._run("FORGET", [_key(_shard(conversation), "dead")], [_digest(conversation)])

    async def give_back(self, taken: Taken) -> None:
        keys = _keys_of(taken.place, "lease", "attempts")
        await self._run(
            "GIVE_BACK",
            [*keys, *_ready(taken.place)],
            _said(taken.place, taken.fence, _digest(taken.letter.id)),
        )

    async def waiting(self) -> int:
        total = 0
        async with redis_calls(InboxUnavailable):
            async for key in self._redis.scan_iter(match="curbside:inbox:{*}:queue:*", count=500):
                total += await self._redis.zcard(key)
        return total

    async def lines(self, limit: int) -> list[Line]:
        queues = "curbside:inbox:{*}:queue:*"
        async with redis_calls(InboxUnavailable):
            keys = [key.decode() async for key in self._redis.scan_iter(match=queues, count=500)]
            found = [line for key in keys if (line := await self._line(key))]
        return sorted(found, key=_waits_since)[:limit]

    async def _line(self, queue: str) -> Line | None:
        base, _, name = queue.rpartition("queue:")
        first = cast("list[bytes]", await self._redis.zrange(queue, 0, 0))
        if not first:
            return None
        payload = await cast("Awaitable[bytes | None]", self._redis.hget(f"{base}letters:{name}", first[0]))
        tried = await cast("Awaitable[bytes | None]", self._redis.hget(f"{base}attempts:{name}", first[0]))
        held = await self._redis.exists(f"{base}lease:{name}")
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
        shard, name, entry = place.split(":")
        keys = [_key(int(shard), "dead"), *_ready(place), *_keys_of(place, "queue", "letters", "messages")]
        return bool(await self._run("RETRY", keys, [entry, name, _seconds(LETTER_TTL)]))

    async def drop(self, place: str) -> bool:
        if not _PLACE.fullmatch(place):
            return False
        shard, _, entry = place.split(":")
        async with redis_calls(InboxUnavailable):
            return bool(await self._redis.xdel(_key(int(shard), "dead"), entry))

    async def _create_groups(self) -> None:
        if self._grouped:
            return
        for shard in range(SHARDS):
            try:
                await self._redis.xgroup_create(_key(shard, "ready"), GROUP, id="0", mkstream=True)
            except ResponseError as error:
                if not str(error).startswith("BUSYGROUP"):
                    raise
        self._grouped = True

    async def _announce_again(self, announced: Iterable[_Announced]) -> None:
        rest = [one for one in announced if not one.claimed]
        for one in rest:
            await self._redis.xadd(_key(one.shard, "ready"), {"c": one.name})
        await self._acknowledge(rest)

    async def _acknowledge(self, announced: Iterable[_Announced]) -> None:
        for one in announced:
            await self._redis.xack(_key(one.shard, "ready"), GROUP, one.entry)
            await self._redis.xdel(_key(one.shard, "ready"), one.entry)

    async def _run(self, name: str, keys: list[str], arguments: list[Any]) -> Any:
        async with redis_calls(InboxUnavailable):
            try:
                return await self._script[name](keys=keys, args=arguments)
            except ResponseError as error:
                if "NOGROUP" in str(error):
                    self._grouped = False
                raise


def _oldest() -> int:
    """The first entry of a stream that is not too old, by its time in ms."""
    return int((datetime.now(UTC) - LETTER_TTL).timestamp() * 1000)


def _waits_since(line: Line) -> datetime:
    return line.first.received_at if line.first else datetime.min.replace(tzinfo=UTC)


def _shard(conversation: str) -> int:
    return int(hashlib.sha256(conversation.encode()).hexdigest()[:8], 16) % SHARDS


def _shard_of(key: bytes) -> int:
    return int(key.split(b"{s", 1)[1].split(b"}", 1)[0])


def _key(shard: int, name: str) -> str:
    return f"curbside:inbox:{{s{shard}}}:{name}"


def _keys_of(place: str, *kinds: str) -> list[str]:
    shard, name, _ = place.split(":")
    return [_key(int(shard), f"{kind}:{name}") for kind in kinds]


def _ready(place: str) -> list[str]:
    return [_key(int(place.split(":")[0]), "ready")]


def _said(place: str, fence: int, letter: str) -> list[str | int]:
    _, name, entry = place.split(":")
    return [fence, letter, name, entry, GROUP]


def _digest(text: str | None) -> str:
    """Ids of people and conversations stand in no key."""
    return hashlib.sha256(text.encode()).hexdigest()[:32] if text else ""


def _seconds(time_: timedelta) -> int:
    return int(time_.total_seconds())
