"""Whether a source that was found by its nearness answers the question, for who would quote it.

Nearness alone says it badly: where it lets most of the right ones pass, it lets much pass that is beside the
point. It says it better together with what else is known: whether another source comes as near, whether the
rare words of the question are there, and whether what answers the title would answer it. A logistic
regression weighs them; `bench/training/pertinence.py` learns its weights, docs/measurements.md has the curve.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from answers.evidence.base import Found
from answers.pair_model import PairModel
from answers.pair_model import shipped as shipped_pair_model
from answers.question import analyse
from answers.search.rarity import rarity
from answers.search.vocabulary import vocabulary
from answers.types import Frozen

SIGNS = (
    "relevance",
    "lead",
    "chance",
    "length",
    "covered",
    "covered_by_head",
    "missed",
    "shared",
    "other_relation",
)
"""What is looked at, in the order of `signs`; docs/sources.md says what each of them is."""
NEAR_BEST = 0.7
"""Of the best source's relevance: what is much less relevant adds nothing."""
CERTAIN = 1e-4
"""A probability is taken for no nearer to 0 or 1: beyond it a logarithm says more than the model knows."""
WEIGHTS_FILE = "pertinence.json"

Source = Sequence[Found]
"""The passages of one source that were found; it has a relevance."""


class Weights(Frozen):
    """Of a logistic regression, and the chance from which a source is quoted. A chance is one among the
    questions of the training: it compares sources, and says nothing of how many are right."""

    of: dict[str, float]
    offset: float
    at: float = Field(gt=0, lt=1)

    def chances(self, seen: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of each row of `signs`."""
        logit = seen @ np.array([self.of[name] for name in SIGNS]) + self.offset
        return np.asarray(1.0 / (1.0 + np.exp(-logit)))


def pertinent(question: str, sources: Sequence[Source]) -> list[Source]:
    """Those that are about the question, in their order. Blocks."""
    best = max(map(_relevance, sources), default=0.0)
    near = [
        (source, lead)
        for source, lead in zip(sources, leads(sources), strict=True)
        if _relevance(source) >= NEAR_BEST * best
    ]
    if not near:
        return []
    chances = shipped().chances(signs(question, near, shipped_pair_model()))
    return [source for (source, _), chance in zip(near, chances, strict=True) if chance >= shipped().at]


def leads(sources: Sequence[Source]) -> list[float]:
    """By how much relevance each is ahead of the best of the others, negative where it is behind."""
    relevances = [_relevance(source) for source in sources]
    return [
        relevance - max((*relevances[:place], *relevances[place + 1 :]), default=0.0)
        for place, relevance in enumerate(relevances)
    ]


def signs(question: str, led: Sequence[tuple[Source, float]], model: PairModel) -> NDArray[np.float64]:
    """A row for each source, given with its lead. Blocks."""
    asked, terms = analyse(question), _terms(question)
    titles = [source[0].passage.reference.title for source, _ in led]
    vectors = model.encode([question, *titles])
    chances = model.probabilities(vectors[0], vectors[1:]).tolist()
    rows = []
    for place, (source, lead) in enumerate(led):
        head, said = _said(source)
        whole = sum(term.rarity for term in terms) or 1.0
        shared = sum(term.rarity * term.share(said) for term in terms)
        in_head = sum(term.rarity * term.share(head) for term in terms)
        kind = analyse(titles[place]).kind
        row = {
            "relevance": _relevance(source),
            "lead": lead,
            "chance": _logit(chances[place]),
            "length": math.log(max(1, len(question.split()))),
            "covered": shared / whole,
            "covered_by_head": in_head / whole,
            "missed": math.log1p(whole - shared),
            "shared": math.log1p(shared),
            "other_relation": float(bool(asked.kind and kind and asked.kind != kind)),
        }
        rows.append([row[name] for name in SIGNS])
    return np.array(rows, np.float64)


def _relevance(source: Source) -> float:
    return source[0].relevance or 0.0


@dataclass(frozen=True, slots=True)
class _Term:
    """Words of a question that name one thing: its stems under its preferred name, and how rare it is."""

    stems: tuple[str, ...]
    rarity: float

    def share(self, said: set[str]) -> float:
        """How much of it is said."""
        return sum(stem in said for stem in self.stems) / len(self.stems)


def _terms(question: str) -> list[_Term]:
    """Each once, function and generic words left out."""
    names = vocabulary()
    found: dict[tuple[str, ...], _Term] = {}
    for term in names.terms(question):
        if stems := tuple(stem for stem in term.stems if stem not in names.generic):
            found[stems] = _Term(stems, max(map(rarity, term.written)))
    return list(found.values())


def _said(source: Source) -> tuple[set[str], set[str]]:
    """The stems of title and subjects, and those with the passages' too."""
    head = vocabulary().canonical(source[0].about)
    return head, head.union(*(vocabulary().canonical(found.passage.text) for found in source))


def _logit(chance: float) -> float:
    kept = min(max(chance, CERTAIN), 1 - CERTAIN)
    return math.log(kept / (1 - kept))


@cache
def shipped() -> Weights:
    """Those that ship, read when they are first asked for."""
    return Weights.model_validate_json(resources.files("answers.weights").joinpath(WEIGHTS_FILE).read_bytes())
