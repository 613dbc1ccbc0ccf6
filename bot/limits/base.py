"""The port of the limits on how much is asked.

Every account keeps the times of what it was admitted for. An event that is there already is a redelivery: it
counts once, and is admitted whatever else was asked meanwhile.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from bot.mail.base import SEEN_FOR
from bot.mail.letters import Letter

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EVENTS_MAX = 10_000
"""Times that one account keeps: no quota is larger."""


class Whose(StrEnum):
    """Whose limit is reached."""

    PERSON = "person"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Refused:
    """Whose limit is reached, and after what time the same would be admitted."""

    whose: Whose
    after: timedelta


@dataclass(frozen=True, slots=True)
class Quotas:
    """How many questions each may ask in which time; 0: as many as they like."""

    person_minute: int = 10
    person_hour: int = 100
    workspace_minute: int = 300


@dataclass(frozen=True, slots=True)
class Account:
    """Where a letter is counted: at most so many in each of the times; `kept_for`: how long redeliveries are
    known there."""

    whose: Whose
    name: str
    bounds: tuple[tuple[int, timedelta], ...]
    kept_for: timedelta


def accounts_of(letter: Letter, quotas: Quotas) -> list[Account]:
    """The accounts of a letter, none where there is no limit.

    What is written in a thread between people may be nothing to the bot, which cannot be told yet: it counts
    for itself, and takes nothing from what the person asks the bot by its name.
    """
    person, among_others = letter.asker, letter.address.get("needs_presence")
    personal = tuple((n, t) for n, t in ((quotas.person_minute, MINUTE), (quotas.person_hour, HOUR)) if n)
    accounts = []
    if person and personal:
        name = f"{person} among others" if among_others else person
        accounts.append(Account(Whose.PERSON, name, personal, SEEN_FOR))
    if letter.workspace and quotas.workspace_minute and not among_others:
        bounds = ((quotas.workspace_minute, MINUTE),)
        accounts.append(Account(Whose.WORKSPACE, letter.workspace, bounds, MINUTE))
    return accounts


class Limits(Protocol):
    """How much is asked, by all processes together. Raises `LimitsUnavailable` when it cannot be reached."""

    async def admit(self, letter: Letter) -> Refused | None:
        """Count a letter, unless it was counted before; where a limit is reached, it is not counted."""
        ...
