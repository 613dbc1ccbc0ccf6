"""Several questions in one message are answered one by one, each for the patient of the message."""

from answers.question import analyse
from answers.types import Dimension
from bot.several import ANSWERED_MAX, several


def test_one_question_is_not_several() -> None:
    assert several("How is gout treated?", []) is None


def test_a_later_question_is_read_after_the_one_before_it() -> None:
    heard = several("What causes gout and how is it treated?", [])
    assert heard is not None
    assert [one.question for one in heard.answered] == ["What causes gout?", "How is gout treated?"]


def test_the_first_one_is_read_after_the_subject_line() -> None:
    heard = several("Lupus. What are the first symptoms? Is it inherited?", ["How is gout treated?"])
    assert heard is not None
    assert [one.question for one in heard.answered] == [
        "What are the symptoms of Lupus?",
        "Is Lupus inherited?",
    ]


def test_without_a_subject_line_it_is_read_after_the_conversation() -> None:
    heard = several("and the symptoms? is it inherited?", ["How is gout treated?"])
    assert heard is not None
    assert [one.question for one in heard.answered] == [
        "What are the symptoms of gout?",
        "Is gout inherited?",
    ]


def test_what_is_said_of_the_patient_anywhere_counts_for_every_question() -> None:
    heard = several("I'm 30 weeks pregnant. How is a UTI treated? What causes it?", [])
    assert heard is not None
    assert len(heard.answered) == 2
    for one in heard.answered:
        assert Dimension.PREGNANCY in analyse(one.told).dimensions


def test_what_is_asked_beyond_the_bound_is_named() -> None:
    heard = several("What is gout? What causes it? How is it treated? Is it inherited? How common is it?", [])
    assert heard is not None
    assert len(heard.answered) == ANSWERED_MAX
    assert heard.left == ("Is gout inherited?", "How common is gout?")
