"""Inbox → bot → delivery: one letter of a conversation at a time, many conversations at once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from answers.outward.base import Pace
from bot import wording
from bot.about import ABOUT, about
from bot.bot import Bot
from bot.compose import help_reply
from bot.delivery import Courier, pieces
from bot.errors import (
    ApprovalUnknown,
    BotError,
    InboxUnavailable,
    LedgerUnavailable,
    Outdated,
    PlatformUnknown,
)
from bot.first_aid import alarm_of, help_alone
from bot.guard import alarm
from bot.hands import Hands
from bot.lanes import Lanes, alone
from bot.mail.base import LEASE, Inbox, Lane, Ledger, Messenger, Reason, Taken
from bot.mail.letters import Deed, Letter
from bot.resting import Rest
from bot.sending import Cancelled, Piece
from bot.suspects import Suspects
from bot.types import Banner, Gesture, Notice, Question, Reply, Tone

WAIT = timedelta(seconds=1)
"""How long one look into the inbox waits: less than the time-out of an answer of Redis."""
ATTEMPTS_MAX = 5
"""Of one letter; a crash in each of them makes it one that gets an apology and is set aside."""
SIGN = timedelta(seconds=3)
"""What a sign of life may take."""
LOOK_EVERY = timedelta(seconds=0.5)
"""How often work in hand looks whether it is still wanted."""
AWAY = timedelta(seconds=2)
"""For so long a letter is kept that cannot be answered now, before anybody may try it again."""
AWAY_FOR_ALL = (ApprovalUnknown, InboxUnavailable, LedgerUnavailable)
"""Where one letter meets these, all would: nothing more is taken for a while."""
UNRECORDED = (ApprovalUnknown, LedgerUnavailable)
"""Where nothing can be sent as it should be: only whoever needs help at once hears something."""
FINISH = timedelta(seconds=3)
"""A worker that is told to end answers for so long, and then hands on. A whole process has 10 s, and honcho
kills after 5."""
SENDING = timedelta(seconds=4)
"""A message that is on its way then has so long to arrive; after it, nobody knows whether it did."""

_GESTURES = {Deed.ASK: Gesture.ASK, Deed.OPEN: Gesture.OPEN, Deed.DECLINE: Gesture.DECLINE}

APOLOGY = Reply((Banner(wording.TROUBLE, Tone.WARNING),))

ANEW_MAX = 3
"""Answers to one letter in a row that are overtaken by the library before they are sent."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Office:
    """What a worker works with; `messengers` by the platform's name, which begins every letter's id. `pace`
    gives a lane its queue: by default one of this process alone."""

    inbox: Inbox
    ledger: Ledger
    bot: Bot
    messengers: dict[str, Messenger]
    country: str | None = None
    pace: Callable[[Lane], Pace] = alone

    def messenger(self, letter: Letter) -> Messenger:
        """Raises `PlatformUnknown` where this process cannot write to the letter's platform."""
        platform = letter.id.split(":", 1)[0]
        if platform not in self.messengers:
            raise PlatformUnknown(f"a letter of {platform} came to a worker that has no token for it")
        return self.messengers[platform]


class Worker:
    """Takes letters and answers them until it is stopped."""

    def __init__(self, office: Office, *, lease: timedelta = LEASE, hands: Hands | None = None) -> None:
        """`lease` is the inbox's."""
        self._office = office
        lanes = Lanes(office.pace)
        self._courier = Courier(office.inbox, office.ledger, office.bot.is_served, lanes, lease=lease)
        self._renew_every = lease / 4
        self._hands = hands or Hands()
        self._rest = Rest()
        self._suspects = Suspects(office.inbox)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`: nothing is taken from then on, and what is in hand is finished or given back,
        within `FINISH` and `SENDING` together. Cancelled, it gives back at once."""
        in_hand = self._hands.busy
        async with asyncio.TaskGroup() as group:
            taking = group.create_task(self._take_on(group))
            await stop.wait()
            taking.cancel()
            await asyncio.wait({taking})
            for patience in (FINISH, SENDING):
                if in_hand:
                    await asyncio.wait(in_hand, timeout=patience.total_seconds())
                for task in in_hand:
                    task.cancel()

    async def _take_on(self, group: asyncio.TaskGroup) -> None:
        while True:
            await self._hands.free()
            await self._rest.over()
            if taken := await self._take():
                self._hands.hold(group.create_task(self._work(taken)))
            else:
                self._hands.leave()

    async def _take(self) -> Taken | None:
        taking = asyncio.create_task(self._office.inbox.take(WAIT))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            # What this look brings is somebody else's; broken off, it could keep a letter until the lease
            # has run out.
            await self._refuse(taking)
            raise
        except InboxUnavailable as error:
            _log.warning("inbox away: %s", error)
            self._rest.needed()
            return None

    async def _refuse(self, taking: asyncio.Task[Taken | None]) -> None:
        try:
            if taken := await taking:
                await self._office.inbox.give_back(taken)
        except InboxUnavailable as error:
            _log.warning("inbox away: %s", error)

    async def _work(self, taken: Taken) -> None:
        try:
            await self._handle(taken)
        except InboxUnavailable as error:
            _log.warning("inbox away: %s", error)
            self._rest.needed()
        except Exception as error:
            # A bug. The letter is taken again when the lease has run out, ATTEMPTS_MAX times at most.
            _log.error("worker failed: %s at %s", type(error).__name__, _place(error))
            if taken.attempt > ATTEMPTS_MAX:
                # Nor could the apology be sent: those behind it must not wait for ever.
                with suppress(InboxUnavailable):
                    await self._office.inbox.set_aside(taken, Reason.FAILED)

    async def one(self, wait: timedelta) -> bool:
        """Take one letter and answer it; False where none came."""
        taken = await self._office.inbox.take(wait)
        if taken is not None:
            await self._handle(taken)
        return taken is not None

    async def _handle(self, taken: Taken) -> None:
        try:
            async with self._held(taken), self._suspects.turn(taken):
                await self._answer(taken)
            if taken.attempt > ATTEMPTS_MAX:
                await self._office.inbox.set_aside(taken, Reason.FAILED)
            else:
                await self._office.inbox.done(taken)
            self._rest.worked()
        except asyncio.CancelledError:
            await asyncio.shield(self._office.inbox.give_back(taken))
            raise
        except Cancelled:
            await self._office.inbox.done(taken)
        except BotError as error:
            _log.warning("letter put back: %s", error)
            if isinstance(error, AWAY_FOR_ALL):
                self._rest.needed()
            if isinstance(error, UNRECORDED) and await self._help(taken):
                await self._office.inbox.done(taken)
                return
            await self._put_back(taken)

    async def _help(self, taken: Taken) -> bool:
        """Whether the letter called for help and got it: that waits for no record (clinical rule 6)."""
        letter = taken.letter
        raised = alarm_of(letter)
        if raised is None or await self._office.inbox.cancelled(taken):
            return False
        return await help_alone(self._office.messenger(letter), letter, raised, self._office.country)

    async def _put_back(self, taken: Taken) -> None:
        """For a later try. Kept for a moment: given back at once, it would be here again at once."""
        try:
            await asyncio.sleep(AWAY.total_seconds())
        finally:
            await asyncio.shield(self._office.inbox.give_back(taken))

    @asynccontextmanager
    async def _held(self, taken: Taken) -> AsyncIterator[None]:
        """Keep the lease while the work goes on."""
        renewing = asyncio.create_task(self._renew(taken))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing

    async def _renew(self, taken: Taken) -> None:
        while True:
            await asyncio.sleep(self._renew_every.total_seconds())
            try:
                if not await self._office.inbox.renew(taken):
                    return
            except InboxUnavailable as error:
                _log.warning("lease not renewed: %s", error)

    async def _answer(self, taken: Taken) -> None:
        letter, messenger = taken.letter, self._office.messenger(taken.letter)
        if letter.deed is Deed.DELETE:
            await self._courier.take_back(taken, messenger)
            return
        is_for_others = letter.address.get("needs_presence")
        if is_for_others and not await self._office.ledger.has_spoken(letter.conversation):
            return
        if await self._office.ledger.is_closed(letter):
            return
        if await self._office.inbox.cancelled(taken):
            raise Cancelled
        working = asyncio.create_task(_within(SIGN, messenger.working(letter)))
        try:
            await self._deliver(taken, messenger)
        finally:
            await working
            await _within(SIGN, messenger.settled(letter))

    async def _deliver(self, taken: Taken, messenger: Messenger) -> None:
        """Answer, and anew where the article was withdrawn or superseded before it was sent."""
        for left in reversed(range(ANEW_MAX)):
            reply, parts = await self._unless_cancelled(taken, self._reply(taken, messenger))
            try:
                return await self._courier.deliver(taken, messenger, reply, parts)
            except Outdated as error:
                if not left:
                    raise
                _log.info("answered anew: %s", error)
        return None

    async def _unless_cancelled(self, taken: Taken, work: Coroutine[Any, Any, T]) -> T:
        """Stop, an edit or a deletion ends the work at once, wherever it waits. Raises `Cancelled`."""
        working = asyncio.create_task(work)
        try:
            while not (await asyncio.wait({working}, timeout=LOOK_EVERY.total_seconds()))[0]:
                if await self._is_cancelled(taken):
                    raise Cancelled
            return working.result()
        finally:
            working.cancel()
            await asyncio.wait({working})

    async def _is_cancelled(self, taken: Taken) -> bool:
        """Where that cannot be told now, the work goes on: it is asked again before anything is sent."""
        try:
            return await self._office.inbox.cancelled(taken)
        except InboxUnavailable as error:
            _log.warning("inbox away: %s", error)
            return False

    async def _reply(self, taken: Taken, messenger: Messenger) -> tuple[Reply, Sequence[Piece]]:
        """The bot's reply as it is shown; a bug becomes one apology, and a line in the log."""
        if taken.attempt <= ATTEMPTS_MAX:
            try:
                reply = await self._ask(taken.letter)
                return reply, pieces(messenger, reply)
            except BotError:
                raise
            except Exception as error:
                # Its message may hold what the person wrote; the trace's places do not.
                _log.error("bot failed: %s at %s", type(error).__name__, _place(error))
        return APOLOGY, pieces(messenger, APOLOGY)

    async def _ask(self, letter: Letter) -> Reply:
        bot = self._office.bot
        if letter.deed is Deed.STOPPED:
            return Reply((Notice(wording.STOPPED),))
        is_command = letter.deed in ABOUT or letter.deed is Deed.NEW
        if is_command and (raised := alarm(letter.text, letter.audience)):
            # Before all else, whatever command it stands behind (clinical rule 6).
            return help_reply(raised, self._office.country)
        if letter.deed in ABOUT:
            return about(letter.deed, letter.audience)
        if letter.deed is Deed.NEW:
            forgotten = await bot.forget(letter.conversation)
            await self._office.inbox.forget(letter.conversation)
            await self._office.ledger.forget(letter)
            if not letter.text:
                return forgotten
        question = Question(
            conversation=letter.conversation,
            text=letter.text,
            audience=letter.audience,
            gesture=_GESTURES.get(letter.deed, Gesture.ASK),
            article_id=letter.article_id,
            workspace=letter.workspace,
            private=letter.private,
            country=self._office.country,
            asker=letter.asker,
            id=letter.id,
        )
        if letter.deed is Deed.FULL:
            return await bot.full_article(question)
        if letter.deed is Deed.WRONG:
            return await bot.wrong_article(question)
        return await bot.reply(question)


async def _within(limit: timedelta, sign: Coroutine[Any, Any, None]) -> None:
    """A sign of life holds up no answer, and takes none back."""
    try:
        async with asyncio.timeout(limit.total_seconds()):
            await sign
    except Exception as error:
        _log.warning("no sign of life: %s at %s", type(error).__name__, _place(error))


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
