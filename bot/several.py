"""Several questions in one message, answered one by one. Rules; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from answers.condense import condense
from bot.understand import stand_alone

ANSWERED_MAX = 3
"""Of one message; the others are named, to be asked one at a time."""


@dataclass(frozen=True, slots=True)
class One:
    """One question of a message: stand-alone, and with the story that all of them share."""

    question: str
    told: str


@dataclass(frozen=True, slots=True)
class Several:
    """The questions to answer, in order, and those left out."""

    answered: tuple[One, ...]
    left: tuple[str, ...]


def several(text: str, earlier: Sequence[str]) -> Several | None:
    """The questions of a message, after the stand-alone questions `earlier`; None where it has one or none.

    A later one that names no subject is read after the one before it, the first after the subject line, if
    there is one. What the message says of the patient stands in the story of each (clinical rule 2).
    """
    heard = condense(text)
    if len(heard.several) < 2:
        return None
    before = [f"What is {heard.subject}?"] if heard.subject else list(earlier)
    questions: list[str] = []
    for ask in heard.several:
        question = stand_alone(ask, before).question
        questions.append(question[:1].upper() + question[1:])
        before = questions
    whole = list(dict.fromkeys(questions))
    if len(whole) < 2:
        return None
    answered = tuple(One(question, _with_story(heard.story, question)) for question in whole[:ANSWERED_MAX])
    return Several(answered, tuple(whole[ANSWERED_MAX:]))


def _with_story(story: str, question: str) -> str:
    """The question last and as a question: of several sentences those that ask name the relation."""
    return f"{story} {question.rstrip('?.! ')}?".strip()
