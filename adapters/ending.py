"""How a process is told to end: by SIGTERM or Ctrl-C it finishes what it does, by a second one it is gone."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

ENDS_WITHIN_S = 10
"""Whatever hangs then: an orchestrator that asked would soon kill it anyway. By the kernel's clock, since the
event loop may be what hangs."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Ending:
    """Whether this process was told to end; `told` is set from then on."""

    def __init__(self) -> None:
        self.told = asyncio.Event()
        self._starting: asyncio.Task[object] | None = None

    @contextmanager
    def by_signals(self) -> Iterator[None]:
        """Inside, the first signal is heard here, and the second ends the process at once."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._hear, number)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)

    @contextmanager
    def while_starting(self) -> Iterator[None]:
        """Inside, the task is cancelled when the process is told to end: it has nothing to finish yet."""
        self._starting = asyncio.current_task()
        try:
            yield
        finally:
            self._starting = None

    def tell(self) -> None:
        """It is to end."""
        self.told.set()
        if self._starting:
            self._starting.cancel()

    def _hear(self, number: int) -> None:
        if self.told.is_set():
            _die(number)
        signal.alarm(ENDS_WITHIN_S)
        self.tell()


def _die(number: int) -> None:
    """As the signal does where nobody listens. An embedded Redis goes on; the next process finds it."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


async def until_told(receive: Callable[[], Coroutine[Any, Any, None]], stop: asyncio.Event) -> None:
    """Receive until `stop`; what is not recorded then comes again. Raises as `receive` does."""
    receiving = asyncio.create_task(receive())
    try:
        await first_of(receiving, stop)
    finally:
        receiving.cancel()
        await asyncio.wait({receiving})
    if not receiving.cancelled():
        receiving.result()


async def first_of(working: asyncio.Task[None], stop: asyncio.Event) -> None:
    """Until the work has ended, which it should not, or `stop`."""
    told = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        told.cancel()
