"""Train the match model on the development half of MQP, and write `answers/match_model.json`.

    python -m bench.train_match ../shared/data/mqp-dev.csv

Both questions of a pair are written by doctors; label 1 means that they have the same answer. Questions
of one origin stay in one fold, so what is printed was measured on questions that the model did not see.
"""

import csv
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from answers.match import features, question_target
from answers.question import analyse
from answers.search.encoder import MiniLm
from answers.search.vocabulary import vocabulary

FOLDS = 5
SERVE_AT = 0.80
"""Together with the rules of `answers.match`, which decide most: what both let through was counted on 400
questions of MedQuAD against all other articles (`bench/false_serves.py`, docs/measurements.md)."""
SUGGEST_PRECISION = 0.80
OUT = Path(__file__).parent.parent / "answers" / "match_model.json"


def main() -> None:
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = vocabulary()
    encoder = MiniLm()
    one = encoder.encode([names.spelled_out(row["question_1"]) for row in rows])
    two = encoder.encode([names.spelled_out(row["question_2"]) for row in rows])
    found = [
        features(analyse(row["question_2"]), question_target(row["question_1"]), float(a @ b))
        for row, a, b in zip(rows, one, two, strict=True)
    ]
    order = list(found[0])
    x = np.array([[item[name] for name in order] for item in found])
    y = np.array([int(row["same_answer"]) for row in rows])
    groups = np.unique([row["question_1"] for row in rows], return_inverse=True)[1]
    unseen = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, y, groups):
        fitted = LogisticRegression(C=10.0).fit(x[train], y[train])
        unseen[test] = fitted.predict_proba(x[test])[:, 1]
    print(f"n={len(y)} accuracy={np.mean((unseen > 0.5) == y):.3f} AUC={roc_auc_score(y, unseen):.3f}")
    serve, suggest = SERVE_AT, threshold(unseen, y, SUGGEST_PRECISION)
    for name, at in (("serve", serve), ("suggest", suggest)):
        chosen = unseen >= at
        print(f"{name}: p>={at:.3f} precision={y[chosen].mean():.3f} recall={chosen[y == 1].mean():.3f}")
    final = LogisticRegression(C=10.0).fit(x, y)
    record = {
        "intercept": round(float(final.intercept_[0]), 4),
        "weights": {n: round(float(w), 4) for n, w in zip(order, final.coef_[0], strict=True)},
        "serve_at": round(serve, 3),
        "suggest_at": round(suggest, 3),
        "trained_on": f"MQP development half, {len(y)} pairs; suggest_at has precision"
        f" {SUGGEST_PRECISION} on pairs of unseen questions, serve_at holds with the rules only",
        "set_by": "bench/train_match.py",
        "set_at": datetime.now(UTC).date().isoformat(),
    }
    OUT.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"written: {OUT}")


def threshold(chance: np.ndarray, label: np.ndarray, precision: float) -> float:
    """The lowest probability above which at least `precision` of the pairs are labelled 1."""
    order = np.argsort(-chance)
    right = np.cumsum(label[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(right >= precision)
    return float(chance[order][enough.max()]) if len(enough) else 1.0


if __name__ == "__main__":
    main()
