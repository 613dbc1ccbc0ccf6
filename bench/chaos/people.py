"""Both platforms' side of a question: it happens, and is delivered until somebody says that it arrived.

As the platforms do it, only sooner: again where there is no 2xx or no acknowledgement in three seconds, now
and then twice at once or long after it was answered, and in another order than it was written.
"""

import asyncio
import random
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from adapters.serving import SLACK_PATH, TELEGRAM_PATH
from bench.chaos.plan import Ask, Burst, Plan, Talk, Way
from tests.fakes.slack.events import Happened
from tests.processes import Deployment

ACK_TIMEOUT_S = 3.0
AGAIN_AFTER_S = 0.2
AGAIN_AFTER_MAX_S = 4.0
PATIENCE_S = 180.0
"""A platform gives up later than this; here it would be a finding."""
TWICE_AT_ONCE = 0.1
TWICE_LATER = 0.1
LATER_MAX_S = 20.0
STAGGER_S = 0.05
BY_SOCKET = 0.4
"""Of Slack's deliveries, where a client is connected."""


@dataclass(slots=True)
class Said:
    """A question that was asked: where and when, and how its letter is named. Times are of the wall clock;
    `order` compares within one conversation."""

    ask: Ask
    talk: Talk
    place: str
    letter: str
    message: str
    order: float
    offered_at: float = 0.0
    acknowledged_at: float | None = None
    deliveries: int = 0


@dataclass
class Record:
    """What the people did, for the verdict; `again` are deliveries of what was acknowledged already."""

    said: list[Said] = field(default_factory=list)
    again: int = 0


class Receiving:
    """How Telegram's updates leave it: by webhook at first, and perhaps to be polled later."""

    def __init__(self) -> None:
        self.by_webhook = True
        self._open = asyncio.Event()
        self._open.set()
        self._on_their_way = 0

    @asynccontextmanager
    async def speaking(self) -> AsyncIterator[None]:
        """Waits while the way changes; inside, it stays what it is."""
        await self._open.wait()
        self._on_their_way += 1
        try:
            yield
        finally:
            self._on_their_way -= 1

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[None]:
        """Inside, nothing leaves Telegram; behind it, updates are polled. What is on its way arrives first:
        by our own delivery it does not stand in the queue that is polled."""
        self._open.clear()
        while self._on_their_way:  # noqa: ASYNC110 - it is a matter of seconds
            await asyncio.sleep(0.05)
        yield
        self.by_webhook = False
        self._open.set()


class Room(ABC):
    """One conversation on its platform."""

    def __init__(self, product: Deployment, talk: Talk, rng: random.Random) -> None:
        self._product, self._talk, self._rng = product, talk, rng

    @abstractmethod
    def say(self, ask: Ask) -> tuple[Said, Sequence[Any]]:
        """It happens; and the events that tell of it, the one that counts first."""

    @abstractmethod
    def speaking(self) -> AbstractAsyncContextManager[None]:
        """Around all that happens until it has arrived."""

    @abstractmethod
    async def queue(self, event: Any) -> None:
        """It stands where the product fetches it, behind all that was said before; else it is delivered."""

    @abstractmethod
    async def deliver(self, event: Any) -> bool:
        """One attempt; whether it was acknowledged."""


class SlackRoom(Room):
    """Direct messages or a channel of its own; everything stands in the thread of the first question."""

    def __init__(self, product: Deployment, talk: Talk, rng: random.Random) -> None:
        super().__init__(product, talk, rng)
        world = product.slack.workspace
        self._person = world.add_user(f"p{talk.number}")
        shared = talk.way is Way.SLACK_CHANNEL
        self._channel = world.add_channel(f"c{talk.number}") if shared else world.dm(self._person)
        self._root: str | None = None

    def say(self, ask: Ask) -> tuple[Said, Sequence[Happened]]:
        told = self._happened(ask)
        first = told[0]
        self._root = self._root or first.root
        place = f"slack:{self._channel}:{self._root}"
        said = Said(ask, self._talk, place, f"slack:{first.event_id}", first.ts, float(first.ts))
        return said, told

    def _happened(self, ask: Ask) -> Sequence[Happened]:
        events, where = self._product.slack.events, {"user": self._person, "thread_ts": self._root}
        if self._talk.way is Way.SLACK_DIRECT:
            return [events.dm(ask.text, **where)]
        if ask.named:
            return events.mention(ask.text, channel=self._channel, **where)
        return [events.message(ask.text, channel=self._channel, **where)]

    def speaking(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    async def queue(self, event: Happened) -> None:
        """Slack delivers by itself alone."""

    async def deliver(self, event: Happened) -> bool:
        socket_mode = self._product.slack.socket_mode
        if socket_mode.connections and self._rng.random() < BY_SOCKET:
            return await self._by_socket(event)
        url = self._product.url + SLACK_PATH
        return (await self._product.slack.http.deliver(event, url)).ok

    async def _by_socket(self, event: Happened) -> bool:
        try:
            async with asyncio.timeout(ACK_TIMEOUT_S):
                await (await self._product.slack.socket_mode.send(event)).acked()
        except (TimeoutError, ConnectionError):
            return False  # the client was killed meanwhile
        return True


class TelegramRoom(Room):
    """A private chat or a group."""

    def __init__(self, product: Deployment, talk: Talk, rng: random.Random, receiving: Receiving) -> None:
        super().__init__(product, talk, rng)
        self._receiving = receiving
        world = product.telegram.world
        self._person = world.add_user(f"P{talk.number}")
        shared = talk.way is Way.TELEGRAM_GROUP
        self._chat = world.add_group(f"G{talk.number}") if shared else self._person

    def say(self, ask: Ask) -> tuple[Said, Sequence[dict[str, Any]]]:
        happenings, bot = self._product.telegram.happenings, self._product.telegram.world.bot
        if self._talk.way is Way.TELEGRAM_GROUP:
            update = happenings.mention(ask.text, chat=self._chat, user=self._person)
        else:
            update = happenings.private(ask.text, user=self._person)
        number = int(update["update_id"])
        message = str(update["message"]["message_id"])
        letter = f"telegram:{bot.id}:{number}"
        return Said(ask, self._talk, f"telegram:{self._chat}", letter, message, number), [update]

    def speaking(self) -> AbstractAsyncContextManager[None]:
        return self._receiving.speaking()

    async def queue(self, event: dict[str, Any]) -> None:
        if not self._receiving.by_webhook:
            # Nothing is awaited between the update's number and this: a queue has them in their order.
            await self._product.telegram.push(event)

    async def deliver(self, event: dict[str, Any]) -> bool:
        telegram = self._product.telegram
        if not self._receiving.by_webhook:
            return await self._polled(event)
        url = self._product.url + TELEGRAM_PATH
        return (await telegram.http.deliver(event, url, timeout_s=ACK_TIMEOUT_S)).ok

    async def _polled(self, event: dict[str, Any]) -> bool:
        try:
            async with asyncio.timeout(ACK_TIMEOUT_S):
                await self._product.telegram.updates.confirmed(event["update_id"])
        except TimeoutError:
            return False
        return True


class People:
    """Everybody who asks, each conversation by itself."""

    def __init__(
        self, product: Deployment, plan: Plan, rng: random.Random, *, lasts_s: float, receiving: Receiving
    ) -> None:
        self.record = Record()
        self._rng, self._lasts_s = rng, lasts_s
        self._later: set[asyncio.Task[None]] = set()
        self._rooms = [
            SlackRoom(product, talk, rng)
            if talk.way.is_slack
            else TelegramRoom(product, talk, rng, receiving)
            for talk in plan.talks
        ]
        self._talks = plan.talks

    async def ask_everything(self) -> None:
        """Until all is acknowledged, and what comes twice has come."""
        began = time.monotonic()
        await asyncio.gather(
            *(self._talk(talk, room, began) for talk, room in zip(self._talks, self._rooms, strict=True))
        )
        await asyncio.gather(*self._later)

    async def _talk(self, talk: Talk, room: Room, began: float) -> None:
        for burst in talk.bursts:
            due = began + burst.at * self._lasts_s
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await self._burst(burst, room)

    async def _burst(self, burst: Burst, room: Room) -> None:
        """What follows waits until this has arrived: a platform knows no order of what is on its way."""
        async with room.speaking():
            told = [await self._said(ask, room) for ask in burst.asks]
            if burst.shuffled:
                self._rng.shuffle(told)
            waits = [number * STAGGER_S * self._rng.random() for number in range(len(told))]
            await asyncio.gather(
                *(self._tell(said, e, room, wait) for (said, e), wait in zip(told, waits, strict=True))
            )

    async def _said(self, ask: Ask, room: Room) -> tuple[Said, Sequence[Any]]:
        said, events = room.say(ask)
        for event in events:
            await room.queue(event)
        self.record.said.append(said)
        return said, events

    async def _tell(self, said: Said, events: Sequence[Any], room: Room, wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        said.offered_at = time.time()
        arrived, *_ = await asyncio.gather(*(self._until_acknowledged(said, e, room) for e in events))
        said.acknowledged_at = time.time() if arrived else None

    async def _until_acknowledged(self, said: Said, event: Any, room: Room) -> bool:
        until, pause = time.monotonic() + PATIENCE_S, AGAIN_AFTER_S
        if self._rng.random() < TWICE_LATER:
            self._again(room, event, self._rng.uniform(0, LATER_MAX_S))
        while time.monotonic() < until:
            said.deliveries += 1
            if self._rng.random() < TWICE_AT_ONCE:
                self._again(room, event, 0.0)
            if await room.deliver(event):
                return True
            await asyncio.sleep(pause)
            pause = min(2 * pause, AGAIN_AFTER_MAX_S)
        return False

    def _again(self, room: Room, event: Any, wait_s: float) -> None:
        task = asyncio.create_task(self._once_more(room, event, wait_s))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _once_more(self, room: Room, event: Any, wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        self.record.again += 1
        await room.deliver(event)
