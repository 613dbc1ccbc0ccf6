"""A worker between a platform's fake, by the real SDK, and records that outlive it.

What the bot answers is the test's: here it is about how an answer gets there.
"""

import inspect
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from adapters.slack import parse as slack_parse
from adapters.slack.app import open_slack
from adapters.telegram import parse as telegram_parse
from adapters.telegram.app import open_telegram
from answers.outward.memory import MemoryPace
from answers.types import Answer, ArticleVersion
from bot import wording
from bot.bot import Bot
from bot.mail.base import LEASE, Ledger, Messenger
from bot.mail.letters import Control, Event, Letter
from bot.mail.memory import MemoryInbox
from bot.mail.memory_ledger import MemoryLedger
from bot.types import Notice, Question, Reply
from bot.worker import Office, Worker
from tests.fakes import FakeSlack, FakeTelegram

NOW = timedelta(0)


def told(*texts: str, answer: Answer | None = None, private: bool = False) -> Reply:
    """A reply of one message for each text."""
    first, *more = (Reply((Notice(text),), answer=answer, private=private) for text in texts)
    return Reply(first.blocks, answer=answer, private=private, more=tuple(more))


class Scripted(Bot):
    """Answers the next of `replies`, the last one for ever; serves what is not in `withdrawn`."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.withdrawn: set[int] = set()
        self.fails: Exception | None = None

    async def reply(self, question: Question) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    async def forget(self, conversation: str) -> Reply:
        return told(wording.NEW_CONVERSATION)

    async def is_served(self, version: ArticleVersion, workspace: str | None) -> bool:
        if self.fails:
            raise self.fails
        return version.version not in self.withdrawn


class Side(Protocol):
    """One platform: where people write, and what they read."""

    messenger: Messenger

    def said(self, text: str) -> Event: ...
    def edited(self, text: str) -> Event: ...
    def heard(self) -> list[str]: ...
    def calls(self) -> int: ...
    def anew(self) -> None: ...


class SlackSide:
    """A person's direct messages with the bot, or a channel."""

    def __init__(self, slack: FakeSlack, messenger: Messenger, *, private: bool) -> None:
        self.slack, self.messenger = slack, messenger
        world = slack.workspace
        self._private = private
        self._bot = slack_parse.Identity(world.bot.id, world.bot_id, None, world.team)
        self.channel = world.dm(slack.person) if private else slack.channel
        self.root: str | None = None

    def said(self, text: str) -> Event:
        if self._private:
            self._last = self.slack.events.dm(text, thread_ts=self.root)
        else:
            self._last = self.slack.events.mention(text, channel=self.channel, thread_ts=self.root)[0]
        self.root = self.root or self._last.root
        return self.event(self._last)

    def edited(self, text: str) -> Event:
        if self._private:
            return self.event(self.slack.events.edited(self._last, text))
        return self.event(self.slack.events.edited_mention(self._last, text)[0])

    def deleted(self) -> Event:
        return self.event(self.slack.events.deleted(self._last))

    def event(self, happened: Any) -> Event:
        event = slack_parse.parse(happened.body, bot=self._bot, received_at=datetime.now(UTC))
        assert event is not None
        return event

    def heard(self) -> list[str]:
        return [seen.text for seen in self.slack.transcript(self.channel, self.root, bots=True)]

    def calls(self) -> int:
        return len(self.slack.called("chat.postMessage"))

    def anew(self) -> None:
        """Another thread."""
        self.root = None


class TelegramSide:
    """A person's private chat with the bot."""

    def __init__(self, telegram: FakeTelegram, messenger: Messenger) -> None:
        self.telegram, self.messenger = telegram, messenger
        self.person = telegram.person
        bot = telegram.world.bot
        self._bot = telegram_parse.Identity(bot.id, str(bot.username))

    def said(self, text: str) -> Event:
        self._last = self.telegram.happenings.private(text, user=self.person)
        return self._event(self._last)

    def edited(self, text: str) -> Event:
        return self._event(self.telegram.happenings.edited(self._last, text))

    def _event(self, update: Any) -> Event:
        event = telegram_parse.parse(update, bot=self._bot, received_at=datetime.now(UTC))
        assert event is not None
        return event

    def heard(self) -> list[str]:
        return [seen.text for seen in self.telegram.transcript(self.person, bots=True)]

    def calls(self) -> int:
        return len(self.telegram.called("sendMessage"))

    def anew(self) -> None:
        """Another person."""
        self.person = self.telegram.world.add_user("Anew")


class Died(Exception):
    """The process is gone: nothing that it was at goes on."""


@dataclass
class Life:
    """So many steps; a call has one before it takes effect and one after. None: for ever."""

    left: int | None = None

    def step(self) -> None:
        if self.left == 0:
            raise Died
        if self.left is not None:
            self.left -= 1


class Mortal:
    """Something that a worker calls, for as long as the worker lives."""

    def __init__(self, real: Any, life: Life) -> None:
        self._real, self._life = real, life

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        if not inspect.iscoroutinefunction(value):
            return value

        async def call(*arguments: Any, **named: Any) -> Any:
            self._life.step()
            result = await value(*arguments, **named)
            self._life.step()
            return result

        return call


@dataclass
class Post:
    """Inbox and ledger, which stay, and workers, which come and go."""

    side: Any
    ledger: Ledger
    bot: Scripted
    now: float = 0.0
    inbox: MemoryInbox = field(init=False)

    def __post_init__(self) -> None:
        self.inbox = MemoryInbox(clock=lambda: self.now)

    def anew(self, *replies: Reply) -> None:
        """Another conversation, and these answers in it."""
        self.side.anew()
        self.bot.replies = list(replies)

    async def receive(self, event: Event) -> Letter | None:
        if isinstance(event, Control):
            await self.inbox.control(event)
            return event.letter
        await self.inbox.put(event)
        return event

    def worker(self, life: Life | None = None) -> Worker:
        life = life or Life()
        inbox, ledger = Mortal(self.inbox, life), Mortal(self.ledger, life)
        messenger = Mortal(self.side.messenger, life)
        return Worker(
            Office(
                inbox, ledger, self.bot, {messenger.platform: messenger},  # type: ignore[arg-type]
                pace=lambda _: MemoryPace(1e6),
            )
        )  # fmt: skip

    async def work(self, life: Life | None = None) -> None:
        """One worker, until nothing waits."""
        worker = self.worker(life)
        while await worker.one(NOW):
            pass

    async def work_and_die(self, steps: int) -> bool:
        """Whether the worker died before it was done; the conversation is free again then."""
        try:
            await self.work(Life(steps))
        except Died:
            self.now += LEASE.total_seconds() + 1
            return True
        return False


@asynccontextmanager
async def post_of(platform: str, *replies: Reply, ledger: Ledger | None = None) -> AsyncIterator[Post]:
    """`platform`: `slack`, `slack-channel` or `telegram`. The ledger is one in memory, if none is given."""
    async with AsyncExitStack() as stack:
        side: Side
        if platform == "telegram":
            telegram = await stack.enter_async_context(FakeTelegram())
            signed_in = await stack.enter_async_context(open_telegram(telegram.token, telegram.url))
            side = TelegramSide(telegram, signed_in.messenger)
        else:
            slack = await stack.enter_async_context(FakeSlack())
            opened = await stack.enter_async_context(open_slack(slack.bot_token, slack.api_url))
            side = SlackSide(slack, opened.messenger, private=platform == "slack")
        yield Post(side, ledger or MemoryLedger(), Scripted(*replies))
