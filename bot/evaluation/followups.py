"""Follow-ups measured: does what is understood retrieve the right article, and is a new topic left alone?"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from answers.evaluation.intervals import Measured, mean_with_interval
from bot.evaluation.dialogues import TOPIC_CHANGES, Dialogue, Kind

Ranking = tuple[str, Sequence[str]]
"""The stand-alone question and external ids, best first."""
Ask = Callable[[str, Sequence[str]], Awaitable[Ranking]]
"""Asks what is said after the former messages."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a dialogue. `right`: a right article came first; `at_all`: among all that were found."""

    dialogue: Dialogue
    question: str
    first: str | None
    right: bool
    at_all: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Shares of dialogues in which the first article is right: of the follow-ups, of the changes of topic,
    by kind. `dragged` is the share of the new questions, asked in full, that find another first article than
    they do with nothing before them, and a wrong one."""

    follow_ups: Measured
    topic_changes: Measured
    not_dragged: Measured
    by_kind: Mapping[Kind, Measured]
    heard: Sequence[Heard]


async def measure(dialogues: Sequence[Dialogue], ask: Ask) -> Result:
    """Every dialogue asked once, and a new question that went wrong once more by itself."""
    heard = [await _heard(dialogue, ask) for dialogue in dialogues]
    alone = {
        number: (await ask(each.dialogue.said, ()))[1]
        for number, each in enumerate(heard)
        if each.dialogue.kind in (Kind.WHOLE, Kind.TITLE) and not each.right
    }
    dragged = [
        not each.right and (alone[number][:1] != [each.first] if number in alone else True)
        for number, each in enumerate(heard)
        if each.dialogue.kind in TOPIC_CHANGES
    ]
    return Result(
        follow_ups=_share(heard, frozenset(Kind) - TOPIC_CHANGES),
        topic_changes=_share(heard, TOPIC_CHANGES),
        not_dragged=mean_with_interval([float(not each) for each in dragged]),
        by_kind={kind: _share(heard, {kind}) for kind in Kind if any(h.dialogue.kind is kind for h in heard)},
        heard=heard,
    )


async def _heard(dialogue: Dialogue, ask: Ask) -> Heard:
    question, ranked = await ask(dialogue.said, dialogue.earlier)
    first = ranked[0] if ranked else None
    found = dialogue.right.intersection(ranked)
    return Heard(dialogue, question, first, first in dialogue.right, bool(found))


def _share(heard: Sequence[Heard], kinds: frozenset[Kind] | set[Kind]) -> Measured:
    return mean_with_interval([float(each.right) for each in heard if each.dialogue.kind in kinds])
