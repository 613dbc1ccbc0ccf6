"""How many letters one process has in hand: few that are quick, and besides them those that wait for others.

Most answers take milliseconds. One that waits for a model or for a platform's permission takes up to minutes
and costs this process nothing meanwhile: after `SLOW_AFTER` it gives its place up to the next letter, so that
what waits never stands before what could be answered at once.
"""

import asyncio
from datetime import timedelta

AT_ONCE = 32
"""Quick ones: more would only share the processor."""
SLOW_AFTER = timedelta(seconds=3)
SLOW_MAX = 32
"""Slow ones besides: where there are more, they keep their places, and the rest stays in the inbox for other
processes. As many as the quick ones: on a processor with too much to do all are slow."""


class Hands:
    """Places for letters of different conversations."""

    def __init__(
        self, quick: int = AT_ONCE, slow: int = SLOW_MAX, slow_after: timedelta = SLOW_AFTER
    ) -> None:
        self._quick = asyncio.Semaphore(quick)
        self._slow_max = slow
        self._slow: set[asyncio.Task[None]] = set()
        self._slow_after = slow_after
        self.busy: set[asyncio.Task[None]] = set()
        """What is being worked on."""

    async def free(self) -> None:
        """Wait for a place, and take it; `hold` or `leave` is to follow."""
        await self._quick.acquire()

    def leave(self) -> None:
        """Give a place up for which nothing came."""
        self._quick.release()

    def hold(self, task: asyncio.Task[None]) -> None:
        """The place is the task's, until it ends or turns out to be slow."""
        self.busy.add(task)
        seconds = self._slow_after.total_seconds()
        timer = asyncio.get_running_loop().call_later(seconds, self._step_aside, task)
        task.add_done_callback(self._ended)
        task.add_done_callback(lambda _: timer.cancel())

    def _step_aside(self, task: asyncio.Task[None]) -> None:
        if len(self._slow) < self._slow_max and not task.done():
            self._slow.add(task)
            self._quick.release()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.busy.discard(task)
        if task in self._slow:
            self._slow.discard(task)
        else:
            self._quick.release()
