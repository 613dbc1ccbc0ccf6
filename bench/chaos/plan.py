"""Who asks what, where, and how quickly one after the other. Pure: the same seed is the same plan."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bench.chaos import library
from bot.understand import stand_alone

FOLLOW_UPS = ("What about children?", "What are its symptoms?", "And how is it diagnosed?")
BURST_MAX = 4
"""Questions in a row for which nobody waits."""
SHARE_OF_BURSTS = 0.35
SHARE_OF_FOLLOW_UPS = 0.5
"""Of the single questions, how many have one."""
SHARE_OF_WITHDRAWN = 0.5
"""Of the conversations, how many ask for the article that is withdrawn."""
LAST_BURST_AT = 0.95
"""Of the time in which questions come."""


class Way(StrEnum):
    """Where a conversation is."""

    SLACK_DIRECT = "Slack, direct messages"
    SLACK_CHANNEL = "Slack, a channel's thread"
    TELEGRAM_PRIVATE = "Telegram, in private"
    TELEGRAM_GROUP = "Telegram, a group"

    @property
    def is_slack(self) -> bool:
        return self in (Way.SLACK_DIRECT, Way.SLACK_CHANNEL)

    @property
    def is_shared(self) -> bool:
        return self in (Way.SLACK_CHANNEL, Way.TELEGRAM_GROUP)


WAYS = (
    *(Way.SLACK_DIRECT, Way.TELEGRAM_PRIVATE, Way.SLACK_CHANNEL, Way.TELEGRAM_PRIVATE),
    *(Way.SLACK_DIRECT, Way.TELEGRAM_GROUP, Way.SLACK_CHANNEL, Way.TELEGRAM_PRIVATE),
)
"""Conversations take turns."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: `text` as it is written, `understood` as the reply must show it; unique in its
    conversation. `named`: where others read it, the bot is called by name."""

    text: str
    understood: str
    subject: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class Burst:
    """Questions that are sent without waiting for anything; `at` is a share of the whole time (0–1), at the
    earliest. `shuffled`: they arrive in another order than the person wrote them."""

    at: float
    asks: tuple[Ask, ...]
    shuffled: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation."""

    number: int
    way: Way
    bursts: tuple[Burst, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it: `withdrawn` is the subject whose article goes in the middle."""

    subjects: tuple[str, ...]
    withdrawn: str
    talks: tuple[Talk, ...]

    @property
    def asks(self) -> int:
        return sum(len(burst.asks) for talk in self.talks for burst in talk.bursts)


def plan(rng: random.Random, *, questions: int, conversations: int) -> Plan:
    """So many questions, spread evenly over the conversations."""
    names = library.subjects(rng, questions + 1)
    withdrawn, free = names[0], iter(names[1:])
    used: list[str] = []

    def fresh() -> str:
        used.append(next(free))
        return used[-1]

    talks = []
    for number in range(conversations):
        size = questions // conversations + (number < questions % conversations)
        talks.append(_talk(rng, number, size, fresh, withdrawn))
    return Plan((withdrawn, *used), withdrawn, tuple(talks))


def _talk(rng: random.Random, number: int, size: int, fresh: Callable[[], str], withdrawn: str) -> Talk:
    way = WAYS[number % len(WAYS)]
    groups = list(_groups(rng, size, fresh, withdrawn))
    times = sorted(rng.uniform(0, LAST_BURST_AT) for _ in groups)
    bursts = []
    for at, (asks, is_follow_up) in zip(times, groups, strict=True):
        # Half of the follow-ups come before their predecessor can have been answered.
        soon = is_follow_up and rng.random() < 0.5
        bursts.append(Burst(0.0 if soon else at, asks, len(asks) > 1 and rng.random() < 0.5))
    return Talk(number, way, tuple(bursts))


def _groups(
    rng: random.Random, size: int, fresh: Callable[[], str], withdrawn: str
) -> Iterator[tuple[tuple[Ask, ...], bool]]:
    """Bursts, each with whether it is a follow-up. One that follows up has a single question before it,
    which has arrived: of several it would not be certain which is the last."""
    asks_withdrawn = rng.random() < SHARE_OF_WITHDRAWN
    left = size
    while left:
        if left > 1 and rng.random() < SHARE_OF_BURSTS:
            count = rng.randint(2, min(BURST_MAX, left))
            yield tuple(_about(fresh()) for _ in range(count)), False
            left -= count
            continue
        is_withdrawn = asks_withdrawn and rng.random() < 0.5
        asks_withdrawn = asks_withdrawn and not is_withdrawn
        ask = _about(withdrawn if is_withdrawn else fresh())
        yield (ask,), False
        left -= 1
        if left and rng.random() < SHARE_OF_FOLLOW_UPS:
            yield (_following(rng, ask),), True
            left -= 1


def _about(subject: str) -> Ask:
    title = library.question(subject)
    return Ask(title, title, subject)


def _following(rng: random.Random, ask: Ask) -> Ask:
    text = rng.choice(FOLLOW_UPS)
    return Ask(text, stand_alone(text, [ask.understood]).question, ask.subject, named=False)
