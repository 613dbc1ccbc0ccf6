"""Sources that say different things on one subject, each verbatim, side by side (clinical rule 5). Rules.

Two sentences are set side by side where they are about the same (they share what is asked and most of the
rest) and one recommends what the other does not, one finds a difference where the other finds none, or they
name another dose of the same drug or another threshold of the same measure. Who is right is not said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from answers.differences import BLOCKING
from answers.evidence.directness import other_patients
from answers.evidence.order import same_country
from answers.library.sentences import sentences
from answers.patient.drugs import is_drug
from answers.quantities import Kind, quantities
from answers.question import Analysis, analyse, subject_terms
from answers.text import words
from answers.types import Disagreement, Grade, Passage, Position, ReferenceKind

COMPARED_MAX = 12
"""Sentences; each is compared with each."""
SHARED_MIN = 2
"""Terms of the subject that both sentences and what they stand in have."""
SHARE_MIN = 0.3
"""Of the terms of the shorter sentence, those that the other has too."""


class Stance(StrEnum):
    """What a sentence makes of what it speaks of."""

    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not recommended"
    DIFFERENCE = "difference"
    NO_DIFFERENCE = "no difference"


_OPPOSED = frozenset(
    {
        frozenset({Stance.RECOMMENDED, Stance.NOT_RECOMMENDED}),
        frozenset({Stance.DIFFERENCE, Stance.NO_DIFFERENCE}),
    }
)
_STANCES: tuple[tuple[Stance, re.Pattern[str]], ...] = tuple(
    (stance, re.compile(pattern, re.IGNORECASE))
    for stance, pattern in (
        (
            Stance.NOT_RECOMMENDED,
            r"\b(?:not|never|cannot be|no longer|against) (?:be )?(?:\w+ )?(?:recommend\w*|advis\w+|indicated"
            r"|used|use|using|give|given|giving|offer\w*|start\w*|take|taken|perform\w*|warranted|justified"
            r"|prescrib\w+)\b"
            r"|\bcontra-?indicated\b"
            r"|\b(?:should|must) be avoided\b|^(?:Avoid|Do not)\b|\brecommend(?:s|ed)? against\b"
            r"|\bis unnecessary\b|\bnot necessary\b",
        ),
        (
            Stance.NO_DIFFERENCE,
            r"\bno (?:\w+ ){0,2}(?:differences?|benefits?|advantages?|effects?|associations?|improvements?"
            r"|reduction|increase|correlations?|relationships?|evidence)\b"
            r"|\b(?:not|n't) (?:\w+ ){0,2}(?:differ\w*|improv\w+|reduc\w+|increas\w+|affect\w*|associat\w+"
            r"|superior|better|effective|benefi\w+|predict\w*|correlat\w+|influenc\w+|prevent\w*|lower\w*"
            r"|decreas\w+)\b|\b(?:did|does|do) not\b|\bsimilar\b|\bequivalent\b|\bequally\b"
            r"|\bcomparable\b|\bas effective as\b|\bnon-?inferior\b",
        ),
        (
            Stance.RECOMMENDED,
            r"\brecommend(?:s|ed)?\b|\b(?:should|must) (?:\w+ )?be (?:\w+ )?(?:used|given|offered|considered"
            r"|performed|started|prescribed|preferred|taken)\b|\b(?:is|are) (?:strongly )?(?:indicated"
            r"|advised"
            r"|warranted|justified|preferred)\b|\bfirst[- ](?:line|choice)\b|\btreatment of choice\b"
            r"|^(?:Offer|Give|Use|Consider|Start|Prescribe)\b",
        ),
        (
            Stance.DIFFERENCE,
            r"\b(?:superior|inferior|better|worse|more effective|less effective|improv(?:es|ed|ing)"
            r"|reduc(?:es|ed)|increas(?:es|ed)|lower(?:s|ed)|higher|decreas(?:es|ed)|prevent(?:s|ed)"
            r"|benefi(?:ts|ted|cial)|effective|protective|associated with|predict(?:s|ed|or)|longer"
            r"|prolong(?:s|ed)|short(?:er|ens|ened))\b",
        ),
    )
)
"""Negated ones first: what is “not recommended” holds the word “recommended” too."""


_EXCEPTED = re.compile(
    r"(?<=\w)[,;(]? (?:unless|except|but (?:\w+ ){0,3}(?:not|avoid)|although)\b.*",
    re.DOTALL | re.IGNORECASE,
)
"""What a sentence says of others than those whom it is about."""
_DOSE_RANGE = re.compile(
    r"\b(\d[\d.,]*) ?(?:-|–|to|or) ?(?=\d[\d.,]* ?(mg|mcg|µg|ug|micrograms?|g|grams?|ml|units?|iu|mmol"
    r"|meq)\b)",
    re.IGNORECASE,
)
_ROUTES = (
    re.compile(r"\b(?:oral(?:ly)?|by mouth|po)\b", re.IGNORECASE),
    re.compile(r"\b(?:intravenous(?:ly)?|iv|infusion|infused)\b", re.IGNORECASE),
    re.compile(r"\b(?:intramuscular(?:ly)?|im)\b", re.IGNORECASE),
    re.compile(r"\b(?:subcutaneous(?:ly)?|sc)\b", re.IGNORECASE),
    re.compile(r"\b(?:rectal(?:ly)?|topical(?:ly)?|inhaled|nebuli[sz]ed|intranasal(?:ly)?)\b", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says: a stretch of a passage, and what that stands in."""

    text: str
    passage: Passage
    about: str
    grade: Grade | None = None

    @property
    def position(self) -> Position:
        return Position(
            text=self.text,
            reference=self.passage.reference,
            grade=self.grade,
            published=self.passage.published,
        )


def stance(text: str) -> Stance | None:
    """What a text makes of its subject: its first sentence that makes anything of it, since the ones after it
    say when not. None where the rules know no such words in it."""
    return next(filter(None, map(_stance, sentences(text))), None)


def _stance(sentence: str) -> Stance | None:
    main = _EXCEPTED.sub("", sentence)
    return next((each for each, pattern in _STANCES if pattern.search(main)), None)


def disagreements(
    asked: Analysis, said: Sequence[Said], jurisdiction: str | None
) -> tuple[Disagreement, ...]:
    """At most one on the asked subject: all who say something different, one position a source."""
    opposed: list[Said] = []
    for one, other in combinations(said[:COMPARED_MAX], 2):
        if one.passage.reference != other.passage.reference and _opposed(asked, one, other):
            opposed += (one, other)
    positions: dict[str, Said] = {}
    for each in opposed:
        positions.setdefault(each.passage.reference.link, each)
    if len(positions) < 2:
        return ()
    in_order = sorted(positions.values(), key=lambda each: _rank(each, jurisdiction))
    subject = ", ".join(dict.fromkeys(asked.terms.values())) or asked.text
    return (Disagreement(subject=subject[:1_000], positions=tuple(each.position for each in in_order)),)


def _rank(said: Said, jurisdiction: str | None) -> tuple[bool, bool, int]:
    """The reader's jurisdiction first, then guidelines, then the newer."""
    reference = said.passage.reference
    year = said.passage.published.year if said.passage.published else reference.year or 0
    return (
        not same_country(reference.country, jurisdiction),
        reference.kind is not ReferenceKind.GUIDELINE,
        -year,
    )


def _opposed(asked: Analysis, one: Said, other: Said) -> bool:
    if not _on_one_subject(asked, one, other) or _of_other_patients(one.text, other.text):
        return False
    stances = frozenset(filter(None, (stance(one.text), stance(other.text))))
    return stances in _OPPOSED or _other_quantity(one.text, other.text)


def _on_one_subject(asked: Analysis, one: Said, other: Said) -> bool:
    """Both are about all that is asked for, and their own sentences share most of their words."""
    subject = set(asked.terms)
    whole = [subject_terms(f"{said.about} . {said.text}").keys() for said in (one, other)]
    named = subject & whole[0] & whole[1]
    own = [set(subject_terms(said.text)) for said in (one, other)]
    shorter = min(map(len, own))
    shared = own[0] & own[1]
    enough = len(named) >= min(SHARED_MIN, len(subject)) and len(named) >= len(subject) / 2
    return enough and bool(shared) and len(shared) >= SHARE_MIN * shorter


def _of_other_patients(one: str, other: str) -> bool:
    """Whether one is about children and the other about adults, or one about what alters a treatment (kidney
    failure, pregnancy) and the other not: that is an exception, and no disagreement."""
    spoken = [analyse(text).dimensions for text in (one, other)]
    if (spoken[0] ^ spoken[1]) & BLOCKING:
        return True
    return bool(other_patients(spoken[0], spoken[1]) or other_patients(spoken[1], spoken[0]))


def _other_quantity(one: str, other: str) -> bool:
    """The same drug in other doses only, or the same measure with other limits."""
    drugs = [{word.casefold() for word in words(text) if is_drug(word)} for text in (one, other)]
    doses = [_doses(text) for text in (one, other)]
    routes = [{n for n, route in enumerate(_ROUTES) if route.search(text)} for text in (one, other)]
    if all(routes) and not routes[0] & routes[1]:
        return False
    if drugs[0] & drugs[1] and all(doses):
        units = [{dose.rsplit(" ", 1)[-1] for dose in each} for each in doses]
        return bool(units[0] & units[1]) and not doses[0] & doses[1]
    limits = [_limits(text) for text in (one, other)]
    return any(limits[0][name] != limits[1][name] for name in limits[0].keys() & limits[1].keys())


def _doses(text: str) -> set[str]:
    """All that are named, both ends of a range."""
    each_end = _DOSE_RANGE.sub(r"\1 \2, ", text)
    return {q.value for q in quantities(each_end) if q.kind is Kind.DOSE}


def _limits(text: str) -> dict[str, tuple[float, float]]:
    measured = (q for q in quantities(text) if q.kind in (Kind.VALUE, Kind.FILTRATION))
    return {f"{q.kind}:{q.value}": (q.low, q.high) for q in measured}
