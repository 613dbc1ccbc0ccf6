"""What a question asks, and what it says of the patient."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.question import CONSTRAINTS_MAX, analyse, constraints, question_type
from answers.text import one_line, stem
from answers.types import Dimension, QuestionType

_T = QuestionType
_D = Dimension


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("How is gout treated?", _T.TREATMENT),
        ("What are the treatment options for gout?", _T.TREATMENT),
        ("What is the role of radiotherapy in osteosarcoma?", _T.TREATMENT),
        ("What causes gout?", _T.CAUSE),
        ("What are the symptoms of gout?", _T.SYMPTOMS),
        ("What are the warning signs of stroke?", _T.SYMPTOMS),
        ("How is celiac disease diagnosed?", _T.DIAGNOSIS),
        ("What is the prognosis of osteosarcoma?", _T.PROGNOSIS),
        ("How can type 2 diabetes be prevented?", _T.PREVENTION),
        ("What are the side effects of metformin?", _T.SIDE_EFFECTS),
        ("What is the dose of amoxicillin?", _T.DOSE),
        ("Is cystic fibrosis inherited?", _T.INHERITANCE),
        ("Is cystic fibrosis hereditary?", _T.INHERITANCE),
        ("What is hereditary spherocytosis?", _T.DEFINITION),
        ("What are the risk factors for breast cancer?", _T.RISK),
        ("What are the complications of cirrhosis?", _T.COMPLICATIONS),
        ("Why?", _T.REASON),
        ("What is cervical cancer a risk factor for?", None),
        ("gout", None),
        ("I have symptoms of strep throat. Should I go to the doctor?", None),
    ],
)
def test_the_relation_is_the_one_that_is_asked_for(asked: str, kind: QuestionType | None) -> None:
    assert question_type(asked) is kind


@pytest.mark.parametrize(
    ("said", "dimension", "words"),
    [
        ("in children", _D.CHILDREN, "children"),
        ("in a 7 year old", _D.CHILDREN, "7 year old"),
        ("in a 70-year-old", _D.OLDER_PEOPLE, "70-year-old"),
        ("in a 3 week old", _D.CHILDREN, "3 week old"),
        ("in pregnancy", _D.PREGNANCY, "pregnancy"),
        ("for a pregnant woman", _D.PREGNANCY, "pregnant"),
        ("while breastfeeding", _D.BREASTFEEDING, "breastfeeding"),
        ("with eGFR 28", _D.KIDNEY_IMPAIRMENT, "eGFR 28"),
        ("with CKD", _D.KIDNEY_IMPAIRMENT, "CKD"),
        ("in cirrhosis", _D.LIVER_IMPAIRMENT, "cirrhosis"),
        ("who is allergic to penicillin", _D.ALLERGY, "is allergic to penicillin"),
        ("with a penicillin allergy", _D.ALLERGY, "penicillin allergy"),
        ("after relapse", _D.RELAPSE, "relapse"),
        ("that has come back", _D.RELAPSE, "has come back"),
        ("with lung mets", _D.METASTATIC, "mets"),
        ("with potassium 6.1", _D.VALUE, "potassium 6.1"),
    ],
)
def test_what_is_said_of_the_patient_is_found_in_the_askers_words(
    said: str, dimension: Dimension, words: str
) -> None:
    found = {c.dimension: c.words for c in constraints(f"How is gout treated {said}?")}
    assert found[dimension] == words


@pytest.mark.parametrize(
    ("said", "dimension"),
    [
        ("not pregnant", _D.PREGNANCY),
        ("non-metastatic", _D.METASTATIC),
        ("without renal failure", _D.KIDNEY_IMPAIRMENT),
        ("never breastfed", _D.BREASTFEEDING),
    ],
)
def test_what_is_denied_is_no_constraint(said: str, dimension: Dimension) -> None:
    assert dimension not in analyse(f"How is gout treated in someone who is {said}?").dimensions


def test_the_subject_is_what_is_left_under_preferred_names() -> None:
    assert set(analyse("How is a heart attack treated?").terms) == {stem("myocardial"), stem("infarction")}
    assert set(analyse("What are the treatment options for gout in children?").terms) == {"gout"}
    assert set(analyse("afib management").terms) == set(analyse("How is atrial fibrillation treated?").terms)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("disease", "diseases", True),
        ("Tietz", "Tietze", False),
        ("fracture", "fractures", True),
        ("Ménière", "Meniere", True),
        ("hypothyroidism", "hyperthyroidism", False),
    ],
)
def test_words_are_the_same_where_only_their_form_differs(one: str, two: str, same: bool) -> None:
    assert (stem(one) == stem(two)) is same


@given(st.text(max_size=2_000))
def test_anything_can_be_analysed(text: str) -> None:
    found = analyse(text)
    assert len(found.constraints) <= CONSTRAINTS_MAX
    assert found.text == one_line(text)
    assert all(found.terms.values())
