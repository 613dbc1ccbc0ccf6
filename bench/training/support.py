"""Fit the support score of the citation check and write what ships.

    python -m bench.training.support DATA

Reads `pubmedqa-dev.jsonl` of DATA. Only the development half of the labelled set is used: its truths, other
than conclusions (which no sentence bears out), against the lies that no rule objects to.
No weight may work against its measure: more of the claim found is never worse.
"""

import json
import sys
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answers.citations.base import Claim
from answers.citations.check import CitationCheck
from answers.citations.support import Measures, Model
from answers.evaluation.citations.documents import Half
from answers.evaluation.citations.measure import documents, told
from answers.evaluation.citations.truths import Manner, truths
from answers.evaluation.liar import Severity, Template, plant
from answers.evaluation.lies import templates
from answers.search.encoder import MiniLm

OUT = Path(__file__).parent.parent.parent / "answers" / "citations" / "support.json"
EACH = 150
STEPS = 20_000
RATE = 0.5
PENALTY = 1e-4
LOWERS = frozenset({"missing", "cut", "strange", "exchanged"})
COSMETIC_MAX = 0.005
"""Share of all cosmetic lies of the development half that may reach the threshold; of lethal ones none."""

THRESHOLD_MIN = 0.65
"""What passes is rather true than false even where no lie of the set would come near."""

Rows = NDArray[np.float64]


def main() -> None:
    found = documents(Path(sys.argv[1]) / "pubmedqa-dev.jsonl", Half.DEVELOPMENT)
    check = CitationCheck(MiniLm())
    passages = {passage.id: passage for document in found for passage in document.passages}

    def measures(claim: Claim) -> Measures | None:
        return check.measures(claim, [passages[name] for name in claim.passages])

    cases = [case for document in found for case in truths(document)]
    fitting = [case for case in cases if case.manner not in {Manner.VERBATIM, Manner.CONCLUSION}]
    true = [m for case in fitting if (m := measures(case.claims()[0]))]
    planted = [
        lie
        for lie in plant([t for t in templates() if not t.held_back], cases, found, EACH)
        if not (lie.lie.alone and lie.lie.passages is None)
    ]
    false = [(lie.template, m) for lie in planted if (m := measures(told(lie)[0]))]
    model = _fitted(true, [m for _, m in false])
    threshold = _threshold(model, false, len(planted))
    OUT.write_text(json.dumps(_record(model, threshold), indent=1) + "\n")
    kept = sum(model.score(m) >= threshold for m in true)
    print(f"{len(true)} truths, {len(false)} of {len(planted)} lies without a fault of the rules")
    print(f"threshold {threshold:.3f}: {kept} truths kept,", end=" ")
    print(f"{sum(model.score(m) >= threshold for _, m in false)} lies pass")


def _fitted(true: list[Measures], false: list[Measures]) -> Model:
    """Logistic regression, both classes weighing the same, weights held to their sign."""
    rows: Rows = np.array([astuple(m) for m in (*true, *false)])
    labels = np.array([1.0] * len(true) + [0.0] * len(false))
    counts = np.where(labels == 1, 0.5 / len(true), 0.5 / len(false))
    signs = np.array([-1.0 if field.name in LOWERS else 1.0 for field in fields(Measures)])
    weights, bias = np.zeros(rows.shape[1]), 0.0
    for _ in range(STEPS):
        error = (1 / (1 + np.exp(-(rows @ weights + bias))) - labels) * counts
        weights = weights - RATE * (rows.T @ error + PENALTY * weights)
        weights = signs * np.maximum(0, signs * weights)
        bias -= RATE * float(error.sum())
    return Model(tuple(map(float, weights)), bias, 0)


def _threshold(model: Model, false: list[tuple[Template, Measures]], told_in_all: int) -> float:
    """The lowest at which no lethal lie passes and next to no cosmetic one."""
    scores = sorted(model.score(m) for _, m in false)
    lethal = [model.score(m) for t, m in false if t.severity is Severity.LETHAL]
    allowed = int(COSMETIC_MAX * told_in_all)
    floor = scores[-allowed - 1] if len(scores) > allowed else 0.0
    return round(max([floor + 0.005, *(score + 0.005 for score in lethal), THRESHOLD_MIN]), 3)


def _record(model: Model, threshold: float) -> dict[str, object]:
    return {
        "weights": [round(weight, 4) for weight in model.weights],
        "bias": round(model.bias, 4),
        "threshold": threshold,
    }


if __name__ == "__main__":
    main()
