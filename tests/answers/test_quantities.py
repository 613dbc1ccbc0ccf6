"""Numbers that tell one question from another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers.quantities import Kind, quantities

repeatable = settings(derandomize=True, deadline=None)


def said(text: str) -> set[tuple[Kind, str]]:
    return {(number.kind, number.value) for number in quantities(text)}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("type 2 diabetes", Kind.NUMBER, "2"),
        ("diabetes type II", Kind.NUMBER, "2"),
        ("T2DM", Kind.NUMBER, "2"),
        ("spastic paraplegia 15", Kind.NUMBER, "15"),
        ("glycogen storage disease type 1B", Kind.NUMBER, "1b"),
        ("stage IIIB colon cancer", Kind.STAGE, "3b"),
        ("melanoma, stage four", Kind.STAGE, "4"),
        ("grade II sprain", Kind.GRADE, "2"),
        ("NYHA IV", Kind.CLASS, "4"),
        ("3rd degree heart block", Kind.DEGREE, "3"),
        ("Child-Pugh C", Kind.CHILD_PUGH, "c"),
        ("in the second trimester", Kind.TRIMESTER, "2"),
        ("at 12/40", Kind.TRIMESTER, "1"),
        ("30 weeks pregnant", Kind.TRIMESTER, "3"),
        ("apixaban 2.5mg", Kind.DOSE, "2.5 mg"),
        ("levothyroxine 100 micrograms", Kind.DOSE, "100 mcg"),
    ],
)
def test_a_number_is_read_with_what_it_counts(text: str, kind: Kind, value: str) -> None:
    assert (kind, value) in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "for 3 days",
        "7 years old",
        "BP 140/90",
        "2 pills a day",
        "in 2019",
        "COVID-19",
        "a 14 month old",
        "hepatitis B",
    ],
)
def test_times_counts_and_ages_are_no_names(text: str) -> None:
    assert Kind.NUMBER not in {number.kind for number in quantities(text)}


@pytest.mark.parametrize(
    ("asked", "stated", "agree"),
    [
        ("eGFR 44", "CKD and eGFR 30 or more", True),
        ("eGFR 28", "CKD and eGFR 30 or more", False),
        ("CKD 3", "eGFR 30 or more", True),
        ("CKD 5", "eGFR 30 or more", False),
        ("eGFR 36", "eGFR 30-44 mL/min", True),
        ("eGFR 60", "eGFR 30-44 mL/min", False),
        ("potassium of 6.4", "potassium of 6 mmol/L or above", True),
        ("K 3.8", "potassium of 6 mmol/L or above", False),
        ("stage IIIA", "stage III", True),
        ("stage III", "stage IIIA", False),
        ("stage III", "stage II", False),
    ],
)
def test_what_is_measured_lies_in_a_range_or_not(asked: str, stated: str, agree: bool) -> None:
    assert any(one.agrees(other) for one in quantities(asked) for other in quantities(stated)) is agree


@repeatable
@given(st.text(max_size=200))
def test_anything_is_read(text: str) -> None:
    assert all(number.words for number in quantities(text))


@pytest.mark.parametrize("unit", ["1 ", "stage ", "eGFR 1-", "K 5 or ", "type i ", "5 mg", "iiii "])
def test_the_longest_question_is_read(unit: str) -> None:
    assert len(quantities((unit * 4_000)[:4_000])) <= 4_000


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1,000 mg", "1000 mg", True),
        ("1,000,000 units", "1000000 units", True),
        ("1,000 mg", "1 mg", False),
        ("0,125 mg", "0.125 mg", True),
    ],
)
def test_a_comma_before_three_digits_parts_thousands(one: str, other: str, same: bool) -> None:
    first, second = ({q.value for q in quantities(f"Take {said} daily")} for said in (one, other))
    assert (first == second) is same
