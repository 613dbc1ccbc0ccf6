"""What a question asks, and what it says of the patient."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers import differences, names, quantities, question, relation
from answers.patient import ages, bystanders, drugs, said
from answers.patient import patterns as patterns_of_patients
from answers.question import (
    CONSTRAINTS_MAX,
    WORDS_MAX_CHARS,
    analyse,
    article_dimensions,
    constraints,
    question_type,
)
from answers.text import one_line, stem
from answers.types import QUESTION_MAX_CHARS, Dimension, Population, QuestionType
from tests.bot.test_linear_time import _parse, _unbounded_depth, _within
from tests.making import article

repeatable = settings(derandomize=True, deadline=None)

_T = QuestionType
_D = Dimension


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("How is gout treated?", _T.TREATMENT),
        ("What are the treatment options for gout?", _T.TREATMENT),
        ("What is the role of radiotherapy in osteosarcoma?", _T.TREATMENT),
        ("What is financial help for diabetes care?", _T.DEFINITION),
        ("What if gout isn't treated?", _T.COMPLICATIONS),
        ("What happens to gout without treatment?", _T.COMPLICATIONS),
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
        ("What are the symptoms of hereditary hemochromatosis?", _T.SYMPTOMS),
        ("Is hereditary hemochromatosis inherited?", _T.INHERITANCE),
        ("Does gout run in families?", _T.INHERITANCE),
        ("Can I take ibuprofen together with aspirin?", _T.INTERACTIONS),
        ("Who should not take allopurinol?", _T.CONTRAINDICATIONS),
        ("When should I see a doctor for gout?", _T.WHEN_TO_SEEK_CARE),
        ("How common is gout?", _T.FREQUENCY),
        ("How does allopurinol work?", _T.MECHANISM),
        ("What are the stages of gout?", _T.STAGES),
        ("How should allopurinol be monitored?", _T.FOLLOW_UP),
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
        ("that has not improved with treatment", _D.RELAPSE, "not improved with"),
        ("despite two courses of antibiotics", _D.RELAPSE, "despite two courses of antibiotics"),
        ("with lung mets", _D.METASTATIC, "mets"),
        ("with potassium 6.1", _D.VALUE, "potassium 6.1"),
        ("with an eGFR of 28, on a diet", _D.KIDNEY_IMPAIRMENT, "eGFR of 28"),
        ("with eGFR<30", _D.KIDNEY_IMPAIRMENT, "eGFR<30"),
        ("on dialysis", _D.KIDNEY_IMPAIRMENT, "dialysis"),
        ("in Child-Pugh C disease", _D.LIVER_IMPAIRMENT, "Child-Pugh C"),
        ("in someone who is on warfarin", _D.INTERACTION, "who is on warfarin"),
        ("in newly diagnosed people", _D.FIRST_OCCURRENCE, "newly diagnosed"),
        ("in stage IV", _D.METASTATIC, "stage IV"),
        ("in stage I", _D.LOCALIZED, "stage I"),
        ("in the ICU", _D.INPATIENT, "in the ICU"),
        ("in men", _D.MEN, "men"),
    ],
)
def test_what_is_said_of_the_patient_is_found_in_the_askers_words(
    said: str, dimension: Dimension, words: str
) -> None:
    found = {c.dimension: c.words for c in constraints(f"How is gout treated {said}?")}
    assert found[dimension] == words


@pytest.mark.parametrize(
    ("age", "dimension"),
    [
        ("17 year old", _D.CHILDREN),
        ("18 year old", _D.ADULTS),
        ("64yo", _D.ADULTS),
        ("65 y/o", _D.OLDER_PEOPLE),
        ("101-year-old", _D.OLDER_PEOPLE),
        ("20 month old", _D.CHILDREN),
    ],
)
def test_an_age_is_its_group(age: str, dimension: Dimension) -> None:
    assert constraints(f"How is gout treated in a {age}?")[0].dimension is dimension


def test_a_liver_score_is_no_child() -> None:
    assert analyse("How is Child-Pugh C cirrhosis treated?").dimensions == {_D.LIVER_IMPAIRMENT}


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


def test_what_is_denied_first_and_then_said_is_a_constraint() -> None:
    asked = "She was not pregnant last year. How is gout treated now that she is pregnant?"
    assert _D.PREGNANCY in analyse(asked).dimensions


def test_what_is_denied_is_no_part_of_the_subject_and_is_kept_as_denied() -> None:
    asked = analyse("How is gout treated in someone who is not pregnant?")
    assert set(asked.terms) == {"gout"}
    assert [(c.dimension, c.words) for c in asked.denied] == [(_D.PREGNANCY, "not pregnant")]


@pytest.mark.parametrize(
    "applies_to",
    [
        "adults; not for children or pregnant women",
        "adults, excluding children and pregnancy",
        "adults except children, in pregnancy or not",
        "adults (without children or pregnant women)",
    ],
)
def test_an_article_does_not_cover_whom_it_names_to_exclude(applies_to: str) -> None:
    covered = article_dimensions(article(applies_to=applies_to))
    assert _D.ADULTS in covered
    assert not covered & {_D.CHILDREN, _D.PREGNANCY}


def test_an_article_covers_what_its_words_or_its_population_say() -> None:
    kept = article(
        question="How is gout treated in pregnancy?",
        applies_to="adults; children",
        population=Population(includes=frozenset({_D.RELAPSE}), excludes=frozenset({_D.CHILDREN})),
    )
    assert article_dimensions(kept) == {_D.PREGNANCY, _D.ADULTS, _D.RELAPSE}


def test_hereditary_in_a_name_is_a_part_of_the_name() -> None:
    assert len(analyse("What are the symptoms of hereditary angioedema?").terms) == 2
    assert set(analyse("Is angioedema hereditary?").terms) == {"angioedema"}


def test_the_subject_is_what_is_left_under_preferred_names() -> None:
    assert set(analyse("How is a heart attack treated?").terms) == {stem("myocardial"), stem("infarction")}
    assert set(analyse("What are the treatment options for gout in children?").terms) == {"gout"}
    assert set(analyse("afib management").terms) == set(analyse("How is atrial fibrillation treated?").terms)


@repeatable
@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=2_000))
def test_anything_can_be_analysed(text: str) -> None:
    found = analyse(text)
    assert len(found.constraints) <= CONSTRAINTS_MAX
    assert found.text == one_line(text)
    assert all(found.terms.values())


WORDS = ["not", "pregnant", "allergic to", "penicillin", "eGFR", "28", "taking", "child", "years old", "?"]


@repeatable
@given(st.lists(st.sampled_from([*WORDS, "a" * 1_500, "7", ".", "-", "\u2028", "\x00"]), max_size=40))
def test_words_of_patients_in_any_order_can_be_analysed(said: list[str]) -> None:
    for joined in (" ".join(said), "".join(said)):
        assert all(len(c.words) <= WORDS_MAX_CHARS for c in analyse(joined).constraints)


@pytest.mark.parametrize("unit", ["not pregnant ", "no ", "egfr ", "a", "is taking ", "1", "take ", "- "])
def test_the_longest_question_can_be_analysed(unit: str) -> None:
    asked = (unit * QUESTION_MAX_CHARS)[:QUESTION_MAX_CHARS]
    assert analyse(asked).text == asked.strip()


MODULES = (
    ages,
    bystanders,
    differences,
    drugs,
    names,
    patterns_of_patients,
    quantities,
    question,
    relation,
    said,
)


def patterns() -> set[str]:
    found = {p.pattern for module in MODULES for value in vars(module).values() for p in _within(value)}
    for sign in patterns_of_patients.SIGNS:
        found |= {sign.pattern.pattern, *(p.pattern for p in [sign.needs] if p)}
    return found


def test_all_patterns_of_the_modules_are_looked_at() -> None:
    assert len(patterns()) > len(relation.TYPES) + len(patterns_of_patients.SIGNS)


@pytest.mark.parametrize("pattern", sorted(patterns()), ids=lambda text: re.sub(r"\W+", "-", text)[:40])
def test_no_open_repetition_stands_inside_another(pattern: str) -> None:
    assert _unbounded_depth(_parse(pattern)) <= 1
