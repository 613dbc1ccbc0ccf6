"""What people ask and the library lacks is shown in nobody's words, and only where enough of them asked."""

import pytest

from answers.board.gaps import ASKERS_MIN, OpenQuestion, gaps
from answers.pair_model import PairModel, shipped
from answers.types import Audience, QuestionType
from tests.making import article

CLINICIAN = Audience.CLINICIAN
TREATED = (
    "How is gout treated?",
    "What is the treatment for gout?",
    "What are the treatment options for gout?",
    "how do you treat gout",
    "Which treatments are there for gout?",
)
LIBRARY = [article("measles", question="How is measles diagnosed?", focus="measles"), article()]


@pytest.fixture(scope="module")
def model() -> PairModel:
    return shipped()


def left_open(*questions: str, askers: int | None = None, reason: str = "nothing") -> list[OpenQuestion]:
    """By as many people as questions, or by `askers` in turn."""
    return [
        OpenQuestion(question, CLINICIAN, f"k1:{number % (askers or len(questions))}", reason)
        for number, question in enumerate(questions)
    ]


async def test_five_people_who_ask_the_same_are_a_gap(model: PairModel) -> None:
    (gap,) = await gaps(left_open(*TREATED, "How is measles diagnosed?"), LIBRARY, model)
    assert (gap.askers, gap.kind, gap.title) == (5, QuestionType.TREATMENT, "treatment: gout")
    assert gap.reasons == {"nothing": 5}


async def test_four_people_are_none_however_often_they_ask(model: PairModel) -> None:
    assert await gaps(left_open(*TREATED, *TREATED, askers=4), LIBRARY, model) == []


async def test_pseudonyms_under_two_keys_are_not_added_up(model: PairModel) -> None:
    asked = left_open(*TREATED)
    again = [OpenQuestion(e.question, CLINICIAN, e.asker.replace("k1", "k2"), e.reason) for e in asked[:4]]
    (gap,) = await gaps([*asked, *again], LIBRARY, model)
    assert gap.askers == 5
    assert await gaps([*asked[:3], *again], LIBRARY, model) == []


async def test_an_askers_words_are_not_shown(model: PairModel) -> None:
    asked = left_open(*(f"How is gout of the Zweibrücken {word} treated?" for word in "abcde"))
    for gap in await gaps(asked, LIBRARY, model):
        assert "zweibr" not in gap.title.casefold()


async def test_a_word_that_few_used_is_not_shown_either(model: PairModel) -> None:
    asked = left_open(*TREATED[:4], "How is gout after measles treated?")
    for gap in await gaps(asked, LIBRARY, model):
        assert "measles" not in gap.title


async def test_reasons_that_few_gave_are_not_counted_out(model: PairModel) -> None:
    asked = [*left_open(*TREATED), OpenQuestion(TREATED[0], CLINICIAN, "k1:9", "declined")]
    (gap,) = await gaps(asked, LIBRARY, model)
    assert (gap.askers, gap.reasons) == (6, {"nothing": 5})


async def test_another_relation_is_another_gap(model: PairModel) -> None:
    diagnosed = ("How is gout diagnosed?", "Which tests diagnose gout?", "how to diagnose gout")
    asked = left_open(*TREATED, *diagnosed, *diagnosed[:2])
    found = await gaps(asked, LIBRARY, model)
    assert {gap.kind for gap in found} == {QuestionType.TREATMENT, QuestionType.DIAGNOSIS}
    assert all(gap.askers == ASKERS_MIN for gap in found)


async def test_audiences_are_apart(model: PairModel) -> None:
    asked = left_open(*TREATED)
    patients = [OpenQuestion(e.question, Audience.PATIENT, e.asker, e.reason) for e in asked[:4]]
    assert [gap.audience for gap in await gaps([*asked, *patients], LIBRARY, model)] == [CLINICIAN]


async def test_without_questions_there_are_no_gaps(model: PairModel) -> None:
    assert await gaps([], LIBRARY, model) == []
