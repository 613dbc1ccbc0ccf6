"""The front door: what every platform's receiver does before the platform hears that an event came."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import timedelta

from answers.errors import TooBusy
from answers.outward.base import Pace
from answers.outward.memory import MemoryPace
from bot import wording
from bot.errors import BotError, InboxUnavailable, LimitsUnavailable, SendLater
from bot.first_aid import alarm_of, help_alone
from bot.lanes import Lanes, alone
from bot.limits.base import Limits, Refused
from bot.mail.base import QUEUE_MAX, Inbox, Lane, Messenger, Part, Put, Receipt
from bot.mail.letters import Control, ControlKind, Deed, Event, Letter
from bot.types import Notice, Reply

TOLD_EVERY_S = 60.0
"""A conversation hears at most this often that too much is waiting, and a person that it was too much."""
AHEAD_MAX = 3
AHEAD_ELSEWHERE_MAX = 20
"""From so many questions before it, in its own conversation or in all the others, a person is told."""
REMEMBERED_MAX = 10_000
"""Who was told, and letters that were helped: the oldest are forgotten first."""
RECORD_TIMEOUT = timedelta(seconds=2.5)
"""Slack waits three seconds for the acknowledgement that comes after it."""
NOTICES_MAX = 100
"""Being sent at once; what is more is not told."""

TELL_WITHIN = timedelta(seconds=5)
"""A notice stands in its chat's queue for so long at most; later it would be stale, or hold up an end."""
PLACES_PER_S = 5.0
PLACES_AT_ONCE = 20
"""How many are told their place in line by one process: under overload to tell everybody would add to it."""

_log = logging.getLogger(__name__)


class Reception:
    """Records events of one platform. Keeps nothing that another process would need."""

    def __init__(
        self,
        inbox: Inbox,
        messenger: Messenger,
        limits: Limits,
        *,
        country: str | None = None,
        pace: Callable[[Lane], Pace] = alone,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`pace` gives a lane its queue, in which the workers' messages stand, too."""
        self._inbox = inbox
        self._messenger = messenger
        self._limits = limits
        self._country = country
        self._clock = clock
        self._told: OrderedDict[str, float] = OrderedDict()
        self._helped: OrderedDict[str, float] = OrderedDict()
        self._notices: set[asyncio.Task[None]] = set()
        self._lanes = Lanes(pace)
        self._places = MemoryPace(PLACES_PER_S, clock, burst=PLACES_AT_ONCE)

    async def receive(self, event: Event) -> bool:
        """Record an event: when this returns, the platform may be told that it arrived. False where it will
        not be answered, which the person was told: too much waits, or too much was asked.

        Raises `InboxUnavailable`: then the platform must deliver it again. An emergency is answered all the
        same, once, and then needs no second delivery; so is one that is not recorded for there is too much.
        """
        letter = event if isinstance(event, Letter) else event.letter
        try:
            outcome = await self._recorded(event, letter)
        except InboxUnavailable:
            if letter is None or not await self._help(letter):
                raise
            return True
        if letter is None or outcome is None:
            return True
        if isinstance(outcome, Refused):
            await self._turn_away(letter, letter.asker or letter.conversation, wording.asked_much(outcome))
            return False
        if outcome.put is Put.FULL:
            words = wording.BUSY if outcome.ahead >= QUEUE_MAX else wording.OVERLOADED
            await self._turn_away(letter, letter.conversation, words)
            return False
        if outcome.ahead_elsewhere >= AHEAD_ELSEWHERE_MAX and alarm_of(letter):
            await self._hurry(letter)
        elif outcome.ahead_elsewhere >= AHEAD_ELSEWHERE_MAX or outcome.ahead >= AHEAD_MAX:
            await self._tell_place(letter, outcome)
        return True

    async def close(self) -> None:
        """Wait for what is being told; each is bounded by the messenger's time-out."""
        await asyncio.gather(*self._notices, return_exceptions=True)

    # -- recording

    async def _recorded(self, event: Event, letter: Letter | None) -> Receipt | Refused | None:
        """None where nothing is to be answered, or it is known. Raises `InboxUnavailable`."""
        try:
            async with asyncio.timeout(RECORD_TIMEOUT.total_seconds()):
                if letter and (refused := await self._refused(event, letter)):
                    return await self._unless_known(event, letter, refused)
                if isinstance(event, Control):
                    return await self._inbox.control(event)
                return await self._inbox.put(event)
        except TimeoutError as error:
            raise InboxUnavailable("the inbox is too slow") from error

    async def _refused(self, event: Event, letter: Letter) -> Refused | None:
        """A stop is nobody's too much. Where it cannot be told, nobody is refused."""
        if isinstance(event, Control) and event.kind is not ControlKind.EDIT:
            return None
        try:
            return await self._limits.admit(letter)
        except LimitsUnavailable as error:
            _log.warning("limits away: %s", error)
            return None

    async def _unless_known(self, event: Event, letter: Letter, refused: Refused) -> Refused | None:
        """What was recorded once is not refused when it comes again; an edit cancels in any case."""
        if await self._inbox.knows(letter):
            return None
        if isinstance(event, Control):
            await self._inbox.control(event.model_copy(update={"letter": None}))
        return refused

    async def _hurry(self, letter: Letter) -> None:
        try:
            await self._inbox.hurry(letter.conversation)
        except InboxUnavailable as error:
            _log.warning("an emergency stands in line: %s", error)

    # -- help

    async def _help(self, letter: Letter) -> bool:
        """Say where to get help, if the text calls for it; False where nothing was said."""
        raised = alarm_of(letter)
        if raised is None:
            return False
        if letter.id in self._helped:
            return True
        self._keep(self._helped, letter.id)  # before it is sent: copies can come at once
        if not await help_alone(self._messenger, letter, raised, self._country):
            self._helped.pop(letter.id, None)
            return False
        return True

    # -- overload

    async def _turn_away(self, letter: Letter, whom: str, words: str) -> None:
        if not await self._help(letter):
            self._tell(letter, whom, words)

    async def _tell_place(self, letter: Letter, receipt: Receipt) -> None:
        """A kindness, of which there is not too much: it is answered all the same."""
        if self._was_told(letter.conversation):
            return
        try:
            await self._places.turn(at_most=timedelta(0))
        except TooBusy:
            return
        count = receipt.ahead + receipt.ahead_elsewhere
        self._tell(letter, letter.conversation, wording.AHEAD.format(count=count))

    def _tell(self, letter: Letter, whom: str, words: str) -> None:
        """Now and then; not who asked for nothing, or perhaps nothing of the bot."""
        if letter.address.get("needs_presence") or letter.deed is Deed.DELETE:
            return
        if self._was_told(whom) or len(self._notices) >= NOTICES_MAX:
            return
        self._keep(self._told, whom)
        task = asyncio.create_task(self._notify(letter, words))
        self._notices.add(task)
        task.add_done_callback(self._notices.discard)

    def _was_told(self, whom: str) -> bool:
        told = self._told.get(whom)
        return told is not None and self._clock() - told < TOLD_EVERY_S

    async def _notify(self, letter: Letter, words: str) -> None:
        reply = Reply((Notice(words),))
        lanes = self._messenger.lanes(letter, private=reply.private)
        try:
            for part in self._messenger.render(reply):
                wait = await self._lanes.turn(lanes, at_most=TELL_WITHIN)
                await asyncio.sleep(wait.total_seconds())
                await self._send(letter, part, reply, lanes)
        except BotError as error:
            _log.warning("%s not told to wait: %s", self._messenger.platform, error)

    async def _send(self, letter: Letter, part: Part, reply: Reply, lanes: Sequence[Lane]) -> None:
        """A wait that the platform asks for is the chat's, for the answers as well."""
        try:
            await self._messenger.send(letter, part, private=reply.private)
        except SendLater as error:
            await self._lanes.rest(lanes, error.after)
            raise

    def _keep(self, kept: OrderedDict[str, float], key: str) -> None:
        kept[key] = self._clock()
        kept.move_to_end(key)
        while len(kept) > REMEMBERED_MAX:
            kept.popitem(last=False)
