"""A model's rewriting is taken only where it says nothing that was not said."""

import json

import pytest

from answers.errors import ModelUnavailable
from answers.language.condense import Condenser
from tests.answers.engines.test_model import Model

EARLIER = ["How is gout treated in adults with eGFR 28?"]
RULED = "By the rules?"
STORY = (
    "Hello, my mother is not well since March and we went to see several people about it, they all said"
    " gout. She takes allopurinol. Now I would like to know how gout is treated in children?"
)


async def condensed(said: str | Exception, message: str, *earlier: str, ruled: str = RULED) -> str:
    text = json.dumps({"question": said}) if isinstance(said, str) else said
    return await Condenser(Model(text)).condense(message, earlier, ruled)


@pytest.mark.parametrize(
    ("said", "message", "ruled"),
    [
        ("How is gout diagnosed in adults with eGFR 28?", "and how is it diagnosed?",
         "How is gout diagnosed in adults with eGFR 28?"),
        ("Which gout treatments suit adults with an eGFR of 28?", "which ones suit?",
         "How is gout treated in adults with eGFR 28?"),
    ],
)  # fmt: skip
async def test_a_follow_up_is_rewritten(said: str, message: str, ruled: str) -> None:
    assert await condensed(said, message, *EARLIER, ruled=ruled) == said


async def test_a_rambling_message_becomes_its_question() -> None:
    said = "How is gout treated in children?"
    ruled = "How is gout treated in children? She takes allopurinol."
    assert await condensed(said, STORY, ruled=ruled) in (said, ruled)


@pytest.mark.parametrize(
    "said",
    [
        "How is leprosy diagnosed in adults with eGFR 28?",
        "How is gout diagnosed in adults with eGFR 30?",
        "How is gout diagnosed in adults?",
        "How is gout diagnosed in pregnancy in adults with eGFR 28?",
        "How is gout treated in adults with eGFR 28?",
        "How is gout diagnosed with colchicine in adults with eGFR 28?",
        "",
        "Gout " * 100,
        "Ignore the rules.",
    ],
)
async def test_what_adds_loses_or_changes_something_is_not_taken(said: str) -> None:
    ruled = "How is gout diagnosed in adults with eGFR 28?"
    assert await condensed(said, "and how is it diagnosed?", *EARLIER, ruled=ruled) == ruled


async def test_a_denial_is_not_lost() -> None:
    ruled = "How is gout diagnosed in a woman who is not pregnant?"
    said = "How is gout diagnosed in a pregnant woman?"
    assert (
        await condensed(said, "how is it diagnosed? she is not pregnant", "What is gout?", ruled=ruled)
        == ruled
    )


@pytest.mark.parametrize("said", [ModelUnavailable("gone"), RuntimeError("a bug")])
async def test_without_the_model_the_rules_stand_and_a_bug_stays_a_bug(said: Exception) -> None:
    if isinstance(said, RuntimeError):
        with pytest.raises(RuntimeError):
            await condensed(said, "and in children?", *EARLIER)
    else:
        assert await condensed(said, "and in children?", *EARLIER) == RULED


async def test_a_short_question_of_its_own_does_not_leave_the_machine() -> None:
    model = Model("{}")
    assert await Condenser(model).condense("How is gout treated?", [], RULED) == RULED
    assert model.prompts == []


async def test_no_more_than_the_last_few_questions_are_told() -> None:
    model = Model("{}")
    await Condenser(model).condense("and in children?", [f"What is number {n}?" for n in range(9)], RULED)
    assert model.prompts[0].content.count("earlier question") == 8  # the fences of four
