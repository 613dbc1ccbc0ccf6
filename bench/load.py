"""HTTP requests from a process of their own, so that the server measured does not share its loop.

    python -m bench.load < PLAN > TIMES

With a rate the requests come as arrivals do, however slow the answers are, and a time counts from the moment
for which the request was meant: one that waits for a connection has waited (no coordinated omission).
Without a rate each connection sends its next request when the last is answered.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

SEED = 11
LIMIT_S = 600
"""Of one run; a server that has stopped answering must not hold up the bench for ever."""


@dataclass(frozen=True)
class Plan:
    """What is sent: whole HTTP/1.1 requests with keep-alive. `rate` a second, None for as fast as it goes."""

    port: int
    requests: Sequence[str]
    connections: int
    rate: float | None


@dataclass(frozen=True)
class Times:
    """Seconds of each request in the order sent, how many had which status, and how long all took."""

    seconds: list[float]
    statuses: dict[str, int]
    wall_s: float

    @property
    def rate(self) -> float:
        """Answered in a second."""
        return len(self.seconds) / self.wall_s


def loaded(plan: Plan) -> Times:
    """Run the plan in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(plan)),
        text=True,
        capture_output=True,
        check=True,
        timeout=LIMIT_S,
    )
    return Times(**json.loads(done.stdout))


class Connection(asyncio.Protocol):
    """One keep-alive connection with one request at a time on it; the whole answer is what is waited for."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[str] | None = None
        self._read = bytearray()
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def to(cls, port: int) -> Self:
        _, connection = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return connection

    async def send(self, request: bytes) -> str:
        """The status of the answer, or what went wrong in place of it."""
        assert self._transport is not None
        if self._transport.is_closing():
            return "closed"
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, found, body = bytes(self._read).partition(b"\r\n\r\n")
        if found and len(body) >= _length(head):
            self._read.clear()
            self._give(head[9:12].decode())

    def connection_lost(self, exc: Exception | None) -> None:
        self._give("closed")

    def _give(self, status: str) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_result(status)


def _length(head: bytes) -> int:
    """Of the body, which both servers state: none sends in chunks."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


async def run(plan: Plan) -> Times:
    """Send all of it."""
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(plan.connections):
        free.put_nowait(await Connection.to(plan.port))
    seconds = [0.0] * len(plan.requests)
    statuses: Counter[str] = Counter()

    async def send(number: int, meant_for: float, connection: Connection) -> None:
        statuses[await connection.send(plan.requests[number].encode())] += 1
        seconds[number] = time.perf_counter() - meant_for
        free.put_nowait(connection)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as sending:
        for number, due in enumerate(_moments(plan, began)):
            if due is not None:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            connection = await free.get()
            sending.create_task(send(number, due or time.perf_counter(), connection))
    return Times(seconds, dict(statuses), time.perf_counter() - began)


def _moments(plan: Plan, began: float) -> list[float | None]:
    """When each request is meant to go: arrivals of people who know nothing of each other (Poisson)."""
    if plan.rate is None:
        return [None] * len(plan.requests)
    draw, moments, now = random.Random(SEED), [], began
    for _ in plan.requests:
        now += draw.expovariate(plan.rate)
        moments.append(now)
    return list(moments)


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    print(json.dumps(asdict(asyncio.run(run(plan)))))


if __name__ == "__main__":
    main()
