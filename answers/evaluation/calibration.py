"""Thresholds at a stated precision, from an operator's own labelled questions; too few of them give none.

For serving, what counts of a question is the article that no rule stands against, with its probability, and
whether that is right. The walk goes down from the most probable in steps of a tenth and asks at each stop
whether the precision of all above it can be stated: that the lower end of the exact one-sided 95% interval
reaches it. It ends at the first stop where it cannot. Where the stops are depends on the questions and their
probabilities, never on the labels, so that tests in this fixed order are wrong together in at most 5%
(fixed-sequence testing, as in "Learn then Test", Angelopoulos et al. 2021). Looking for the best threshold
anywhere would be wrong far more often.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from answers.errors import CalibrationRefused
from answers.evaluation.curves import Judgement
from answers.evaluation.intervals import at_least
from answers.evaluation.library import Found
from answers.thresholds import Evidence

STEP = 1.1
TOLERATED = 3
"""Wrong ones that the first stop may have, where there are questions enough: one slip at the very top must
not end the walk."""
SERVE_FROM = 0.5
"""A serving threshold lies above this whatever is measured."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A threshold, and what it rests on."""

    threshold: float
    evidence: Evidence


def for_serving(all_found: Sequence[Found], precision: float) -> Calibrated:
    """The lowest threshold at which the precision of what is served can be stated.

    Questions that are word for word an article's own are left out: they are served at any threshold and say
    nothing about one. Raises `CalibrationRefused`.
    """
    usable = [
        Judgement(f.servable[1], f.is_right(f.servable[0]))
        for f in all_found
        if f.servable and not f.verbatim
    ]
    above = [each for each in usable if each.probability > SERVE_FROM]
    return calibrate(above, precision, len(all_found), "could be served (not word for word an article's own)")


def for_suggesting(all_found: Sequence[Found], precision: float) -> Calibrated:
    """The same for what is offered: the most probable article of each question, whatever the rules say."""
    usable = [Judgement(f.best[1], f.is_right(f.best[0])) for f in all_found if f.best and not f.verbatim]
    return calibrate(usable, precision, len(all_found), "have an article near enough to be offered")


def calibrate(usable: Sequence[Judgement], precision: float, questions: int, what: str) -> Calibrated:
    """The walk. `what` says which of the `questions` the usable ones are. Raises `CalibrationRefused`."""
    ordered = sorted(usable, key=lambda each: -each.probability)
    needed = needed_for(precision)
    if len(ordered) < needed:
        raise CalibrationRefused(
            f"too few labelled questions: {len(ordered)} of {questions} {what}; a precision of {precision:g} "
            f"cannot be stated with fewer than {needed}, and then only if all are right"
        )
    best: Calibrated | None = None
    for count in _stops(len(ordered), precision):
        # Equal probabilities are above a threshold together.
        threshold = ordered[count - 1].probability
        taken = [each for each in ordered if each.probability >= threshold]
        right = sum(each.right for each in taken)
        bound = at_least(right, len(taken))
        if bound < precision:
            if best is None:
                raise CalibrationRefused(
                    f"a precision of {precision:g} cannot be stated: of the {len(taken)} most probable, "
                    f"{right} are right, which shows {bound:.3f} at least"
                )
            break
        evidence = Evidence(
            precision=precision, questions=questions, taken=len(taken), right=right, at_least=bound
        )
        best = Calibrated(threshold, evidence)
    if best is None:
        raise CalibrationRefused(f"a precision of {precision:g} cannot be stated")
    return best


@cache
def needed_for(precision: float, wrong: int = 0) -> int:
    """The fewest questions that can show a precision where `wrong` of them are wrong."""
    low, high = wrong, wrong + 1
    while at_least(high - wrong, high) < precision:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if at_least(middle - wrong, middle) < precision else (low, middle)
    return high


def _stops(total: int, precision: float) -> list[int]:
    """How many of the most probable are looked at, at each stop; the last is all of them."""
    starts = (needed_for(precision, wrong) for wrong in range(TOLERATED, 0, -1))
    count = next((start for start in starts if start <= total / 2), needed_for(precision))
    stops = []
    while count < total:
        stops.append(count)
        count = math.ceil(count * STEP)
    return [*stops, total]
