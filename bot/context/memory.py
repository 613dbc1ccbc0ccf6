"""Memory in the process: for tests and for one process without Redis."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime

from bot.context.base import TTL, bounded
from bot.types import Context, Turn

CONVERSATIONS_MAX = 10_000


class MemoryContext:
    """Conversations in a bounded dictionary, the longest unused dropped first."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[datetime, Context]] = OrderedDict()

    async def load(self, conversation: str) -> Context:
        at, context = self._kept.get(conversation, (self._clock(), Context()))
        return context if self._clock() - at < TTL else Context()

    async def append(self, conversation: str, turn: Turn) -> None:
        turns = bounded((*(await self.load(conversation)).turns, turn))
        self._kept[conversation] = (self._clock(), Context(turns=turns))
        self._kept.move_to_end(conversation)
        while len(self._kept) > CONVERSATIONS_MAX:
            self._kept.popitem(last=False)

    async def forget(self, conversation: str) -> None:
        self._kept.pop(conversation, None)

    async def all(self, limit: int) -> list[Context]:
        now = self._clock()
        return [context for at, context in self._kept.values() if now - at < TTL][:limit]
