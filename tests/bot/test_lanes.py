"""Politeness per chat: in the process and over a real Redis, which all processes share."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from answers.outward.base import Pace
from answers.outward.memory import MemoryPace
from bot.errors import SendLater
from bot.lanes import KNOWN_MAX, Lanes
from bot.mail.base import Lane
from bot.outward.redis import PREFIX, paces

HOUR = timedelta(hours=1)
CHAT, OTHER = Lane("test:1", 0.1, 3), Lane("test:2", 0.1, 3)
ALL = Lane("test", 0.02)


@pytest.fixture(params=["memory", "valkey", "redis7"])
def make(request: pytest.FixtureRequest) -> Callable[[Lane], Pace]:
    if request.param == "memory":
        return lambda lane: MemoryPace(lane.per_second, burst=lane.burst)
    redis: Redis = request.getfixturevalue(request.param)
    return paces(redis)


async def waits(lanes: Lanes, *of: Lane, times: int) -> list[float]:
    return [(await lanes.turn(of, at_most=HOUR)).total_seconds() for _ in range(times)]


async def test_some_messages_may_come_at_once_and_then_each_waits_its_turn(
    make: Callable[[Lane], Pace],
) -> None:
    *at_once, fourth, fifth = await waits(Lanes(make), CHAT, times=5)
    assert at_once == [0, 0, 0]
    assert 9 < fourth <= 10
    assert 19 < fifth <= 20


async def test_after_a_wait_that_the_platform_asked_for_they_come_one_by_one(
    make: Callable[[Lane], Pace],
) -> None:
    lanes = Lanes(make)
    await lanes.rest([CHAT], timedelta(seconds=100))
    first, second = await waits(lanes, CHAT, times=2)
    assert 99 < first <= 100
    assert 109 < second <= 110


async def test_the_wait_of_one_chat_is_no_other_chats(make: Callable[[Lane], Pace]) -> None:
    lanes = Lanes(make)
    await lanes.rest([CHAT], timedelta(seconds=100))
    assert await waits(lanes, OTHER, times=1) == [0]


async def test_the_slowest_lane_decides(make: Callable[[Lane], Pace]) -> None:
    lanes = Lanes(make)
    first, second = await waits(lanes, CHAT, ALL, times=2)
    assert first == 0
    assert 49 < second <= 50


async def test_who_would_wait_too_long_is_put_off(make: Callable[[Lane], Pace]) -> None:
    lanes = Lanes(make)
    await lanes.rest([CHAT], HOUR)
    with pytest.raises(SendLater):
        await lanes.turn((CHAT,), at_most=timedelta(minutes=1))


async def test_all_processes_know_a_chats_wait(valkey: Redis) -> None:
    one, other = Lanes(paces(valkey)), Lanes(paces(valkey))
    await one.rest([CHAT], timedelta(seconds=100))
    (wait,) = await waits(other, CHAT, times=1)
    assert 99 < wait <= 100


async def test_no_key_tells_the_chat_and_none_stays(valkey: Redis) -> None:
    await waits(Lanes(paces(valkey)), Lane("telegram:7:SOMEBODY", 1.0), times=1)
    keys = [key async for key in valkey.scan_iter(match=f"{PREFIX}*")]
    assert len(keys) == 1
    assert b"SOMEBODY" not in keys[0]
    assert 0 < await valkey.pttl(keys[0]) < 60_000


async def test_lanes_are_forgotten_the_longest_unused_first() -> None:
    lanes = Lanes(lambda lane: MemoryPace(lane.per_second))
    for number in range(KNOWN_MAX + 1):
        await lanes.turn((Lane(str(number), 1.0),), at_most=HOUR)
    assert len(lanes._known) == KNOWN_MAX
    assert "0" not in lanes._known


async def test_where_redis_is_away_the_platform_itself_sets_the_pace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    lanes = Lanes(paces(Redis(port=1)))
    await lanes.rest([CHAT], HOUR)
    assert await waits(lanes, CHAT, times=1) == [0]
    assert "test:1" not in caplog.text
