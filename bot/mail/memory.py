"""Inbox and ledger in the process: for tests, and what the real members are compared with."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.errors import LedgerOvertaken
from bot.mail.base import (
    DEAD_MAX,
    LEASE,
    QUEUE_MAX,
    Dead,
    Delivery,
    Kept,
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
    letter: Letter
    parts: list[Delivery]
    fence: int
    changed_at: datetime


class MemoryLedger:
    """Deliveries in a bounded dictionary by letter."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._records: OrderedDict[str, _Record] = OrderedDict()

    async def begin(self, letter: Letter, planned: Sequence[Delivery], *, fence: int) -> list[Delivery]:
        record = self._mine(letter.id, fence)
        if record is None:
            record = self._record(letter, planned, fence)
        record.fence = fence
        return list(record.parts)

    async def begin_anew(self, letter: Letter, planned: Sequence[Delivery], *, fence: int) -> None:
        self._mine(letter.id, fence)
        self._record(letter, planned, fence)

    def _record(self, letter: Letter, planned: Sequence[Delivery], fence: int) -> _Record:
        record = _Record(letter, list(planned), fence, self._now())
        if planned:
            self._records[letter.id] = record
        while len(self._records) > RECORDS_MAX:
            self._records.popitem(last=False)
        return record

    def _mine(self, letter_id: str, fence: int) -> _Record | None:
        record = self._records.get(letter_id)
        if record and record.fence > fence:
            raise LedgerOvertaken("the letter is another worker's by now")
        return record

    async def mark(
        self, letter_id: str, part: int, state: Sent, message: str | None = None, *, fence: int
    ) -> None:
        record = self._mine(letter_id, fence)
        if record is None or part >= len(record.parts):
            raise LedgerOvertaken("the record of a part is gone")
        self._set(record, part, state, message, fence)

    def _set(self, record: _Record, part: int, state: Sent, message: str | None, fence: int) -> None:
        before = record.parts[part]
        record.parts[part] = replace(before, state=state, message=message or before.message)
        record.fence, record.changed_at = fence, self._now()

    async def former(self, letter: Letter) -> list[Delivery]:
        return sorted((part for _, part in self._former(letter)), key=lambda part: part.part)

    def _former(self, letter: Letter) -> list[tuple[_Record, Delivery]]:
        about = (letter.conversation, letter.about)
        return [
            (record, part)
            for record in sorted(self._records.values(), key=lambda x: x.changed_at)
            if record.letter.id != letter.id and (record.letter.conversation, record.letter.message) == about
            for part in record.parts
            if letter.about and part.state is Sent.DELIVERED and part.message
        ]

    async def removed(self, letter: Letter, message: str, *, fence: int) -> None:
        for record, part in self._former(letter):
            if part.message == message:
                self._mine(record.letter.id, fence)
                self._set(record, part.part, Sent.REMOVED, None, fence)

    async def is_closed(self, letter: Letter) -> bool:
        return any(
            record.changed_at >= letter.received_at and record.letter.id != letter.id
            for record, part in self._there(letter.conversation)
            if part.state is Sent.BLOCKED
        )

    def _there(self, conversation: str) -> Iterator[tuple[_Record, Delivery]]:
        for record in self._records.values():
            if record.letter.conversation == conversation:
                yield from ((record, part) for part in record.parts)

    async def has_spoken(self, conversation: str) -> bool:
        return any(
            part.state is Sent.DELIVERED and part.surface is Surface.CHANNEL
            for _, part in self._there(conversation)
        )

    async def reopen(self, letter_id: str) -> None:
        self._records.pop(letter_id, None)

    async def forget(self, letter: Letter) -> None:
        for other in {record.letter.id for record, _ in self._there(letter.conversation)} - {letter.id}:
            del self._records[other]

    async def expire(self, kept: Kept, limit: int) -> int:
        """Of a reply all parts together, when the last of them was kept long enough."""
        old = [key for key, record in self._records.items() if self._is_old(record, kept)][:limit]
        for key in old:
            del self._records[key]
        return len(old)

    def _is_old(self, record: _Record, kept: Kept) -> bool:
        shown = any(part.article_id and part.state in (Sent.DELIVERED, Sent.REMOVED) for part in record.parts)
        return record.changed_at < self._now() - (kept.articles if shown else kept.rest)
