"""The ports that all processes share for one outside service."""

from datetime import timedelta
from typing import Protocol

CACHED_MAX = 256
"""Values kept of one service."""
CACHED_MAX_BYTES = 128 * 1024
"""Of one value; larger ones are not kept. Redis may be one that evicts nothing, and holds the inbox too."""


class Pace(Protocol):
    """One service's queue of calls. Raises `OutwardUnavailable` where the others cannot be asked."""

    async def turn(self, *, at_most: timedelta) -> timedelta:
        """Take the next place in the queue: how long to wait before calling.

        Raises `TooBusy`, and takes no place, where that would be longer than `at_most`.
        """
        ...

    async def rest(self, for_: timedelta) -> None:
        """Nobody calls before that time has passed: the service asked for it."""
        ...


class Cache(Protocol):
    """Bytes by key for a time. It is never a reason to fail: where it cannot be reached it holds nothing."""

    async def get(self, key: str) -> bytes | None:
        """None where it is not there (any more)."""
        ...

    async def put(self, key: str, value: bytes, ttl: timedelta) -> None:
        """Keep it; one that is larger than `CACHED_MAX_BYTES` is not kept."""
        ...
