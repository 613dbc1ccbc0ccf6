"""Ages as people write them, and the ranges that articles state."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers.patient.ages import FOREVER, YEAR, ages, group, ranges
from answers.types import QUESTION_MAX_CHARS

repeatable = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("gout, aged 7", 7),
        ("in a 7-year-old", 7),
        ("my 7 y/o has gout", 7),
        ("3yo with croup", 3),
        ("a child of ten", 10),
        ("an eight-year-old girl", 8),
        ("28F G2P1 at 12/40", 28),
        ("55 M, gout", 55),
        ("a man of 31 with gout", 31),
        ("I'm 45 and have gout", 45),
        ("She is 11.", 11),
        ("My daughter is 6.", 6),
        ("my grandson, he's seven", 7),
        ("since age 12", 12),
        ("a 50yr old", 50),
        ("what can they do for him at 4?", 4),
    ],
)
def test_an_age_is_read_in_years(text: str, years: int) -> None:
    assert [(age.low, age.high) for age in ages(text)] == [(years * YEAR, (years + 1) * YEAR)]


@pytest.mark.parametrize(
    ("text", "months"),
    [("a 6 mo old", 6), ("my 18-month-old", 18), ("baby of 9 months", 9), ("my daughter is 18 months", 18)],
)
def test_an_age_is_read_in_months(text: str, months: int) -> None:
    assert [(age.low, age.high) for age in ages(text)] == [(months, months + 1)]


@pytest.mark.parametrize(("text", "decade"), [("a septuagenarian", 70), ("a woman in her thirties", 30)])
def test_a_decade_is_an_age(text: str, decade: int) -> None:
    assert [(age.low, age.high) for age in ages(text)] == [(decade * YEAR, (decade + 10) * YEAR)]


@pytest.mark.parametrize(
    "text",
    [
        "for 3 days",
        "two years ago",
        "20 weeks pregnant",
        "I am 16 weeks pregnant",
        "INR is 3.",
        "stage 3",
        "5 mg twice a day",
        "type 2 diabetes",
        "a 10 kg dog",
        "in the first 3 months",
        "9 mo vs 15 mo of treatment",
        "after 12 mo",
    ],
)
def test_what_is_no_age_is_left_alone(text: str) -> None:
    assert ages(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("age 12 and older", 12 * YEAR, FOREVER),
        ("people 12 years and older", 12 * YEAR, FOREVER),
        ("children from 6 months to 2 years", 6, 3 * YEAR),
        ("children aged 5 to 11 years", 5 * YEAR, 12 * YEAR),
        ("infants younger than 3 months", 0, 3),
        ("adults aged 45 to 75", 45 * YEAR, 76 * YEAR),
        ("children under 5 years", 0, 5 * YEAR),
    ],
)
def test_a_range_is_read_in_months(text: str, low: float, high: float) -> None:
    assert [(one.low, one.high) for one in ranges(text)] == [(low, high)]


def test_a_period_of_treatment_is_no_range_of_ages() -> None:
    assert ranges("treatment in the first 3 to 6 months") == []


def test_a_group_has_a_span() -> None:
    newborns, nobody = group("in newborns"), group("in gout")
    assert newborns is not None
    assert newborns.high < 1
    assert nobody is None


@pytest.mark.parametrize("unit", ["aged ", "1 ", "in her ", "my son, ", "under ", "1-", "from 1 to "])
def test_the_longest_question_is_read(unit: str) -> None:
    text = (unit * QUESTION_MAX_CHARS)[:QUESTION_MAX_CHARS]
    assert len(ages(text)) + len(ranges(text)) <= QUESTION_MAX_CHARS


@repeatable
@given(st.text(max_size=200))
def test_anything_is_read(text: str) -> None:
    assert all(age.low < age.high for age in ages(text))
