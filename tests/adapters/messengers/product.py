"""The running product: `serve` in this process, with real Redis and SQLite, before the platforms' fakes."""

import asyncio
import shutil
import socket
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from adapters.connections import cipher_of, inbox_of, open_redis
from adapters.serving import Role, serve
from adapters.settings import Settings
from bot.mail.redis import RedisInbox
from tests.fakes import FakeSlack, FakeTelegram

NO_LIMITS = {f"CURBSIDE_LIMIT_{of}": 0 for of in ("PERSON_MINUTE", "PERSON_HOUR", "WORKSPACE_MINUTE")}
"""In a test one person asks more than anybody else."""
READY_S = 30
QUIET_S = 20
LOOK_EVERY_S = 0.005


@dataclass
class Product(ABC):
    """What a test may look at: the fakes, the settings, and the inbox from outside."""

    settings: Settings
    slack: FakeSlack
    telegram: FakeTelegram
    inbox: RedisInbox

    @abstractmethod
    def check(self) -> None:
        """Raises where what should run has ended."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    async def quiet(self) -> None:
        """Until nothing waits and nothing is in hand."""
        async with asyncio.timeout(QUIET_S):
            while await self.inbox.waiting():
                self.check()
                await asyncio.sleep(LOOK_EVERY_S)


@dataclass
class Here(Product):
    """All roles in this process, where a test can reach into them."""

    task: asyncio.Task[None]

    def check(self) -> None:
        if self.task.done():
            self.task.result()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def settings_of(home: Path, slack: FakeSlack, telegram: FakeTelegram, **more: object) -> Settings:
    """Both platforms by both ways of receiving; `more` by the names of the environment."""
    port = free_port()
    return Settings.model_validate(
        {
            "CURBSIDE_DATA_DIR": home,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "CURBSIDE_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "PORT": port,
            **NO_LIMITS,
            **more,
        }
    )


@asynccontextmanager
async def running(library: Path, home: Path, roles: frozenset[Role], **more: object) -> AsyncIterator[Here]:
    """`library` is a data directory with a loaded library, of which this one gets a copy."""
    shutil.copytree(library, home, ignore=shutil.ignore_patterns("redis", "*.sock"))
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        settings = settings_of(home, slack, telegram, **more)
        ready = asyncio.Event()
        task = asyncio.create_task(
            serve(settings, roles, say=lambda line: ready.set() if line == "ready" else None)
        )
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({task, waiting}, timeout=READY_S, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()
        assert ready.is_set(), "the product did not start"
        try:
            async with open_redis(settings) as redis:
                yield Here(settings, slack, telegram, inbox_of(redis, cipher_of(settings)), task)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
