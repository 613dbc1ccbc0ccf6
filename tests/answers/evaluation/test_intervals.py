"""Exact intervals of shares."""

import pytest

from answers.evaluation.intervals import share


def test_none_of_two_hundred_can_still_be_two_in_a_hundred() -> None:
    none = share(0, 200)
    assert none.low == 0
    assert none.high == pytest.approx(0.01828, abs=1e-4)


def test_the_published_interval_of_ten_in_a_hundred() -> None:
    ten = share(10, 100)
    assert (ten.low, ten.high) == pytest.approx((0.0490, 0.1762), abs=1e-4)


def test_all_is_the_mirror_of_none() -> None:
    assert share(50, 50).low == pytest.approx(1 - share(0, 50).high)
    assert share(0, 0).high == 1


def test_more_hits_than_cases_are_refused() -> None:
    with pytest.raises(ValueError, match="between"):
        share(3, 2)
