"""Whether evidence is about the patients that are asked about, or about others, animals or cells. Rules."""

import re

from answers.evidence.base import Found
from answers.question import Analysis
from answers.types import Dimension

_D = Dimension
_BENCH = re.compile(
    r"\b(?:rats?|mice|mouse|murine|rabbits?|guinea pigs?|hamsters?|dogs?|canine|cats?|feline|pigs?|piglets?"
    r"|porcine|sheep|lambs?|ovine|bovine|calves|monkeys?|macaques?|primates?|zebrafish|in vitro|ex vivo"
    r"|cell lines?|cultured cells|animal models?|cadavers?|cadaveric)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:humans?|patients?|women|men|children|infants?|neonates?|newborns?|adults?|participants?|volunteers?"
    r"|subjects|people|adolescents?|students?|mothers?|males?|females?)\b",
    re.IGNORECASE,
)
_OTHERS = {
    _D.CHILDREN: frozenset({_D.ADULTS, _D.OLDER_PEOPLE}),
    _D.ADULTS: frozenset({_D.CHILDREN}),
    _D.OLDER_PEOPLE: frozenset({_D.CHILDREN}),
    _D.MEN: frozenset({_D.WOMEN, _D.PREGNANCY}),
    _D.WOMEN: frozenset({_D.MEN}),
    _D.FIRST_OCCURRENCE: frozenset({_D.RELAPSE}),
    _D.RELAPSE: frozenset({_D.FIRST_OCCURRENCE}),
    _D.LOCALIZED: frozenset({_D.METASTATIC}),
    _D.METASTATIC: frozenset({_D.LOCALIZED}),
}
"""Who is somebody else than the asked patient."""


def is_indirect(asked: Analysis, found: Found, spoken: frozenset[Dimension]) -> bool:
    """Whether a source that speaks of `spoken` is about others than the asked patients, or about none."""
    if _BENCH.search(asked.text):
        return False
    return of_the_bench(found) or bool(other_patients(asked.dimensions, spoken))


def of_the_bench(found: Found) -> bool:
    """Animals or cells, and no people: as the indexers say, else by the words of title and passage."""
    about = found.about
    if "Animals" in about.split(" . "):
        return "Humans" not in about.split(" . ")
    return bool(_BENCH.search(about)) and not _PEOPLE.search(f"{about} {found.passage.text}")


def other_patients(asked: frozenset[Dimension], spoken: frozenset[Dimension]) -> frozenset[Dimension]:
    """What is asked of the patient, where the source speaks only of somebody else."""
    return frozenset(d for d in asked if d not in spoken and _OTHERS.get(d, frozenset()) & spoken)
