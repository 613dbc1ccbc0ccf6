"""Follow-ups as dialogues: what is said, and the stand-alone question that is heard."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand import fold, stand_alone

DIALOGS = Path(__file__).parent.parent / "dialogs"


def dialogues() -> list[Any]:
    return [
        pytest.param(dialogue["turns"], id=f"{file.stem}: {dialogue['about']}")
        for file in sorted(DIALOGS.glob("*.toml"))
        for dialogue in tomllib.loads(file.read_text("utf-8"))["dialogue"]
    ]


@pytest.mark.parametrize("turns", dialogues())
def test_each_message_is_heard_as_the_question_that_it_is(turns: list[dict[str, str]]) -> None:
    heard: list[str] = []
    for turn in turns:
        question = stand_alone(turn["said"], heard).question
        assert question == turn["heard"]
        heard.append(question)


def test_the_first_message_is_left_as_it_is() -> None:
    understood = stand_alone("what about children?", [])
    assert (understood.question, understood.carried) == ("what about children?", False)


def test_a_folded_conversation_is_the_same_as_one_heard_turn_by_turn() -> None:
    said = ["How is gout treated?", "and in pregnancy?", "What are the symptoms of measles?"]
    assert fold(said) == [
        "How is gout treated?",
        "How is gout treated in pregnancy?",
        "What are the symptoms of measles?",
    ]


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=300), max_size=3))
def test_nothing_that_people_write_breaks_it_or_grows_without_bound(said: str, earlier: list[str]) -> None:
    question = stand_alone(said, earlier).question
    assert len(question) <= 2 * (len(said) + sum(map(len, earlier))) + 200
    assert "\n" not in question
