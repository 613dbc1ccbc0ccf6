"""Reliability and risk–coverage are counted as the textbook does."""

import pytest

from answers.evaluation.curves import POINTS_MAX, Judgement, curves


def judged(*pairs: tuple[float, bool]) -> list[Judgement]:
    return [Judgement(*pair) for pair in pairs]


def test_each_bin_says_how_often_what_was_said_was_so() -> None:
    said = judged((0.95, True), (0.93, True), (0.91, False), (1.0, True), (0.12, False))
    low, high = curves(said, [], 0).reliability
    assert (low.said, low.was, low.n) == (0.12, 0.0, 1)
    assert (high.said, high.was, high.n) == (pytest.approx(0.9475), 0.75, 4)
    assert high.observed.low < 0.75 < high.observed.high


def test_a_lower_threshold_takes_more_and_risks_more() -> None:
    points = curves([], judged((0.9, True), (0.8, True), (0.7, False), (0.6, True)), 5).risk_coverage
    assert [(p.threshold, p.taken, p.wrong, p.coverage) for p in points] == [
        (0.9, 1, 0, 0.2), (0.8, 2, 0, 0.4), (0.7, 3, 1, 0.4), (0.6, 4, 1, 0.6),
    ]  # fmt: skip
    assert [p.risk for p in points] == pytest.approx([0, 0, 1 / 3, 1 / 4])


def test_equal_probabilities_are_taken_together() -> None:
    (point,) = curves([], judged((0.9, True), (0.9, False)), 1).risk_coverage
    assert (point.taken, point.wrong) == (2, 1)


def test_long_curves_are_thinned_and_keep_both_ends() -> None:
    points = curves([], judged(*((n / 1_000, True) for n in range(1_000))), 1_000).risk_coverage
    assert len(points) == POINTS_MAX
    assert (points[0].threshold, points[-1].threshold) == (0.999, 0.0)


def test_of_nothing_there_are_empty_curves() -> None:
    assert curves([], [], 0) == curves([], [], 3)
    assert curves([], [], 0).risk_coverage == ()
