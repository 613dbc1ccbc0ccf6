"""Rest for a model that fails: after some failures in a row nobody waits for it until one try works."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from answers.errors import ModelRefused, ModelUnavailable

FAILURES = 5
"""In a row, after which it opens."""
REST_S = 30.0
"""From opening until one call is let through to try."""
PROBE_S = 120.0
"""After which a try that was never reported counts as lost (its process may be gone)."""


class Position(StrEnum):
    """Where a breaker stands."""

    CLOSED = "closed"
    """Calls go through."""
    OPEN = "open"
    """No call goes through."""
    HALF_OPEN = "half_open"
    """One call may go through, or is, to see whether the model works again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a breaker stands, and what it has counted since its state was first kept."""

    position: Position
    asked: int = 0
    failed: int = 0
    opened: int = 0


class Breaker(Protocol):
    """One breaker for each model, shared by all processes where they share anything."""

    async def allows(self) -> bool:
        """Whether a call may be made now; each call that was allowed is recorded afterwards."""
        ...

    async def record(self, worked: bool | None) -> None:
        """How a call went; None where it says nothing of the model (stopped, over budget)."""
        ...

    async def seen(self) -> Seen:
        """For health and metrics."""
        ...


class MemoryBreaker:
    """The breaker of this process."""

    def __init__(
        self,
        *,
        failures: int = FAILURES,
        rest_s: float = REST_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures_max = failures
        self._rest_s = rest_s
        self._clock = clock
        self._failures = 0
        self._open_until: float | None = None
        self._probe_until: float | None = None
        self._asked = self._failed = self._opened = 0

    async def allows(self) -> bool:
        now = self._clock()
        if self._open_until is not None:
            is_probed = self._probe_until is not None and now < self._probe_until
            if now < self._open_until or is_probed:
                return False
            self._probe_until = now + PROBE_S
        self._asked += 1
        return True

    async def record(self, worked: bool | None) -> None:
        self._probe_until = None
        if worked:
            self._failures, self._open_until = 0, None
        elif worked is False:
            self._failed += 1
            self._failures += 1
            if self._open_until is not None or self._failures >= self._failures_max:
                self._opened += self._open_until is None
                self._open_until = self._clock() + self._rest_s

    async def seen(self) -> Seen:
        return Seen(self._position(), self._asked, self._failed, self._opened)

    def _position(self) -> Position:
        if self._open_until is None:
            return Position.CLOSED
        return Position.OPEN if self._clock() < self._open_until else Position.HALF_OPEN


@asynccontextmanager
async def passing(breaker: Breaker) -> AsyncIterator[None]:
    """A call through the breaker. Raises `ModelUnavailable` at once where it is open."""
    if not await breaker.allows():
        raise ModelUnavailable("the model rests after failures")
    worked: bool | None = None
    try:
        yield
        worked = True
    except ModelRefused:
        # It works, and does not want this one.
        worked = True
        raise
    except ModelUnavailable:
        worked = False
        raise
    finally:
        await breaker.record(worked)
