"""The front door: what every platform's receiver does before the platform hears that an event came."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from answers.types import Audience
from bot import wording
from bot.compose import help_reply
from bot.errors import BotError, InboxUnavailable, SendError
from bot.guard import Alarm, alarm
from bot.mail.base import Inbox, Messenger, Put
from bot.mail.letters import Control, Event, Letter
from bot.types import Banner, Notice, Reply, Tone

BUSY_EVERY_S = 60.0
"""A conversation hears at most this often that too much is waiting."""
REMEMBERED_MAX = 10_000
"""Conversations that were told, and letters that were helped: the oldest are forgotten first."""
HELP_TIMEOUT = timedelta(seconds=2)
"""Slack waits three seconds for the acknowledgement that comes after it."""
NOTICES_MAX = 100
"""Being sent at once; what is more is not told."""

_log = logging.getLogger(__name__)


class Reception:
    """Records events of one platform. Keeps nothing that another process would need."""

    def __init__(
        self,
        inbox: Inbox,
        messenger: Messenger,
        *,
        country: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._inbox = inbox
        self._messenger = messenger
        self._country = country
        self._clock = clock
        self._told: OrderedDict[str, float] = OrderedDict()
        self._helped: OrderedDict[str, float] = OrderedDict()
        self._notices: set[asyncio.Task[None]] = set()

    async def receive(self, event: Event) -> None:
        """Record an event: when this returns, the platform may be told that it arrived.

        Raises `InboxUnavailable`: then the platform must deliver it again. An emergency is answered all the
        same, once, and then needs no second delivery; so is one in a conversation that takes no more.
        """
        if isinstance(event, Control):
            await self._inbox.control(event)
            return
        try:
            receipt = await self._inbox.put(event)
        except InboxUnavailable:
            if not await self._help(event):
                raise
            return
        if receipt.put is Put.FULL and not await self._help(event):
            self._tell_busy(event)

    async def close(self) -> None:
        """Wait for what is being told; each is bounded by the messenger's time-out."""
        await asyncio.gather(*self._notices, return_exceptions=True)

    async def _help(self, letter: Letter) -> bool:
        """Say where to get help, if the text calls for it; False where nothing was said."""
        # In a thread between people one cannot tell now whether the bot takes part in it.
        raised = None if letter.address.get("needs_presence") else alarm(letter.text, letter.audience)
        if raised is None:
            return False
        if letter.id in self._helped:
            return True
        self._keep(self._helped, letter.id)  # before it is sent: copies can come at once
        try:
            async with asyncio.timeout(HELP_TIMEOUT.total_seconds()):
                await self._say(letter, self._help_alone(raised, letter.audience))
        except (SendError, TimeoutError) as error:
            _log.warning("help not sent to %s: %s", self._messenger.platform, type(error).__name__)
            self._helped.pop(letter.id, None)
            return False
        return True

    def _help_alone(self, raised: Alarm, audience: Audience) -> Reply:
        """A clinician, who would have had an answer besides, is told that there is none."""
        reply = help_reply(raised, self._country)
        if audience is Audience.PATIENT or raised is Alarm.SELF_HARM:
            return reply
        return replace(reply, blocks=(*reply.blocks, Banner(wording.TROUBLE, Tone.WARNING)))

    def _tell_busy(self, letter: Letter) -> None:
        if letter.address.get("needs_presence"):
            return  # perhaps it was never the bot's to answer
        told = self._told.get(letter.conversation)
        if (told is not None and self._clock() - told < BUSY_EVERY_S) or len(self._notices) >= NOTICES_MAX:
            return
        self._keep(self._told, letter.conversation)
        task = asyncio.create_task(self._busy(letter))
        self._notices.add(task)
        task.add_done_callback(self._notices.discard)

    async def _busy(self, letter: Letter) -> None:
        try:
            await self._say(letter, Reply((Notice(wording.BUSY),)))
        except BotError as error:
            _log.warning("%s not told to wait: %s", self._messenger.platform, error)

    async def _say(self, letter: Letter, reply: Reply) -> None:
        for part in self._messenger.render(reply):
            await self._messenger.send(letter, part, private=reply.private)

    def _keep(self, kept: OrderedDict[str, float], key: str) -> None:
        kept[key] = self._clock()
        kept.move_to_end(key)
        while len(kept) > REMEMBERED_MAX:
            kept.popitem(last=False)
