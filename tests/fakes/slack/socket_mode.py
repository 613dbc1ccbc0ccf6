"""Socket Mode: envelopes over websockets, acknowledged by their id (sheet 1.5).

The number of connections is bounded; an envelope that is not acknowledged comes again, by `redeliver`, under
a new envelope id with `retry_attempt` counted up and the same event inside.
"""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import WSCloseCode, WSMsgType, web

from tests.fakes.slack import limits
from tests.fakes.slack.errors import Refused
from tests.fakes.slack.events import Happened


@dataclass(eq=False, slots=True)
class Envelope:
    """One delivery. `payload` is what came with the acknowledgement;
    None before it and where nothing came."""

    id: str
    what: Happened
    attempt: int
    reason: str
    acknowledgements: int = 0
    payload: dict[str, Any] | None = None
    _acked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_acked(self) -> bool:
        return self._acked.is_set()

    async def acked(self) -> None:
        """Waits for it; put a time-out of your own around."""
        await self._acked.wait()

    def acknowledge(self, payload: dict[str, Any] | None) -> None:
        self.acknowledgements += 1
        self.payload = payload
        self._acked.set()


class SocketMode:
    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self._changed = asyncio.Condition()
        self._turn = 0
        self.greetings = 0
        """How many connections there have been."""
        self.envelopes: dict[str, Envelope] = {}
        self.unknown: list[dict[str, Any]] = []
        """What clients sent that acknowledges nothing."""

    @property
    def connections(self) -> int:
        return len(self._open)

    def ticket(self) -> str:
        """For one connection, as `apps.connections.open` gives it."""
        ticket = uuid4().hex
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._open) >= limits.CONNECTIONS_MAX:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await self._serve(socket)
        return socket

    async def connected(self, at_least: int = 1) -> None:
        """Waits until so many connections have been greeted."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self._open) >= at_least)

    async def greeted(self, times: int) -> None:
        """Waits until there have been so many connections: `greetings + 1` is the next one."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.greetings >= times)

    async def send(self, what: Happened, *, attempt: int = 0, reason: str = "") -> Envelope:
        """To one of the connections, in turn. Slash commands and presses take a payload
        with the acknowledgement."""
        alive = [each for each in self._open if not each.closed]
        assert alive, "no client is connected"
        envelope = Envelope(str(uuid4()), what, attempt, reason)
        self.envelopes[envelope.id] = envelope
        self._turn += 1
        socket = alive[self._turn % len(alive)]
        await socket.send_json(_wire(envelope))
        return envelope

    async def send_all(self, several: Iterable[Happened], *, backwards: bool = False) -> list[Envelope]:
        """One after the other without waiting for acknowledgements; `backwards` the last one first."""
        ordered = list(several)[::-1] if backwards else list(several)
        return [await self.send(each) for each in ordered]

    async def redeliver(self, reason: str = "timeout") -> list[Envelope]:
        """Everything that was sent last and is not acknowledged, once more."""
        last: dict[int, Envelope] = {id(each.what): each for each in self.envelopes.values()}
        acked = {id(each.what) for each in self.envelopes.values() if each.is_acked}
        waiting = [each for key, each in last.items() if key not in acked]
        return [await self.send(each.what, attempt=each.attempt + 1, reason=reason) for each in waiting]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Slack asks the clients to connect anew: `warning`, `refresh_requested` or `link_disabled`."""
        for socket in list(self._open):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})

    async def close(self) -> None:
        """All connections end, with a close frame."""
        for socket in list(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _serve(self, socket: web.WebSocketResponse) -> None:
        await self._change(socket, joins=True)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            await asyncio.shield(self._change(socket, joins=False))

    async def _change(self, socket: web.WebSocketResponse, *, joins: bool) -> None:
        async with self._changed:
            if joins:
                await socket.send_json(self._hello())
                self._open.append(socket)
                self.greetings += 1
            else:
                self._open.remove(socket)
            self._changed.notify_all()

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello", "num_connections": len(self._open) + 1,
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "fake", "build_number": 1, "approximate_connection_time": 18060},
        }  # fmt: skip

    def _acknowledge(self, said: dict[str, Any]) -> None:
        envelope = self.envelopes.get(str(said.get("envelope_id")))
        if envelope is None:
            self.unknown.append(said)
        else:
            envelope.acknowledge(said.get("payload"))


def _wire(envelope: Envelope) -> dict[str, Any]:
    wire = {
        "type": envelope.what.kind, "envelope_id": envelope.id, "payload": envelope.what.body,
        "accepts_response_payload": envelope.what.kind != "events_api",
    }  # fmt: skip
    if envelope.what.kind == "events_api":
        wire |= {"retry_attempt": envelope.attempt, "retry_reason": envelope.reason}
    return wire


def connections_answer(url: str, socket_mode: SocketMode) -> dict[str, Any]:
    if socket_mode.connections >= limits.CONNECTIONS_MAX:
        raise Refused("too_many_websockets")
    return {"ok": True, "url": f"{url.replace('http', 'ws', 1)}/link/?ticket={socket_mode.ticket()}"}
