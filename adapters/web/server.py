"""HTTP as one of several things that a process does: it ends when the process is told to."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from adapters.ending import first_of
from adapters.errors import SettingInvalid

GRACE_S = 4
"""What is in hand over HTTP at the end may take so long: a platform waits for less."""


class _Server(uvicorn.Server):
    """Signals are the process's business, which has more to close than this."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound: a port that is taken is said before anything else starts. Raises
    `SettingInvalid`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingInvalid(f"PORT: cannot listen on {host}:{port}: {error.strerror}") from error


async def serve_http(app: Any, listening: socket.socket, stop: asyncio.Event) -> None:
    """Until `stop`, and for `GRACE_S` more where a request is in hand."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=GRACE_S, lifespan="off"
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await first_of(serving, stop)
    finally:
        server.should_exit = True
        await serving
