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

SUBJECT = 0.6
"""What the best agreement on the subject is worth; the index's first hit has 1."""
RELATION = 0.6
"""What the relation adds to it, as far as the subjects agree."""
PATIENT_WORDS = 0.03
"""What it takes from that agreement to leave one phrase about the patient out."""

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


def ordered(asked: Analysis, found: Sequence[tuple[_Hit, float, Topic]]) -> list[_Hit]:
    """The hits in their new order; each comes with the index's score and its article's topic."""
    best = max((score for _, score, _ in found), default=1.0) or 1.0
    subjects = _readings(asked)

    def worth(hit: tuple[_Hit, float, Topic]) -> float:
        _, score, about = hit
        agree = _agreement(subjects, about.names)
        relation = RELATION if asked.kind in about.relations else 0.0
        return score / best + (SUBJECT + relation) * agree

    return [hit for hit, _, _ in sorted(found, key=worth, reverse=True)]


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
