"""A server on a free loopback port, and the client that delivers events from it."""

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.fakes.faults import Faults

BODY_MAX_BYTES = 64 * 1024**2
STOP_TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True)
class Call:
    """What a client asked and what it was told, in the order of the answers."""

    method: str
    arguments: Mapping[str, Any]
    at: float
    answer: Mapping[str, Any]

    @property
    def ok(self) -> bool:
        return bool(self.answer.get("ok"))


@dataclass(frozen=True, slots=True)
class Delivered:
    """One attempt to deliver an event. `status` is None where no answer came, and `failure` says why."""

    status: int | None
    body: str
    headers: Mapping[str, str]
    latency_s: float
    failure: str | None = None

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class LoopbackServer(ABC):
    """`url` is known, and `hand_over` works, inside `async with`."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.calls: list[Call] = []
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._client: aiohttp.ClientSession | None = None

    @abstractmethod
    def routes(self) -> list[web.AbstractRouteDef]:
        """What the server answers."""

    @abstractmethod
    async def closing(self) -> None:
        """What has to end before the server can."""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=BODY_MAX_BYTES)
        app.add_routes(self.routes())
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=STOP_TIMEOUT_S
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        await self.closing()
        assert self._client is not None
        assert self._runner is not None
        await self._client.close()
        await self._runner.cleanup()

    async def hand_over(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float
    ) -> Delivered:
        """POST `body` as it is. Redirects are not followed: no real delivery of ours should need one."""
        assert self._client is not None, "outside of 'async with'"
        began = time.perf_counter()
        timeout = aiohttp.ClientTimeout(total=timeout_s)
        try:
            async with self._client.post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                text = await answer.text()
                taken = time.perf_counter() - began
                return Delivered(answer.status, text, dict(answer.headers), taken)
        except TimeoutError:
            failure = "http_timeout"
        except aiohttp.ClientError:
            failure = "connection_failed"
        return Delivered(None, "", {}, time.perf_counter() - began, failure)
