"""One part of a reply on its way, until its end is known.

Before each call: the part's turn, the letter still wanted, the article's version still the approved one, and
the conversation still this worker's for longer than the call may take. What may have arrived is looked for
where the platform shows it; elsewhere it is sent once more, under a line that it may be a repeat.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from answers.errors import AnswersError
from answers.types import ArticleVersion
from bot import wording
from bot.errors import (
    ApprovalUnknown,
    CannotLook,
    InboxUnavailable,
    Outdated,
    SendBlocked,
    SendGone,
    SendLater,
    SendRefused,
    SendUnknown,
)
from bot.lanes import Lanes
from bot.mail.base import LEASE, UNCLEAR, Delivery, Inbox, Lane, Ledger, Messenger, Part, Sent, Taken
from bot.mail.letters import Letter
from bot.types import Banner, Reply, Tone

LATER_MAX = timedelta(seconds=120)
"""A platform that asks for more at once is not waited for: the part is given up and the log says so. One
that is away for longer is tried again from the inbox."""
PAUSE = timedelta(seconds=0.5)
"""The first pause before a part is tried again, where the platform does not ask for more; they double."""
UNKNOWN_PAUSE = timedelta(seconds=3)
"""Before what may have arrived is looked for, or repeated: it may still be on its way."""
REPEATS_MAX = 3
"""Of one part where nobody can look, while no call says that it arrived: a lost answer is worse than another
marked one, and a platform that takes messages and never says so must not fill a chat."""

IsServed = Callable[[ArticleVersion, str | None], Awaitable[bool]]
"""Whether a version is what the library serves to a workspace now. Raises an `AnswersError`."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The letter in hand is not to be answered any more."""


class Lost(Cancelled):
    """Not by this worker: the conversation is another's by now."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What parts are sent with. `lease` is for how long the inbox holds a conversation after a renewal."""

    inbox: Inbox
    ledger: Ledger
    is_served: IsServed
    lanes: Lanes
    lease: timedelta = LEASE

    @property
    def margin(self) -> timedelta:
        """Between the end of a call and the end of the lease: clocks that run at different speeds."""
        return self.lease / 10


@dataclass(frozen=True, slots=True)
class Errand:
    """A letter in hand and the reply to it."""

    taken: Taken
    messenger: Messenger
    reply: Reply

    @property
    def letter(self) -> Letter:
        return self.taken.letter

    def repeated(self, part: int) -> Part | None:
        """A part under a line that it may be a repeat. Rendering sets room aside for that line, so that all
        else stands in the same parts."""
        note = Banner(wording.MAY_BE_REPEAT, Tone.WARNING)
        marked = (replace(each, blocks=(note, *each.blocks)) for each in self.reply.each)
        parts = [part for each in marked for part in self.messenger.render(each)]
        return parts[part] if part < len(parts) else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part as it is to be sent, and the article version that it shows."""

    part: Part
    version: ArticleVersion | None


class Sending:
    """One part; `former` is the message that it is to be put in the place of."""

    def __init__(
        self, desk: Desk, errand: Errand, delivery: Delivery, piece: Piece, former: str | None
    ) -> None:
        self._desk = desk
        self._errand = errand
        self._number = delivery.part
        self._piece = piece
        self._former = former
        self._unclear = delivery.state in UNCLEAR
        self._is_repeat = False
        self._repeats = 0
        self._waited, self._pause = timedelta(0), PAUSE
        self._after = UNKNOWN_PAUSE if self._unclear else timedelta(0)
        """How long to wait before it goes on."""

    async def end(self) -> Sent:
        """Send it, and record what became of it.

        Raises `Cancelled`; `Outdated`, `ApprovalUnknown`; `SendLater` where the platform is away for longer
        than anybody waits here; `LedgerUnavailable`, `LedgerOvertaken`, `InboxUnavailable`.
        """
        while True:
            to_look = self._unclear and not self._is_repeat and self._former is None
            if to_look and (message := await self._found()):
                return await self._mark(Sent.DELIVERED, message)
            await self._cleared()
            if ended := await finished(self._tried()):
                return ended

    # -- before a call

    async def _cleared(self) -> None:
        """Wait for the part's turn, and see that it is still to be sent."""
        await self._rest(await self._desk.lanes.turn(self._lanes(), at_most=LATER_MAX))
        if await self._desk.inbox.cancelled(self._errand.taken):
            # So it is where the conversation is another's, too: who renews it has had it all the time.
            raise Cancelled if await self._desk.inbox.renew(self._errand.taken) else Lost
        version = self._piece.version
        if version and not await self._is_served(version):
            raise Outdated("the article's version is not the approved one any more")

    async def _is_served(self, version: ArticleVersion) -> bool:
        try:
            return await self._desk.is_served(version, self._errand.letter.workspace)
        except AnswersError as error:
            raise ApprovalUnknown(f"the library did not answer: {type(error).__name__}") from error

    async def _held_until(self) -> float:
        """The time of the loop's clock until which the conversation is certainly this worker's."""
        before = asyncio.get_running_loop().time()
        if not await self._desk.inbox.renew(self._errand.taken):
            raise Lost
        return before + (self._desk.lease - self._desk.margin).total_seconds()

    # -- a call

    async def _tried(self) -> Sent | None:
        """One call, and what it came to, in the ledger too; None where it is to be tried again."""
        before = Sent.UNKNOWN if self._unclear else Sent.PENDING
        platform = self._errand.messenger.platform
        try:
            message = await self._called()
        except SendLater as error:
            if error.after > LATER_MAX:
                _log.warning("given up: %s asks for more patience than there is", platform)
                return await self._mark(Sent.ABANDONED)
            await self._mark(before)
            await self._put_off(error.after)
        except SendUnknown:
            await self._mark(Sent.UNKNOWN)
            self._repeats += self._is_repeat
            if self._repeats == REPEATS_MAX:
                _log.warning("%s does not say whether a message arrived", platform)
                return Sent.UNKNOWN
            self._unclear = True
            self._again(UNKNOWN_PAUSE)
        except SendGone:
            await self._mark(before)
            self._former = None
        except SendRefused as error:
            _log.warning("refused by %s: %s", platform, error)
            return await self._mark(Sent.BLOCKED if isinstance(error, SendBlocked) else Sent.FAILED)
        else:
            return await self._mark(Sent.DELIVERED, message)
        return None

    async def _called(self) -> str:
        """The platform's id of the message. The call ends before the lease does, whatever it is at."""
        messenger, letter = self._errand.messenger, self._errand.letter
        await self._mark(Sent.ATTEMPTING)
        try:
            held_until = await self._held_until()
        except (InboxUnavailable, Lost):
            await self._mark(Sent.UNKNOWN if self._unclear else Sent.PENDING)
            raise
        part = self._piece.part
        if self._is_repeat:
            part = self._errand.repeated(self._number) or part
        part = replace(part, number=self._number)
        if self._former is None:
            sending = messenger.send(letter, part, private=self._errand.reply.private)
            return await bounded(messenger, sending, until=held_until)
        await bounded(messenger, messenger.replace(letter, self._former, part), until=held_until)
        return self._former

    # -- what may have arrived

    async def _found(self) -> str | None:
        """The message that an earlier call made; None where there is none, or nobody can tell, and then what
        is sent next says that it may be a repeat."""
        messenger, letter = self._errand.messenger, self._errand.letter
        while True:
            await self._rest()
            try:
                looking = messenger.find(letter, self._number, private=self._errand.reply.private)
                found = await bounded(messenger, looking)
            except CannotLook as error:
                _log.info("what may have arrived is repeated: %s", error)
                self._is_repeat = True
                return None
            except SendLater as error:
                if self._waited + error.after > LATER_MAX:
                    self._is_repeat = True
                    return None
                self._again(error.after)
            except SendUnknown:
                self._again(UNKNOWN_PAUSE)
            else:
                self._unclear = False
                return found

    # -- the record, and patience

    async def _mark(self, state: Sent, message: str | None = None) -> Sent:
        taken = self._errand.taken
        await self._desk.ledger.mark(taken.letter.id, self._number, state, message, fence=taken.fence)
        return state

    async def _put_off(self, after: timedelta) -> None:
        """As the platform asks; all that is for the same chat waits too, and nothing else."""
        await self._desk.lanes.rest(self._lanes(), after)
        self._again(after)

    def _lanes(self) -> Sequence[Lane]:
        return self._errand.messenger.lanes(self._errand.letter, private=self._errand.reply.private)

    def _again(self, at_least: timedelta) -> None:
        self._after, self._pause = max(at_least, self._pause), 2 * self._pause

    async def _rest(self, at_least: timedelta = timedelta(0)) -> None:
        """Raises `SendLater` where all pauses together become too long: then the letter goes back to the
        inbox, and nothing is lost."""
        after, self._after = max(self._after, at_least), timedelta(0)
        self._waited += after
        if self._waited > LATER_MAX:
            raise SendLater(after)
        await asyncio.sleep(after.total_seconds())


async def bounded(messenger: Messenger, call: Awaitable[T], *, until: float = math.inf) -> T:
    """A call to the platform, with all that it is made of; `until` by the loop's clock. Raises `SendUnknown`
    where it did not end in time."""
    in_time = asyncio.get_running_loop().time() + messenger.send_timeout.total_seconds()
    try:
        async with asyncio.timeout_at(min(in_time, until)):
            return await call
    except TimeoutError as error:
        raise SendUnknown("no end within the time for a call") from error


async def finished(sending: Coroutine[Any, Any, T]) -> T:
    """A worker that is told to end lets a message that is on its way arrive, and notes that it did; the
    cancellation comes after it. A second one does not wait."""
    task = asyncio.create_task(sending)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
        raise
