"""What counts as the same word, and what a word does."""

import pytest

from answers.citations.lexicon import Kind
from answers.citations.tokens import plain_number, tokens


def _keys(text: str) -> list[str]:
    return [token.key for token in tokens(text) if token.kind not in {Kind.FILLER, Kind.MARK}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("500 mg twice daily", "500 milligrams two times a day"),
        ("5 mcg", "5 µg"),
        ("5 mcg", "5 micrograms"),
        ("0.50 mg", ".5mg"),
        ("1,000 mg", "1000 mg"),
        ("by mouth", "orally"),
        ("10 mg bid", "10 mg twice daily"),
        ("at least 30", "≥ 30"),
        ("30 mg or above", "at least 30 mg"),
        ("more than 3 doses", "over 3 doses"),
        ("5-10 mg", "5 to 10 mg"),
        ("paracetamol", "acetaminophen"),
        ("non-inferior", "noninferior"),
        ("mg/kg/day", "mg per kg per day"),
        ("twelve weeks", "12-week"),
        ("did not improve", "didn't improve"),
    ],
)
def test_it_means_the_same(one: str, other: str) -> None:
    assert sorted(_keys(one)) == sorted(_keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 g", "1000 mg"),
        ("5 mg", "5 mcg"),
        ("5 mg", "5 mg/kg"),
        ("twice daily", "every 12 hours"),
        ("5 units", "5 IU"),
        ("-2.5 kg", "2.5 kg"),
        ("increased by 5", "increased to 5"),
        ("prednisone", "prednisolone"),
        ("hyperkalaemia", "hypokalaemia"),
        ("A or B", "A and B"),
        ("may", "must"),
        ("should", "must"),
        ("effective", "ineffective"),
        ("above 5", "below 5"),
    ],
)
def test_it_does_not(one: str, other: str) -> None:
    assert sorted(_keys(one)) != sorted(_keys(other))


def test_numbers_are_written_one_way() -> None:
    assert [plain_number(n) for n in ("1,000", "0.50", ".5", "007", "5.0")] == [
        "1000",
        "0.5",
        "0.5",
        "7",
        "5",
    ]


def test_tokens_stand_where_they_say() -> None:
    text = "Give 5 mg twice daily."
    assert [text[t.start : t.end] for t in tokens(text)] == ["Give", "5", "mg", "twice", "daily", "."]
