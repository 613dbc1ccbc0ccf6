"""The ledger in the process: for tests, and what the real members are compared with."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.errors import LedgerOvertaken
from bot.mail.base import (
    Delivery,
    Kept,
    Sent,
    Surface,
)
from bot.mail.letters import Letter

RECORDS_MAX = 100_000


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

    async def counts(self) -> dict[Sent, int]:
        return dict(Counter(part.state for record in self._records.values() for part in record.parts))
