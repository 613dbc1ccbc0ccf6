"""Does this article answer this question, for this patient? A first, conservative answer.

Two things decide. A logistic model on five features gives a calibrated probability that both questions
have the same answer (`match_model.json`, trained by `bench/train_match.py`). Rules can only lower what
follows from it: an article is served where it has the same relation, covers every word of the subject,
asks for nothing more, and covers what the question says of the patient (clinical rule 2). What fails a
rule is suggested at most, with what differs.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources

from pydantic import Field

from answers.differences import (
    BLOCKING,
    Difference,
    Ground,
    between,
    blocks,
    described,
    not_accounted_for,
    scope,
)
from answers.names import without_asides
from answers.quantities import quantities
from answers.question import Analysis, analyse, article_dimensions, subject_terms
from answers.text import stem, words
from answers.thresholds import Thresholds
from answers.types import (
    Article,
    Decision,
    Dimension,
    Frozen,
    Outcome,
    QuestionType,
)

__all__ = [
    "BLOCKING",
    "CONDITIONS",
    "MatchModel",
    "decide",
    "model",
    "pair_probability",
    "plain",
    "probability",
    "question_target",
    "related",
    "target",
]

CONDITIONS = frozenset(
    {
        Dimension.KIDNEY_IMPAIRMENT,
        Dimension.LIVER_IMPAIRMENT,
        Dimension.IMMUNOSUPPRESSION,
        Dimension.ALLERGY,
        Dimension.METASTATIC,
    }
)
"""Diseases that can be asked about by themselves: within one dimension they are still different ones."""


class MatchModel(Frozen):
    """The trained numbers. A threshold of 0 would serve anything, so it is not accepted."""

    intercept: float
    weights: Mapping[str, float]
    serve_at: float = Field(gt=0.5, le=1)
    suggest_at: float = Field(gt=0, le=1)
    trained_on: str
    set_by: str
    set_at: str


@cache
def model() -> MatchModel:
    """The model that ships with Curbside."""
    text = resources.files("answers").joinpath("match_model.json").read_text("utf-8")
    return MatchModel.model_validate(json.loads(text))


@cache
def shipped_thresholds() -> Thresholds:
    """The shipped model's own, for its version: a digest of its numbers, its thresholds not among them."""
    trained = model()
    numbers = trained.model_dump_json(exclude={"serve_at", "suggest_at", "set_by", "set_at"})
    return Thresholds(
        serve_at=trained.serve_at,
        suggest_at=trained.suggest_at,
        model=hashlib.sha256(numbers.encode()).hexdigest()[:12],
        set_by=trained.set_by,
        set_at=datetime.fromisoformat(trained.set_at).replace(tzinfo=UTC),
    )


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which an article asks its question."""

    kind: QuestionType | None
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Target:
    """An article as the matcher sees it."""

    phrasings: tuple[Phrasing, ...]
    kinds: frozenset[QuestionType]
    covered: frozenset[str]
    other_names: tuple[tuple[frozenset[str], frozenset[str]], ...]
    dimensions: frozenset[Dimension]
    spoken_dimensions: frozenset[Dimension]
    wordings: frozenset[str]


def target(article: Article) -> Target:
    """What an article's question, aliases, focus, synonyms and population say."""
    titles = (article.question, *article.aliases)
    phrasings = tuple(_phrasing(text) for text in dict.fromkeys((*titles, *map(without_asides, titles))))
    declared = {article.question_type} if article.question_type else set()
    kinds = declared or {p.kind for p in phrasings if p.kind}
    focus = _terms(article.focus or "")
    # A part of the focus is the name of a class it belongs to, no other name for it: MedQuAD has
    # "leukodystrophy" for metachromatic leukodystrophy due to saposin B deficiency.
    names = tuple(
        (name, focus) for name in map(_terms, article.synonyms) if focus and name and not name <= focus
    )
    spoken = (article.focus or "", article.applies_to or "", *article.synonyms)
    return Target(
        phrasings=phrasings,
        kinds=frozenset(kinds),
        covered=frozenset().union(*(p.terms for p in phrasings), *map(_terms, spoken)),
        other_names=names,
        dimensions=article_dimensions(article),
        spoken_dimensions=analyse(article.question).dimensions,
        wordings=frozenset(plain(text) for text in (article.question, *article.aliases)),
    )


def question_target(text: str) -> Target:
    """A question as the matcher would see an article that answers it and has nothing but this title."""
    phrasing, asked = _phrasing(text), analyse(text)
    return Target(
        phrasings=(phrasing,),
        kinds=frozenset(filter(None, [phrasing.kind])),
        covered=phrasing.terms,
        other_names=(),
        dimensions=asked.dimensions,
        spoken_dimensions=asked.dimensions,
        wordings=frozenset([plain(text)]),
    )


def pair_probability(asked: str, candidate: str, cosine: float) -> float:
    """The calibrated probability that what answers `candidate` answers `asked`, without a library."""
    return probability(features(analyse(asked), question_target(candidate), cosine))


@lru_cache(maxsize=8_192)
def _phrasing(text: str) -> Phrasing:
    asked = analyse(text)
    return Phrasing(asked.kind, frozenset(_subject(asked)))


def _subject(asked: Analysis) -> Mapping[str, str]:
    """The subject's terms; where nothing else is asked about, what the patient has: “What is cirrhosis?”."""
    others = [c for c in asked.constraints if c.dimension not in CONDITIONS]
    return asked.terms or subject_terms(asked.text, others) or subject_terms(asked.text)


@lru_cache(maxsize=8_192)
def _terms(text: str) -> frozenset[str]:
    return frozenset(subject_terms(text))


def features(asked: Analysis, goal: Target, cosine: float) -> dict[str, float]:
    """What the model looks at, each between -1 and 1."""
    terms = _in_the_articles_words(asked, goal)
    best = max((_overlap(terms, p.terms) for p in goal.phrasings), default=0.0)
    agree = 0.0
    if asked.kind and goal.kinds:
        agree = 1.0 if asked.kind in goal.kinds else -1.0
    apart = asked.dimensions ^ goal.spoken_dimensions
    return {
        "cosine": cosine,
        "subject_covered": len(terms & goal.covered) / len(terms) if terms else 0.0,
        "subject_overlap": best,
        "relation": agree,
        "constraints_apart": min(1.0, len(apart) / 3),
    }


def probability(found: Mapping[str, float]) -> float:
    """The calibrated probability that both questions have the same answer."""
    trained = model()
    score = trained.intercept + sum(w * found[name] for name, w in trained.weights.items())
    return 1.0 / (1.0 + math.exp(-score))


def decide(
    asked: Analysis, article: Article, cosine: float, thresholds: Thresholds | None = None
) -> Decision:
    """Serve, suggest or neither, with what the article does not account for.

    `thresholds` None: those that ship with the model.
    """
    limits = thresholds or shipped_thresholds()
    goal = target(article)
    chance = probability(features(asked, goal, cosine))
    uncovered = _uncovered_words(asked, goal)
    found = between(asked, scope(article), uncovered)
    found += _of_the_subject(asked, goal, uncovered)
    if plain(asked.text) in goal.wordings:
        # Word for word the approved question or alias: no rule knows better than who approved it, but
        # for whom the article is.
        chance = 1.0
        found = [difference for difference in found if difference.ground is Ground.PATIENT]
    servable = not blocks(found)
    return Decision(
        outcome=_outcome(chance, limits, servable=servable),
        probability=chance,
        servable=servable,
        not_accounted_for=not_accounted_for(found, uncovered),
        differs=described(found),
    )


def _outcome(chance: float, limits: Thresholds, *, servable: bool) -> Outcome:
    if servable and chance >= limits.serve_at:
        return Outcome.SERVE
    return Outcome.SUGGEST if chance >= limits.suggest_at else Outcome.NONE


def is_worded_so(asked: str, article: Article) -> bool:
    """Whether it is word for word the article's question or one of its aliases."""
    return plain(asked) in {plain(text) for text in (article.question, *article.aliases)}


def related(asked: Analysis, article: Article) -> bool:
    """Whether they share any part of their subject; without it, nearness is a coincidence."""
    goal = target(article)
    return bool(_in_the_articles_words(asked, goal) & goal.covered)


def plain(question: str) -> str:
    """A question without case, closing marks and spacing: equal ones are worded the same."""
    return " ".join(question.casefold().rstrip("?!. ").split())


def _in_the_articles_words(asked: Analysis, goal: Target) -> frozenset[str]:
    """The asked subject, with other names of the article's focus replaced by the focus."""
    terms = frozenset(_subject(asked))
    for name, focus in goal.other_names:
        if name <= terms:
            terms = terms - name | focus
    return terms


def _overlap(asked: frozenset[str], phrasing: frozenset[str]) -> float:
    return len(asked & phrasing) / len(asked | phrasing) if asked or phrasing else 0.0


def _uncovered_words(asked: Analysis, goal: Target) -> list[str]:
    """The asked subject's words that the article does not know. Numbers are compared as numbers."""
    left = _in_the_articles_words(asked, goal) - goal.covered - _numerals(asked.text)
    return list(dict.fromkeys(words for term, words in _subject(asked).items() if term in left))


_NUMERALS = frozenset(
    {*map(str, range(100)), *["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]}
)


def _numerals(text: str) -> frozenset[str]:
    """Stems of the words that state a number: “type 2” and “type II” are the same."""
    return frozenset(stem(word) for number in quantities(text) for word in words(number.words))


def _of_the_subject(asked: Analysis, goal: Target, uncovered: Sequence[str]) -> list[Difference]:
    """Where a word is not covered, or the relation unclear, the model alone cannot tell."""
    found = []
    if uncovered:
        found.append(Difference(Ground.NAME, ", ".join(uncovered[:3]), "not mentioned"))
    if asked.kind is None:
        kinds = " or ".join(sorted(kind.replace("_", " ") for kind in goal.kinds)) or "unclear"
        found.append(Difference(Ground.RELATION, "unclear", kinds))
    terms = _in_the_articles_words(asked, goal)
    if goal.phrasings and not any(p.terms - _NUMERALS <= terms for p in goal.phrasings):
        found.append(Difference(Ground.NARROWER, None, "something narrower"))
    return found
