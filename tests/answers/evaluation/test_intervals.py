"""Intervals are those of the tables."""

import pytest

from answers.evaluation.intervals import at_least, mean_with_interval, share


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (7, 20, 0.1539, 0.5922), (1, 1, 0.025, 1.0)],
)
def test_a_share_has_the_exact_interval(right: int, n: int, low: float, high: float) -> None:
    measured = share(right, n)
    assert (measured.mean, measured.n) == (right / n, n)
    assert (measured.low, measured.high) == pytest.approx((low, high), abs=5e-5)


def test_the_one_sided_bound_is_that_of_the_rule_of_three() -> None:
    # All of n right shows 0.05 ** (1 / n): 59 for 95%, 149 for 98%.
    assert at_least(58, 58) < 0.95 < at_least(59, 59)
    assert at_least(148, 148) < 0.98 < at_least(149, 149)
    assert at_least(0, 5) == 0
    assert at_least(1, 2) == pytest.approx(1 - 0.95**0.5, abs=1e-6)


def test_many_and_few_right_of_many_stay_numbers() -> None:
    assert 0.49 < share(5_000, 10_000).low < 0.5 < share(5_000, 10_000).high < 0.51
    assert 0 < share(1, 10_000).low < share(1, 10_000).high < 0.001


def test_of_nothing_nothing_is_measured() -> None:
    for measure in (lambda: share(0, 0), lambda: mean_with_interval([])):
        with pytest.raises(ValueError, match="nothing was measured"):
            measure()
