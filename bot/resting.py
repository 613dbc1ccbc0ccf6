"""Pauses of a process while something that it stands on is away: longer each time, until it answers again."""

import asyncio
import random
import time
from collections.abc import Callable
from datetime import timedelta

SHORTEST = timedelta(seconds=1)
LONGEST = timedelta(seconds=10)
"""What was away for hours is found again within this."""


def _part() -> float:
    """Processes that lost the same server at the same moment do not come back to it all at once."""
    return random.uniform(0.5, 1.0)  # noqa: S311 - no secret


class Rest:
    """`needed` where something was away, `worked` where all of it answered, `over` before the next try."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, part: Callable[[], float] = _part
    ) -> None:
        """`part` is how much of a pause is kept, from 0 to 1."""
        self._clock = clock
        self._part = part
        self._pause = timedelta(0)
        self._until = 0.0

    def needed(self) -> None:
        """Nothing is tried for a while. What fails in the meantime was tried before, and counts no more."""
        now = self._clock()
        if now >= self._until:
            self._pause = min(max(SHORTEST, 2 * self._pause), LONGEST)
            self._until = now + self._part() * self._pause.total_seconds()

    def worked(self) -> None:
        """The next pause is a short one again."""
        self._pause = timedelta(0)

    @property
    def left(self) -> timedelta:
        """Of the pause."""
        return timedelta(seconds=max(0.0, self._until - self._clock()))

    async def over(self) -> None:
        """Wait for the end of the pause."""
        await asyncio.sleep(self.left.total_seconds())
