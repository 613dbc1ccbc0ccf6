"""A polite pace where a platform counts messages: in a chat, and in all that the bot writes.

All processes stand in the same queues. A wait that the platform asks for in one chat is a rest of that chat
alone.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import timedelta

from answers.errors import OutwardUnavailable, TooBusy
from answers.outward.base import Pace
from answers.outward.memory import MemoryPace
from bot.errors import SendLater
from bot.mail.base import Lane

KNOWN_MAX = 10_000
"""Lanes whose pace is at hand; the longest unused goes first."""

_log = logging.getLogger(__name__)


def alone(lane: Lane) -> Pace:
    """A lane's queue, of this process alone."""
    return MemoryPace(lane.per_second, burst=lane.burst)


class Lanes:
    """The queues of all lanes; `make` gives a lane its own."""

    def __init__(self, make: Callable[[Lane], Pace]) -> None:
        self._make = make
        self._known: OrderedDict[str, Pace] = OrderedDict()

    async def turn(self, lanes: Sequence[Lane], *, at_most: timedelta) -> timedelta:
        """Take the next place in every lane: how long to wait before sending. Raises `SendLater` where that
        would be longer than `at_most`."""
        waits = [await self._turn(lane, at_most) for lane in lanes]
        return max(waits, default=timedelta(0))

    async def _turn(self, lane: Lane, at_most: timedelta) -> timedelta:
        try:
            return await self._pace(lane).turn(at_most=at_most)
        except TooBusy as error:
            raise SendLater(at_most) from error
        except OutwardUnavailable as error:
            _log.warning("no pace, but the platform's own: %s", error)
            return timedelta(0)

    async def rest(self, lanes: Sequence[Lane], after: timedelta) -> None:
        """Nothing is sent to the chat, whose lane is the first, before that time has passed: the platform
        asked for it."""
        try:
            for lane in lanes[:1]:
                await self._pace(lane).rest(after)
        except OutwardUnavailable as error:
            _log.warning("a platform's wait is known here alone: %s", error)

    def _pace(self, lane: Lane) -> Pace:
        if lane.name not in self._known:
            self._known[lane.name] = self._make(lane)
            while len(self._known) > KNOWN_MAX:
                self._known.popitem(last=False)
        self._known.move_to_end(lane.name)
        return self._known[lane.name]
