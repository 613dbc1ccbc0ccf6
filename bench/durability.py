"""What durability costs the one who waits for it: recording a letter by how Redis writes it down.

    python -m bench.durability

One Valkey and its replica, both on this machine and its disk, with the network's time left out: `everysec`
loses up to two seconds in a crash, `always` nothing, and with the replica's word a lost machine neither. The
limit beside each is one XADD of as many bytes, written in the same way; without the replica.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from redis.asyncio import Redis

from adapters.connections import open_redis
from adapters.settings import Settings
from bench.measuring import machine, quantile
from bot.cipher import Cipher, new_key
from bot.mail.letters import Letter
from bot.mail.redis import RedisInbox
from tests.servers import redis_with_replica

ROUNDS = 5
A_ROUND = 200
"""One after the other: what a person's event waits for where nothing else happens."""
WARM_UP = 50
LETTER_BYTES = 900
"""Of an encrypted letter with a question."""

_numbers = count(1)


@dataclass(frozen=True)
class Way:
    """How Redis writes, and how many replicas must have it."""

    name: str
    appendfsync: str
    replicas: int


WAYS = (
    Way("everysec", "everysec", 0),
    Way("always", "always", 0),
    Way("always, and one replica", "always", 1),
)


async def _measured(redis: Redis) -> None:
    """Print the times of each way, measured by turns."""
    cipher = Cipher({"bench": new_key()})
    ours: dict[Way, list[float]] = {way: [] for way in WAYS}
    limits: dict[Way, list[float]] = {way: [] for way in WAYS}
    for number in range(ROUNDS + 1):
        for way in WAYS:
            await redis.config_set("appendfsync", way.appendfsync)
            inbox = RedisInbox(redis, cipher, replicas=way.replicas)
            for _ in range(A_ROUND if number else WARM_UP):
                put = await _timed(inbox.put(_letter()))
                bare = await _timed(redis.xadd("bare", {"x": b"x" * LETTER_BYTES}))
                if number:
                    ours[way].append(put)
                    limits[way].append(bare)
            await redis.flushall()
    for way in WAYS:
        for q in (0.5, 0.99):
            one, limit = quantile(ours[way], q), quantile(limits[way], q)
            print(f"{way.name}: p{q * 100:.0f} {one}, XADD {limit}, ratio {one.value / limit.value:.2f}")


async def _timed(call: Awaitable[object]) -> float:
    began = time.perf_counter()
    await call
    return time.perf_counter() - began


def _letter() -> Letter:
    """A new person's question."""
    number = next(_numbers)
    return Letter(
        id=f"slack:Ev{number}",
        conversation=f"slack:T1:D{number}:{number}.1",
        text="What are the treatment options for osteosarcoma with lung metastases?",
        order=float(number),
        message=f"{number}.1",
        workspace="T1",
        address={"team": "T1", "channel": f"D{number}", "thread_ts": f"{number}.1", "user": f"U{number}"},
        received_at=datetime.now(UTC),
    )


async def main() -> None:
    print(f"recording a letter; machine: {machine()}")
    with (
        tempfile.TemporaryDirectory(prefix="curbside-bench-") as home,
        redis_with_replica(Path(home)) as (primary, _),
    ):
        async with open_redis(Settings.model_validate({"REDIS_URL": primary.url})) as redis:
            await _measured(redis)


if __name__ == "__main__":
    asyncio.run(main())
