"""Quotations are letter by letter."""

import pytest

from answers.citations.quotes import all_verbatim, quoted


def test_all_kinds_of_marks_are_read() -> None:
    assert quoted('It “was low,” and "was high" and «was none».') == ["was low", "was high", "was none"]


@pytest.mark.parametrize(
    ("claim", "verbatim"),
    [
        ("They say “the risk is low”.", True),
        ("They say “the risk  is low”.", True),
        ("They say “The risk is low”.", False),
        ("They say “the risk was low”.", False),
        ("They say nothing.", True),
    ],
)
def test_case_and_words_count_and_spaces_do_not(claim: str, verbatim: bool) -> None:
    assert all_verbatim(claim, ["Here the risk\nis low."]) is verbatim
