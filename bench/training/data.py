"""Pairs of questions to train on: labelled ones of the data sets, and our own.

Everything is (asked, candidate, label): label 1 where what answers the candidate answers what is asked.
"""

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

Pair = tuple[str, str, int]

RQE_CHARS = 300
"""Of a consumer's message: what it asks stands at its beginning, and longer ones slow training down."""
FOLDS = 3


def mqp(path: Path) -> list[Pair]:
    """Medical Question Pairs: the second question is asked, the first has an answer."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [(row["question_2"], row["question_1"], int(row["same_answer"])) for row in rows]


def rqe(path: Path, most: int) -> list[Pair]:
    """Question entailment, a seeded sample, without pairs of a question with itself."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    pairs = [
        (row["chq"][:RQE_CHARS], row["faq"], int(row["entails"]))
        for row in rows
        if row["chq"].strip().casefold() != row["faq"].strip().casefold()
    ]
    random.Random(0).shuffle(pairs)
    return pairs[:most]


def fold(pairs: Sequence[Pair], number: int) -> tuple[list[Pair], list[Pair]]:
    """What to train on and what to test on; all pairs of one candidate stay together."""
    candidates = sorted({pair[1] for pair in pairs})
    order = np.random.default_rng(0).permutation(len(candidates))
    tested = {candidates[at] for at in order[number::FOLDS]}
    return [p for p in pairs if p[1] not in tested], [p for p in pairs if p[1] in tested]
