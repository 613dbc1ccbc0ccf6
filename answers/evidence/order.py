"""Which source comes first: the one that is nearest to the question, and among near equals the stronger one.

Relevance leads, because a guideline on something else is no answer. What a source is of a kind, how new it
is and where it is from add to its relevance what lies between two sources that answer about equally well,
and no more: all of it together is half of what, on questions with one right source, lies between that one
and the next. The reader's own country adds least: it decides among equals.
"""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from answers.types import Reference, ReferenceKind

_K = ReferenceKind

STRENGTH = {
    _K.GUIDELINE: 1.0,
    _K.LABEL: 0.9,
    _K.SYSTEMATIC_REVIEW: 0.8,
    _K.TRIAL: 0.6,
    _K.STUDY: 0.4,
    _K.REFERENCE_WORK: 0.3,
    _K.OPINION: 0.0,
}
STRENGTH_WORTH = 0.05
RECENT_WORTH = 0.02
RECENT_YEARS = 15
"""A source of this age or older is worth nothing for its date, one of this year all of it."""
JURISDICTION_WORTH = 0.01
UNKNOWN = 0.6
"""What the first source of a member is taken for that cannot say how near it is."""
UNKNOWN_STEP = 0.02

_T = TypeVar("_T")


def ordered(
    found: Sequence[tuple[_T, float, Reference, date | None]], jurisdiction: str | None, today: date
) -> list[_T]:
    """Sources, given with relevance and day of publication, in their order; equal ones as given."""
    worth = [
        relevance + worth_of(reference, published, jurisdiction, today)
        for _, relevance, reference, published in found
    ]
    return [found[place][0] for place in sorted(range(len(found)), key=lambda place: -worth[place])]


def worth_of(reference: Reference, published: date | None, jurisdiction: str | None, today: date) -> float:
    """What a source's kind, date and country add to its relevance."""
    year = published.year if published else reference.year
    age = today.year - year if year else RECENT_YEARS
    recent = min(1.0, max(0.0, 1 - age / RECENT_YEARS))
    at_home = bool(jurisdiction and reference.country) and same_country(jurisdiction, reference.country)
    return (
        STRENGTH_WORTH * STRENGTH[reference.kind]
        + RECENT_WORTH * recent
        + (JURISDICTION_WORTH if at_home else 0.0)
    )


def same_country(one: str | None, other: str | None) -> bool:
    """Whether two countries, as code or as name, are the same; unknown ones never are."""
    return bool(one and other) and str(one).casefold() == str(other).casefold()
