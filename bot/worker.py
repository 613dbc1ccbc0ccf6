"""Inbox → bot → delivery: one letter of a conversation at a time, many conversations at once.

Nothing is sent that is not recorded first, and nothing twice without saying so: a part that is marked as
delivered is never sent again, and one whose outcome is unknown only under a line that it may be a repeat.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from bot import wording
from bot.about import ABOUT, about
from bot.bot import Bot
from bot.compose import help_reply
from bot.errors import (
    BotError,
    InboxUnavailable,
    PlatformUnknown,
    SendError,
    SendLater,
    SendRefused,
    SendUnknown,
)
from bot.guard import alarm
from bot.mail.base import LEASE, Delivery, Inbox, Ledger, Messenger, Part, Sent, Surface, Taken
from bot.mail.letters import Deed, Letter
from bot.types import Banner, Gesture, Notice, Question, Reply, Tone

WAIT = timedelta(seconds=1)
"""How long one look into the inbox waits: less than the time-out of an answer of Redis."""
RENEW_EVERY = LEASE / 4
ATTEMPTS_MAX = 5
"""Of one letter; a crash in each of them makes it a letter that is answered with an apology."""
LATER_MAX = timedelta(seconds=120)
"""A platform that asks for more at once is not waited for: the part is given up and the log says so. One
that is away for longer is tried again from the inbox."""
PAUSE = timedelta(seconds=0.5)
"""The first pause before a part is tried again, where the platform does not ask for more; they double."""
UNKNOWN_PAUSE = timedelta(seconds=3)
"""Before the one repeat of what may have arrived."""
SIGN = timedelta(seconds=3)
"""What a sign of life may take."""
LOOK_EVERY = timedelta(seconds=0.5)
"""How often work in hand looks whether it is still wanted."""
AT_ONCE = 32
"""Letters of different conversations in one process's hands: mostly they wait for the platform."""
AWAY = timedelta(seconds=2)
"""Pause after the inbox or the ledger was away."""

_GESTURES = {Deed.ASK: Gesture.ASK, Deed.OPEN: Gesture.OPEN, Deed.DECLINE: Gesture.DECLINE}

APOLOGY = Reply((Banner(wording.TROUBLE, Tone.WARNING),))

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The letter in hand is not to be answered any more, or is another worker's by now."""


@dataclass(frozen=True, slots=True)
class Office:
    """What a worker works with; `messengers` by the platform's name, which begins every letter's id."""

    inbox: Inbox
    ledger: Ledger
    bot: Bot
    messengers: dict[str, Messenger]
    country: str | None = None

    def messenger(self, letter: Letter) -> Messenger:
        """Raises `PlatformUnknown` where this process cannot write to the letter's platform."""
        platform = letter.id.split(":", 1)[0]
        if platform not in self.messengers:
            raise PlatformUnknown(f"a letter of {platform} came to a worker that has no token for it")
        return self.messengers[platform]


class Worker:
    """Takes letters and answers them until it is stopped."""

    def __init__(self, office: Office, *, at_once: int = AT_ONCE) -> None:
        self._office = office
        self._at_once = at_once

    async def run(self) -> None:
        """Work until cancelled; what is in hand then is given back."""
        free = asyncio.Semaphore(self._at_once)
        async with asyncio.TaskGroup() as group:
            while True:
                await free.acquire()
                taken = await self._take()
                if taken is None:
                    free.release()
                else:
                    group.create_task(self._work(taken)).add_done_callback(lambda _: free.release())

    async def _take(self) -> Taken | None:
        try:
            return await self._office.inbox.take(WAIT)
        except InboxUnavailable as error:
            _log.warning("inbox away: %s", error)
            await asyncio.sleep(AWAY.total_seconds())
            return None

    async def _work(self, taken: Taken) -> None:
        try:
            await self._handle(taken)
        except InboxUnavailable as error:
            _log.warning("inbox away: %s", error)
        except Exception as error:
            # A bug. The letter is taken again when the lease has run out, ATTEMPTS_MAX times at most.
            _log.error("worker failed: %s at %s", type(error).__name__, _place(error))
            if taken.attempt > ATTEMPTS_MAX:
                # Nor could the apology be sent: those behind it must not wait for ever.
                with suppress(InboxUnavailable):
                    await self._office.inbox.done(taken)

    async def one(self, wait: timedelta) -> bool:
        """Take one letter and answer it; False where none came."""
        taken = await self._office.inbox.take(wait)
        if taken is not None:
            await self._handle(taken)
        return taken is not None

    async def _handle(self, taken: Taken) -> None:
        try:
            async with self._held(taken):
                await self._answer(taken)
            await self._office.inbox.done(taken)
        except asyncio.CancelledError:
            await asyncio.shield(self._office.inbox.give_back(taken))
            raise
        except Cancelled:
            await self._office.inbox.done(taken)
        except BotError as error:
            _log.warning("letter put back: %s", error)
            await self._office.inbox.give_back(taken)
            await asyncio.sleep(AWAY.total_seconds())

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
            await asyncio.sleep(RENEW_EVERY.total_seconds())
            try:
                if not await self._office.inbox.renew(taken):
                    return
            except InboxUnavailable as error:
                _log.warning("lease not renewed: %s", error)

    async def _answer(self, taken: Taken) -> None:
        letter, messenger = taken.letter, self._office.messenger(taken.letter)
        is_for_others = letter.address.get("needs_presence")
        if is_for_others and not await self._office.ledger.has_spoken(letter.conversation):
            return
        if await self._office.inbox.cancelled(taken):
            raise Cancelled
        working = asyncio.create_task(_within(SIGN, messenger.working(letter)))
        try:
            reply, parts = await self._unless_cancelled(taken, self._reply(taken, messenger))
            await self._deliver(taken, messenger, reply, parts)
        finally:
            await working
            await _within(SIGN, messenger.settled(letter))

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

    async def _reply(self, taken: Taken, messenger: Messenger) -> tuple[Reply, Sequence[Part]]:
        """The bot's reply as it is shown; a bug becomes one apology, and a line in the log."""
        if taken.attempt <= ATTEMPTS_MAX:
            try:
                reply = await self._ask(taken.letter)
                return reply, messenger.render(reply)
            except BotError:
                raise
            except Exception as error:
                # Its message may hold what the person wrote; the trace's places do not.
                _log.error("bot failed: %s at %s", type(error).__name__, _place(error))
        return APOLOGY, messenger.render(APOLOGY)

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
        )
        if letter.deed is Deed.FULL:
            return await bot.full_article(question)
        return await bot.reply(question)

    # -- delivery

    async def _deliver(self, taken: Taken, messenger: Messenger, reply: Reply, parts: Sequence[Part]) -> None:
        recorded = await self._office.ledger.begin(taken.letter, _planned(taken.letter, reply, len(parts)))
        formers = await self._former(taken.letter)
        # What is for the asker alone must not stand where others read the former answer, nor an answer for
        # all where the asker alone was told where to get help.
        surface = _surface(taken.letter, reply)
        replaced = [message for message, where in formers if where is surface]
        for number, (delivery, part) in enumerate(zip(recorded, parts, strict=False)):
            if delivery.state in (Sent.DELIVERED, Sent.FAILED, Sent.ABANDONED):
                continue
            former = replaced[number] if number < len(replaced) else None
            if not await self._send(taken, messenger, delivery, part, reply, former):
                return
        others = [m for m, where in formers if where not in (surface, Surface.EPHEMERAL)]
        for surplus in (*replaced[len(parts) :], *others):
            await self._remove(messenger, taken.letter, surplus)

    async def _remove(self, messenger: Messenger, letter: Letter, message: str) -> None:
        try:
            await messenger.remove(letter, message)
        except SendError as error:
            _log.warning("a former answer stays at %s: %s", messenger.platform, error)

    async def _former(self, letter: Letter) -> list[tuple[str, Surface]]:
        """The platform's ids of the former answer's messages, and who could read them, where this letter is
        an edited question."""
        if not (letter.address.get("edited") and letter.message):
            return []
        return [(d.message, d.surface) for d in await self._office.ledger.former(letter) if d.message]

    async def _send(
        self,
        taken: Taken,
        messenger: Messenger,
        delivery: Delivery,
        part: Part,
        reply: Reply,
        former: str | None,
    ) -> bool:
        """Send one part; False where the rest must not be sent either."""
        letter, ledger = taken.letter, self._office.ledger
        is_repeat = delivery.state in (Sent.ATTEMPTING, Sent.UNKNOWN)
        if is_repeat:
            # A crash or a time-out lies between: it may have arrived, and the reader is told so.
            part = self._marked(messenger, reply, delivery.part) or part
        waited, pause = timedelta(0), PAUSE
        while True:
            # Renewed first: the call that follows must not outlast the lease.
            if not await self._office.inbox.renew(taken) or await self._office.inbox.cancelled(taken):
                await ledger.mark(letter.id, delivery.part, Sent.ABANDONED)
                raise Cancelled
            await ledger.mark(letter.id, delivery.part, Sent.ATTEMPTING)
            try:
                message = await self._once(messenger, letter, part, reply, former)
            except SendLater as error:
                await ledger.mark(letter.id, delivery.part, Sent.PENDING)
                if error.after > LATER_MAX:
                    break
                wait = max(error.after, pause)
                waited, pause = waited + wait, 2 * pause
                if waited > LATER_MAX:
                    raise  # back to the inbox: the platform is away, and nothing is lost
                await asyncio.sleep(wait.total_seconds())
                continue
            except SendUnknown:
                await ledger.mark(letter.id, delivery.part, Sent.UNKNOWN)
                if is_repeat:
                    # One that may be a repeat is what a reader can be asked to bear.
                    _log.warning("%s does not say whether a message arrived", messenger.platform)
                    return False
                is_repeat = True
                part = self._marked(messenger, reply, delivery.part) or part
                await asyncio.sleep(UNKNOWN_PAUSE.total_seconds())
                continue
            except SendRefused as error:
                _log.warning("refused by %s: %s", messenger.platform, error)
                await ledger.mark(letter.id, delivery.part, Sent.FAILED)
                return False
            await ledger.mark(letter.id, delivery.part, Sent.DELIVERED, message)
            return True
        await ledger.mark(letter.id, delivery.part, Sent.ABANDONED)
        _log.warning("given up: %s asks for more patience than there is", messenger.platform)
        return False

    async def _once(
        self, messenger: Messenger, letter: Letter, part: Part, reply: Reply, former: str | None
    ) -> str:
        if former is not None:
            return await messenger.replace(letter, former, part)
        return await messenger.send(letter, part, private=reply.private)

    def _marked(self, messenger: Messenger, reply: Reply, number: int) -> Part | None:
        """The same part under a line that it may be a repeat."""
        note = Banner(wording.MAY_BE_REPEAT, Tone.WARNING)
        parts = messenger.render(replace(reply, blocks=(note, *reply.blocks)))
        return parts[number] if number < len(parts) else None


def _planned(letter: Letter, reply: Reply, count: int) -> Sequence[Delivery]:
    version = reply.answer.version if reply.answer else None
    return [
        Delivery(
            letter_id=letter.id,
            part=number,
            state=Sent.PENDING,
            article_id=version.id if version else None,
            version=version.version if version else None,
            surface=_surface(letter, reply),
        )
        for number in range(count)
    ]


async def _within(limit: timedelta, sign: Coroutine[Any, Any, None]) -> None:
    """A sign of life holds up no answer, and takes none back."""
    try:
        async with asyncio.timeout(limit.total_seconds()):
            await sign
    except Exception as error:
        _log.warning("no sign of life: %s at %s", type(error).__name__, _place(error))


def _surface(letter: Letter, reply: Reply) -> Surface:
    if letter.private:
        return Surface.PRIVATE
    return Surface.EPHEMERAL if reply.private else Surface.CHANNEL


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
