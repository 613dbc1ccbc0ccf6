"""What is served and offered for graded questions, counted by hand."""

import pytest

from answers.evaluation.answered import Shown, evaluate
from answers.evaluation.liveqa import Judged

ASKED = Judged("1", "How is gout treated?", {"right": 3, "near": 1, "absent": 3})
LIBRARY = frozenset({"right", "near", "other"})


def test_what_is_served_is_right_from_grade_2_and_what_nobody_judged_is_wrong() -> None:
    shown = [Shown(ASKED, (entry,), ()) for entry in ("right", "near", "other")]
    result = evaluate(shown, LIBRARY)
    assert result.precision is not None
    assert (result.precision.mean, result.precision.n) == (pytest.approx(1 / 3), 3)
    assert [grade for _, _, grade in result.served] == [3, 1, 0]


def test_only_questions_with_a_right_entry_in_the_library_are_answerable() -> None:
    elsewhere = Judged("2", "What is mumps?", {"absent": 3, "near": 1})
    shown = [Shown(ASKED, (), ("near", "right")), Shown(elsewhere, (), ("near",))]
    result = evaluate(shown, LIBRARY)
    assert result.showable is not None
    assert (result.showable.mean, result.showable.n) == (1.0, 1)
    assert result.missed == ()


def test_an_answerable_question_with_nothing_right_shown_is_named() -> None:
    assert evaluate([Shown(ASKED, ("near",), ("other",))], LIBRARY).missed == ("1",)


def test_where_there_is_nothing_to_take_a_share_of_there_is_none() -> None:
    result = evaluate([Shown(Judged("3", "-", {}), (), ())], LIBRARY)
    assert (result.precision, result.showable) == (None, None)
