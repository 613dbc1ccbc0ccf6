"""What every pace and cache of outside services must do: in the process and in a real Redis."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from redis.asyncio import Redis

from answers.errors import OutwardUnavailable, TooBusy
from answers.outward.base import CACHED_MAX, CACHED_MAX_BYTES, Cache, Pace
from answers.outward.memory import MemoryCache, MemoryPace
from bot.outward.redis import PREFIX, RedisCache, RedisPace
from bot.redis_scripts import Scripts

HOUR = timedelta(hours=1)
MEMBERS = ["memory", "valkey", "redis7", "cluster"]


@pytest.fixture(params=MEMBERS)
def pace(request: pytest.FixtureRequest) -> Callable[[float], Pace]:
    if request.param == "memory":
        return MemoryPace
    redis: Redis = request.getfixturevalue(request.param)
    return lambda per_second: RedisPace(Scripts(redis), "example", per_second)


@pytest.fixture(params=MEMBERS)
def cache(request: pytest.FixtureRequest) -> Cache:
    if request.param == "memory":
        return MemoryCache()
    return RedisCache(request.getfixturevalue(request.param), "example")


async def test_calls_are_given_turns_at_equal_distances(pace: Callable[[float], Pace]) -> None:
    queue = pace(0.1)
    waits = [(await queue.turn(at_most=HOUR)).total_seconds() for _ in range(4)]
    assert waits[0] == 0
    for number, wait in enumerate(waits):
        # Less is what has passed meanwhile.
        assert 10 * number - 9 < wait <= 10 * number


async def test_who_would_wait_too_long_takes_no_turn(pace: Callable[[float], Pace]) -> None:
    queue = pace(0.01)
    await queue.turn(at_most=HOUR)
    for _ in range(3):
        with pytest.raises(TooBusy):
            await queue.turn(at_most=timedelta(seconds=50))
    assert (await queue.turn(at_most=HOUR)).total_seconds() <= 100


async def test_nobody_is_given_a_turn_while_the_service_rests(pace: Callable[[float], Pace]) -> None:
    queue = pace(10)
    await queue.rest(timedelta(seconds=300))
    await queue.rest(timedelta(seconds=1))
    assert (await queue.turn(at_most=HOUR)).total_seconds() > 200


async def test_all_processes_stand_in_one_queue(redis: Redis) -> None:
    paces = [RedisPace(Scripts(redis), "example", 0.1) for _ in range(4)]
    waits = await asyncio.gather(*(each.turn(at_most=HOUR) for each in paces for _ in range(3)))
    seconds = sorted(wait.total_seconds() for wait in waits)
    assert all(later - earlier > 9 for earlier, later in pairwise(seconds))
    assert await RedisPace(Scripts(redis), "another", 0.1).turn(at_most=HOUR) == timedelta()


async def test_a_queue_that_is_done_with_leaves_nothing(redis: Redis) -> None:
    await RedisPace(Scripts(redis), "example", 100).turn(at_most=HOUR)
    (key,) = await redis.keys(f"{PREFIX}*")
    assert 0 < await redis.pttl(key) <= 1_010


async def test_what_is_put_is_got_until_its_time_is_over(cache: Cache) -> None:
    assert await cache.get("a") is None
    await cache.put("a", b"\x00one", HOUR)
    await cache.put("b", b"two", timedelta(milliseconds=1))
    assert await cache.get("a") == b"\x00one"
    await asyncio.sleep(0.02)
    assert await cache.get("b") is None
    await cache.put("a", b"", HOUR)
    assert await cache.get("a") == b""


async def test_no_key_is_answered_with_anothers_value_and_all_together_are_bounded(cache: Cache) -> None:
    keys = [f"key {number}" for number in range(3 * CACHED_MAX)]
    for key in keys:
        await cache.put(key, key.encode(), HOUR)
    kept = [found for key in keys if (found := await cache.get(key)) is not None]
    assert 0 < len(kept) <= CACHED_MAX
    for found in kept:
        assert await cache.get(found.decode()) == found


async def test_what_is_too_large_is_not_kept(cache: Cache) -> None:
    await cache.put("a", b"x" * (CACHED_MAX_BYTES + 1), HOUR)
    assert await cache.get("a") is None


async def test_without_redis_there_is_no_turn_and_nothing_cached() -> None:
    gone = Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=1)
    with pytest.raises(OutwardUnavailable):
        await RedisPace(Scripts(gone), "example", 1).turn(at_most=HOUR)
    lost = RedisCache(gone, "example")
    await lost.put("a", b"x", HOUR)
    assert await lost.get("a") is None
    await gone.aclose()
