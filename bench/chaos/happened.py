"""What did go wrong in a run, and when: for the verdict, and as a diary for who reads the logs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.fakes.faults import Fault
from tests.processes import Process

FRESH_OUTAGE_S = 20.0
"""A process that starts may have met a server that was away when it began, or as it went on."""


@dataclass(slots=True)
class Outage:
    """A server that was away; times of the wall clock, `ended` infinite until it is back."""

    server: str
    how: str
    began: float
    ended: float = float("inf")


@dataclass(frozen=True, slots=True)
class Wait:
    """A platform's word that nothing is to be sent to a chat for so long; `at` is of the wall clock."""

    platform: str
    chat: str
    at: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A process that was killed, paused or told to end: `log` is its log's name, a number and the role."""

    at: float
    log: str

    @property
    def role(self) -> str:
        return self.log.split("-", 1)[1]


@dataclass
class Happened:
    """Everything, in the order in which it came."""

    kills: list[Stroke] = field(default_factory=list)
    pauses: list[Stroke] = field(default_factory=list)
    ends: list[tuple[Stroke, float]] = field(default_factory=list)
    """With the seconds that the process took."""
    outages: list[Outage] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    faults: dict[str, Sequence[Fault]] = field(default_factory=dict)
    """The platforms' failures, by what kind they are."""
    failed_starts: list[tuple[Process, float]] = field(default_factory=list)
    """With the time at which it was begun."""
    crashes: list[Process] = field(default_factory=list)
    withdrawn_at: float | None = None

    def was_away(self, since: float) -> bool:
        """Whether a server was away at or after that time, or shortly before."""
        return any(outage.ended > since - FRESH_OUTAGE_S for outage in self.outages)

    def struck(self, kind: str) -> int:
        """How many calls met such a failure."""
        return sum(fault.count for fault in self.faults.get(kind, ()))

    def diary(self) -> str:
        """A line for each, with the time as the logs have it."""
        told = [(each.at, f"{each.log}: kill -9") for each in self.kills]
        told += [(each.at, f"{each.log}: stands still") for each in self.pauses]
        told += [(each.at, f"{each.log}: SIGTERM, ended in {took:.1f} s") for each, took in self.ends]
        told += [(o.began, f"{o.server}: {o.how}, {o.ended - o.began:.1f} s") for o in self.outages]
        told += [(w.at, f"{w.platform}: {w.chat} is to wait {w.seconds:.0f} s") for w in self.waits]
        if self.withdrawn_at is not None:
            told.append((self.withdrawn_at, "the article is withdrawn"))
        return "".join(f"{clock(at)} {what}\n" for at, what in sorted(told))


def clock(at: float) -> str:
    """A time of the wall clock, as the logs have it."""
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%H:%M:%S.%f")[:-3]
