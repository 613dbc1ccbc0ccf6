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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources

from pydantic import Field

from answers.question import Analysis, analyse, article_dimensions, subject_terms
from answers.text import stem
from answers.thresholds import Thresholds
from answers.types import (
    Article,
    Constraint,
    Decision,
    Dimension,
    Frozen,
    Outcome,
    QuestionType,
)

BLOCKING = frozenset(
    {
        Dimension.CHILDREN,
        Dimension.PREGNANCY,
        Dimension.BREASTFEEDING,
        Dimension.KIDNEY_IMPAIRMENT,
        Dimension.LIVER_IMPAIRMENT,
        Dimension.IMMUNOSUPPRESSION,
        Dimension.ALLERGY,
        Dimension.INTERACTION,
        Dimension.RELAPSE,
        Dimension.METASTATIC,
    }
)
"""What an article must cover in words to be served to somebody who has it (clinical rule 2)."""

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

NAMING = frozenset({Dimension.ALLERGY, Dimension.INTERACTION})
"""Covered only where the article speaks of the same allergen or drug."""
_ALLERGY_WORDS = frozenset(map(stem, ("allergy", "allergies", "allergic", "intolerance", "intolerant")))

_DIMENSION_WORDS = {
    Dimension.CHILDREN: "children",
    Dimension.ADULTS: "adults",
    Dimension.OLDER_PEOPLE: "older people",
    Dimension.PREGNANCY: "pregnancy",
    Dimension.BREASTFEEDING: "breast-feeding",
    Dimension.KIDNEY_IMPAIRMENT: "kidney impairment",
    Dimension.LIVER_IMPAIRMENT: "liver impairment",
    Dimension.IMMUNOSUPPRESSION: "immunosuppression",
    Dimension.FIRST_OCCURRENCE: "newly diagnosed",
    Dimension.RELAPSE: "relapse",
    Dimension.LOCALIZED: "localized disease",
    Dimension.METASTATIC: "metastatic disease",
    Dimension.WOMEN: "women",
    Dimension.MEN: "men",
    Dimension.INPATIENT: "hospital patients",
}


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
    named: frozenset[str]
    excluded: frozenset[Dimension]
    spoken_dimensions: frozenset[Dimension]
    wordings: frozenset[str]


def target(article: Article) -> Target:
    """What an article's question, aliases, focus, synonyms and population say."""
    phrasings = tuple(_phrasing(text) for text in (article.question, *article.aliases))
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
        named=frozenset().union(*map(_terms, (article.question, *spoken))),
        excluded=article.population.excludes,
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
        named=_terms(text),
        excluded=frozenset(),
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
    open_constraints = _not_covered(asked.constraints, goal)
    open_words = [c.words for c in open_constraints if c.dimension in BLOCKING]
    uncovered = [w for w in _uncovered_words(asked, goal) if not any(w in said for said in open_words)]
    differences = tuple(_differences(asked, goal, open_constraints, uncovered))
    if plain(asked.text) in goal.wordings:
        # Word for word the approved question or alias: no rule knows better than who approved it.
        chance, differences = 1.0, ()
    blocked = any(c.dimension in BLOCKING for c in open_constraints)
    excluded = any(c.dimension in goal.excluded for c in asked.constraints)
    servable = not (blocked or excluded or differences)
    return Decision(
        outcome=_outcome(chance, limits, servable=servable),
        probability=chance,
        servable=servable,
        not_accounted_for=tuple(dict.fromkeys((*(c.words for c in open_constraints), *uncovered))),
        differs="; ".join(differences) or _constraint_words(open_constraints, goal) or None,
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


def _not_covered(said: Iterable[Constraint], goal: Target) -> list[Constraint]:
    return [c for c in said if c.dimension not in goal.dimensions or not _names(c) <= goal.named]


def _names(said: Constraint) -> frozenset[str]:
    """The allergen or the drug that a constraint names, if it does."""
    return _terms(said.words) - _ALLERGY_WORDS if said.dimension in NAMING else frozenset()


def _uncovered_words(asked: Analysis, goal: Target) -> list[str]:
    left = _in_the_articles_words(asked, goal) - goal.covered
    return list(dict.fromkeys(words for term, words in _subject(asked).items() if term in left))


def _differences(
    asked: Analysis, goal: Target, open_constraints: Sequence[Constraint], uncovered: Sequence[str]
) -> Iterable[str]:
    """Why the article is not an answer to exactly this; each a phrase for the reader."""
    if uncovered:
        yield f"you: “{', '.join(uncovered[:3])}”; this: not mentioned"
    if asked.kind is None or asked.kind not in goal.kinds:
        kinds = " or ".join(sorted(k.replace("_", " ") for k in goal.kinds)) or "unclear"
        yield f"you: {(asked.kind or 'unclear').replace('_', ' ')}; this: {kinds}"
    terms = _in_the_articles_words(asked, goal)
    if goal.phrasings and not any(p.terms <= terms for p in goal.phrasings):
        yield "this asks about something narrower"
    if narrower := goal.spoken_dimensions - asked.dimensions:
        yield f"this: {', '.join(_DIMENSION_WORDS.get(d, d) for d in sorted(narrower))} only"
    if blocked := _constraint_words([c for c in open_constraints if c.dimension in BLOCKING], goal):
        yield blocked


def _constraint_words(said: Sequence[Constraint], goal: Target) -> str:
    return "; ".join(
        f"you: “{c.words}”; this: {'excluded' if c.dimension in goal.excluded else 'not stated'}"
        for c in said
    )
