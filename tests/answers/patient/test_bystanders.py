"""Who the patient is, where others are spoken of: children, parents, husbands and wives.

The held-back half was written before the rules, by the same hand, and was only counted.
"""

import pytest

from answers.differences import Ground, between, scope
from answers.patient.said import constraints
from answers.question import analyse
from answers.types import Dimension, QuestionType
from tests.answers.sets import labelled
from tests.making import article

_D = Dimension
OF_A_PATIENT = {_D.CHILDREN, _D.MEN, _D.WOMEN, _D.OLDER_PEOPLE, _D.PREGNANCY, _D.BREASTFEEDING}
ABOUT_GOUT = scope(article(question="How is gout treated?", question_type=QuestionType.TREATMENT))
RIGHT_AT_LEAST = 66
"""Of 72 held back; measured 68, before these rules 36."""


def left_open(question: str) -> set[Dimension]:
    """What of the patient an article that says nothing of anybody leaves open."""
    found = between(analyse(question), ABOUT_GOUT)
    patient = {each.dimension for each in found if each.ground is Ground.PATIENT and each.dimension}
    return patient & OF_A_PATIENT


def is_right(label: str, question: str) -> bool:
    found = left_open(question)
    return not found if label == "-" else Dimension(label) in found


@pytest.mark.parametrize(("label", "question"), labelled("bystanders_development"))
def test_who_the_patient_is_is_read_as_it_is_meant(label: str, question: str) -> None:
    assert is_right(label, question), left_open(question)


def test_what_was_held_back_is_mostly_read_right_and_no_child_is_overlooked() -> None:
    held_back = labelled("bystanders_held_back")
    assert sum(is_right(label, question) for label, question in held_back) >= RIGHT_AT_LEAST
    overlooked = [q for label, q in held_back if label == _D.CHILDREN and _D.CHILDREN not in left_open(q)]
    assert overlooked == []


@pytest.mark.parametrize(
    "text",
    [
        "Can amoxicillin be taken by children?",
        "How do you take care of babies when they have fever?",
        "I have two kids. What is the dose of ibuprofen for them?",
        "I have a baby. What can I give for fever?",
        "What vaccines does a baby need after birth?",
        "Before my child gets the vaccine, what should I know?",
        "How is asthma treated in kids around the world?",
    ],
)
def test_a_child_who_may_be_the_patient_counts(text: str) -> None:
    assert _D.CHILDREN in {constraint.dimension for constraint in constraints(text)}


@pytest.mark.parametrize(
    "text", ["gout in a 30-year-old woman", "45 yr old man with gout", "20 year-old lady"]
)
def test_who_is_so_many_years_old_is_not_old(text: str) -> None:
    assert {c.dimension for c in constraints(text)} & {_D.OLDER_PEOPLE, _D.ADULTS} == {_D.ADULTS}


def test_an_article_for_women_is_none_for_somebodys_father() -> None:
    for_women = scope(article(question="How is gout treated in women?"))
    found = between(analyse("My father has gout. How is gout treated?"), for_women)
    assert any(each.blocks and each.dimension is _D.MEN for each in found)
