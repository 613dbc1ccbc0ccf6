"""When what goes wrong. Each thing has its times before all begins; what is hit is what stands then."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from subprocess import CalledProcessError

from adapters.serving import Role
from bench.chaos import library
from bench.chaos.crew import Crew
from bench.chaos.happened import Happened, Outage
from bench.chaos.people import Receiving
from tests.processes import Deployment
from tests.servers import PostgresServer, RedisServer

BEGINS_AT = 0.04
"""Of the time in which questions come: from when on processes and servers are hit."""
WITHDRAWN_AT, POLLED_FROM = 0.5, 0.6
AWAY_S = (0.3, 4.0)
REDIS_PAUSE_S = 5.0
"""Longer than a receiver waits for Redis, and shorter than a worker does."""
WITHDRAWN_TRIES = 60
RECEIVERS = (Role.WEB, Role.SLACK, Role.TELEGRAM)


@dataclass(frozen=True, slots=True)
class Amounts:
    """How often each thing happens."""

    worker_kills: int
    worker_ends: int
    """By SIGTERM, as where a new version is rolled out."""
    worker_pauses: int
    receiver_kills: int
    redis_restarts: int
    redis_pauses: int
    postgres_restarts: int
    until: float
    """Of the time in which questions come: nothing is hit any more."""
    polling_too: bool
    """In the middle Telegram's updates begin to be polled."""


class Weather:
    """All that happens while questions come."""

    def __init__(
        self, product: Deployment, crew: Crew, rng: random.Random, amounts: Amounts, happened: Happened
    ) -> None:
        self._product, self._crew, self._rng = product, crew, rng
        self._amounts, self._happened = amounts, happened
        self._redis, self._postgres = asyncio.Lock(), asyncio.Lock()

    async def rage(
        self, withdrawn: str, receiving: Receiving, web: asyncio.Task[None], lasts_s: float
    ) -> None:
        """Until everything has happened. `web` is the place that takes Telegram's webhook."""
        amounts, crew = self._amounts, self._crew
        redis, postgres = self._restarts_of_redis(), self._restarts_of_postgres()
        happenings: list[tuple[Sequence[float], Callable[[], Awaitable[None]]]] = [
            (self._times(amounts.worker_kills), lambda: crew.kill(Role.WORKER, others=1)),
            (self._times(amounts.worker_ends), lambda: crew.end(Role.WORKER)),
            (self._times(amounts.worker_pauses), lambda: crew.pause(Role.WORKER)),
            (self._times(amounts.receiver_kills), lambda: crew.kill(*RECEIVERS)),
            (self._times(amounts.redis_restarts), redis),
            (self._times(amounts.redis_pauses), self._pause_redis),
            (self._times(amounts.postgres_restarts), postgres),
            ([WITHDRAWN_AT], lambda: self._withdraw(withdrawn)),
            ([POLLED_FROM] if amounts.polling_too else [], lambda: self._poll(receiving, web)),
        ]
        began = time.monotonic()
        await asyncio.gather(*(_each(times, began, lasts_s, act) for times, act in happenings))

    def _times(self, count: int) -> list[float]:
        """One in each of so many stretches of the time."""
        width = (self._amounts.until - BEGINS_AT) / max(1, count)
        return [BEGINS_AT + width * (number + self._rng.random()) for number in range(count)]

    def _restarts_of_redis(self) -> Callable[[], Awaitable[None]]:
        return self._restarts(self._product.redis, "Redis", self._redis)

    def _restarts_of_postgres(self) -> Callable[[], Awaitable[None]]:
        return self._restarts(self._product.postgres, "PostgreSQL", self._postgres)

    def _restarts(
        self, server: RedisServer | PostgresServer, name: str, lock: asyncio.Lock
    ) -> Callable[[], Awaitable[None]]:
        """Crashes and orderly ends take turns; the first is a crash."""
        turns = cycle([(server.crash, "crash"), (server.stop, "restart in order")])

        async def restart() -> None:
            stop, how = next(turns)
            async with lock, self._away(name, how):
                await asyncio.to_thread(stop)
                await asyncio.sleep(self._rng.uniform(*AWAY_S))
                await asyncio.to_thread(server.start)

        return restart

    async def _pause_redis(self) -> None:
        """It holds its connections and answers nobody."""
        async with self._redis, self._away("Redis", "stands still"):
            self._product.redis.pause()
            await asyncio.sleep(REDIS_PAUSE_S)
            self._product.redis.resume()

    @asynccontextmanager
    async def _away(self, name: str, how: str) -> AsyncIterator[None]:
        outage = Outage(name, how, time.time())
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

    async def _poll(self, receiving: Receiving, web: asyncio.Task[None]) -> None:
        """`web` goes on for Slack alone, and `telegram` polls."""
        async with receiving.changing():
            await self._crew.dismiss(web)
            without = {"TELEGRAM_WEBHOOK_SECRET": None}
            await self._crew.hire(Role.WEB, **without)
            await self._crew.hire(Role.TELEGRAM, **without)


async def _each(
    times: Sequence[float], began: float, lasts_s: float, act: Callable[[], Awaitable[None]]
) -> None:
    for at in times:
        await asyncio.sleep(max(0.0, began + at * lasts_s - time.monotonic()))
        await act()
