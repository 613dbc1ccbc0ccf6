"""The ports between receiving and sending: the inbox, the ledger, and the platform's sender.

Inbox: N fixed shards by the conversation's hash. In a shard, one script records a letter's id, puts the
letter in its conversation's queue and gives the conversation a turn, so that no crash between two steps can
turn a retry into "already known". Turns are fair between channels and chats. A worker that takes a letter
holds its conversation by a lease with a fencing number; a lease that is not renewed in time passes to another
worker, and the old holder's later writes are refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from bot.mail.letters import Control, Letter
from bot.types import Reply

SHARDS = 16
SEEN_FOR = timedelta(hours=26)
"""Slack repeats hourly for up to 24 h where delayed events are on; Telegram keeps updates for 24 h."""
LETTER_TTL = timedelta(hours=24)
"""Raw text is not kept longer, answered or not."""
LEASE = timedelta(seconds=20)
"""Crashed work is taken over within 30 s: this, and the next look into its shard."""
QUEUE_MAX = 50
"""Letters waiting in one conversation."""
OVERTAKING_MAX = 10
"""More of them where they overtake: the edited question, that the work was stopped."""
SHARD_MAX = 2_500
"""Letters waiting in one shard: 40,000 in all."""
DEAD_MAX = 1_000
"""Letters set aside in one shard: the oldest go first."""


class Put(StrEnum):
    """What became of a letter that was put."""

    NEW = "new"
    KNOWN = "known"
    FULL = "full"
    """`QUEUE_MAX` letters wait in the conversation, or `SHARD_MAX` in its shard: the person is told so."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a letter, and how much goes before it: letters of its own conversation, and, roughly,
    conversations of all the others."""

    put: Put
    ahead: int = 0
    ahead_elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter in hand: `fence` is what every write for it shows; `attempt` counts from 1."""

    letter: Letter
    fence: int
    attempt: int
    place: str
    """The inbox's own note of where it stands."""


class Reason(StrEnum):
    """Why a letter was set aside."""

    FAILED = "every attempt to answer it failed"
    UNREADABLE = "its key is not among the configured ones"


@dataclass(frozen=True, slots=True)
class Dead:
    """A letter that was set aside: `place` names it to `retry` and `drop`; `letter` is None where it cannot
    be read."""

    place: str
    reason: Reason
    since: datetime
    attempts: int
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation with letters waiting: how many, the first one (None: it cannot be read), how often
    that was tried, and whether a worker has it in hand."""

    waiting: int
    first: Letter | None
    attempts: int
    held: bool


@dataclass(frozen=True, slots=True)
class Census:
    """What is in an inbox: letters waiting, those in hand included; how long the oldest has waited; how many
    conversations are in hand; and how many letters were set aside."""

    waiting: int
    oldest: timedelta
    held: int
    dead: int


def is_too_old(letter: Letter) -> bool:
    """Whether its text must not be kept any more."""
    return datetime.now(UTC) - letter.received_at > LETTER_TTL


class Inbox(Protocol):
    """Letters by conversation, in the platform's order, one in hand at a time.

    Every method raises `InboxUnavailable` when it cannot be reached.
    """

    async def put(self, letter: Letter) -> Receipt:
        """Record a letter; only when this returns may the platform be told that it arrived."""
        ...

    async def knows(self, letter: Letter) -> bool:
        """Whether it was recorded before."""
        ...

    async def hurry(self, conversation: str) -> None:
        """Let a conversation go before all others, if nobody has it in hand."""
        ...

    async def control(self, control: Control) -> Receipt | None:
        """Let a stop, an edit or a deletion take effect at once: what it is about is cancelled, and its own
        letter, if it has one, is put. None where it has none."""
        ...

    async def take(self, wait: timedelta) -> Taken | None:
        """The next letter of a conversation that nobody holds; None where none came in `wait`."""
        ...

    async def begin(self, taken: Taken) -> bool:
        """Count the attempt, where it is not the first, which counts from the taking: a letter that was in
        hand at a crash waits for its turn to be tried, and a crash meanwhile is not held against it. False
        where it was lost."""
        ...

    async def renew(self, taken: Taken) -> bool:
        """Hold the conversation for another `LEASE`; False where another worker has it now."""
        ...

    async def cancelled(self, taken: Taken) -> bool:
        """Whether it must not be sent any more: stopped, deleted, edited, or the lease is lost."""
        ...

    async def done(self, taken: Taken) -> bool:
        """The letter is answered: the next one of the conversation may be taken. False if it was lost."""
        ...

    async def give_back(self, taken: Taken) -> None:
        """Leave the letter for another worker, at once."""
        ...

    async def set_aside(self, taken: Taken, reason: Reason) -> bool:
        """Out of the queue and among the dead letters, where it waits for an operator until it is too old.
        False if it was lost."""
        ...

    async def forget(self, conversation: str) -> None:
        """Drop what was set aside of a conversation."""
        ...

    async def waiting(self) -> int:
        """How many letters are there, the ones in hand included."""
        ...


class InboxRecords(Protocol):
    """What an operator sees of an inbox, and can do about what was set aside. Raises `InboxUnavailable`."""

    async def census(self) -> Census:
        """How much is in it."""
        ...

    async def lines(self, limit: int) -> list[Line]:
        """Conversations with letters waiting, those that wait longest first."""
        ...

    async def dead(self, limit: int) -> list[Dead]:
        """Letters that were set aside, the oldest first."""
        ...

    async def retry(self, place: str) -> bool:
        """Put one back into its conversation, as if it had never been tried; False where it is not there."""
        ...

    async def drop(self, place: str) -> bool:
        """Forget one; False where it is not there."""
        ...


class Sent(StrEnum):
    """What is known of a part's delivery."""

    PENDING = "pending"
    ATTEMPTING = "attempting"
    """Being sent; after a crash: it may have arrived."""
    DELIVERED = "delivered"
    UNKNOWN = "unknown"
    """The platform did not say whether it arrived."""
    FAILED = "failed"
    """Refused, or a part before it was."""
    BLOCKED = "blocked"
    """Refused because nobody can be written to there: the bot was blocked or removed, or the chat is gone."""
    ABANDONED = "abandoned"
    """Not to be sent any more."""
    REMOVED = "removed"
    """It was delivered, and is not there any more, or another letter's reply has its place."""


UNCLEAR = frozenset({Sent.ATTEMPTING, Sent.UNKNOWN})
OPEN = UNCLEAR | {Sent.PENDING}
"""What still has to be seen to."""


class Surface(StrEnum):
    """Who could read it."""

    PRIVATE = "private"
    EPHEMERAL = "ephemeral"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One part of one reply: its state, the platform's id of it, and which article version it shows.

    `content` is a digest of what is shown: by it one sees whether a reply is the same as the one before.
    """

    letter_id: str
    part: int
    state: Sent
    message: str | None = None
    article_id: int | None = None
    version: int | None = None
    surface: Surface = Surface.PRIVATE
    content: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """How long records are kept after their last change: of articles that were shown, so that who read one
    can be told that it was corrected, and of all else."""

    articles: timedelta = timedelta(days=90)
    rest: timedelta = timedelta(days=7)


class Ledger(Protocol):
    """What was delivered where, of which article version. Raises `LedgerUnavailable`.

    `fence` is that of the letter in hand. A write under an older one than what was written under raises
    `LedgerOvertaken`, and changes nothing.
    """

    async def begin(self, letter: Letter, planned: Sequence[Delivery], *, fence: int) -> list[Delivery]:
        """Record a reply's parts, unless some are recorded already; what is recorded."""
        ...

    async def begin_anew(self, letter: Letter, planned: Sequence[Delivery], *, fence: int) -> None:
        """Record a reply's parts in the place of all that is recorded of the letter."""
        ...

    async def mark(
        self, letter_id: str, part: int, state: Sent, message: str | None = None, *, fence: int
    ) -> None:
        """What became of a part. Without a message the one before stays."""
        ...

    async def former(self, letter: Letter) -> list[Delivery]:
        """The delivered parts of other replies to the message that `letter` is about, by their numbers."""
        ...

    async def removed(self, letter: Letter, message: str, *, fence: int) -> None:
        """A message of such a former reply is not there any more, or shows the reply to `letter`."""
        ...

    async def is_closed(self, letter: Letter) -> bool:
        """Whether the conversation refused the bot after the letter came: whoever wrote it cannot be
        reached, and has not written again."""
        ...

    async def has_spoken(self, conversation: str) -> bool:
        """Whether anything was delivered there that others than the asker could read."""
        ...

    async def reopen(self, letter_id: str) -> None:
        """Drop a letter's records: what is sent for it from now on is a new reply."""
        ...

    async def forget(self, letter: Letter) -> None:
        """Drop the records of the letter's conversation, but for the letter's own: the reply to it is sent
        once, too."""
        ...

    async def expire(self, kept: Kept, limit: int) -> int:
        """Drop at most `limit` records that were kept long enough, the oldest first; how many."""
        ...


@runtime_checkable
class LedgerRecords(Protocol):
    """What an operator sees of a ledger. Raises `LedgerUnavailable`."""

    async def counts(self) -> dict[Sent, int]:
        """How many parts are recorded in each state; a state without any is not there."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """One message as the platform will take it: `body` is the adapter's own value.

    `number` is its place in the reply to the letter, by which `find` knows it again; None: nobody will look.
    """

    body: object
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """What a platform counts messages in: a chat, or all that the bot writes. `name` is unique among all
    platforms; `burst` messages may come at once."""

    name: str
    per_second: float
    burst: int = 1


class Messenger(Protocol):
    """How one platform is written to. A refusal is one of `SendError`'s kinds.

    `send_timeout` is what one `send`, `replace`, `remove` or `find` may take, with all its calls.
    """

    platform: str
    send_timeout: timedelta

    def render(self, reply: Reply) -> Sequence[Part]:
        """The reply as messages within the platform's limits. Pure."""
        ...

    async def working(self, letter: Letter) -> None:
        """A sign of life; failing to give one is not an error."""
        ...

    async def settled(self, letter: Letter) -> None:
        """Take the sign of life back, where the platform does not do so itself."""
        ...

    def lanes(self, letter: Letter, *, private: bool) -> Sequence[Lane]:
        """Where a message to it counts; the chat first, to which alone a wait is applied that the platform
        asks for."""
        ...

    async def send(self, letter: Letter, part: Part, *, private: bool) -> str:
        """Send one message, and give the platform's id of it. `private`: to the asker alone."""
        ...

    async def find(self, letter: Letter, part: int, *, private: bool) -> str | None:
        """The platform's id of a part that may have been sent; None where it is not there.

        Raises `CannotLook` where the platform does not show it, and as `send` does where it cannot be asked
        now.
        """
        ...

    async def replace(self, letter: Letter, message: str, part: Part) -> None:
        """Put another text in the place of a sent message; the same twice is one change. Raises `SendGone`
        where that message is not there any more, or cannot be changed."""
        ...

    async def remove(self, letter: Letter, message: str) -> None:
        """Delete a sent message; one that is gone, or that nobody can delete, is not an error."""
        ...
