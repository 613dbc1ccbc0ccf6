"""A board member sees what was asked, never by whom, and nothing where few asked."""

from datetime import UTC, datetime

from answers.types import Audience, Origin
from bot.context.memory import MemoryContext
from bot.recent import CONVERSATIONS_MIN, RecentQuestion, recent_questions
from bot.types import Turn

CLINICIAN = Audience.CLINICIAN


async def asked(context: MemoryContext, conversation: str, *questions: str, workspace: str = "T1") -> None:
    for text in questions:
        turn = Turn(question=text, origin=Origin.NONE, workspace=workspace, at=datetime.now(UTC))
        await context.append(conversation, turn)


async def test_different_questions_come_in_the_order_of_their_words() -> None:
    context = MemoryContext()
    for number, text in enumerate(["c?", "a?", "b?", "a?", "c?"]):
        await asked(context, f"slack:T1:C{number}:1", text)
    assert await recent_questions(context, None) == [RecentQuestion(t, CLINICIAN) for t in ("a?", "b?", "c?")]


async def test_of_few_conversations_nothing_is_shown() -> None:
    context = MemoryContext()
    for number in range(CONVERSATIONS_MIN - 1):
        await asked(context, f"slack:T1:C{number}:1", "a?", "b?")
    assert await recent_questions(context, None) is None


async def test_what_is_forgotten_is_not_shown_any_more() -> None:
    context = MemoryContext()
    for number in range(CONVERSATIONS_MIN + 1):
        await asked(context, f"slack:T1:C{number}:1", f"{number}?")
    await context.forget("slack:T1:C0:1")
    shown = await recent_questions(context, None)
    assert shown
    assert "0?" not in {each.question for each in shown}


async def test_a_workspace_is_shown_its_own_questions() -> None:
    context = MemoryContext()
    for number in range(CONVERSATIONS_MIN):
        await asked(context, f"slack:T1:C{number}:1", "mine?")
        await asked(context, f"slack:T2:C{number}:1", "theirs?", workspace="T2")
    assert await recent_questions(context, "T1") == [RecentQuestion("mine?", CLINICIAN)]
    assert await recent_questions(context, "T3") is None
