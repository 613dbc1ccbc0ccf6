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
from answers.citations.lexicon import Kind
from answers.citations.tokens import Token


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one claim and its best sentence, all in [0, 1] but the last.

    `cover`: share of the claim's words, by weight, in the sentence. `passage`: the same anywhere in the cited
    passage. `ordered`: share of those in the sentence that stand in its order. `kept`: share of the sentence's
    words between the first and the last used that the claim has. `strange`: how many ordinary words the
    sentence does not have, at most five, by fifths. `closeness`: cosine of the two as MiniLM sees them, in
    [-1, 1].
    """

    cover: float
    passage: float
    ordered: float
    kept: float
    strange: float
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
    used = sorted(b for _, b in alignment.pairs)
    inner = [
        n
        for n in (range(used[0], used[-1] + 1) if used else ())
        if alignment.sentence[n].kind not in {Kind.FILLER, Kind.MARK}
    ]
    return Measures(
        cover=alignment.cover,
        passage=_share_in(alignment.claim, {token.key for token in passage}),
        ordered=1 - len(alignment.moved) / len(used) if used else 0.0,
        kept=len(used) / len(inner) if inner else 0.0,
        strange=min(5, len(edits.unexplained())) / 5,
        closeness=closeness,
    )


def _share_in(claim: Sequence[Token], known: set[str]) -> float:
    total = sum(token.strength for token in claim)
    return sum(token.strength for token in claim if token.key in known) / total if total else 0.0
