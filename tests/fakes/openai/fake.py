"""A server for `POST /v1/chat/completions`: each request takes the next turn of the script, the last one
again and again. It records what it was asked, and whether the client went away before the end."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from aiohttp import web

from tests.fakes.server import LoopbackServer

Turn = Callable[["FakeOpenAi", web.Request], Awaitable[web.StreamResponse]]


class FakeOpenAi(LoopbackServer):
    """`base` is what a client is configured with."""

    def __init__(self, *script: Turn) -> None:
        super().__init__()
        self.script = list(script) or [says("Hello.")]
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.arrived = asyncio.Event()
        self.left = asyncio.Event()
        self._over = asyncio.Event()

    @property
    def base(self) -> str:
        return f"{self.url}/v1"

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post("/v1/chat/completions", self._answer), web.route("*", "/{rest:.*}", self._elsewhere)]

    async def closing(self) -> None:
        self._over.set()

    async def forever(self) -> None:
        """Until the client or the test goes away."""
        await self._over.wait()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.headers.append(dict(request.headers))
        self.arrived.set()
        turn = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        try:
            return await turn(self, request)
        except (asyncio.CancelledError, ConnectionError):
            self.left.set()
            raise

    async def _elsewhere(self, request: web.Request) -> web.Response:
        self.asked.append({"elsewhere": request.path})
        return web.json_response(completion("Come here."))


def completion(text: str, finish: str = "stop") -> dict[str, Any]:
    """A whole answer as one document."""
    return {
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20},
    }


def chunk(text: str = "", finish: str | None = None) -> str:
    """One event of a stream."""
    return json.dumps({"choices": [{"index": 0, "finish_reason": finish, "delta": {"content": text}}]})


async def streaming(request: web.Request, kind: str = "text/event-stream") -> web.StreamResponse:
    """A response to write into."""
    response = web.StreamResponse(headers={"Content-Type": kind})
    await response.prepare(request)
    return response


def says(text: str, *, size: int = 7, finish: str | None = "stop", done: bool = True) -> Turn:
    """The text in pieces, with its usage, as a server that works sends it."""

    async def turn(fake: FakeOpenAi, request: web.Request) -> web.StreamResponse:
        response = await streaming(request)
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        events = [chunk(piece) for piece in pieces]
        events += [chunk(finish=finish)] if finish else []
        events.append(json.dumps({"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 20}}))
        events += ["[DONE]"] if done else []
        await response.write("".join(f"data: {event}\n\n" for event in events).encode())
        return response

    return turn


def raw(*lines: str, kind: str = "text/event-stream") -> Turn:
    """These very lines."""

    async def turn(fake: FakeOpenAi, request: web.Request) -> web.StreamResponse:
        response = await streaming(request, kind)
        for line in lines:
            await response.write(line.encode())
        return response

    return turn


def document(value: object, kind: str = "application/json") -> Turn:
    """JSON instead of a stream."""

    async def turn(fake: FakeOpenAi, request: web.Request) -> web.StreamResponse:
        return web.Response(text=json.dumps(value), content_type=kind)

    return turn


def status(code: int, body: str = "", headers: Mapping[str, str] | None = None) -> Turn:
    """An error."""

    async def turn(fake: FakeOpenAi, request: web.Request) -> web.StreamResponse:
        return web.Response(status=code, text=body, headers=headers)

    return turn


def silent(after: str = "") -> Turn:
    """Headers and `after`, and then nothing for ever; without `after` not even headers."""

    async def turn(fake: FakeOpenAi, request: web.Request) -> web.StreamResponse:
        if after:
            response = await streaming(request)
            await response.write(f"data: {chunk(after)}\n\n".encode())
            await fake.forever()
            return response
        await fake.forever()
        return web.Response()

    return turn


def dies(after: str = "") -> Turn:
    """The connection is gone in the middle."""

    async def turn(fake: FakeOpenAi, request: web.Request) -> web.StreamResponse:
        response = await streaming(request)
        if after:
            await response.write(f"data: {chunk(after)}\n\n".encode())
        assert request.transport is not None
        request.transport.abort()
        return response

    return turn


def endless(event: Callable[[], str] = lambda: f"data: {chunk('and so on ')}\n\n") -> Turn:
    """Pieces for ever."""

    async def turn(fake: FakeOpenAi, request: web.Request) -> web.StreamResponse:
        response = await streaming(request)
        while not fake._over.is_set():
            await response.write(event().encode())
        return response

    return turn


def answer(statements: Iterable[Mapping[str, Any]], **fields: Any) -> str:
    """What a model that keeps to the schema writes."""
    listed = [{"exception_to": None, **statement} for statement in statements]
    return json.dumps({"bottom_line": None, "statements": listed, "not_in_sources": False, **fields})
