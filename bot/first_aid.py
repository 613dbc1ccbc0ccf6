"""Where to get help, said with nothing else alive: no inbox and no ledger, only the way to the person."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

from answers.types import Audience
from bot import wording
from bot.compose import help_reply
from bot.errors import SendError
from bot.guard import Alarm, alarm
from bot.mail.base import Messenger
from bot.mail.letters import Letter
from bot.types import Banner, Reply, Tone

TIMEOUT = timedelta(seconds=2)
"""Slack waits three seconds for the acknowledgement that comes after it."""

_log = logging.getLogger(__name__)


def alarm_of(letter: Letter) -> Alarm | None:
    """None in a thread between people: one cannot tell now whether the bot takes part in it."""
    return None if letter.address.get("needs_presence") else alarm(letter.text, letter.audience)


async def help_alone(messenger: Messenger, letter: Letter, raised: Alarm, country: str | None) -> bool:
    """Send it; False where the platform did not take it."""
    reply = _alone(raised, letter.audience, country)
    try:
        async with asyncio.timeout(TIMEOUT.total_seconds()):
            for part in messenger.render(reply):
                await messenger.send(letter, part, private=reply.private)
    except (SendError, TimeoutError) as error:
        _log.warning("help not sent to %s: %s", messenger.platform, type(error).__name__)
        return False
    return True


def _alone(raised: Alarm, audience: Audience, country: str | None) -> Reply:
    """A clinician, who would have had an answer besides, is told that there is none."""
    reply = help_reply(raised, country)
    if audience is Audience.PATIENT or raised is Alarm.SELF_HARM:
        return reply
    return replace(reply, blocks=(*reply.blocks, Banner(wording.TROUBLE, Tone.WARNING)))
