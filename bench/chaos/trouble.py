"""What goes wrong: calls to the platforms, processes that die, servers that go away and come back.

Everything has its time before it begins; where a process or a server is to be hit, it is one that stands.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from subprocess import CalledProcessError

from adapters.serving import Role
from bench.chaos import library
from bench.chaos.people import Receiving
from tests.fakes.faults import Arguments, Fault
from tests.fakes.slack.errors import too_many
from tests.fakes.telegram.errors import flood
from tests.processes import Deployment, EndedTooSoon, Process
from tests.servers import PostgresServer, RedisServer

FAILED_SENDS = 0.05
WAITS = 0.04
"""Of the sends, how many are answered with 429."""
WAITS_S = (1, 2, 3)
TOO_LATE_S = 11.0
"""The product waits for ten seconds."""
BEGINS_AT = 0.04
"""Of the time in which questions come: from when on processes and servers are hit."""
AWAY_S = (0.3, 4.0)
RESTARTED_AFTER_S = (0.0, 3.0)
START_S = 90
WITHDRAWN_TRIES = 60
LEAVE_MAX_S = 60
"""How long an end in order is waited for; longer than ten seconds is a finding."""
FRESH_OUTAGE_S = 20.0
"""A process that starts may have met a server that was away when it began, or as it went on."""

SEND = {"slack": "chat.postMessage", "telegram": "sendMessage"}


@dataclass(frozen=True, slots=True)
class Amounts:
    """How often each thing happens."""

    worker_kills: int
    receiver_kills: int
    redis_restarts: int
    postgres_restarts: int
    until: float
    """Of the time in which questions come: nothing is hit any more."""
    polling_too: bool
    """In the middle Telegram's updates begin to be polled."""


@dataclass(slots=True)
class Outage:
    """A server that was away; times of the wall clock."""

    server: str
    how: str
    began: float
    ended: float


@dataclass(frozen=True, slots=True)
class Wait:
    """A platform's word that nothing is to be sent to a chat for so long; `at` is of the wall clock."""

    platform: str
    chat: str
    at: float
    seconds: float


@dataclass
class Happened:
    """What did go wrong, for the verdict."""

    kills: list[tuple[float, str]] = field(default_factory=list)
    """When, and the name of the process's log: a number and the role."""
    outages: list[Outage] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    waits: list[Wait] = field(default_factory=list)
    failed_starts: list[tuple[Process, float]] = field(default_factory=list)
    """With the time at which it was begun."""
    crashes: list[Process] = field(default_factory=list)
    withdrawn_at: float | None = None

    def was_away(self, since: float) -> bool:
        """Whether a server was away at or after that time, or shortly before."""
        return any(outage.ended > since - FRESH_OUTAGE_S for outage in self.outages)

    def diary(self) -> str:
        """Kills and outages in their order, for who reads the logs."""
        told = [(at, f"kill -9 of {log}") for at, log in self.kills]
        told += [
            (o.began, f"{o.server}: {o.how}, back after {o.ended - o.began:.1f} s") for o in self.outages
        ]
        told += [(w.at, f"{w.platform}: {w.chat} is to wait {w.seconds} s") for w in self.waits]
        told += [(self.withdrawn_at, "the article is withdrawn")] if self.withdrawn_at else []
        return "".join(f"{clock(at)} {what}\n" for at, what in sorted(told))

    def struck(self, kind: str) -> int:
        return sum(fault.count for fault in self.faults.get(kind, []))


def clock(at: float) -> str:
    """A time of the wall clock, as the logs have it."""
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%H:%M:%S.%f")[:-3]


# -- calls to the platforms


def spoil_calls(product: Deployment, rng: random.Random, happened: Happened) -> None:
    """From now on sends fail at random: before they took effect, after it, too late; or are told to wait."""

    def strikes(_: Arguments) -> bool:
        return rng.random() < FAILED_SENDS / 5

    def told_to_wait(platform: str, wait_s: int) -> Callable[[Arguments], bool]:
        def strikes(arguments: Arguments) -> bool:
            if struck := rng.random() < WAITS / len(WAITS_S):
                chat = str(arguments.get("channel") or arguments.get("chat_id"))
                happened.waits.append(Wait(platform, chat, time.time(), wait_s))
            return struck

        return strikes

    for platform, fake in (("slack", product.slack), ("telegram", product.telegram)):
        faults, send = fake.faults, SEND[platform]
        refused = too_many if platform == "slack" else flood
        happened.faults |= {
            f"{platform}: lost before it arrived": [faults.drop(send, times=None, where=strikes)],
            f"{platform}: lost after it arrived": [faults.drop(send, times=None, where=strikes, after=True)],
            f"{platform}: 500 before it arrived": [faults.status(send, times=None, where=strikes)],
            f"{platform}: 500 after it arrived": [faults.status(send, times=None, where=strikes, after=True)],
            f"{platform}: arrived, answered too late": [
                faults.delay(send, TOO_LATE_S, times=None, where=strikes, after=True)
            ],
            f"{platform}: told to wait (429)": [
                faults.refuse(send, refused(wait_s), times=None, where=told_to_wait(platform, wait_s))
                for wait_s in WAITS_S
            ],
        }


# -- processes


class Crew:
    """Keeps one process in each place, whatever becomes of it, as a supervisor does."""

    def __init__(self, product: Deployment, rng: random.Random, happened: Happened) -> None:
        self._product, self._rng, self._happened = product, rng, happened
        self._places: dict[asyncio.Task[None], Process] = {}
        self._ready: set[Process] = set()

    async def hire(self, role: Role, **more: str | None) -> asyncio.Task[None]:
        """One more place, and wait until its first process is ready."""
        first = asyncio.Event()
        place = asyncio.create_task(self._keep(role, first, more))
        waiting = asyncio.create_task(first.wait())
        await asyncio.wait({place, waiting}, timeout=START_S, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if place.done():
            place.result()
        return place

    def kill(self, *roles: Role) -> bool:
        """One that is at work, at random, with -9; False where none is."""
        there = sorted((each for each in self._ready if each.role in roles), key=lambda each: each.pid)
        if there:
            chosen = self._rng.choice(there)
            chosen.kill()
            self._ready.discard(chosen)
            self._happened.kills.append((time.time(), chosen.log.stem))
        return bool(there)

    async def dismiss(self, place: asyncio.Task[None]) -> tuple[str, float]:
        """End a place, in order; the name of its process's log, and the seconds that it took to end."""
        process = self._places.pop(place)
        self._ready.discard(process)
        place.cancel()
        await asyncio.wait({place})
        began = time.monotonic()
        process.terminate()
        await process.ended(LEAVE_MAX_S)
        return process.log.name, time.monotonic() - began

    async def close(self) -> dict[str, float]:
        """End all of them."""
        return dict(await asyncio.gather(*(self.dismiss(place) for place in list(self._places))))

    async def _keep(self, role: Role, first: asyncio.Event, more: dict[str, str | None]) -> None:
        place = asyncio.current_task()
        assert place is not None
        while True:
            began, process = time.time(), self._product.launch(role.value, **more)
            self._places[place] = process
            try:
                await process.ready(START_S)
            except EndedTooSoon:
                self._happened.failed_starts.append((process, began))
                await asyncio.sleep(1)
                continue
            self._ready.add(process)
            first.set()
            while process.status is None:  # noqa: ASYNC110 - a process has no event to wait for
                await asyncio.sleep(0.05)
            self._ready.discard(process)
            if process.ended_by_itself:
                self._happened.crashes.append(process)
            await asyncio.sleep(self._rng.uniform(*RESTARTED_AFTER_S))


# -- the time of each thing


class Weather:
    """All that happens while questions come."""

    def __init__(
        self, product: Deployment, crew: Crew, rng: random.Random, amounts: Amounts, happened: Happened
    ) -> None:
        self._product, self._crew, self._rng = product, crew, rng
        self._amounts, self._happened = amounts, happened

    async def rage(
        self, withdrawn: str, receiving: Receiving, web: asyncio.Task[None], lasts_s: float
    ) -> None:
        """Until everything has happened."""
        amounts = self._amounts
        plans: list[Awaitable[None]] = [
            self._each(self._times(amounts.worker_kills), lasts_s, lambda: self._kill(Role.WORKER)),
            self._each(
                self._times(amounts.receiver_kills),
                lasts_s,
                lambda: self._kill(Role.WEB, Role.SLACK, Role.TELEGRAM),
            ),
            self._each(self._times(amounts.redis_restarts), lasts_s, self._restarts(self._product.redis)),
            self._each(
                self._times(amounts.postgres_restarts), lasts_s, self._restarts(self._product.postgres)
            ),
            self._each([0.5], lasts_s, lambda: self._withdraw(withdrawn)),
        ]
        if amounts.polling_too:
            plans.append(self._each([0.6], lasts_s, lambda: self._poll_from_now(receiving, web)))
        await asyncio.gather(*plans)

    def _times(self, count: int) -> list[float]:
        """One in each of so many stretches of the time."""
        width = (self._amounts.until - BEGINS_AT) / max(1, count)
        return [BEGINS_AT + width * (number + self._rng.random()) for number in range(count)]

    async def _each(self, times: Sequence[float], lasts_s: float, act: Callable[[], Awaitable[None]]) -> None:
        began = time.monotonic()
        for at in times:
            await asyncio.sleep(max(0.0, began + at * lasts_s - time.monotonic()))
            await act()

    async def _kill(self, *roles: Role) -> None:
        while not self._crew.kill(*roles):  # noqa: ASYNC110 - one of them starts at the moment
            await asyncio.sleep(0.2)

    def _restarts(self, server: RedisServer | PostgresServer) -> Callable[[], Awaitable[None]]:
        """Crashes and orderly ends take turns; the first is a crash."""
        turns = _turns()

        async def restart() -> None:
            how = next(turns)
            name = "Redis" if isinstance(server, RedisServer) else "PostgreSQL"
            with self._away(name, how):
                await asyncio.to_thread(server.crash if how == "crash" else server.stop)
                await asyncio.sleep(self._rng.uniform(*AWAY_S))
                await asyncio.to_thread(server.start)

        return restart

    @contextmanager
    def _away(self, name: str, how: str) -> Iterator[None]:
        outage = Outage(name, how, time.time(), float("inf"))
        self._happened.outages.append(outage)
        yield
        outage.ended = time.time()

    async def _withdraw(self, subject: str) -> None:
        """By the command line, as a reviewer would: again where the database is away."""
        external_id = library.external_id(subject)
        for _ in range(WITHDRAWN_TRIES):
            try:
                await self._product.command("articles", "withdraw", external_id, "--by", library.RELEASED_BY)
            except CalledProcessError:
                if not await self._is_withdrawn(external_id):
                    await asyncio.sleep(1)
                    continue
            self._happened.withdrawn_at = time.time()
            return

    async def _is_withdrawn(self, external_id: str) -> bool:
        """A step that was taken can fail to say so."""
        try:
            return external_id in await self._product.command("articles", "list", "--status", "withdrawn")
        except CalledProcessError:
            return False

    async def _poll_from_now(self, receiving: Receiving, web: asyncio.Task[None]) -> None:
        """`web` goes on for Slack alone, and `telegram` polls."""
        async with receiving.changing():
            await self._crew.dismiss(web)
            without = {"TELEGRAM_WEBHOOK_SECRET": None}
            await self._crew.hire(Role.WEB, **without)
            await self._crew.hire(Role.TELEGRAM, **without)


def _turns() -> Iterator[str]:
    while True:
        yield "crash"
        yield "restart in order"
