"""Memory in the process: for tests and for one process without Redis."""

import hashlib
import hmac
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import UTC, datetime

from bot.context.base import MISSED_DAYS, MISSED_PER_DAY_MAX, TTL, bounded, is_kept
from bot.types import Context, Missed, Turn

CONVERSATIONS_MAX = 10_000


class MemoryContext:
    """Conversations in a bounded dictionary, the longest unused dropped first."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[datetime, Context]] = OrderedDict()
        self._missed: OrderedDict[str, deque[Missed]] = OrderedDict()
        self._secret = secrets.token_bytes(32)

    async def load(self, conversation: str) -> Context:
        at, context = self._kept.get(conversation, (self._clock(), Context()))
        return context if self._clock() - at < TTL else Context()

    async def append(self, conversation: str, turn: Turn) -> None:
        after = bounded((await self.load(conversation)).with_turn(turn))
        self._kept[conversation] = (self._clock(), after)
        self._kept.move_to_end(conversation)
        while len(self._kept) > CONVERSATIONS_MAX:
            self._kept.popitem(last=False)

    async def forget(self, conversation: str) -> None:
        self._kept.pop(conversation, None)
        self._missed.pop(conversation, None)

    async def keep(self, conversation: str, missed: Missed) -> None:
        name = missed.asker or conversation
        pseudonym = hmac.new(self._secret, name.encode(), hashlib.sha256).hexdigest()
        kept = self._missed.setdefault(conversation, deque(maxlen=MISSED_DAYS * MISSED_PER_DAY_MAX))
        kept.append(missed.model_copy(update={"asker": f"memory:{pseudonym}"}))
        self._missed.move_to_end(conversation)
        while len(self._missed) > CONVERSATIONS_MAX:
            self._missed.popitem(last=False)

    async def missed(self, limit: int) -> list[Missed]:
        now = self._clock()
        return [each for kept in self._missed.values() for each in kept if is_kept(each, now)][:limit]

    async def all(self, limit: int) -> list[Context]:
        now = self._clock()
        return [context for at, context in self._kept.values() if now - at < TTL][:limit]
