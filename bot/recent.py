"""Questions that people asked lately, for the simulator: masked, of nobody, and of too few not at all.

They are read from the conversations' memory and kept nowhere else: what a person forgets is forgotten here in
the same moment, and everything is gone with the memory's time to live. Only a board member is shown them,
before an article is approved, never a reader. Nobody's question stands alone: where fewer than
`CONVERSATIONS_MIN` conversations are remembered, there are none to be shown.
"""

from dataclasses import dataclass

from answers.types import Audience
from bot.context.base import ContextStore

CONVERSATIONS_MIN = 5
"""A board member who knows that only one colleague asked today would know whose words these are."""
CONVERSATIONS_MAX = 2_000
"""Looked at in one go."""
QUESTIONS_MAX = 2_000


@dataclass(frozen=True, slots=True, order=True)
class RecentQuestion:
    """A masked, stand-alone question, and for whom its answer would have been."""

    question: str
    audience: Audience


async def recent_questions(context: ContextStore, workspace: str | None) -> list[RecentQuestion] | None:
    """Different questions, ordered by their words so that the order tells neither time nor person.

    `workspace`: only those asked there; None is for an article of all workspaces. The list is None where too
    few conversations are remembered. Raises `ContextUnavailable`.
    """
    remembered = [
        [turn for turn in each.turns if workspace in (None, turn.workspace)]
        for each in await context.all(CONVERSATIONS_MAX)
    ]
    conversations = [turns for turns in remembered if turns]
    if len(conversations) < CONVERSATIONS_MIN:
        return None
    asked = {RecentQuestion(turn.question, turn.audience) for turns in conversations for turn in turns}
    return sorted(asked)[:QUESTIONS_MAX]
