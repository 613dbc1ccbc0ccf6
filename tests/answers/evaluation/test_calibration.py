"""A threshold is as good as its labels show, and too few of them show nothing."""

import random

import pytest

from answers.errors import CalibrationRefused
from answers.evaluation.calibration import (
    TOLERATED,
    calibrate,
    for_serving,
    for_suggesting,
    needed_for,
)
from answers.evaluation.curves import Judgement
from answers.evaluation.intervals import at_least
from answers.evaluation.library import Found, Label


def judged(*right: bool) -> list[Judgement]:
    """From the most probable down."""
    return [Judgement(1 - n / 10_000, each) for n, each in enumerate(right)]


def test_as_many_are_needed_as_the_exact_bound_says() -> None:
    assert [needed_for(p) for p in (0.9, 0.95, 0.98, 0.99)] == [29, 59, 149, 299]
    for wrong in range(TOLERATED + 1):
        count = needed_for(0.95, wrong)
        assert at_least(count - wrong, count) >= 0.95 > at_least(count - 1 - wrong, count - 1)


def test_too_few_labels_are_refused_with_how_many_are_needed() -> None:
    with pytest.raises(CalibrationRefused, match=r"58 of 90 can be served.*fewer than 59"):
        calibrate(judged(*[True] * 58), 0.95, 90, "can be served")


def test_where_all_are_right_the_lowest_is_the_threshold() -> None:
    found = calibrate(judged(*[True] * 59), 0.95, 90, "")
    assert found.threshold == judged(*[True] * 59)[-1].probability
    assert (found.evidence.taken, found.evidence.right, found.evidence.questions) == (59, 59, 90)
    assert found.evidence.at_least >= 0.95


def test_the_threshold_lies_above_where_the_answers_go_wrong() -> None:
    ordered = judged(*[True] * 150, *[False] * 100)
    found = calibrate(ordered, 0.95, 250, "")
    assert 100 <= found.evidence.taken <= 160
    assert found.evidence.at_least >= 0.95


def test_one_slip_at_the_top_does_not_end_it_where_there_are_many_more() -> None:
    assert calibrate(judged(True, False, *[True] * 400), 0.95, 402, "").evidence.taken == 402


def test_wrong_ones_at_the_top_are_refused_and_said() -> None:
    with pytest.raises(CalibrationRefused, match="are right, which shows"):
        calibrate(judged(*[False] * 10, *[True] * 60), 0.95, 70, "")


def test_equal_probabilities_stand_or_fall_together() -> None:
    ordered = [*judged(*[True] * 59), *[Judgement(0.6, False)] * 50]
    assert calibrate(ordered, 0.95, 109, "").threshold > 0.6


def test_a_model_that_is_worse_than_asked_is_let_through_in_at_most_one_of_twenty() -> None:
    dice = random.Random(4)  # noqa: S311 - seeded, no secret
    passed = 0
    for _ in range(300):
        ordered = judged(*(dice.random() < 0.94 for _ in range(200)))
        try:
            calibrate(ordered, 0.95, 200, "")
        except CalibrationRefused:
            continue
        passed += 1
    assert passed / 300 <= 0.05


def found(probability: float, right: bool, *, verbatim: bool = False) -> Found:
    label = Label(question="?", external_id="a" if right else "b")
    pair = ("a", probability)
    return Found(label, "?", pair, pair, None, (), verbatim)


def test_questions_in_an_articles_own_words_say_nothing_about_a_threshold() -> None:
    own = [found(1.0, True, verbatim=True)] * 500
    with pytest.raises(CalibrationRefused, match="0 of 500"):
        for_serving(own, 0.95)
    with pytest.raises(CalibrationRefused, match="0 of 500"):
        for_suggesting(own, 0.95)


def test_what_is_no_better_than_even_is_never_a_threshold_for_serving() -> None:
    low = [found(0.5 - n / 1_000, True) for n in range(100)]
    with pytest.raises(CalibrationRefused):
        for_serving(low, 0.95)
    assert for_suggesting(low, 0.95).threshold == low[-1].best[1]  # type: ignore[index]
