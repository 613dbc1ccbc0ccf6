"""What an answer leaves out is named; what it speaks of is not."""

import pytest

from answers.coverage import lacking
from answers.must_cover import MUST_COVER
from answers.types import QuestionType
from tests.answers.sets import lines

TEXTS = [row.split("|", 2) for name in ("development", "held_back") for row in lines(f"coverage_{name}")]


@pytest.mark.parametrize(("kind", "spoken", "text"), TEXTS)
def test_each_text_speaks_of_what_it_was_written_to_speak_of(kind: str, spoken: str, text: str) -> None:
    """`spoken` are the places in the type's list, from 1, of what the text speaks of."""
    items = MUST_COVER[QuestionType(kind)]
    expected = tuple(item.name for number, item in enumerate(items, 1) if str(number) not in spoken)
    assert lacking(QuestionType(kind), [text]) == expected


def test_there_are_enough_texts_of_every_type() -> None:
    assert len(TEXTS) >= 60
    assert {QuestionType(kind) for kind, _, _ in TEXTS} >= MUST_COVER.keys() - {
        QuestionType.WHEN_TO_SEEK_CARE
    }


def test_several_statements_are_looked_at_together() -> None:
    said = ["Naproxen is the first-line drug.", "Check the kidneys after a month."]
    assert lacking(QuestionType.TREATMENT, said) == ("the alternatives", "who should not have it")


@pytest.mark.parametrize("kind", [None, QuestionType.OTHER, QuestionType.GENES])
def test_a_type_without_a_list_lacks_nothing(kind: QuestionType | None) -> None:
    assert lacking(kind, ["Anything."]) == ()


def test_without_statements_nothing_is_lacking_of_them() -> None:
    assert lacking(QuestionType.TREATMENT, []) == ()


def test_a_question_in_a_text_says_nothing() -> None:
    assert lacking(QuestionType.FOLLOW_UP, ["How often is it monitored? The sources do not tell."])
