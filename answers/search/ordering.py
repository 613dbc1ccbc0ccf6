"""The order of what the index found: first what is about exactly this, in the relation that is asked for.

Words and vectors find the subject well and the relation badly: all that a disease's page answers lies
near every question on the disease, and “How common is gout?” has no word of “How many people are affected
by gout?”. What an article says it is about (focus, synonyms, relation) settles that. Articles only change
places: nothing is found here that the index has not found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from answers.question import Analysis, question_type, subject_terms
from answers.types import Article, QuestionType

WEIGHTS: Mapping[str, float] = {
    "score": 1.0,
    "cosine": 3.5,
    "agreement": 1.5,
    "topic": 1.5,
    "coverage": 0.45,
    "relation": 0.3,
}
"""What each feature is worth. Cosine, coverage and relation: fitted on 600 consumers' messages written for it
(`bench/training/ordering.py`). To those messages agreement and topic are nearly indifferent, since a long one
agrees with no name; they are set so that a short question finds exactly what it names (`eval followups`)."""
PATIENT_WORDS = 0.03
"""What it takes from an agreement to leave one phrase about the patient out."""

_Hit = TypeVar("_Hit")


@dataclass(frozen=True, slots=True)
class Topic:
    """What an article is about: the terms of each of its names, and the relations that it answers."""

    names: frozenset[frozenset[str]]
    relations: frozenset[QuestionType]


def topic_of(article: Article) -> Topic:
    """By its focus and synonyms, and by the words of its question and aliases."""
    return topic(
        (article.question, *article.aliases),
        (article.focus, *article.synonyms) if article.focus else article.synonyms,
        article.question_type,
    )


@lru_cache(maxsize=32_768)
def topic(questions: tuple[str, ...], names: tuple[str, ...], relation: QuestionType | None) -> Topic:
    """The topic of an article with these `questions`, on something with these `names`."""
    terms = (frozenset(subject_terms(text)) for text in (*names, *questions))
    told = frozenset(filter(None, map(question_type, questions)))
    return Topic(frozenset(filter(None, terms)), frozenset({relation}) if relation else told)


def ordered(asked: Analysis, found: Sequence[tuple[_Hit, float, float | None, Topic]]) -> list[_Hit]:
    """The hits in their new order; each comes with the index's score, its cosine and its article's topic."""
    given = features(asked, [(score, cosine, about) for _, score, cosine, about in found])
    worth = [sum(WEIGHTS[name] * value for name, value in each.items()) for each in given]
    places = sorted(range(len(found)), key=lambda place: -worth[place])
    return [found[place][0] for place in places]


def features(asked: Analysis, found: Sequence[tuple[float, float | None, Topic]]) -> list[dict[str, float]]:
    """What the order follows from, for each hit, all between 0 and 1 (a cosine from -1; 0 for a hit that is
    not near by meaning).

    `score`: the index's, the best of these being 1. `agreement`: terms shared with the article's best name
    among all terms of both (Jaccard). `topic`: the same where the article answers the relation asked for.
    `coverage`: the share of a name's terms that is said. `relation`: 1 where the relation is the asked one.
    """
    best = max((score for score, _, _ in found), default=1.0) or 1.0
    subjects = _readings(asked)
    said = frozenset[str]().union(*subjects)
    return [_of(hit, best, asked, subjects, said) for hit in found]


def _of(
    hit: tuple[float, float | None, Topic],
    best: float,
    asked: Analysis,
    subjects: Mapping[frozenset[str], float],
    said: frozenset[str],
) -> dict[str, float]:
    score, cosine, about = hit
    agreement, relation = _agreement(subjects, about.names), float(asked.kind in about.relations)
    return {
        "score": score / best,
        "cosine": cosine or 0.0,
        "agreement": agreement,
        "topic": agreement * relation,
        "coverage": max((len(name & said) / len(name) for name in about.names), default=0.0),
        "relation": relation,
    }


def _readings(asked: Analysis) -> dict[frozenset[str], float]:
    """What the subject may be, with how much of the question's own words that leaves (0–1): what looks like
    the patient can be a part of the name, as in “neonatal hemochromatosis in pregnancy”."""
    said = asked.constraints
    left_out = [(), said, *((each,) for each in said), *(said[:n] + said[n + 1 :] for n in range(len(said)))]
    readings: dict[frozenset[str], float] = {}
    for without in left_out:
        terms = frozenset(subject_terms(asked.text, without))
        share = 1.0 - PATIENT_WORDS * len(without)
        readings[terms] = max(share, readings.get(terms, 0.0))
    readings.pop(frozenset(), None)
    return readings


def _agreement(subjects: Mapping[frozenset[str], float], names: Iterable[frozenset[str]]) -> float:
    """Of the best pair of names: shared terms among all terms of both (Jaccard)."""
    return max((share * len(s & n) / len(s | n) for s, share in subjects.items() for n in names), default=0.0)
