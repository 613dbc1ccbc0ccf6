"""Pace and cache of one process: for tests, and for who has no Redis."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from answers.errors import TooBusy
from answers.outward.base import CACHED_MAX, CACHED_MAX_BYTES


class MemoryPace:
    """Calls at equal distances, by a clock of seconds; the first `burst` after a rest may come at once."""

    def __init__(
        self, per_second: float, clock: Callable[[], float] = time.monotonic, *, burst: int = 1
    ) -> None:
        self._apart_s = 1 / per_second
        self._early_s = (burst - 1) * self._apart_s
        self._clock = clock
        self._next = clock()

    async def turn(self, *, at_most: timedelta) -> timedelta:
        now = self._clock()
        at = max(now, self._next)
        wait = timedelta(seconds=max(0.0, at - self._early_s - now))
        if wait > at_most:
            raise TooBusy(f"the queue is {wait.total_seconds():.1f} s long")
        self._next = at + self._apart_s
        return wait

    async def rest(self, for_: timedelta) -> None:
        self._next = max(self._next, self._clock() + for_.total_seconds() + self._early_s)


class MemoryCache:
    """A bounded dictionary; the longest unused value goes first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    async def get(self, key: str) -> bytes | None:
        until, value = self._kept.get(key, (0.0, b""))
        if self._clock() >= until:
            self._kept.pop(key, None)
            return None
        self._kept.move_to_end(key)
        return value

    async def put(self, key: str, value: bytes, ttl: timedelta) -> None:
        if len(value) > CACHED_MAX_BYTES:
            return
        self._kept[key] = (self._clock() + ttl.total_seconds(), value)
        self._kept.move_to_end(key)
        while len(self._kept) > CACHED_MAX:
            self._kept.popitem(last=False)
