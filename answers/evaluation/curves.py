"""Of any model that gives probabilities: is what it says so often so, and what does caution cost?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from answers.evaluation.intervals import Measured, share

BINS = 10
POINTS_MAX = 200
"""Of a risk–coverage curve, as it is drawn and written: evenly taken where there are more."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """That something is right was given this probability; and whether it was."""

    probability: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Of a reliability diagram: the mean of what was said, and the share of `n` of which it was so."""

    said: float
    observed: Measured

    @property
    def was(self) -> float:
        return self.observed.mean

    @property
    def n(self) -> int:
        return self.observed.n


@dataclass(frozen=True, slots=True)
class Point:
    """Of a risk–coverage curve: what comes of taking everything from `threshold` on.

    `coverage` is the share of what has an answer that is taken and right, `risk` the share of what is
    taken that is wrong. A higher threshold takes less.
    """

    threshold: float
    taken: int
    wrong: int
    coverage: float

    @property
    def risk(self) -> float:
        return self.wrong / self.taken


@dataclass(frozen=True, slots=True)
class Curves:
    """Both pictures of one measurement."""

    reliability: tuple[Bin, ...]
    risk_coverage: tuple[Point, ...]


def curves(said: Sequence[Judgement], taken: Sequence[Judgement], answerable: int) -> Curves:
    """`said`: every probability with its outcome. `taken`: those that could be acted on, once a question;
    `answerable` is how many questions have an answer at all. Empty where nothing was said."""
    return Curves(tuple(_reliability(said)), tuple(_risk_coverage(taken, answerable)))


def _reliability(said: Sequence[Judgement]) -> list[Bin]:
    bins: dict[int, list[Judgement]] = {}
    for each in said:
        bins.setdefault(min(int(each.probability * BINS), BINS - 1), []).append(each)
    return [
        Bin(
            sum(each.probability for each in inside) / len(inside),
            share(sum(each.right for each in inside), len(inside)),
        )
        for _, inside in sorted(bins.items())
    ]


def _risk_coverage(taken: Sequence[Judgement], answerable: int) -> list[Point]:
    """From the highest threshold to the lowest; equal probabilities are taken together."""
    ordered = sorted(taken, key=lambda each: -each.probability)
    points: list[Point] = []
    wrong = 0
    for count, each in enumerate(ordered, start=1):
        wrong += not each.right
        if count < len(ordered) and ordered[count].probability == each.probability:
            continue
        points.append(Point(each.probability, count, wrong, (count - wrong) / max(1, answerable)))
    if len(points) <= POINTS_MAX:
        return points
    return [points[int(place)] for place in np.linspace(0, len(points) - 1, POINTS_MAX)]
