"""What stands before a model: places, budget, breaker."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from answers.errors import BudgetSpent, ModelRefused, ModelUnavailable
from answers.language.base import Prompt, whole
from answers.language.breaker import MemoryBreaker, Position
from answers.language.budget import Allowance, Allowances, MemoryBudget, Price, Spending, Usage
from answers.language.guarded import GuardedModel

PROMPT = Prompt("Be brief.", "What is gout?", tokens_max=10)


class Scripted:
    """Pieces to give or an error to raise; it can be held."""

    name = "scripted"

    def __init__(self, *pieces: str | Usage | Exception) -> None:
        self.pieces = pieces
        self.go = asyncio.Event()
        self.go.set()
        self.closed = 0

    async def ask(self, prompt: Prompt) -> AsyncGenerator[str | Usage, None]:
        try:
            for piece in self.pieces:
                await self.go.wait()
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            self.closed += 1


def guarded(
    endpoint: Scripted,
    breaker: MemoryBreaker | None = None,
    budget: MemoryBudget | None = None,
    at_once: int = 4,
    wait_s: float = 0.05,
) -> GuardedModel:
    return GuardedModel(
        endpoint,
        breaker=breaker or MemoryBreaker(),
        budget=budget or MemoryBudget(Allowances()),
        price=Price(prompt=1, answer=2),
        at_once=at_once,
        wait_s=wait_s,
    )


async def test_the_text_comes_through_and_the_usage_is_paid() -> None:
    model = guarded(Scripted("Gout ", "hurts.", Usage(100, 20)))
    assert await whole(model, PROMPT, account="a") == "Gout hurts."
    assert (await model.gauges()).spent == Spending(120, 140)


async def test_what_is_not_counted_is_estimated() -> None:
    model = guarded(Scripted("Gout hurts."))
    await whole(model, PROMPT, account=None)
    assert (await model.gauges()).spent.tokens > 60


async def test_what_costs_too_much_is_not_asked() -> None:
    endpoint = Scripted("Gout")
    budget = MemoryBudget(Allowances(call=Allowance(tokens=20)))
    with pytest.raises(BudgetSpent):
        await whole(guarded(endpoint, budget=budget), PROMPT, account="a")
    assert endpoint.closed == 0
    assert await budget.spent() == Spending()


async def test_after_some_failures_nobody_waits_until_one_try_works() -> None:
    now = [0.0]
    breaker = MemoryBreaker(failures=2, rest_s=30, clock=lambda: now[0])
    endpoint = Scripted(ModelUnavailable("gone"))
    model = guarded(endpoint, breaker)
    for _ in range(4):
        with pytest.raises(ModelUnavailable):
            await whole(model, PROMPT, account=None)
    assert endpoint.closed == 2
    seen = (await model.gauges()).breaker
    assert (seen.position, seen.asked, seen.failed, seen.opened) == (Position.OPEN, 2, 2, 1)
    now[0] = 31
    endpoint.pieces = ("Fine.",)
    assert (await model.gauges()).breaker.position is Position.HALF_OPEN
    assert await whole(model, PROMPT, account=None) == "Fine."
    assert (await model.gauges()).breaker.position is Position.CLOSED


@pytest.mark.parametrize("error", [ModelRefused("too long"), RuntimeError("a bug")])
async def test_what_is_not_the_models_failure_opens_nothing(error: Exception) -> None:
    breaker = MemoryBreaker(failures=1)
    with pytest.raises(type(error)):
        await whole(guarded(Scripted(error), breaker), PROMPT, account=None)
    assert (await breaker.seen()).position is Position.CLOSED


async def test_more_than_so_many_at_once_wait_and_then_are_told() -> None:
    endpoint = Scripted("Fine.")
    endpoint.go.clear()
    model = guarded(endpoint, at_once=1)
    first = asyncio.create_task(whole(model, PROMPT, account=None))
    await asyncio.sleep(0)
    with pytest.raises(ModelUnavailable, match="wait"):
        await whole(model, PROMPT, account=None)
    assert (await model.gauges()).running == 1
    endpoint.go.set()
    assert await first == "Fine."
    assert (await model.gauges()).running == 0
    assert (await model.gauges()).breaker.failed == 0


async def test_who_stops_gives_everything_back() -> None:
    endpoint = Scripted("Gout ", "hurts.")
    breaker = MemoryBreaker()
    budget = MemoryBudget(Allowances())
    model = guarded(endpoint, breaker, budget, at_once=1)
    answer = model.complete(PROMPT)
    assert await anext(answer) == "Gout "
    reserved = await budget.spent()
    await answer.aclose()
    assert endpoint.closed == 1
    assert (await budget.spent()).tokens < reserved.tokens
    assert (await breaker.seen()).failed == 0
    assert await whole(model, PROMPT, account=None) == "Gout hurts."
