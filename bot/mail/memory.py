"""The inbox in the process: for tests, and what the real members are compared with."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.mail.base import (
    DEAD_MAX,
    LEASE,
    OVERTAKING_MAX,
    QUEUE_MAX,
    SHARD_MAX,
    SHARDS,
    Census,
    Dead,
    Line,
    Put,
    Reason,
    Receipt,
    Taken,
    is_too_old,
)
from bot.mail.letters import Control, Letter
from bot.mail.scripts import STEP

SEEN_MAX = 100_000
LOOK_EVERY_S = 0.02


class _Turns:
    """Start-time fair queueing, as in `bot.mail.scripts`: a crowd's turns are `STEP` apart."""

    def __init__(self) -> None:
        self._latest = 0
        self._next: dict[str, int] = {}

    def give(self, crowd: str) -> int:
        self._latest += 1
        self._next = {name: turn for name, turn in self._next.items() if turn > self._latest}
        turn = max(self._latest, self._next.get(crowd, 0))
        self._next[crowd] = turn + STEP
        return turn

    def taken(self, turn: int) -> None:
        self._latest = max(self._latest, turn)


@dataclass
class _Line:
    """One conversation's letters, its turn, and who holds it. `turn` None: in hand, or without work."""

    crowd: str
    turn: int | None = None
    letters: dict[str, Letter] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    counted: bool = False
    """Whether the attempt in hand is among them."""
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
        return min(self.letters.values(), key=_by_order, default=None)

    def before(self, letter: Letter) -> int:
        return sum(1 for other in self.letters.values() if _by_order(other) < _by_order(letter))

    def remove(self, letter_id: str) -> None:
        self.letters.pop(letter_id, None)
        self.attempts.pop(letter_id, None)
        self.cancelled.discard(letter_id)


def _by_order(letter: Letter) -> tuple[float, str]:
    return letter.order, letter.id


class MemoryInbox:
    """Letters in dictionaries; the longest known ids are forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lines: dict[str, _Line] = {}
        self._turns = _Turns()
        self._dead: OrderedDict[str, Dead] = OrderedDict()

    async def put(self, letter: Letter) -> Receipt:
        return self._put(letter, overtakes=False)

    def _put(self, letter: Letter, *, overtakes: bool) -> Receipt:
        if letter.id in self._seen:
            return Receipt(Put.KNOWN)
        line = self._line(letter.conversation, letter.crowd)
        if not overtakes and line.has_told(letter):
            self._remember(letter.id)
            return Receipt(Put.KNOWN)
        most = QUEUE_MAX + OVERTAKING_MAX if overtakes else QUEUE_MAX
        if len(line.letters) >= most or self._waiting() >= SHARDS * SHARD_MAX:
            return Receipt(Put.FULL, len(line.letters))
        self._remember(letter.id)
        line.letters[letter.id] = letter
        self._announce(line)
        return Receipt(Put.NEW, line.before(letter), self._before(line))

    def _line(self, conversation: str, crowd: str) -> _Line:
        return self._lines.setdefault(conversation, _Line(crowd))

    def _announce(self, line: _Line) -> None:
        if line.turn is None and line.held is None and line.letters:
            line.turn = self._turns.give(line.crowd)

    def _before(self, line: _Line) -> int:
        """Conversations that go before it."""
        if line.turn is None:
            return 0
        return sum(1 for other in self._lines.values() if other.turn is not None and other.turn < line.turn)

    async def knows(self, letter: Letter) -> bool:
        return letter.id in self._seen

    async def hurry(self, conversation: str) -> None:
        line = self._lines.get(conversation)
        if line and line.turn is not None:
            line.turn = 0

    async def control(self, control: Control) -> Receipt | None:
        if control.id not in self._seen:
            crowd = control.conversation.rpartition(":")[0] or control.conversation
            self._cancel(self._line(control.conversation, crowd), control)
        self._remember(control.id)
        return self._put(control.letter, overtakes=True) if control.letter else None

    def _cancel(self, line: _Line, control: Control) -> None:
        if control.message is None:
            self._stop(line)
            return
        named = [x for x in line.letters.values() if x.message == control.message]
        if not named:
            line.gone.add(control.message)
        for letter in named[-1:]:  # the edited one, where both are there
            if letter.id == self._in_hand(line):
                line.cancelled.add(letter.id)
            else:
                line.remove(letter.id)

    def _stop(self, line: _Line) -> None:
        """What is in hand; or what was given back and nobody has taken yet."""
        first = line.first()
        if in_hand := self._in_hand(line):
            line.cancelled.add(in_hand)
        elif first and first.id in line.attempts:
            line.remove(first.id)

    def _in_hand(self, line: _Line) -> str | None:
        """The letter for which a lease still runs."""
        return line.held if line.until > self._clock() else None

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
        for line in self._lines.values():
            if line.held and line.until <= now:
                line.held, line.turn = None, 0
        waiting = [(line.turn, name) for name, line in self._lines.items() if line.turn is not None]
        for turn, name in sorted(waiting):
            line = self._lines[name]
            line.turn = None
            line.letters = {key: kept for key, kept in line.letters.items() if not is_too_old(kept)}
            if letter := line.first():
                self._turns.taken(turn)
                line.held, line.until, line.fence = letter.id, now + LEASE.total_seconds(), line.fence + 1
                attempt = line.attempts.setdefault(letter.id, 0) + 1
                line.counted = attempt == 1
                if line.counted:
                    line.attempts[letter.id] = 1
                return Taken(letter, line.fence, attempt, name)
        return None

    async def begin(self, taken: Taken) -> bool:
        line = self._mine(taken)
        if line and not line.counted:
            line.counted = True
            line.attempts[taken.letter.id] = taken.attempt
        return line is not None

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
        # The fence must go on counting, so an empty line is kept while somebody may still show it.
        line.remove(taken.letter.id)
        line.held = None
        self._announce(line)
        return True

    async def give_back(self, taken: Taken) -> None:
        if line := self._mine(taken):
            line.held = None
            if line.counted:
                line.attempts[taken.letter.id] = taken.attempt - 1
            self._announce(line)

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
        line = self._line(dead.letter.conversation, dead.letter.crowd)
        line.letters[dead.letter.id] = dead.letter
        self._announce(line)
        return True

    async def drop(self, place: str) -> bool:
        return self._dead.pop(place, None) is not None

    async def waiting(self) -> int:
        return self._waiting()

    def _waiting(self) -> int:
        return sum(len(line.letters) for line in self._lines.values())

    async def census(self) -> Census:
        now = datetime.now(UTC)
        ages = [now - x.received_at for line in self._lines.values() for x in line.letters.values()]
        held = sum(1 for line in self._lines.values() if line.held)
        return Census(len(ages), max(ages, default=timedelta()), held, len(self._dead))

    def _mine(self, taken: Taken) -> _Line | None:
        line = self._lines.get(taken.place)
        is_mine = line and self._in_hand(line) == taken.letter.id and line.fence == taken.fence
        return line if is_mine else None

    def _remember(self, event_id: str) -> None:
        self._seen[event_id] = None
        while len(self._seen) > SEEN_MAX:
            self._seen.popitem(last=False)
