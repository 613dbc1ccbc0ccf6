"""Totals in the process: for tests, and what the real member is compared with."""

from collections import Counter
from collections.abc import Mapping

from bot.tally.base import COUNTS, Count


class MemoryTotals:
    """`Totals` in a dictionary."""

    def __init__(self) -> None:
        self._totals: Counter[Count] = Counter()

    async def add(self, counts: Mapping[Count, int]) -> None:
        self._totals.update(counts)

    async def read(self) -> Mapping[Count, int]:
        return {count: self._totals[count] for count in COUNTS}
