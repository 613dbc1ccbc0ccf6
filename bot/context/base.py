"""The port to conversations' memory."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.types import Context, Missed, Turn

TURNS_MAX = 8
"""Exchanges kept of one conversation."""
TTL = timedelta(hours=24)
"""After the last exchange; counted anew with each."""
MISSED_DAYS = 30
"""For which a question that was left open is kept: several people come to ask the same within weeks."""
MISSED_PER_DAY_MAX = 20
"""Of one conversation; the oldest go first."""
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
        """Add an exchange, or put it in the place of the same one that an earlier attempt left; the oldest
        beyond the bounds are dropped."""
        ...

    async def forget(self, conversation: str) -> None:
        """Drop everything of a conversation, also what was kept for the board."""
        ...

    async def keep(self, conversation: str, missed: Missed) -> None:
        """Keep a question that was left open for `MISSED_DAYS`; the asker only as a pseudonym."""
        ...

    async def missed(self, limit: int) -> list[Missed]:
        """At most `limit` questions that were left open, in no order and without saying where. `asker` is a
        pseudonym `keyid:hash`: two of one key id are the same exactly where the asker is; of two key ids
        they cannot be compared."""
        ...

    async def all(self, limit: int) -> list[Context]:
        """What is remembered of at most `limit` conversations, in no order and without saying of which."""
        ...


def bounded(context: Context) -> Context:
    """The newest turns within the bounds."""
    turns = context.turns[-TURNS_MAX:]
    # Encryption adds about a third; the newest turn alone always fits (questions are bounded).
    while len(turns) > 1 and sum(len(t.model_dump_json()) for t in turns) * 4 // 3 > STORED_MAX_BYTES:
        turns = turns[1:]
    return Context(turns=turns)


def is_kept(missed: Missed, now: datetime) -> bool:
    """Whether it is young enough to be told to anybody."""
    return now - missed.at < timedelta(days=MISSED_DAYS)
