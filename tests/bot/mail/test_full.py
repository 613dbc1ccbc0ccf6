"""A Redis that is full takes nothing new, and lets the work go on by which it becomes empty again."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError

from adapters.embedded.redis_server import embedded_redis
from bot.cipher import Cipher, new_key
from bot.errors import InboxUnavailable
from bot.mail.base import Put, Reason
from bot.mail.letters import ControlKind
from bot.mail.redis import RedisInbox
from tests.bot.mail.test_inbox import control, letter

SOON = timedelta(seconds=2)


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[Redis]:
    async with embedded_redis(tmp_path, max_memory="4mb") as url:
        client = Redis.from_url(url)
        yield client
        await client.aclose()


async def fill(redis: Redis) -> None:
    """To the last byte: each size until it does not fit any more."""
    for size in (100_000, 1_000, 1):
        for number in range(10_000):
            try:
                await redis.set(f"filling:{size}:{number}", b"x" * size)
            except OutOfMemoryError:
                break


async def test_what_was_recorded_is_answered_though_nothing_new_fits(small: Redis) -> None:
    inbox = RedisInbox(small, Cipher({"k1": new_key()}))
    for number in range(1, 6):
        await inbox.put(letter(number, f"slack:T1:C{number}:1"))
    await fill(small)
    with pytest.raises(InboxUnavailable):
        await inbox.put(letter(9, "slack:T1:C9:1", text="x" * 20_000))
    taken = [await inbox.take(SOON) for _ in range(5)]
    first, second, third, *_ = [one for one in taken if one]
    assert await inbox.renew(first)
    assert await inbox.done(first)
    await inbox.give_back(second)
    assert await inbox.set_aside(third, Reason.FAILED)
    again = await inbox.take(SOON)
    assert again
    assert again.letter == second.letter
    await small.flushall()
    assert (await inbox.put(letter(10, "slack:T1:C10:1"))).put is Put.NEW


async def test_what_is_in_hand_or_waits_can_be_stopped_though_nothing_new_fits(small: Redis) -> None:
    inbox = RedisInbox(small, Cipher({"k1": new_key()}))
    working, waiting = letter(1), letter(2, message="m2")
    for one in (working, waiting):
        await inbox.put(one)
    taken = await inbox.take(SOON)
    assert taken
    await fill(small)
    await inbox.control(control(ControlKind.STOP))
    assert await inbox.cancelled(taken)
    await inbox.control(control(ControlKind.DELETE, message="m2"))
    assert await inbox.waiting() == 1
