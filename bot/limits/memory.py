"""Limits in the process: for tests, and what the real member is compared with."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from bot.limits.base import EVENTS_MAX, Account, Quotas, Refused, accounts_of
from bot.mail.letters import Letter

ACCOUNTS_MAX = 10_000
"""The longest unused are forgotten first."""


class MemoryLimits:
    """Times of events by account."""

    def __init__(self, quotas: Quotas | None = None, clock: Callable[[], float] = time.time) -> None:
        self._quotas = quotas or Quotas()
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], dict[str, float]] = OrderedDict()

    async def admit(self, letter: Letter) -> Refused | None:
        accounts = [(account, self._events(account)) for account in accounts_of(letter, self._quotas)]
        if any(letter.id in events for _, events in accounts):
            return None
        for account, events in accounts:
            if (wait_s := self._wait_s(account, events)) > 0:
                return Refused(account.whose, timedelta(seconds=wait_s))
        for _, events in accounts:
            events[letter.id] = self._clock()
        return None

    def _wait_s(self, account: Account, events: dict[str, float]) -> float:
        """Until every bound is kept again."""
        now, wait_s = self._clock(), 0.0
        for most, within in account.bounds:
            recent = sorted(at for at in events.values() if at > now - within.total_seconds())
            if len(recent) >= most:
                wait_s = max(wait_s, recent[-most] + within.total_seconds() - now)
        return wait_s

    def _events(self, account: Account) -> dict[str, float]:
        key, since = (account.whose, account.name), self._clock() - account.kept_for.total_seconds()
        events = {event: at for event, at in self._kept.get(key, {}).items() if at > since}
        self._kept[key] = dict(list(events.items())[-EVENTS_MAX:])
        self._kept.move_to_end(key)
        while len(self._kept) > ACCOUNTS_MAX:
            self._kept.popitem(last=False)
        return self._kept[key]
