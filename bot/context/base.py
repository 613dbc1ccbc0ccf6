"""The port to conversations' memory."""

from datetime import timedelta
from typing import Protocol

from bot.types import Context, Turn

TURNS_MAX = 8
"""Exchanges kept of one conversation."""
TTL = timedelta(hours=24)
"""After the last exchange; counted anew with each."""
STORED_MAX_BYTES = 32_768
"""Of one conversation, encrypted; the oldest turns go first."""


class ContextStore(Protocol):
    """Memory by conversation key; what one conversation holds is never seen in another.

    Every method raises `ContextUnavailable` when the memory cannot be reached.
    """

    async def load(self, conversation: str) -> Context:
        """The last exchanges; empty where there are none, or none that can be read any more."""
        ...

    async def append(self, conversation: str, turn: Turn) -> None:
        """Add an exchange; the oldest beyond the bounds are dropped."""
        ...

    async def forget(self, conversation: str) -> None:
        """Drop everything of a conversation."""
        ...

    async def all(self, limit: int) -> list[Context]:
        """What is remembered of at most `limit` conversations, in no order and without saying of which."""
        ...


def bounded(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The newest turns within the bounds."""
    turns = turns[-TURNS_MAX:]
    # Encryption adds about a third; the newest turn alone always fits (questions are bounded).
    while len(turns) > 1 and sum(len(t.model_dump_json()) for t in turns) * 4 // 3 > STORED_MAX_BYTES:
        turns = turns[1:]
    return turns
