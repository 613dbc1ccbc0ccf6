"""A question taken apart: the relation, the subject, and what it says of the patient. Rules, no model."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from answers.patient.said import CONSTRAINTS_MAX, WORDS_MAX_CHARS, article_dimensions, constraints, denied
from answers.relation import TYPES, asking_words, question_type, relation_words
from answers.search.vocabulary import vocabulary
from answers.text import one_line, stem, words
from answers.types import Constraint, Dimension, QuestionType

__all__ = [
    "CONSTRAINTS_MAX",
    "WORDS_MAX_CHARS",
    "Analysis",
    "analyse",
    "article_dimensions",
    "asked_terms",
    "constraints",
    "question_type",
    "subject_terms",
]

# What a relation's own words are made of: they say nothing of the subject.
_TYPE_WORDS = frozenset(
    stem(word)
    for word in [
        "treat",
        "treated",
        "treating",
        "treatment",
        "treatments",
        "therapy",
        "therapies",
        "manage",
        "managed",
        "management",
        "managing",
        "cure",
        "cured",
        "curable",
        "option",
        "options",
        "choice",
        "choices",
        "medication",
        "medications",
        "medicine",
        "medicines",
        "drug",
        "drugs",
        "cause",
        "causes",
        "caused",
        "causing",
        "symptom",
        "symptoms",
        "sign",
        "signs",
        "diagnose",
        "diagnosed",
        "diagnosis",
        "diagnostic",
        "test",
        "tests",
        "tested",
        "testing",
        "exam",
        "exams",
        "prevent",
        "prevented",
        "prevention",
        "prognosis",
        "outlook",
        "survival",
        "survive",
        "complication",
        "complications",
        "risk",
        "risks",
        "factor",
        "factors",
        "side",
        "effect",
        "effects",
        "adverse",
        "reaction",
        "dose",
        "dosage",
        "dosing",
        "inherited",
        "inheritance",
        "hereditary",
        "genetic",
        "stage",
        "stages",
        "common",
        "frequency",
        "often",
        "information",
        "about",
        "define",
        "definition",
        "mean",
        "means",
        "handle",
        "handled",
        "approach",
        "approaches",
        "recommended",
        "recommendation",
        "recommendations",
        "guideline",
        "guidelines",
        "standard",
        "current",
        "available",
        "affect",
        "affects",
        "determine",
        "role",
        "use",
        "used",
        "latest",
        "evidence",
        "warning",
        "detect",
        "detected",
        "detection",
        "confirm",
        "confirmed",
    ]
)

_CHATTER = frozenset(
    map(
        stem,
        [
            "one",
            "ones",
            "point",
            "place",
            "night",
            "morning",
            "today",
            "yesterday",
            "tomorrow",
            "week",
            "weeks",
            "ago",
            "last",
            "usual",
            "usually",
            "general",
            "colleague",
            "ward",
            "clinic",
            "practice",
            "begin",
            "years",
            "year",
            "months",
            "month",
            "days",
            "day",
            "said",
            "told",
            "odd",
            "lot",
            "bit",
            "sort",
            "kind",
            "shouldn",
            "couldn",
            "wouldn",
            "doesn",
            "isn",
            "aren",
            "hasn",
            "haven",
            "won",
            "didn",
        ],
    )
)
"""Words around a question that are of no subject."""

_CONTRACTED = re.compile(r"(?<=\w)['’](?:m|re|ve|ll)\b", re.IGNORECASE)
"""“I'm” says nothing of an m."""

_ASKS_INHERITANCE = dict(TYPES)[QuestionType.INHERITANCE]
_INHERITANCE_WORDS = frozenset(map(stem, ("inherited", "inheritance", "hereditary", "genetic")))
"""Words of a name (hereditary angioedema is not angioedema) wherever inheritance is not what is asked."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A question taken apart. `terms` are the canonical stems of its subject, with the words said."""

    text: str
    kind: QuestionType | None
    terms: Mapping[str, str]
    constraints: tuple[Constraint, ...]
    denied: tuple[Constraint, ...] = ()

    @property
    def dimensions(self) -> frozenset[Dimension]:
        return frozenset(constraint.dimension for constraint in self.constraints)


def analyse(text: str) -> Analysis:
    """Take a question apart. Linear in its length."""
    text = one_line(text)
    found, without, kind = constraints(text), denied(text), question_type(text)
    said = (*found, *without)
    about = asked_terms(text, kind, said)
    # “Ways to avoid kidney disease” is about what the patient has, and not about avoiding.
    return Analysis(text, kind, about or ({} if found else subject_terms(text, said)), found, without)


def asked_terms(text: str, kind: QuestionType | None, said: Iterable[Constraint] = ()) -> dict[str, str]:
    """The terms of the subject without the words that only ask for the relation."""
    asks = relation_words(kind) | asking_words(text, kind) | _CHATTER
    terms = subject_terms(_CONTRACTED.sub("", text), said)
    return {term: written for term, written in terms.items() if term not in asks}


def subject_terms(text: str, said: Iterable[Constraint] = ()) -> dict[str, str]:
    """Canonical stems of what the question is about, each with the words that were written.

    Without its relation, its constraints and generic words.
    """
    names = vocabulary()
    spoken = " . ".join(constraint.words for constraint in said)
    about_patient = {stem(word) for word in words(spoken)} | names.canonical(spoken)
    ignored = names.generic | _TYPE_WORDS | about_patient
    if not _ASKS_INHERITANCE.search(text):
        ignored -= _INHERITANCE_WORDS
    return {
        stem_: " ".join(term.written) for term in names.terms(text) for stem_ in _telling(term.stems, ignored)
    }


def _telling(stems: Sequence[str], ignored: Collection[str]) -> Sequence[str]:
    """A name's stems without those ignored; all of them where what is left could be any illness's: the
    “down” of Down syndrome tells which."""
    kept = [each for each in stems if each not in ignored]
    return stems if kept and kept != list(stems) and _ANY_ILLNESS.issuperset(kept) else kept


_ANY_ILLNESS = frozenset(map(stem, ("syndrome", "disease", "disorder")))
