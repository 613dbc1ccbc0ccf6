"""The product as production runs it: `web`, `slack` and two workers, each a process of its own, on Valkey and
PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.connections import cipher_of, inbox_of, open_redis
from tests.adapters.messengers.product import Product
from tests.processes import Deployment, deployed

APART = "apart"
"""What a parameter is called, or ends in, that stands for separate processes."""
WORKERS = 2
START_S = 150
"""Of processes that start beside others on a busy machine."""


@dataclass
class Apart(Product):
    """Several processes, of which none may end before it is told to."""

    deployment: Deployment

    def check(self) -> None:
        for process in self.deployment.ended_by_themselves():
            raise AssertionError(f"{process.role} ended with {process.status}: {process.tail()}")


class Separately:
    """Processes cost seconds, so they are started for the first test that wants them and serve all others."""

    def __init__(self, stack: AsyncExitStack, folder: Path) -> None:
        self._stack = stack
        self._folder = folder
        self._running: asyncio.Future[Apart] | None = None

    async def running(self) -> Apart:
        """Where they did not start, every test that wants them is told, and none tries again."""
        if self._running is None:
            starting = self._stack.enter_async_context(_running(self._folder))
            self._running = asyncio.ensure_future(starting)
        return await asyncio.shield(self._running)


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[Apart]:
    async with deployed(folder) as deployment:
        # It makes the schema and loads the starter library: the others would only wait for that.
        await deployment.launch("worker").ready(START_S)
        others = ("web", "slack", *["worker"] * (WORKERS - 1))
        await asyncio.gather(*(deployment.launch(role).ready(START_S) for role in others))
        settings = deployment.settings
        async with open_redis(settings) as redis:
            inbox = inbox_of(redis, cipher_of(settings))
            yield Apart(settings, deployment.slack, deployment.telegram, inbox, deployment)
