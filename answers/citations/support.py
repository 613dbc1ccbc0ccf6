"""How much of a claim a passage bears out, as one number in [0, 1].

A logistic function of a few measures, fitted by `bench/training/support.py` on the development half of the
labelled set (docs/citation-check.md) and shipped as `support.json`. It orders what no rule objects to; the
rules come first.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib import resources

from answers.citations.edits import Edits
from answers.citations.tokens import Token


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one claim and its best sentence, all in [0, 1] but the last.

    `cover`: share of the claim's words, by weight, in the sentence. `passage`: the same anywhere in what is
    cited. `ordered`: share of those in the sentence that stand in its order. `missing`: ordinary words of the
    sentence that the claim leaves out in the middle; `cut`: those before its first and after its last;
    `strange`: those of the claim that the sentence does not have; `exchanged`: those that stand in another's
    place; each up to five, by fifths. `closeness`: cosine of the two as MiniLM sees them, in [-1, 1]; 1 where
    every word is accounted for.
    """

    cover: float
    passage: float
    ordered: float
    missing: float
    cut: float
    strange: float
    exchanged: float
    closeness: float


@dataclass(frozen=True, slots=True)
class Model:
    """The fitted weights, in the order of `Measures`, and the threshold that comes with them."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def score(self, measures: Measures) -> float:
        """The support, in [0, 1]."""
        total = self.bias + sum(w * x for w, x in zip(self.weights, astuple(measures), strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def shipped() -> Model:
    """The model that comes with Curbside."""
    data = json.loads(resources.files("answers.citations").joinpath("support.json").read_text("utf-8"))
    return Model(tuple(data["weights"]), data["bias"], data["threshold"])


def measured(edits: Edits, passage: Sequence[Token], closeness: float) -> Measures:
    """The measures of one alignment; `passage` are the tokens of all that is cited."""
    alignment = edits.alignment
    used = len(alignment.pairs)
    said = [b for _, b in alignment.pairs]
    inner = [n for n in edits.missing if min(said) < n < max(said)] if said else []
    return Measures(
        cover=alignment.cover,
        passage=_share_in(alignment.claim, {token.key for token in passage}),
        ordered=1 - len(alignment.moved) / used if used else 0.0,
        missing=_by_fifths(len(inner)),
        cut=_by_fifths(len(edits.missing) - len(inner)),
        strange=_by_fifths(len(edits.unexplained())),
        exchanged=_by_fifths(edits.exchanged()),
        closeness=closeness,
    )


def _by_fifths(count: int) -> float:
    return min(5, count) / 5


def _share_in(claim: Sequence[Token], known: set[str]) -> float:
    total = sum(token.strength for token in claim)
    return sum(token.strength for token in claim if token.key in known) / total if total else 0.0
