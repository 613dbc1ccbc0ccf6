"""Counts of all processes: added up, kept while nobody takes them, and never more numbers than are named."""

import asyncio
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.mail.base import Put, Sent
from bot.tally.base import COUNTS, Count, Family, Tally, Totals
from bot.tally.carry import carry, carry_last
from bot.tally.memory import MemoryTotals
from bot.tally.redis import KEY, RedisTotals

NEW = Count(Family.RECEIVED, Put.NEW)
DELIVERED = Count(Family.DELIVERIES, Sent.DELIVERED)


@pytest.fixture(params=["memory", "redis"])
def totals(request: pytest.FixtureRequest) -> Totals:
    if request.param == "memory":
        return MemoryTotals()
    return RedisTotals(request.getfixturevalue("valkey"))


async def test_counts_of_several_processes_are_added_up(totals: Totals) -> None:
    await totals.add({NEW: 2})
    await totals.add({NEW: 1, DELIVERED: 4})
    read = await totals.read()
    assert (read[NEW], read[DELIVERED]) == (3, 4)
    assert tuple(read) == COUNTS
    assert sum(read.values()) == 7


async def test_a_field_that_nobody_named_is_not_shown(redis: Redis) -> None:
    await redis.hset(KEY, "letters_received:somebody", "5")
    assert sum((await RedisTotals(redis).read()).values()) == 0


def test_every_count_has_a_name_of_its_own() -> None:
    assert len({count.name for count in COUNTS}) == len(COUNTS)


async def test_what_is_counted_before_the_end_is_carried_over() -> None:
    tally, totals, stop = Tally(), MemoryTotals(), asyncio.Event()
    carrying = asyncio.create_task(carry(tally, totals, stop))
    tally.count(Family.RECEIVED, Put.NEW)
    stop.set()
    await carrying
    tally.count(Family.RECEIVED, Put.NEW)
    await carry_last(tally, totals)
    assert (await totals.read())[NEW] == 2


async def test_where_redis_is_away_a_process_keeps_its_counts(redis: Redis, tmp_path: Path) -> None:
    tally = Tally()
    tally.count(Family.RECEIVED, Put.NEW)
    nobody = Redis(unix_socket_path=str(tmp_path / "nobody"), retry=Retry(NoBackoff(), 0))
    await carry_last(tally, RedisTotals(nobody))
    await nobody.aclose()
    await carry_last(tally, RedisTotals(redis))
    assert (await RedisTotals(redis).read())[NEW] == 1
