"""What every budget and every breaker must do: in the process, and shared in a real Redis."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest
from redis.asyncio import Redis

from answers.errors import BudgetSpent, ModelUnavailable
from answers.language.breaker import Breaker, MemoryBreaker, Position
from answers.language.budget import Allowance, Allowances, Budget, MemoryBudget, Spending
from bot.language.breaker import RedisBreaker
from bot.language.budget import RedisBudget

REST_S = 0.2
ALLOWANCES = Allowances(
    call=Allowance(tokens=60), person=Allowance(tokens=100), day=Allowance(tokens=150, micros=1_000)
)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class MakeBudget(Protocol):
    def __call__(self, allowances: Allowances = ...) -> Budget: ...


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "valkey", "redis7", "cluster"])
def make(request: pytest.FixtureRequest, clock: Clock) -> MakeBudget:
    if request.param == "memory":
        return lambda allowances=ALLOWANCES: MemoryBudget(allowances, clock=clock)
    redis = request.getfixturevalue(request.param)
    return lambda allowances=ALLOWANCES: RedisBudget(redis, allowances, clock=clock)


@pytest.fixture(params=["memory", "valkey", "redis7", "cluster"])
def breaker(request: pytest.FixtureRequest) -> Breaker:
    if request.param == "memory":
        return MemoryBreaker(failures=2, rest_s=REST_S)
    return RedisBreaker(request.getfixturevalue(request.param), "m", failures=2, rest_s=REST_S)


async def test_what_is_not_spent_is_given_back(make: MakeBudget) -> None:
    budget = make()
    reserved = await budget.reserve("ada", Spending(50, 500))
    assert await budget.spent() == Spending(50, 500)
    await budget.settle(reserved, Spending(10, 100))
    assert await budget.spent() == Spending(10, 100)


async def test_one_question_may_not_cost_more_than_its_own_part(make: MakeBudget) -> None:
    with pytest.raises(BudgetSpent, match="question"):
        await make().reserve("ada", Spending(61))


async def test_one_person_does_not_spend_what_all_have(make: MakeBudget) -> None:
    budget = make()
    for _ in range(2):
        await budget.reserve("ada", Spending(50))
    with pytest.raises(BudgetSpent, match="person"):
        await budget.reserve("ada", Spending(1))
    await budget.reserve("ben", Spending(50))
    with pytest.raises(BudgetSpent, match="today's"):
        await budget.reserve("ben", Spending(1))
    assert await budget.spent() == Spending(150)


async def test_money_is_a_budget_too(make: MakeBudget) -> None:
    budget = make()
    await budget.reserve(None, Spending(1, 1_000))
    with pytest.raises(BudgetSpent):
        await budget.reserve(None, Spending(1, 1))


async def test_without_limits_nothing_is_refused(make: MakeBudget) -> None:
    budget = make(Allowances())
    await budget.reserve("ada", Spending(10**9, 10**9))


async def test_a_new_day_begins_anew(make: MakeBudget, clock: Clock) -> None:
    budget = make()
    reserved = await budget.reserve("ada", Spending(60))
    clock.now += timedelta(days=1)
    await budget.settle(reserved, Spending(10))
    assert await budget.spent() == Spending()
    await budget.reserve("ada", Spending(60))


async def test_many_at_once_do_not_spend_what_one_may(make: MakeBudget) -> None:
    budget = make()
    told = await asyncio.gather(
        *(budget.reserve("ada", Spending(30)) for _ in range(9)), return_exceptions=True
    )
    assert sum(not isinstance(each, BudgetSpent) for each in told) == 3


async def test_nothing_in_redis_tells_whose_budget_it_is_and_it_expires(redis: Redis, clock: Clock) -> None:
    await RedisBudget(redis, ALLOWANCES, clock=clock).reserve("slack:U1", Spending(1))
    (key,) = await redis.keys("*")
    assert b"U1" not in b"".join([key, *(await redis.hgetall(key))])
    assert 0 < await redis.ttl(key) <= 2 * 24 * 3600


async def test_where_the_budget_cannot_be_looked_up_the_model_is_not_asked() -> None:
    away = RedisBudget(Redis(port=9, socket_connect_timeout=0.2), ALLOWANCES)
    for call in (away.reserve("ada", Spending(1)), away.spent()):
        with pytest.raises(ModelUnavailable):
            await call


async def test_a_breaker_opens_tries_and_closes(breaker: Breaker) -> None:
    for _ in range(2):
        assert await breaker.allows()
        await breaker.record(False)
    assert not await breaker.allows()
    assert (await breaker.seen()).position is Position.OPEN
    await asyncio.sleep(REST_S)
    assert (await breaker.seen()).position is Position.HALF_OPEN
    assert await breaker.allows()
    assert not await breaker.allows(), "one try at a time"
    await breaker.record(True)
    seen = await breaker.seen()
    assert (seen.position, seen.asked, seen.failed, seen.opened) == (Position.CLOSED, 3, 2, 1)


async def test_a_try_that_fails_is_another_rest(breaker: Breaker) -> None:
    for _ in range(2):
        await breaker.allows()
        await breaker.record(False)
    await asyncio.sleep(REST_S)
    assert await breaker.allows()
    await breaker.record(False)
    assert not await breaker.allows()
    assert (await breaker.seen()).opened == 1


async def test_a_try_that_was_stopped_leaves_room_for_the_next(breaker: Breaker) -> None:
    for _ in range(2):
        await breaker.allows()
        await breaker.record(False)
    await asyncio.sleep(REST_S)
    assert await breaker.allows()
    await breaker.record(None)
    assert await breaker.allows()


async def test_failures_that_are_not_in_a_row_open_nothing(breaker: Breaker) -> None:
    for worked in (False, True, False, None):
        assert await breaker.allows()
        await breaker.record(worked)
    assert (await breaker.seen()).position is Position.CLOSED


async def test_what_one_process_finds_out_all_know(redis: Redis) -> None:
    one, other = (RedisBreaker(redis, "m", failures=2, rest_s=REST_S) for _ in range(2))
    for process in (one, other):
        assert await process.allows()
        await process.record(False)
    assert not await one.allows()
    assert not await other.allows()
    assert await RedisBreaker(redis, "another").allows()


async def test_without_redis_each_process_has_its_own() -> None:
    away = RedisBreaker(Redis(port=9, socket_connect_timeout=0.2), "m", failures=2)
    for _ in range(2):
        assert await away.allows()
        await away.record(False)
    assert not await away.allows()
    assert (await away.seen()).position is Position.OPEN
