"""What is counted, and the ports: a process counts without waiting, and now and then its counts are added up.

Everything that can be counted is named here, so that there are never more numbers than these: no label comes
from a person, a platform's id or a text.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.limits.base import Whose
from bot.mail.base import Put, Reason, Sent


class Family(StrEnum):
    """What happened to letters and deliveries."""

    RECEIVED = "letters_received"
    TAKEN = "letters_taken"
    REFUSED = "letters_refused"
    """By a limit on what one person or workspace may ask."""
    SET_ASIDE = "letters_set_aside"
    DELIVERIES = "deliveries"
    FOUND = "deliveries_found"
    """Parts of replies, in the state in which the ledger had them when a worker came to send them: `pending`
    at first, `attempting` or `unknown` where a crash or a time-out lies between."""


class Turn(StrEnum):
    """How often a letter was taken before."""

    FIRST = "first"
    AGAIN = "again"
    """Its worker crashed, or lost its lease."""


LABELS: Mapping[Family, tuple[str, type[StrEnum]]] = {
    Family.RECEIVED: ("outcome", Put),
    Family.TAKEN: ("turn", Turn),
    Family.REFUSED: ("whose", Whose),
    Family.SET_ASIDE: ("reason", Reason),
    Family.DELIVERIES: ("state", Sent),
    Family.FOUND: ("state", Sent),
}
"""The one label of each family, and the values that it can have."""


@dataclass(frozen=True, slots=True)
class Count:
    """One number: how often `value` was the case."""

    family: Family
    value: StrEnum

    @property
    def name(self) -> str:
        return f"{self.family}:{self.value.name.lower()}"


COUNTS = tuple(Count(family, value) for family, (_, values) in LABELS.items() for value in values)


class Tally:
    """The counts of one process since they were last carried over."""

    def __init__(self) -> None:
        self._counted: Counter[Count] = Counter()

    def count(self, family: Family, value: StrEnum) -> None:
        self._counted[Count(family, value)] += 1

    def taken_out(self) -> Mapping[Count, int]:
        """What was counted; the tally begins anew."""
        counted, self._counted = self._counted, Counter()
        return counted

    def put_back(self, counts: Mapping[Count, int]) -> None:
        """What could not be carried over."""
        self._counted.update(counts)


class Totals(Protocol):
    """The counts of all processes since the first. Raises `TotalsUnavailable`."""

    async def add(self, counts: Mapping[Count, int]) -> None:
        """Add a process's counts."""
        ...

    async def read(self) -> Mapping[Count, int]:
        """Every one of `COUNTS`."""
        ...
