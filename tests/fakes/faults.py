"""What goes wrong on the way: broken answers, lost connections, and calls that hang until a test lets
them go on.

Each fault strikes `times` calls of a method (None: all from now on), before the call takes effect or, with
`after=True`, when it already has. `where` sees the call's arguments and can pick, for example, one channel.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

ANY = "*"
Arguments = Mapping[str, Any]
Where = Callable[[Arguments], bool]


@dataclass(eq=False, slots=True)
class Fault(ABC):
    """One way to fail. `struck` is set once a call has met it."""

    method: str
    times: int | None
    after: bool
    where: Where | None
    struck: asyncio.Event = field(default_factory=asyncio.Event)
    count: int = 0

    def meets(self, method: str, arguments: Arguments) -> bool:
        if self.method not in (ANY, method) or self.times == 0:
            return False
        return self.where is None or self.where(arguments)

    @abstractmethod
    async def strike(self, request: web.Request) -> web.StreamResponse | None:
        """The answer instead of the real one; None where the call goes on."""


@dataclass(eq=False, slots=True)
class Status(Fault):
    """An answer of the machine in front of the platform: a status and a body that is no JSON."""

    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = "upstream failure"

    async def strike(self, request: web.Request) -> web.StreamResponse:
        return web.Response(
            status=self.status, text=self.body, headers=self.headers, content_type="text/html"
        )


@dataclass(eq=False, slots=True)
class Drop(Fault):
    """The connection ends without an answer."""

    async def strike(self, request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


@dataclass(eq=False, slots=True)
class Hold(Fault):
    """The call waits until `release`; one that is never released is a time-out for the client.

    Where the client goes away, a call that is held before its effect never has one.
    """

    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        self.released.set()

    async def strike(self, request: web.Request) -> None:
        await self.released.wait()


@dataclass(eq=False, slots=True)
class Delay(Fault):
    """The call takes real time."""

    seconds: float = 0.0

    async def strike(self, request: web.Request) -> None:
        await asyncio.sleep(self.seconds)


@dataclass(eq=False, slots=True)
class Refuse(Fault):
    """The platform's own error: the fake's exception, raised in the call's place."""

    error: Exception = field(default_factory=Exception)

    async def strike(self, request: web.Request) -> None:
        raise self.error


class Faults:
    """The faults to come, oldest first; `struck` are those that calls have met."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def status(
        self, method: str, status: int = 500, *, times: int | None = 1, after: bool = False,
        where: Where | None = None, headers: Mapping[str, str] | None = None,
    ) -> Fault:  # fmt: skip
        return self._add(Status(method, times, after, where, status=status, headers=headers or {}))

    def drop(
        self, method: str, *, times: int | None = 1, after: bool = False, where: Where | None = None
    ) -> Fault:
        return self._add(Drop(method, times, after, where))

    def hold(
        self, method: str, *, times: int | None = 1, after: bool = False, where: Where | None = None
    ) -> Hold:
        held = Hold(method, times, after, where)
        self._add(held)
        return held

    def delay(
        self, method: str, seconds: float, *, times: int | None = 1, after: bool = False,
        where: Where | None = None,
    ) -> Fault:  # fmt: skip
        return self._add(Delay(method, times, after, where, seconds=seconds))

    def refuse(
        self, method: str, error: Exception, *, times: int | None = 1, after: bool = False,
        where: Where | None = None,
    ) -> Fault:  # fmt: skip
        return self._add(Refuse(method, times, after, where, error=error))

    def clear(self) -> None:
        """Nothing goes wrong any more; what is held goes on."""
        for fault in self._coming:
            if isinstance(fault, Hold):
                fault.release()
        self._coming.clear()

    async def around(
        self,
        request: web.Request,
        method: str,
        arguments: Arguments,
        act: Callable[[], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """The call, with the first fault that meets it."""
        fault = self._next(method, arguments)
        if fault is None:
            return await act()
        response = await act() if fault.after else None
        fault.struck.set()
        instead = await fault.strike(request)
        if instead is not None:
            return instead
        return response if response is not None else await act()

    def _next(self, method: str, arguments: Arguments) -> Fault | None:
        fault = next((each for each in self._coming if each.meets(method, arguments)), None)
        if fault is not None:
            fault.count += 1
            fault.times = None if fault.times is None else fault.times - 1
        return fault

    def _add(self, fault: Fault) -> Fault:
        self._coming.append(fault)
        return fault
