"""A reply to the platform: recorded before it is sent, in the place of a former answer, and once.

A part that is marked as delivered is never sent again. Where a crash left a reply half sent and the reply
is another by now, what was sent of it is taken back, and it starts over: nobody reads the beginning of one
answer and the end of another.
"""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.errors import CannotLook, LedgerOvertaken, SendLater, SendRefused, SendUnknown
from bot.lanes import Lanes
from bot.mail.base import (
    LEASE,
    OPEN,
    UNCLEAR,
    Delivery,
    Inbox,
    Ledger,
    Messenger,
    Part,
    Sent,
    Surface,
    Taken,
)
from bot.mail.letters import Letter
from bot.sending import (
    LATER_MAX,
    PAUSE,
    Cancelled,
    Desk,
    Errand,
    IsServed,
    Lost,
    Piece,
    Sending,
    bounded,
)
from bot.types import Reply

REMOVALS_MAX = 3
"""Attempts to take one message back."""
_REST_OF = {Sent.FAILED: Sent.FAILED, Sent.BLOCKED: Sent.FAILED}
"""What the parts after one that was not delivered become; else they are abandoned."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Formers:
    """The messages of a former answer: those that this reply takes the place of, by part, and the others."""

    in_place: dict[int, str]
    others: list[str]


class Courier:
    """Delivers replies by the ledger, while the letter is still wanted and still this worker's."""

    def __init__(
        self,
        inbox: Inbox,
        ledger: Ledger,
        is_served: IsServed,
        lanes: Lanes,
        *,
        lease: timedelta = LEASE,
    ) -> None:
        self._desk = Desk(inbox, ledger, is_served, lanes, lease)
        self._ledger = ledger

    async def deliver(
        self, taken: Taken, messenger: Messenger, reply: Reply, pieces: Sequence[Piece]
    ) -> None:
        """Send every part that was not sent before. Raises as `Sending.end` does, but for
        `LedgerOvertaken`."""
        errand = Errand(taken, messenger, reply)
        try:
            await self._deliver(errand, pieces, _planned(errand, pieces))
        except LedgerOvertaken as error:
            raise Lost from error

    async def take_back(self, taken: Taken, messenger: Messenger) -> None:
        """Delete the answer to the message that was deleted: it repeats what was asked. What the asker alone
        was told in another place stays. Raises `Cancelled`, `LedgerUnavailable`."""
        try:
            for former in await self._ledger.former(taken.letter):
                if former.message and former.surface is not Surface.EPHEMERAL:
                    await self._remove(taken, messenger, former.message)
        except LedgerOvertaken as error:
            raise Lost from error

    async def _deliver(self, errand: Errand, pieces: Sequence[Piece], planned: Sequence[Delivery]) -> None:
        recorded = await self._ledger.begin(errand.letter, planned, fence=errand.taken.fence)
        if _is_half_sent(recorded) and _contents(recorded) != _contents(planned):
            recorded = await self._start_over(errand, recorded, planned)
        formers = await self._formers(errand, recorded)
        for delivery, piece in zip(recorded, pieces, strict=False):
            if delivery.state in OPEN:
                former = formers.in_place.pop(delivery.part, None)
                if not await self._send(errand, delivery, piece, former, recorded):
                    return
        for surplus in (*formers.in_place.values(), *formers.others):
            await self._remove(errand.taken, errand.messenger, surplus)

    async def _send(
        self,
        errand: Errand,
        delivery: Delivery,
        piece: Piece,
        former: str | None,
        recorded: Sequence[Delivery],
    ) -> bool:
        """Send one part; False where it was not delivered, and the rest is not to be either."""
        try:
            state = await Sending(self._desk, errand, delivery, piece, former).end()
        except Lost:
            raise  # it is for another worker to say what becomes of the rest
        except Cancelled:
            await self._leave(errand, recorded[delivery.part :], Sent.ABANDONED)
            raise
        if state is not Sent.DELIVERED:
            await self._leave(errand, recorded[delivery.part + 1 :], _REST_OF.get(state, Sent.ABANDONED))
            return False
        if former is not None:
            await self._ledger.removed(errand.letter, former, fence=errand.taken.fence)
        return True

    async def _leave(self, errand: Errand, rest: Sequence[Delivery], state: Sent) -> None:
        for delivery in rest:
            if delivery.state in OPEN:
                fence = errand.taken.fence
                await self._ledger.mark(errand.letter.id, delivery.part, state, fence=fence)

    async def _start_over(
        self, errand: Errand, recorded: Sequence[Delivery], planned: Sequence[Delivery]
    ) -> list[Delivery]:
        """Take back what was sent of another reply. Where nobody can tell whether something was, the first
        part says that it may be a repeat."""
        unclear = False
        for delivery in recorded:
            message = delivery.message
            if message is None and delivery.state in UNCLEAR:
                try:
                    message = await self._looked_for(errand, delivery.part)
                except CannotLook:
                    unclear = True
            if message:
                await self._remove(errand.taken, errand.messenger, message)
        anew = [replace(first, state=Sent.UNKNOWN) if unclear else first for first in planned[:1]]
        anew += planned[1:]
        await self._ledger.begin_anew(errand.letter, anew, fence=errand.taken.fence)
        return anew

    async def _looked_for(self, errand: Errand, part: int) -> str | None:
        """Raises `CannotLook`, and another `BotError` where the platform cannot be asked now."""
        looking = errand.messenger.find(errand.letter, part, private=errand.reply.private)
        return await bounded(errand.messenger, looking)

    async def _formers(self, errand: Errand, recorded: Sequence[Delivery]) -> _Formers:
        """What is for the asker alone must not stand where others read the former answer, nor an answer for
        all where the asker alone was told where to get help."""
        formers = _Formers({}, [])
        if not errand.letter.address.get("edited"):
            return formers
        surface, own = _surface(errand.letter, errand.reply), {delivery.message for delivery in recorded}
        for former in await self._ledger.former(errand.letter):
            if former.message is None or former.message in own:
                continue
            if former.surface is surface and former.part not in formers.in_place:
                formers.in_place[former.part] = former.message
            elif former.surface in (surface, Surface.PRIVATE, Surface.CHANNEL):
                formers.others.append(former.message)
        return formers

    async def _remove(self, taken: Taken, messenger: Messenger, message: str) -> None:
        """Twice is once. What cannot be removed stays, and the log says so."""
        for _ in range(REMOVALS_MAX):
            try:
                await bounded(messenger, messenger.remove(taken.letter, message))
            except SendRefused as error:
                _log.warning("a former answer stays at %s: %s", messenger.platform, error)
                return
            except SendLater as error:
                await asyncio.sleep(min(max(error.after, PAUSE), LATER_MAX).total_seconds())
            except SendUnknown:
                await asyncio.sleep(PAUSE.total_seconds())
            else:
                await self._ledger.removed(taken.letter, message, fence=taken.fence)
                return
        _log.warning("a former answer stays at %s: it did not say that it is removed", messenger.platform)


def pieces(messenger: Messenger, reply: Reply) -> list[Piece]:
    """Every part, with the version that it shows."""
    return [
        Piece(part, each.answer.version if each.answer else None)
        for each in reply.each
        for part in messenger.render(each)
    ]


def _planned(errand: Errand, pieces: Sequence[Piece]) -> list[Delivery]:
    """As it will be recorded, so that who received a version can be told that it changed."""
    return [
        Delivery(
            letter_id=errand.letter.id,
            part=number,
            state=Sent.PENDING,
            article_id=piece.version.id if piece.version else None,
            version=piece.version.version if piece.version else None,
            surface=_surface(errand.letter, errand.reply),
            content=_digest(piece.part),
        )
        for number, piece in enumerate(pieces)
    ]


def _digest(part: Part) -> str:
    """Adapters' messages are plain values: what they show is what they are written as."""
    return hashlib.sha256(repr(part.body).encode()).hexdigest()


def _is_half_sent(recorded: Sequence[Delivery]) -> bool:
    return any(delivery.state in OPEN for delivery in recorded)


def _contents(deliveries: Sequence[Delivery]) -> list[str]:
    return [delivery.content for delivery in deliveries]


def _surface(letter: Letter, reply: Reply) -> Surface:
    if letter.private:
        return Surface.PRIVATE
    return Surface.EPHEMERAL if reply.private else Surface.CHANNEL
