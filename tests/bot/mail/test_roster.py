"""Who works is known to all, and who is gone is not."""

import asyncio
from datetime import timedelta

from redis.asyncio import Redis

from bot.mail.roster import Roster

SOON = timedelta(seconds=0.2)


async def test_workers_that_signed_in_are_counted_once_each(redis: Redis) -> None:
    one, other = Roster(redis), Roster(redis)
    assert await one.alive() == 0
    for roster in (one, other, one):
        await roster.sign_in()
    assert await other.alive() == 2
    await one.sign_out()
    assert await one.alive() == 1


async def test_a_worker_that_is_not_heard_of_any_more_is_gone(redis: Redis) -> None:
    roster = Roster(redis, SOON)
    await roster.sign_in()
    await asyncio.sleep(2 * SOON.total_seconds())
    assert await roster.alive() == 0


async def test_who_attends_is_there_until_told_to_stop(valkey: Redis) -> None:
    roster, stop = Roster(valkey), asyncio.Event()
    attending = asyncio.create_task(roster.attend(stop))
    async with asyncio.timeout(5):
        while await roster.alive() == 0:  # noqa: ASYNC110 - Redis has no event for it
            await asyncio.sleep(0.01)
    stop.set()
    await attending
    assert await roster.alive() == 0
