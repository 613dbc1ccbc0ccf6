"""Pairs of questions with a label: MQP and RQE. How often the match model is right, with 95% intervals.

Both are read from their own files; the halves that are kept back are measured with the same commands.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answers.errors import InvalidRecord
from answers.evaluation.curves import Curves, Judgement, curves
from answers.evaluation.intervals import Measured, mean_with_interval

PRECISION = 0.98
"""At which the coverage of what would be served is stated."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """`same`: what answers `candidate` answers `asked`."""

    asked: str
    candidate: str
    same: bool


@dataclass(frozen=True, slots=True)
class PairResult:
    """`coverage`: the share of the pairs labelled the same that lie above the lowest threshold at which
    `PRECISION` holds on these very pairs, so an upper bound of what a threshold set elsewhere would give."""

    accuracy: Measured
    area_under_curve: float
    coverage: float
    curves: Curves


def mqp(path: Path) -> list[LabelledPair]:
    """Medical Question Pairs: the second question is asked, the first has an answer.

    Raises `InvalidRecord`.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            pairs = [
                LabelledPair(row["question_2"], row["question_1"], row["same_answer"] == "1") for row in rows
            ]
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise InvalidRecord("not an MQP file", f"{path}: {error}") from error
    if not pairs:
        raise InvalidRecord("not an MQP file", f"{path} has no pairs")
    return pairs


def rqe(path: Path) -> list[LabelledPair]:
    """Recognizing Question Entailment: a consumer's message is asked, a frequent question has an answer.

    Raises `InvalidRecord`.
    """
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return [LabelledPair(row["chq"], row["faq"], bool(row["entails"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidRecord("not an RQE file", f"{path}: {error}") from error


def evaluate(pairs: Sequence[LabelledPair], chances: Sequence[float]) -> PairResult:
    """How the probabilities compare with the labels, called the same from one half. ValueError for none."""
    same = np.array([pair.same for pair in pairs])
    said = np.asarray(chances)
    judged = [Judgement(chance, pair.same) for pair, chance in zip(pairs, chances, strict=True)]
    right = [(chance >= 0.5) == pair.same for pair, chance in zip(pairs, chances, strict=True)]
    return PairResult(
        mean_with_interval([float(each) for each in right]),
        _area_under_curve(said, same),
        _coverage(said, same),
        curves(judged, judged, int(same.sum())),
    )


def _area_under_curve(said: np.ndarray, same: np.ndarray) -> float:
    """That a pair labelled the same lies above one that is not; ties count half (Mann–Whitney)."""
    high, low = said[same], said[~same]
    if not (len(high) and len(low)):
        return float("nan")
    above = (high[:, None] > low).mean() + 0.5 * (high[:, None] == low).mean()
    return float(above)


def _coverage(said: np.ndarray, same: np.ndarray) -> float:
    order = np.argsort(-said, kind="stable")
    precision = np.cumsum(same[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= PRECISION)
    taken = enough.max() + 1 if len(enough) else 0
    return float(same[order][:taken].sum() / max(1, same.sum()))
