"""Curbside as production runs it: each role a process of its own, before real servers and both fakes.

    async with deployed(folder) as product:
        worker = await product.start("worker")
        worker.kill()

The fakes live in the process that calls this, so nothing here may block its event loop for long: what does,
runs in a thread. Whatever happens inside, no process is left behind.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet

from adapters.embedded.redis_server import _binary as valkey_binary
from adapters.settings import Settings
from tests.fakes import FakeSlack, FakeTelegram
from tests.servers import PostgresServer, RedisServer, free_port

CURBSIDE = (sys.executable, "-m", "adapters")
ROOT = Path(__file__).parent.parent
READY = "curbside: ready"
READY_S = 60
END_S = 15
"""SIGTERM has to end a process in ten seconds."""
LOOK_EVERY_S = 0.02
SECRET = "a-webhook-secret-of-32-characters"
KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""Of this process's environment; all else, proxies and settings too, is not the product's."""


class EndedTooSoon(AssertionError):
    """A process ended that nobody told to; the message has the end of its log."""


class Process:
    """One role. What it says goes into `log`, since a pipe that nobody reads would stop it."""

    def __init__(self, role: str, log: Path, environment: Mapping[str, str]) -> None:
        self.role = role
        self.log = log
        self.was_told = False
        with log.open("wb") as said:
            self._process = subprocess.Popen(
                [*CURBSIDE, role],
                cwd=ROOT, env=dict(environment), start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def status(self) -> int | None:
        """None while it runs; negative is the signal that ended it."""
        return self._process.poll()

    @property
    def ended_by_itself(self) -> bool:
        return self.status is not None and not self.was_told

    async def ready(self, within_s: float = READY_S) -> None:
        """Until it says so. Raises `EndedTooSoon`, `TimeoutError`."""
        async with asyncio.timeout(within_s):
            while READY not in self.log.read_text("utf-8", "replace").splitlines():
                if self.status is not None:
                    raise EndedTooSoon(f"{self.role} ended with {self.status}: {self.tail()}")
                await asyncio.sleep(LOOK_EVERY_S)

    def tail(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])

    def kill(self) -> None:
        """kill -9: it gets to do nothing any more."""
        self._tell(signal.SIGKILL)
        self._process.wait(END_S)

    def terminate(self) -> None:
        """SIGTERM; `ended` waits for it."""
        self._tell(signal.SIGTERM)

    def pause(self) -> None:
        """It stands still with all that it holds, as a machine that is out of memory does."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Where it is still there."""
        if self.status is None:
            self._process.send_signal(signal.SIGCONT)

    async def ended(self, within_s: float = END_S) -> int:
        """Its exit status. Raises `TimeoutError`."""
        async with asyncio.timeout(within_s):
            while (status := self.status) is None:  # noqa: ASYNC110 - a process has no event to wait for
                await asyncio.sleep(LOOK_EVERY_S)
        return status

    def close(self) -> None:
        """Gone when this returns, in order if it can be."""
        if self.status is not None:
            return
        self._tell(signal.SIGTERM)
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def _tell(self, how: signal.Signals) -> None:
        if self.status is None:
            self.was_told = True
            self._process.send_signal(how)


@dataclass
class Deployment:
    """The servers, the platforms and the processes; `settings` are what the processes read."""

    folder: Path
    environment: Mapping[str, str]
    postgres: PostgresServer
    redis: RedisServer
    slack: FakeSlack
    telegram: FakeTelegram
    processes: list[Process] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings.model_validate(dict(self.environment))

    @property
    def url(self) -> str:
        """Of `curbside web`."""
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def running(self, role: str) -> list[Process]:
        return [each for each in self.processes if each.role == role and each.status is None]

    def ended_by_themselves(self) -> list[Process]:
        return [each for each in self.processes if each.ended_by_itself]

    def launch(self, role: str, **more: str | None) -> Process:
        """A new process, not yet ready; `more` of the environment, None takes away."""
        given = {name: value for name, value in {**self.environment, **more}.items() if value is not None}
        log = self.folder / f"{len(self.processes):03d}-{role}.log"
        process = Process(role, log, given)
        self.processes.append(process)
        return process

    async def start(self, role: str, **more: str | None) -> Process:
        """A new process, ready."""
        process = self.launch(role, **more)
        await process.ready()
        return process

    async def command(self, *arguments: str, within_s: float = 300) -> str:
        """What a command of `curbside` prints. Raises `CalledProcessError`, with what it said."""
        done = await asyncio.to_thread(
            subprocess.run, [*CURBSIDE, *arguments],
            cwd=ROOT, env=dict(self.environment), timeout=within_s,
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return str(done.stdout)

    def close(self) -> None:
        """All processes at once: each may take its time to end in order."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.close()


@asynccontextmanager
async def deployed(folder: Path, **more: str) -> AsyncIterator[Deployment]:
    """Durable servers and both fakes, without a process yet. Slack comes by HTTP and Socket Mode, Telegram by
    webhook.

    `folder` keeps the logs and the data directory; `more` of the environment, as the settings name it.
    For Telegram by polling start `telegram` and `web` with `TELEGRAM_WEBHOOK_SECRET=None`.
    """
    (folder / "redis").mkdir()
    async with AsyncExitStack() as stack:
        redis = stack.enter_context(RedisServer(folder / "redis", str(valkey_binary())))
        postgres = stack.enter_context(PostgresServer(durable=True))
        slack = await stack.enter_async_context(FakeSlack())
        telegram = await stack.enter_async_context(FakeTelegram())
        telegram.http.secret = SECRET
        environment = _environment(folder, postgres, redis, slack, telegram) | more
        product = Deployment(folder, environment, postgres, redis, slack, telegram)
        try:
            yield product
        finally:
            # In a thread: what ends in order may still have to write to a platform.
            await asyncio.shield(asyncio.to_thread(product.close))


def _environment(
    folder: Path, postgres: PostgresServer, redis: RedisServer, slack: FakeSlack, telegram: FakeTelegram
) -> dict[str, str]:
    port = free_port()
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "HOME": str(folder),
        "PYTHONWARNINGS": "default",
        "CURBSIDE_DATA_DIR": str(folder / "data"),
        "CURBSIDE_ENCRYPTION_KEYS": f"k1:{Fernet.generate_key().decode()}",
        "DATABASE_URL": postgres.url,
        "REDIS_URL": redis.url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "CURBSIDE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        # In a test one person asks more than anybody else.
        "CURBSIDE_LIMIT_PERSON_MINUTE": "0",
        "CURBSIDE_LIMIT_PERSON_HOUR": "0",
        "CURBSIDE_LIMIT_WORKSPACE_MINUTE": "0",
    }
