"""A worker is killed at every point between recording and acknowledging, and another goes on."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from adapters.connections import cipher_of
from adapters.root import bot_of, open_library
from adapters.serving import SLACK_PATH
from adapters.settings import Settings
from adapters.slack.app import open_slack
from adapters.slack.parse import Identity as SlackIdentity
from adapters.slack.parse import parse as parse_slack
from adapters.telegram.app import open_telegram
from adapters.telegram.parse import Identity as TelegramIdentity
from adapters.telegram.parse import parse as parse_telegram
from bot import wording
from bot.bot import Bot
from bot.cipher import Cipher
from bot.limits.base import Quotas
from bot.limits.redis import RedisLimits
from bot.mail.base import Messenger
from bot.mail.letters import Event
from bot.mail.redis import RedisInbox
from bot.mail.sql import SqlLedger
from bot.reception import Reception
from bot.worker import Office, Worker
from tests.adapters.messengers.silent_model import SAID, silent_at_first
from tests.fakes import FakeSlack, FakeTelegram

pytestmark = pytest.mark.faults

LEASE = timedelta(seconds=0.5)
WAIT = timedelta(seconds=0.05)
QUESTIONS = ("How is gout treated?", "How is measles treated?")


class Killed(BaseException):
    """The process is gone: nothing that it would have done afterwards happens."""


class Life:
    """A process that is killed at its n-th step: before or after a call takes effect."""

    def __init__(self, steps: float) -> None:
        self._left = steps

    def step(self) -> None:
        if self._left <= 0:
            raise Killed
        self._left -= 1

    def over(self, part: Any) -> Any:
        """The part as this process calls it."""
        return _Mortal(part, self)


class _Mortal:
    def __init__(self, part: Any, life: Life) -> None:
        self._part = part
        self._life = life

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._part, name)
        if not inspect.iscoroutinefunction(attribute):
            return attribute

        async def call(*arguments: Any, **named: Any) -> Any:
            self._life.step()
            result = await attribute(*arguments, **named)
            self._life.step()
            return result

        return call


@dataclass
class Seen:
    """What a person sees of the bot, and what a question of theirs is to the bot."""

    texts: Callable[[], list[str]]
    ask: Callable[[Sequence[str]], list[Event]]


@dataclass
class House:
    """Real servers and the platforms' fakes; a process is made of them whenever one is needed."""

    redis: Redis
    cipher: Cipher
    ledger: SqlLedger
    bot: Bot
    messengers: dict[str, Messenger]
    platforms: Mapping[str, Seen]

    def inbox(self) -> RedisInbox:
        return RedisInbox(self.redis, self.cipher, LEASE)

    def worker(self, life: Life) -> Worker:
        messengers = {name: life.over(each) for name, each in self.messengers.items()}
        ledger, bot = life.over(self.ledger), life.over(self.bot)
        office = Office(life.over(self.inbox()), ledger, bot, messengers)
        return Worker(office, lease=LEASE)

    def reception(self, life: Life, platform: str) -> Reception:
        limits = life.over(RedisLimits(self.redis, Quotas(0, 0, 0)))
        return Reception(life.over(self.inbox()), self.messengers[platform], limits)

    async def emptied(self) -> None:
        """A worker that nothing happens to answers all that there is."""
        async with asyncio.timeout(30):
            while await self.inbox().waiting():
                await self.worker(Life(float("inf"))).one(WAIT)


@asynccontextmanager
async def house(library: Path, home: Path, redis: Redis) -> AsyncIterator[House]:
    settings = Settings.model_validate({"CURBSIDE_DATA_DIR": library})
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack())
        telegram = await stack.enter_async_context(FakeTelegram())
        on_slack = await stack.enter_async_context(open_slack(slack.bot_token, slack.api_url))
        on_telegram = await stack.enter_async_context(open_telegram(telegram.token, telegram.url))
        articles = await stack.enter_async_context(open_library(settings))
        cipher = cipher_of(settings)
        ledger = await stack.enter_async_context(SqlLedger(f"sqlite:///{home / 'ledger.db'}", cipher))
        yield House(
            redis=redis,
            cipher=cipher,
            ledger=ledger,
            bot=bot_of(articles, redis, cipher),
            messengers={"slack": on_slack.messenger, "telegram": on_telegram.messenger},
            platforms={
                "slack": Seen(
                    lambda: [seen.text for seen in slack.transcript(bots=True)],
                    lambda texts: _in_thread(slack, texts, on_slack.identity),
                ),
                "telegram": Seen(
                    lambda: [seen.text for seen in telegram.transcript(bots=True)],
                    lambda texts: _in_chat(telegram, texts, on_telegram.identity),
                ),
            },
        )


def _in_thread(slack: FakeSlack, texts: Sequence[str], bot: SlackIdentity) -> list[Event]:
    first = slack.events.dm(texts[0])
    said = [first, *(slack.events.dm(text, thread_ts=first.root) for text in texts[1:])]
    return [_event(parse_slack(each.body, bot=bot, received_at=datetime.now(UTC))) for each in said]


def _in_chat(telegram: FakeTelegram, texts: Sequence[str], bot: TelegramIdentity) -> list[Event]:
    said = [telegram.happenings.private(text) for text in texts]
    return [_event(parse_telegram(each, bot=bot, received_at=datetime.now(UTC))) for each in said]


def _event(parsed: Event | None) -> Event:
    assert parsed is not None
    return parsed


async def dies(work: Coroutine[Any, Any, Any]) -> bool:
    """Whether the process was killed in it."""
    try:
        await work
    except Killed:
        return True
    return False


@pytest.mark.timeout(300)
@pytest.mark.parametrize("platform", ["slack", "telegram"])
async def test_wherever_a_process_is_killed_each_question_is_answered_once_and_in_order(
    platform: str, library: Path, tmp_path: Path, valkey: Redis
) -> None:
    async with house(library, tmp_path, valkey) as here:
        deaths, steps, repeats = 0, 0, 0
        while True:
            before = len(here.platforms[platform].texts())
            questions = here.platforms[platform].ask(QUESTIONS)
            killed = await lived_through(here, platform, questions, Life(steps))
            # What the platform heard no acknowledgement of comes again; so does, at times, what it did hear.
            for question in questions:
                await here.reception(Life(float("inf")), platform).receive(question)
            await here.emptied()
            heard = here.platforms[platform].texts()[before:]
            repeats += check(heard, f"killed at step {steps}")
            deaths += killed
            if not killed:
                break
            steps += 1
    if platform == "slack":
        assert repeats == 0, "Slack can be asked what arrived"
    assert deaths > 30, "both questions pass more points than that"


async def lived_through(here: House, platform: str, questions: list[Event], life: Life) -> bool:
    """One process that receives and answers; whether it was killed."""
    reception, worker = here.reception(life, platform), here.worker(life)
    for question in questions:
        if await dies(reception.receive(question)):
            return True
    for _ in questions:
        if await dies(worker.one(WAIT)):
            return True
    return False


def check(heard: list[str], where: str) -> int:
    """Each question once, in the order of asking; what may be a repeat says so. How many such there were."""
    marked = [text for text in heard if wording.MAY_BE_REPEAT in text]
    plain = [text for text in heard if wording.MAY_BE_REPEAT not in text]
    about = [next(n for n, asked in enumerate(QUESTIONS) if asked in text) for text in heard]
    assert about == sorted(about), f"{where}: out of order: {about}"
    assert set(about) == set(range(len(QUESTIONS))), f"{where}: lost: {about}"
    assert len(set(plain)) == len(plain), f"{where}: twice, and it does not say so"
    assert len(marked) <= 1, f"{where}: one crash is one repeat at most"
    return len(marked)


@pytest.mark.timeout(180)
async def test_what_a_killed_worker_had_in_hand_is_taken_over_unattended(tmp_path: Path) -> None:
    async with silent_at_first(tmp_path) as (product, model):
        await product.start("web")
        worker = await product.start("worker")
        event = product.slack.events.dm(QUESTIONS[0])
        assert (await product.slack.http.deliver(event, product.url + SLACK_PATH)).ok
        async with asyncio.timeout(60):
            await model.arrived.wait()
        await product.start("worker")
        worker.kill()
        async with asyncio.timeout(90):
            while not product.slack.transcript(bots=True):  # noqa: ASYNC110 - the fake has no event for it
                await asyncio.sleep(0.05)
        (seen,) = product.slack.transcript(bots=True)
        assert SAID in seen.text
        assert wording.MAY_BE_REPEAT not in seen.text
