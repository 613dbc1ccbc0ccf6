"""Inbox and ledger in the process: for tests, and what the real members are compared with."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.mail.base import (
    DEAD_MAX,
    LEASE,
    QUEUE_MAX,
    Dead,
    Delivery,
    Line,
    Put,
    Reason,
    Sent,
    Surface,
    Taken,
    is_too_old,
)
from bot.mail.letters import Control, Letter

SEEN_MAX = 100_000
RECORDS_MAX = 100_000
LOOK_EVERY_S = 0.02


@dataclass
class _Line:
    """One conversation's letters, and who holds it."""

    letters: dict[str, Letter] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    """Messages that were edited or deleted before they came, or after they were answered."""
    held: str | None = None
    fence: int = 0
    until: float = 0.0

    def has_told(self, letter: Letter) -> bool:
        """Whether its message is known under another id, or its edit or deletion came first."""
        told = self.gone | {x.message for x in self.letters.values() if x.message}
        return letter.message in told

    def first(self) -> Letter | None:
        return min(self.letters.values(), key=lambda x: (x.order, x.id), default=None)


class MemoryInbox:
    """Letters in dictionaries; the longest known ids are forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lines: dict[str, _Line] = {}
        self._dead: OrderedDict[str, Dead] = OrderedDict()

    async def put(self, letter: Letter) -> Put:
        return self._put(letter, is_edit=False)

    def _put(self, letter: Letter, *, is_edit: bool) -> Put:
        if letter.id in self._seen:
            return Put.KNOWN
        line = self._lines.setdefault(letter.conversation, _Line())
        if not is_edit and line.has_told(letter):
            self._remember(letter.id)
            return Put.KNOWN
        if len(line.letters) >= QUEUE_MAX:
            return Put.FULL
        self._remember(letter.id)
        line.letters[letter.id] = letter
        return Put.NEW

    async def control(self, control: Control) -> None:
        if control.id not in self._seen:
            self._cancel(self._lines.setdefault(control.conversation, _Line()), control)
        self._remember(control.id)
        if control.letter:
            self._put(control.letter, is_edit=True)

    def _cancel(self, line: _Line, control: Control) -> None:
        if control.message is None:
            self._stop(line)
            return
        named = [x for x in line.letters.values() if x.message == control.message]
        if not named:
            line.gone.add(control.message)
        for letter in named:
            line.cancelled.add(letter.id)
            if letter.id != line.held:
                del line.letters[letter.id]

    def _stop(self, line: _Line) -> None:
        """What is in hand; or what was given back and nobody has taken yet."""
        first = line.first()
        if line.held:
            line.cancelled.add(line.held)
        elif first and first.id in line.attempts:
            del line.letters[first.id]

    async def take(self, wait: timedelta) -> Taken | None:
        until = self._clock() + wait.total_seconds()
        while True:
            if taken := self._next():
                return taken
            if self._clock() >= until:
                return None
            await asyncio.sleep(LOOK_EVERY_S)

    def _next(self) -> Taken | None:
        now = self._clock()
        for name, line in self._lines.items():
            line.letters = {key: kept for key, kept in line.letters.items() if not is_too_old(kept)}
            letter = line.first()
            if letter is None or (line.held and line.until > now):
                continue
            line.held, line.until, line.fence = letter.id, now + LEASE.total_seconds(), line.fence + 1
            line.attempts[letter.id] = line.attempts.get(letter.id, 0) + 1
            return Taken(letter, line.fence, line.attempts[letter.id], name)
        return None

    async def renew(self, taken: Taken) -> bool:
        line = self._mine(taken)
        if line:
            line.until = self._clock() + LEASE.total_seconds()
        return line is not None

    async def cancelled(self, taken: Taken) -> bool:
        line = self._mine(taken)
        return line is None or taken.letter.id in line.cancelled

    async def done(self, taken: Taken) -> bool:
        line = self._mine(taken)
        if line is None:
            return False
        line.letters.pop(taken.letter.id, None)
        line.attempts.pop(taken.letter.id, None)
        line.cancelled.discard(taken.letter.id)
        line.held = None
        if not line.letters:
            # The fence must go on counting, so an empty line is kept while somebody may still show it.
            line.until = 0.0
        return True

    async def give_back(self, taken: Taken) -> None:
        if line := self._mine(taken):
            line.held = None
            line.attempts[taken.letter.id] = taken.attempt - 1

    async def set_aside(self, taken: Taken, reason: Reason) -> bool:
        if not await self.done(taken):
            return False
        place = f"dead:{taken.fence}:{taken.letter.id}"
        self._dead[place] = Dead(place, reason, datetime.now(UTC), taken.attempt, taken.letter)
        while len(self._dead) > DEAD_MAX:
            self._dead.popitem(last=False)
        return True

    async def forget(self, conversation: str) -> None:
        for place in [p for p, d in self._dead.items() if d.letter and d.letter.conversation == conversation]:
            del self._dead[place]

    async def lines(self, limit: int) -> list[Line]:
        found = [
            Line(len(line.letters), first, line.attempts.get(first.id, 0), line.held is not None)
            for line in self._lines.values()
            if (first := line.first())
        ]
        return sorted(found, key=lambda x: x.first.received_at if x.first else datetime.now(UTC))[:limit]

    async def dead(self, limit: int) -> list[Dead]:
        self._dead = OrderedDict(
            (k, d) for k, d in self._dead.items() if d.letter and not is_too_old(d.letter)
        )
        return list(self._dead.values())[:limit]

    async def retry(self, place: str) -> bool:
        dead = self._dead.pop(place, None)
        if dead is None or dead.letter is None:
            return False
        line = self._lines.setdefault(dead.letter.conversation, _Line())
        line.letters[dead.letter.id] = dead.letter
        return True

    async def drop(self, place: str) -> bool:
        return self._dead.pop(place, None) is not None

    async def waiting(self) -> int:
        return sum(len(line.letters) for line in self._lines.values())

    def _mine(self, taken: Taken) -> _Line | None:
        line = self._lines.get(taken.place)
        held = line and line.held == taken.letter.id and line.fence == taken.fence
        return line if held and line and line.until > self._clock() else None

    def _remember(self, event_id: str) -> None:
        self._seen[event_id] = None
        while len(self._seen) > SEEN_MAX:
            self._seen.popitem(last=False)


@dataclass
class _Record:
    conversation: str
    message: str | None
    parts: list[Delivery]


class MemoryLedger:
    """Deliveries in a bounded dictionary by letter."""

    def __init__(self) -> None:
        self._records: OrderedDict[str, _Record] = OrderedDict()

    async def begin(self, letter: Letter, deliveries: Sequence[Delivery]) -> list[Delivery]:
        record = self._records.get(letter.id)
        if record is None:
            record = _Record(letter.conversation, letter.message, list(deliveries))
            self._records[letter.id] = record
            while len(self._records) > RECORDS_MAX:
                self._records.popitem(last=False)
        return list(record.parts)

    async def mark(self, letter_id: str, part: int, state: Sent, message: str | None = None) -> None:
        record = self._records[letter_id]
        before = record.parts[part]
        record.parts[part] = replace(before, state=state, message=message or before.message)

    async def former(self, letter: Letter) -> list[Delivery]:
        about = (letter.conversation, letter.message)
        for key, record in reversed(self._records.items()):
            delivered = [d for d in record.parts if d.state is Sent.DELIVERED]
            if delivered and key != letter.id and (record.conversation, record.message) == about:
                return delivered
        return []

    async def has_spoken(self, conversation: str) -> bool:
        return any(
            part.state is Sent.DELIVERED and part.surface is Surface.CHANNEL
            for record in self._records.values()
            if record.conversation == conversation
            for part in record.parts
        )

    async def reopen(self, letter_id: str) -> None:
        self._records.pop(letter_id, None)

    async def forget(self, conversation: str) -> None:
        for key in [k for k, r in self._records.items() if r.conversation == conversation]:
            del self._records[key]
