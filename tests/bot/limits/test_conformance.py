"""What every counting of questions must do: in the process and in a real Redis."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.errors import LimitsUnavailable
from bot.limits.base import HOUR, MINUTE, Limits, Quotas, Refused, Whose
from bot.limits.memory import MemoryLimits
from bot.limits.redis import RedisLimits
from bot.mail.letters import Letter

Make = Callable[[Quotas], Limits]
FEW = Quotas(person_minute=3, person_hour=5, workspace_minute=7)


@pytest.fixture(params=["memory", "valkey", "redis7", "cluster"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "memory":
        return MemoryLimits
    redis: Redis = request.getfixturevalue(request.param)
    return lambda quotas: RedisLimits(redis, quotas)


def letter(number: int = 0, user: str = "U1", workspace: str | None = "T1", **address: Any) -> Letter:
    return Letter(
        id=f"slack:{workspace}:{user}:{number}",
        conversation=f"slack:T1:C1:{number}",
        order=number,
        workspace=workspace,
        address={"user": user, **address},
        received_at=datetime.now(UTC),
    )


async def refused(limits: Limits, asked: Letter) -> Refused:
    found = await limits.admit(asked)
    assert found is not None
    return found


async def test_a_person_who_asks_too_much_is_told_when_to_come_back(make: Make) -> None:
    limits = make(FEW)
    for number in range(3):
        assert await limits.admit(letter(number)) is None
    over = await refused(limits, letter(3))
    assert over.whose is Whose.PERSON
    assert timedelta(0) < over.after <= MINUTE


async def test_what_one_person_asks_is_not_counted_for_another(make: Make) -> None:
    limits = make(FEW)
    for number in range(3):
        await limits.admit(letter(number))
    assert await limits.admit(letter(user="U2")) is None
    assert await limits.admit(letter(workspace="T2")) is None


async def test_a_redelivery_counts_once_and_is_never_refused(make: Make) -> None:
    limits = make(FEW)
    for _ in range(5):
        assert await limits.admit(letter(0)) is None
    for number in (1, 2):
        assert await limits.admit(letter(number)) is None
    await refused(limits, letter(3))
    assert await limits.admit(letter(0)) is None


async def test_what_was_refused_is_not_counted(make: Make) -> None:
    limits = make(FEW)
    for number in range(3):
        await limits.admit(letter(number))
    first = await refused(limits, letter(3))
    for _ in range(3):
        assert (await refused(limits, letter(3))).after <= first.after


async def test_the_longer_wait_is_told_where_two_limits_are_reached(make: Make) -> None:
    limits = make(Quotas(person_minute=2, person_hour=2))
    for number in range(2):
        await limits.admit(letter(number))
    assert MINUTE < (await refused(limits, letter(2))).after <= HOUR


async def test_a_workspace_has_its_own_limit(make: Make) -> None:
    limits = make(FEW)
    for number in range(7):
        assert await limits.admit(letter(user=f"U{number}")) is None
    over = await refused(limits, letter(user="U8"))
    assert over.whose is Whose.WORKSPACE
    assert await limits.admit(letter(user="U8", workspace="T2")) is None


async def test_without_a_workspace_the_person_is_limited_all_the_same(make: Make) -> None:
    limits = make(FEW)
    for number in range(3):
        assert await limits.admit(letter(number, workspace=None)) is None
    assert (await refused(limits, letter(3, workspace=None))).whose is Whose.PERSON


async def test_talk_between_people_takes_nothing_from_what_they_ask_the_bot(make: Make) -> None:
    limits = make(FEW)
    for number in range(3):
        assert await limits.admit(letter(number, needs_presence=True)) is None
    await refused(limits, letter(3, needs_presence=True))
    assert await limits.admit(letter(4)) is None


async def test_zero_is_no_limit(make: Make) -> None:
    limits = make(Quotas(0, 0, 0))
    for number in range(400):
        assert await limits.admit(letter(number)) is None


async def test_time_brings_it_back() -> None:
    now = 1_000.0
    limits = MemoryLimits(FEW, clock=lambda: now)
    for number in range(3):
        await limits.admit(letter(number))
        now += 10
    wait = (await refused(limits, letter(3))).after
    assert wait == timedelta(seconds=30)
    now += wait.total_seconds()
    assert await limits.admit(letter(3)) is None
    await refused(limits, letter(4))


async def test_time_brings_it_back_in_redis(redis: Redis) -> None:
    """Time passes by what stands there growing older."""
    limits = RedisLimits(redis, FEW)
    for number in range(3):
        await limits.admit(letter(number))
    for key in await redis.keys("curbside:limits:*"):
        for event, at in await redis.zrange(key, 0, -1, withscores=True):
            await redis.zadd(key, {event: at - 60_001})
    assert await limits.admit(letter(3)) is None
    assert await limits.admit(letter(0)) is None


async def test_nothing_in_redis_tells_who_asks_and_all_of_it_expires(redis: Redis) -> None:
    await RedisLimits(redis, FEW).admit(letter())
    keys = await redis.keys("*")
    assert len(keys) == 2
    for key in keys:
        assert await redis.ttl(key) > 0
        for word in (b"U1", b"T1", b"slack"):
            assert word not in key + (await redis.dump(key) or b"")


async def test_a_server_that_is_away_is_said() -> None:
    away = Redis(port=1, socket_timeout=0.5)
    with pytest.raises(LimitsUnavailable):
        await RedisLimits(away).admit(letter())
    await away.aclose()
