"""Time that only passes when a test says so."""

from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since the epoch."""


class ManualClock:
    """For limits per second, streams that die and triggers that run out: no test waits for them."""

    def __init__(self, now: float = 1_780_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds
