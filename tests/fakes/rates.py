"""So many calls in so many seconds, per key."""

import math
from collections import defaultdict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from tests.fakes.clock import Clock


@dataclass(frozen=True, slots=True)
class Rate:
    """`calls` in every window of `seconds`."""

    calls: int
    seconds: float


@dataclass(slots=True)
class Windows:
    """The calls of the last seconds, by key. A refused call does not count."""

    clock: Clock
    _calls: dict[Hashable, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait_s(self, key: Hashable, rate: Rate) -> int:
        """Whole seconds to wait, at least 1; 0 where the call is let through, which then counts."""
        now, calls = self.clock(), self._calls[key]
        while calls and calls[0] <= now - rate.seconds:
            calls.popleft()
        if len(calls) < rate.calls:
            calls.append(now)
            return 0
        return max(1, math.ceil(calls[0] + rate.seconds - now))
