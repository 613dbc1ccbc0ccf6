"""The hard layer: what an article does not account for, and what forbids to serve it."""

import pytest

from answers.differences import Ground, between, blocks, described, not_accounted_for, scope
from answers.question import analyse
from answers.types import Article, Dimension, Population, QuestionType
from tests.making import article

_D = Dimension


def blocked(asked: str, kept: Article) -> bool:
    return blocks(between(analyse(asked), scope(kept)))


@pytest.mark.parametrize(
    ("asked", "applies_to", "is_blocked"),
    [
        ("How is asthma treated in a 15-year-old?", "Age 12 and older", False),
        ("How is asthma treated in a 9 year old?", "Age 12 and older", True),
        ("How is asthma treated in children?", "Age 12 and older", True),
        ("How is asthma treated in a 14 month old?", "Children from 6 months to 2 years", False),
        ("How is asthma treated in a 14 year old?", "Children from 6 months to 2 years", True),
        ("How is asthma treated in an adult?", "Children from 6 months to 2 years", True),
        ("How is asthma treated in a neonate?", "Children", True),
        ("How is asthma treated in a neonate?", "Newborns and older children", False),
        ("How is asthma treated with CKD and eGFR 38?", "Adults with CKD and eGFR 30 or more", False),
        ("How is asthma treated with CKD and eGFR 28?", "Adults with CKD and eGFR 30 or more", True),
        ("How is asthma treated on dialysis?", "Adults with CKD stage 3", True),
        ("How is asthma treated on dialysis?", "Adults on dialysis", False),
        ("How is asthma treated when trying to conceive?", "Pregnant women", True),
        ("How is asthma treated when trying to conceive?", "Women who plan a pregnancy", False),
        ("How is asthma treated in the first trimester?", "Pregnant women", False),
        ("How is asthma treated in the first trimester?", "Pregnant women in the third trimester", True),
        ("How is asthma treated in a man on lithium?", "Adults who take warfarin", True),
    ],
)
def test_for_whom_an_article_is_decides(asked: str, applies_to: str, is_blocked: bool) -> None:
    kept = article(question="How is asthma treated?", focus="asthma", applies_to=applies_to)
    assert blocked(asked, kept) is is_blocked


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("How is type 1 diabetes treated?", "How is type 2 diabetes treated?"),
        ("How is stage II colon cancer treated?", "How is stage III colon cancer treated?"),
        ("How is colon cancer treated?", "How is stage III colon cancer treated?"),
        ("How is stage III colon cancer treated?", "How is colon cancer treated?"),
        ("What is the dose of apixaban 2.5 mg?", "What is the dose of apixaban 5 mg?"),
        ("How is Hodgkin lymphoma treated?", "How is non-Hodgkin lymphoma treated?"),
        ("How is portal hypertension treated?", "How is pulmonary hypertension treated?"),
        ("What should I not eat with gout?", "What should I eat with gout?"),
        ("How is gout prevented?", "How is gout treated?"),
        ("What causes gout?", "How is gout treated?"),
        ("How is a DVT treated after 3 months?", "How is a DVT treated in the first 3 months?"),
    ],
)
def test_another_number_negation_name_or_relation_blocks_both_ways(asked: str, title: str) -> None:
    for one, other in ((asked, title), (title, asked)):
        assert blocked(one, article(question=other, focus=None))


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("How do you treat diabetes type II?", "How is type 2 diabetes treated?"),
        ("treatment of stage 3 colon cancer", "How is stage III colon cancer treated?"),
        ("How do I treat my gout? I have had it for 3 days.", "How is gout treated?"),
        ("I'm not pregnant and have no kidney disease. How is gout treated?", "How is gout treated?"),
    ],
)
def test_the_same_in_other_words_is_not_blocked(asked: str, title: str) -> None:
    assert not blocked(asked, article(question=title, focus=None))


def test_a_name_that_the_article_does_not_know_blocks_and_other_words_do_not() -> None:
    asked = analyse("How is gout treated with naproxen by my neighbour?")
    found = between(asked, scope(article()), ["naproxen", "neighbour"])
    assert [d.asked for d in found if d.ground is Ground.NAME] == ["naproxen"]


def test_what_a_drug_question_leaves_over_is_a_drug() -> None:
    kept = article(question="What are the side effects of miglustat?", focus="miglustat")
    asked = analyse("What are the side effects of miglitol?")
    assert blocks(between(asked, scope(kept), ["miglitol"]))


def test_the_drug_that_is_asked_about_is_not_held_against_who_takes_it() -> None:
    kept = article(
        question="What are the side effects of metformin?",
        focus="metformin",
        question_type=QuestionType.SIDE_EFFECTS,
    )
    assert not blocked("Which side effects can I expect on metformin?", kept)


def test_an_article_for_children_is_none_for_an_adult_and_one_for_adults_may_be_read_by_the_old() -> None:
    children = article(population=Population(includes=frozenset({_D.CHILDREN})))
    adults = article(population=Population(includes=frozenset({_D.ADULTS})))
    assert blocked("How is gout treated in a 40-year-old?", children)
    assert not blocked("How is gout treated in a 70-year-old?", adults)


def test_what_is_excluded_blocks_whatever_it_is() -> None:
    kept = article(population=Population(excludes=frozenset({_D.INPATIENT})))
    assert blocked("How is gout treated in the ICU?", kept)
    assert not blocked("How is gout treated in the ICU?", article())


def test_a_reader_is_told_what_differs_and_what_is_left_open() -> None:
    asked = analyse("How is grade 2 gout treated in pregnancy?")
    found = between(asked, scope(article(question="How is grade 1 gout treated?")))
    assert not_accounted_for(found) == ("pregnancy", "grade 2")
    assert described(found) == (
        "you: “grade 2”; this: grade 1; this: grade 1 only; you: “pregnancy”; this: not stated"
    )


def test_nothing_differs_from_the_same_question() -> None:
    found = between(analyse("What are the treatment options for gout?"), scope(article()))
    assert (found, described(found), not_accounted_for(found)) == ([], None, ())
