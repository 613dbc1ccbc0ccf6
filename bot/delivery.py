"""A reply to the platform: recorded before it is sent, in the place of a former answer, and once.

A part that is marked as delivered is never sent again, and one whose outcome is unknown once, under a line
that it may be a repeat.
"""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot import wording
from bot.errors import SendError, SendLater, SendRefused, SendUnknown
from bot.mail.base import Delivery, Inbox, Ledger, Messenger, Part, Sent, Surface, Taken
from bot.mail.letters import Letter
from bot.types import Banner, Reply, Tone

LATER_MAX = timedelta(seconds=120)
"""A platform that asks for more at once is not waited for: the part is given up and the log says so. One
that is away for longer is tried again from the inbox."""
PAUSE = timedelta(seconds=0.5)
"""The first pause before a part is tried again, where the platform does not ask for more; they double."""
UNKNOWN_PAUSE = timedelta(seconds=3)
"""Before the one repeat of what may have arrived."""

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The letter in hand is not to be answered any more, or is another worker's by now."""


class Courier:
    """Delivers replies by the ledger, while the letter is still wanted and still this worker's."""

    def __init__(self, inbox: Inbox, ledger: Ledger) -> None:
        self._inbox = inbox
        self._ledger = ledger

    async def deliver(self, taken: Taken, messenger: Messenger, reply: Reply, parts: Sequence[Part]) -> None:
        """Send every part that was not sent before.

        Raises `Cancelled`, `SendLater` where the platform is away, `LedgerUnavailable`, `InboxUnavailable`.
        """
        recorded = await self._ledger.begin(taken.letter, _planned(taken.letter, messenger, reply))
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
        return [(d.message, d.surface) for d in await self._ledger.former(letter) if d.message]

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
        letter, ledger = taken.letter, self._ledger
        is_repeat = delivery.state in (Sent.ATTEMPTING, Sent.UNKNOWN)
        if is_repeat:
            # A crash or a time-out lies between: it may have arrived, and the reader is told so.
            part = self._marked(messenger, reply, delivery.part) or part
        waited, pause = timedelta(0), PAUSE
        while True:
            # Renewed first: the call that follows must not outlast the lease.
            if not await self._inbox.renew(taken):
                raise Cancelled  # another worker's by now, and so is what the ledger says of it
            if await self._inbox.cancelled(taken):
                await ledger.mark(letter.id, delivery.part, Sent.ABANDONED)
                raise Cancelled
            attempt = self._attempt(messenger, letter, delivery.part, part, reply, former)
            try:
                await _finished(attempt)
            except SendLater as error:
                if error.after > LATER_MAX:
                    break
                wait = max(error.after, pause)
                waited, pause = waited + wait, 2 * pause
                if waited > LATER_MAX:
                    raise  # back to the inbox: the platform is away, and nothing is lost
                await asyncio.sleep(wait.total_seconds())
                continue
            except SendUnknown:
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
                return False
            return True
        await ledger.mark(letter.id, delivery.part, Sent.ABANDONED)
        _log.warning("given up: %s asks for more patience than there is", messenger.platform)
        return False

    async def _attempt(
        self, messenger: Messenger, letter: Letter, number: int, part: Part, reply: Reply, former: str | None
    ) -> None:
        """One call to the platform, and what became of it in the ledger. Raises a `SendError`."""
        await self._ledger.mark(letter.id, number, Sent.ATTEMPTING)
        try:
            message = await self._once(messenger, letter, part, reply, former)
        except SendLater:
            await self._ledger.mark(letter.id, number, Sent.PENDING)
            raise
        except SendUnknown:
            await self._ledger.mark(letter.id, number, Sent.UNKNOWN)
            raise
        except SendRefused:
            await self._ledger.mark(letter.id, number, Sent.FAILED)
            raise
        await self._ledger.mark(letter.id, number, Sent.DELIVERED, message)

    async def _once(
        self, messenger: Messenger, letter: Letter, part: Part, reply: Reply, former: str | None
    ) -> str:
        if former is not None:
            return await messenger.replace(letter, former, part)
        return await messenger.send(letter, part, private=reply.private)

    def _marked(self, messenger: Messenger, reply: Reply, number: int) -> Part | None:
        """The same part under a line that it may be a repeat."""
        note = Banner(wording.MAY_BE_REPEAT, Tone.WARNING)
        marked = (replace(each, blocks=(note, *each.blocks)) for each in reply.each)
        parts = [part for each in marked for part in messenger.render(each)]
        return parts[number] if number < len(parts) else None


async def _finished(attempt: Coroutine[Any, Any, None]) -> None:
    """A worker that is told to end lets a message that is on its way arrive, and notes that it did; the
    cancellation comes after it. A second one does not wait."""
    sending = asyncio.create_task(attempt)
    try:
        await asyncio.shield(sending)
    except asyncio.CancelledError:
        try:
            await asyncio.wait({sending})
        finally:
            sending.cancel()
        raise


def _planned(letter: Letter, messenger: Messenger, reply: Reply) -> Sequence[Delivery]:
    """Every part with the version that it shows, so that who received it can be told of a change."""
    shown = [each for each in reply.each for _ in messenger.render(each)]
    versions = [each.answer.version if each.answer else None for each in shown]
    return [
        Delivery(
            letter_id=letter.id,
            part=number,
            state=Sent.PENDING,
            article_id=version.id if version else None,
            version=version.version if version else None,
            surface=_surface(letter, reply),
        )
        for number, version in enumerate(versions)
    ]


def _surface(letter: Letter, reply: Reply) -> Surface:
    if letter.private:
        return Surface.PRIVATE
    return Surface.EPHEMERAL if reply.private else Surface.CHANNEL
