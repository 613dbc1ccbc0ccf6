"""Which articles can carry a minimal pair: a plain name for the focus, a known relation, and its text."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from answers.evaluation.minimal.phrasings import Part, part_of
from answers.library.medquad import Entry
from answers.question import analyse
from answers.search.vocabulary import vocabulary
from answers.types import Article

RELATIONS = {
    "treatment": "treatment",
    "symptoms": "symptoms",
    "exams and tests": "diagnosis",
    "outlook": "prognosis",
    "prevention": "prevention",
    "causes": "cause",
    "inheritance": "inheritance",
    "frequency": "frequency",
    "information": "definition",
    "susceptibility": "risk",
    "complications": "complications",
    "side effects": "side_effects",
    "usage": "dose",
    "storage and disposal": "storage",
    "forget a dose": "missed_dose",
    "precautions": "precautions",
    "important warning": "precautions",
    "indication": "indication",
    "emergency or overdose": "overdose",
}
"""MedQuAD's question types that the phrasings know → the relation's name there."""

DRUGS = "MPlusDrugs"
COMMON = frozenset(
    {"NHLBI", "NIDDK", "NINDS", "CancerGov", "CDC", "NIHSeniorHealth", "MPlusHealthTopics", "starter"}
)
"""Sources on diseases that people ask about; the others are on rare ones."""

_NAME = re.compile(r"[A-Za-z][\w'-]*(?: [\w'-]+){0,4}")
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_ROMAN = re.compile(rf"(?<= )(?:{'|'.join(_NUMERALS)})\b")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_NO_NAME = re.compile(
    r"\b(?:what|your|my|you|am|is|how|prevent|and|of diabetes|problems with|steps|guide|information"
    r"|living|facing|creating|surviving|overview|nutrition|unspecified|other|treatment|methods|children)\b"
    r"|\b(?:health|healthcare|caregiving|vaccination|problems|screening|errors|safety|parenting|diseases|disorders|syndromes|malformations|toxins"
    r"|adults)\b| - ",
    re.IGNORECASE,
)
"""Foci that are headlines of a page, and those of two diseases."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An article as what a pair is built on. `names` are keys; `text` is what it says, and `page` what its
    whole page says, in small letters."""

    external_id: str
    title: str
    name: str
    names: frozenset[str]
    concepts: frozenset[str]
    relation: str
    source: str
    text: str
    page: str

    @property
    def part(self) -> Part:
        return part_of(self.name)

    @property
    def is_drug(self) -> bool:
        return self.source == DRUGS

    def also_called(self, other: "Subject") -> bool:
        """Whether both could be one thing under two names."""
        return bool(self.concepts & other.concepts or self.names & other.names)


def subjects(entries: Iterable[Entry], starter: Iterable[Article]) -> list[Subject]:
    """All articles that can carry a pair, those with a title of their own only."""
    entries, starter = list(entries), list(starter)
    pages: dict[str, list[str]] = {}
    for entry in entries:
        pages.setdefault(entry.focus.casefold(), []).append(entry.answer.casefold())
    titles = Counter(entry.question.casefold() for entry in entries if _has_text(entry))
    # The data set gives some ids twice; which of the two is in the library would be chance.
    ids = Counter(entry.external_id for entry in entries)
    found = [*_of_entries(entries, pages), *_of_starter(starter, pages)]
    return [s for s in found if titles.get(s.title.casefold(), 0) <= 1 and ids.get(s.external_id, 0) <= 1]


def _has_text(entry: Entry) -> bool:
    """Whether it is in the library that is measured; drugs are, though their answers were removed."""
    return bool(entry.answer) or entry.source == DRUGS


def _of_entries(entries: Iterable[Entry], pages: dict[str, list[str]]) -> Iterator[Subject]:
    for entry in entries:
        relation, name = RELATIONS.get(entry.qtype), plain_name(entry.focus)
        if relation is None or name is None or not _has_text(entry):
            continue
        yield Subject(
            entry.external_id,
            entry.question,
            name,
            frozenset(map(key, (name, entry.focus, *entry.synonyms))),
            frozenset(entry.concepts),
            relation,
            entry.source,
            entry.answer.casefold(),
            "\n".join(pages[entry.focus.casefold()]),
        )


def _of_starter(articles: Iterable[Article], pages: dict[str, list[str]]) -> Iterator[Subject]:
    known = set(RELATIONS.values())
    for article in articles:
        name = plain_name(article.focus or "")
        relation = str(article.question_type)
        if name is None or relation not in known or analyse(article.question).dimensions:
            # One that is for somebody by its title answers no plain question.
            continue
        said = [s.text for text in article.texts.values() for s in text.statements()]
        spoken = "\n".join(
            [*said, article.applies_to or "", *map(str, article.population.includes)]
        ).casefold()
        yield Subject(
            article.external_id,
            article.question,
            name,
            frozenset(map(key, (name, *article.synonyms))),
            frozenset(),
            relation,
            "starter",
            spoken,
            "\n".join([spoken, *pages.get(name.casefold(), [])]),
        )


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """What is equal for the same name in another spelling: Coffin-Lowry and Coffin Lowry, II and 2."""
    arabic = _ROMAN.sub(lambda match: str(_NUMERALS.index(match.group()) + 1), name)
    known = vocabulary()
    said = [stem_ for term in known.terms(arabic) for stem_ in term.stems]
    return " ".join(said) or name.casefold()


def plain_name(focus: str) -> str | None:
    """The focus as somebody would say it; None for a headline."""
    name = _IN_BRACKETS.sub("", focus).strip()
    if not _NAME.fullmatch(name) or len(name) > 45 or _NO_NAME.search(name):
        return None
    return name
