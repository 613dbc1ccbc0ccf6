"""The language models as the settings name them: the writer, and the judge on top of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

from adapters.errors import SettingMissing
from adapters.settings import Settings
from answers.language.breaker import Breaker, MemoryBreaker
from answers.language.budget import Allowance, Allowances, Budget, MemoryBudget, Price
from answers.language.guarded import Gauges, GuardedModel
from answers.language.openai import Timeouts, open_endpoint

if TYPE_CHECKING:
    from redis.asyncio import Redis

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Models:
    """Both None where none is configured; the judge never without the writer."""

    writer: GuardedModel | None = None
    judge: GuardedModel | None = None

    async def gauges(self) -> list[Gauges]:
        """What can be told of each. Raises `ModelUnavailable` where that is not known now."""
        return [await model.gauges() for model in (self.writer, self.judge) if model]


@asynccontextmanager
async def open_models(settings: Settings, redis: "Redis | None") -> AsyncIterator[Models]:
    """The models; with a Redis, all processes share their budgets and breakers. Raises `SettingMissing`."""
    if settings.model_url is None:
        if settings.judge_url is not None:
            raise SettingMissing("CURBSIDE_JUDGE_URL is set, and CURBSIDE_MODEL_URL is not: docs/model.md")
        yield Models()
        return
    given = _Given("CURBSIDE_MODEL", settings.model_url, settings.model, settings.model_key)
    second = _Given("CURBSIDE_JUDGE", settings.judge_url, settings.judge, settings.judge_key)
    guards = _Guards(settings, redis, _budget(settings, redis))
    async with AsyncExitStack() as stack:
        writer = await stack.enter_async_context(_open(given, guards))
        judge = await stack.enter_async_context(_open(second, guards)) if second.url else None
        yield Models(writer, judge)


@dataclass(frozen=True, slots=True)
class _Given:
    """What the settings say of one model; `variable` is the one that names it."""

    variable: str
    url: str | None
    model: str | None
    key: SecretStr | None


@dataclass(frozen=True, slots=True)
class _Guards:
    """What all models have in common: one budget for everything that is asked."""

    settings: Settings
    redis: "Redis | None"
    budget: Budget


@asynccontextmanager
async def _open(given: _Given, guards: _Guards) -> AsyncIterator[GuardedModel]:
    if given.url is None or given.model is None:
        raise SettingMissing(
            f"{given.variable} is not set, and {given.variable}_URL is: the model's name at its server"
        )
    settings = guards.settings
    key = given.key.get_secret_value() if given.key else None
    timeouts = Timeouts.within(settings.model_timeout_s)
    async with open_endpoint(given.url, given.model, key=key, timeouts=timeouts) as endpoint:
        yield GuardedModel(
            endpoint,
            breaker=_breaker(given.model, guards.redis),
            budget=guards.budget,
            price=Price(settings.model_price_prompt, settings.model_price_answer),
            at_once=settings.model_at_once,
        )


def _breaker(model: str, redis: "Redis | None") -> Breaker:
    if redis is None:
        return MemoryBreaker()
    from bot.language.breaker import RedisBreaker

    return RedisBreaker(redis, model)


def _budget(settings: Settings, redis: "Redis | None") -> Budget:
    allowances = allowances_of(settings)
    if redis is None:
        return MemoryBudget(allowances)
    from bot.language.budget import RedisBudget

    return RedisBudget(redis, allowances)


def allowances_of(settings: Settings) -> Allowances:
    """A question's allowance in equal parts for the calls that it can lead to: condensing, writing, and the
    judge's."""
    calls = 3 if settings.judge_url else 2
    question = _allowance(settings.model_question_tokens, settings.model_question_cost)
    return Allowances(
        call=Allowance(
            None if question.tokens is None else question.tokens // calls,
            None if question.micros is None else question.micros // calls,
        ),
        person=_allowance(settings.model_person_tokens, settings.model_person_cost),
        day=_allowance(settings.model_day_tokens, settings.model_day_cost),
    )


def _allowance(tokens: int | None, cost: float | None) -> Allowance:
    return Allowance(tokens, None if cost is None else round(cost * MILLION))
