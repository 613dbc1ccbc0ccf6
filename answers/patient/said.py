"""What a question says of the patient, in its own words; and whom an article covers."""

import re
from collections.abc import Iterator
from functools import lru_cache

from answers.patient import ages
from answers.patient.bystanders import BYSTANDERS
from answers.patient.drugs import CLASS, is_drug
from answers.patient.patterns import (
    ALLERGY,
    EGFR,
    EXCEPTED,
    KIDNEY_BELOW,
    NEGATED,
    NO_DRUGS,
    NORMAL,
    SIGNS,
    TAKEN,
)
from answers.search.vocabulary import vocabulary
from answers.text import stem
from answers.types import Article, Constraint, Dimension, Population

CONSTRAINTS_MAX = 12
"""More than these in one message is a case history; the first ones are kept."""
WORDS_MAX_CHARS = 100
"""Of what a constraint quotes: longer ones are no words of a person."""
_LOOK_BACK_CHARS = 60
"""How far before a word its negation can stand."""

_D = Dimension
NAMING = frozenset({_D.ALLERGY, _D.INTERACTION})
"""Of these there can be several, each of something else."""
_ORDER = (
    _D.CHILDREN,
    _D.OLDER_PEOPLE,
    _D.ADULTS,
    _D.PREGNANCY,
    _D.BREASTFEEDING,
    _D.KIDNEY_IMPAIRMENT,
    _D.LIVER_IMPAIRMENT,
    _D.IMMUNOSUPPRESSION,
    _D.ALLERGY,
    _D.INTERACTION,
)
_CLASS = re.compile(CLASS, re.IGNORECASE)


def constraints(text: str) -> tuple[Constraint, ...]:
    """What a question says of the patient: one for each dimension, one for each drug and allergen."""
    found: dict[tuple[Dimension, str], str] = {}
    for dimension, words in _said(text):
        key = (dimension, words.casefold() if dimension in NAMING else "")
        found.setdefault(key, words.strip()[:WORDS_MAX_CHARS])
    kept = sorted(found.items(), key=lambda item: _place(item[0][0]))
    return tuple(Constraint(dimension=key[0], words=words) for key, words in kept[:CONSTRAINTS_MAX])


def denied(text: str) -> tuple[Constraint, ...]:
    """What a question says that the patient is not or has not, with the word that denies it."""
    found = [
        Constraint(dimension=d, words=m.group()) for d, pattern in NORMAL for m in pattern.finditer(text)
    ]
    for sign in SIGNS:
        for match in sign.pattern.finditer(text):
            start = max(0, match.start() - _LOOK_BACK_CHARS)
            if negation := NEGATED.search(text[start : match.start()]):
                words = (negation.group() + match.group()).strip()[:WORDS_MAX_CHARS]
                found.append(Constraint(dimension=sign.dimension, words=words))
    for match in ALLERGY.finditer(text):
        start = max(0, match.start() - _LOOK_BACK_CHARS)
        before = NEGATED.search(text[start : match.start()])
        if before or (match["of"] or "").casefold() in {"no", "non", "any"}:
            words = ((before.group() if before else "") + match.group()).strip()[:WORDS_MAX_CHARS]
            found.append(Constraint(dimension=_D.ALLERGY, words=words))
    return tuple(found[:CONSTRAINTS_MAX])


def _place(dimension: Dimension) -> int:
    return _ORDER.index(dimension) if dimension in _ORDER else len(_ORDER)


_OF_A_FAMILY = re.compile(
    r"\b(?:inherit\w*|pass(?:ed|es)? .{0,60}\b(?:on|down|to)|handed down|parents? ha(?:s|ve)"
    r"|runs? in (?:the |my )?famil\w*)\b",
    re.IGNORECASE,
)
"""“Can I pass it to my kids?” asks of inheritance; no child is the patient."""


def _said(text: str) -> Iterator[tuple[Dimension, str]]:
    for age in ages.ages(text):
        yield _age_group(age), age.words
    yield from _filtration(text)
    done: set[Dimension] = {_D.CHILDREN} if _OF_A_FAMILY.search(text) else set()
    others = [match.span() for match in BYSTANDERS.finditer(text)]
    for sign in SIGNS:
        if sign.dimension in done:
            continue
        for match in sign.pattern.finditer(text):
            is_other = sign.dimension is _D.CHILDREN and any(a <= match.start() < b for a, b in others)
            if not is_other and not _denied(text, match.start()):
                done.add(sign.dimension)
                yield sign.dimension, match.group()
                break
    yield from _allergies(text)
    yield from _taken(text)


def _age_group(age: ages.Age) -> Dimension:
    if age.low < ages.ADULT_FROM:
        return _D.CHILDREN
    return _D.OLDER_PEOPLE if age.low >= ages.OLDER_FROM else _D.ADULTS


def _filtration(text: str) -> Iterator[tuple[Dimension, str]]:
    for match in EGFR.finditer(text):
        impaired = int(match["low"]) < KIDNEY_BELOW
        yield (_D.KIDNEY_IMPAIRMENT if impaired else _D.VALUE), match.group()


def _allergies(text: str) -> Iterator[tuple[Dimension, str]]:
    for match in ALLERGY.finditer(text):
        if not _denied(text, match.start()) and (match["of"] or "").casefold() not in {"no", "non", "any"}:
            yield _D.ALLERGY, match.group()


def _taken(text: str) -> Iterator[tuple[Dimension, str]]:
    for match in TAKEN.finditer(text):
        word = next(filter(None, (match[name] for name in ("drug", "perhaps", "risky", "users", "state"))))
        if match["sure"]:
            counts = _is_taken(word)
        else:
            counts = bool(_CLASS.fullmatch(word)) or is_drug(word) or bool(match["risky"] or match["state"])
        if counts and not _denied(text, match.start()):
            yield _D.INTERACTION, match.group()


def _is_taken(word: str) -> bool:
    if _CLASS.fullmatch(word) or is_drug(word):
        return True
    return not (
        NO_DRUGS.fullmatch(word) or stem(word) in vocabulary().generic or word.endswith(("ing", "ly"))
    )


def _denied(text: str, start: int) -> bool:
    return bool(NEGATED.search(text[max(0, start - _LOOK_BACK_CHARS) : start]))


def article_dimensions(article: Article) -> frozenset[Dimension]:
    """What an article covers by its own words or by its stated population."""
    return _covered(article.question, article.focus, article.applies_to, article.population)


@lru_cache(maxsize=8_192)
def _covered(
    question: str, focus: str | None, applies_to: str | None, population: Population
) -> frozenset[Dimension]:
    spoken = " . ".join(filter(None, (question, focus, EXCEPTED.sub(" ", applies_to or ""))))
    named = {constraint.dimension for constraint in constraints(spoken)}
    return frozenset(named | population.includes) - population.excludes
