"""Does this article answer this question, for this patient?

Two things decide. The match model (`answers/pair_model.py`) gives a calibrated probability that what answers
the article's question answers the asked one. The hard layer (`answers/differences.py`) says what the article
does not account for: another relation, drug or disease, another number, a denial, and what the question says
of the patient (clinical rule 2). What differs so is suggested at most, however probable. Where on the other
hand every word of the subject is covered and nothing more is asked, that counts as evidence, and raises the
probability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from answers.differences import (
    Difference,
    Ground,
    Scope,
    between,
    blocks,
    described,
    not_accounted_for,
    scope,
)
from answers.names import is_name, named_in, without_asides
from answers.pair_model import shipped
from answers.quantities import quantities
from answers.question import Analysis, analyse, article_dimensions, asked_terms, subject_terms
from answers.text import stem, words
from answers.thresholds import Thresholds
from answers.types import (
    Article,
    Decision,
    Dimension,
    Outcome,
    QuestionType,
)

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

CERTIFIED_ODDS = 60.0
"""What it is worth that the rules find the same relation of the same subject, every word of it covered and
nothing more asked: how much more often that is so of an article that answers than of one that comes near.
Counted on MedQuAD it is over a thousand (`bench/false_serves.py`); this is what is taken of it."""


USUAL = frozenset({Dimension.ADULTS, Dimension.FIRST_OCCURRENCE, Dimension.OUTPATIENT})
"""For whom an article is that says nothing else."""
LEFT_OPEN_ODDS = 0.3
"""What it takes where something of the patient is left open that does not forbid serving (“in women”): the
model knows nothing of patients, so it must be surer."""


def shipped_thresholds() -> Thresholds:
    """The shipped model's own."""
    return shipped().thresholds


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which an article asks its question."""

    kind: QuestionType | None
    terms: frozenset[str]
    dimensions: frozenset[Dimension]


@dataclass(frozen=True, slots=True)
class Target:
    """An article as the matcher sees it."""

    phrasings: tuple[Phrasing, ...]
    kinds: frozenset[QuestionType]
    covered: frozenset[str]
    names: tuple[frozenset[str], ...]
    other_names: tuple[tuple[frozenset[str], frozenset[str]], ...]
    dimensions: frozenset[Dimension]
    spoken_dimensions: frozenset[Dimension]
    wordings: frozenset[str]


def target(article: Article) -> Target:
    """What an article's question, aliases, focus, synonyms and population say."""
    return _target(
        (article.question, *article.aliases),
        article.focus or "",
        article.synonyms,
        article.applies_to or "",
        article.question_type,
        article_dimensions(article),
    )


@lru_cache(maxsize=4_096)
def _target(
    titles: tuple[str, ...],
    focus: str,
    synonyms: tuple[str, ...],
    applies_to: str,
    declared: QuestionType | None,
    dimensions: frozenset[Dimension],
) -> Target:
    phrasings = tuple(_phrasing(text) for text in dict.fromkeys((*titles, *map(without_asides, titles))))
    kinds = {declared} if declared else {p.kind for p in phrasings if p.kind}
    about = _terms(focus)
    # A part of the focus is the name of a class it belongs to, no other name for it: MedQuAD has
    # "leukodystrophy" for metachromatic leukodystrophy due to saposin B deficiency.
    names = tuple((name, about) for name in map(_terms, synonyms) if about and name and not name <= about)
    called = map(_terms, (focus, *synonyms)) if focus else (phrasing.terms for phrasing in phrasings)
    return Target(
        phrasings=phrasings,
        names=tuple(filter(None, called)),
        kinds=frozenset(kinds),
        covered=frozenset().union(
            *(p.terms for p in phrasings), *map(_terms, (focus, applies_to, *synonyms))
        ),
        other_names=names,
        dimensions=dimensions,
        spoken_dimensions=_phrasing(titles[0]).dimensions,
        wordings=frozenset(map(plain, titles)),
    )


@lru_cache(maxsize=8_192)
def _phrasing(text: str) -> Phrasing:
    asked = analyse(text)
    return Phrasing(asked.kind, frozenset(_subject(asked)), asked.dimensions)


def _subject(asked: Analysis) -> Mapping[str, str]:
    """The subject's terms; where nothing else is asked about, what the patient has: “What is cirrhosis?”."""
    others = [c for c in asked.constraints if c.dimension not in CONDITIONS]
    return asked.terms or asked_terms(asked.text, asked.kind, others) or subject_terms(asked.text)


@lru_cache(maxsize=8_192)
def _terms(text: str) -> frozenset[str]:
    return frozenset(subject_terms(text))


def decide(
    asked: Analysis, article: Article, chance: float, thresholds: Thresholds | None = None
) -> Decision:
    """Serve, suggest or neither, with what the article does not account for.

    `chance`: what the match model makes of the question and the nearest of the article's phrasings.
    `thresholds` None: those that ship with the model.
    """
    limits = thresholds or shipped_thresholds()
    goal = target(article)
    uncovered = _uncovered_words(asked, goal)
    about = scope(article)
    found = between(asked, about, uncovered)
    if article.focus is None and not _names_another(asked, about):
        found = [replace(each, blocks=each.blocks and each.ground is not Ground.NAME) for each in found]
    if plain(asked.text) in goal.wordings:
        # Word for word the approved question or alias: no rule knows better than who approved it, but
        # for whom the article is.
        chance = 1.0
        found = [difference for difference in found if difference.ground is Ground.PATIENT]
    elif not blocks(found):
        left_open = any(each.dimension not in USUAL for each in found)
        unclear = _of_the_subject(asked, goal, uncovered, blocks=article.focus is not None)
        found += unclear
        if article.focus is None:
            uncovered = list(filter(is_name, uncovered))
        if left_open:
            chance = _with_odds(chance, LEFT_OPEN_ODDS)
        elif article.focus and not unclear:
            chance = _with_odds(chance, CERTIFIED_ODDS)
    if not (_in_the_articles_words(asked, goal) & goal.covered):
        # “What are the side effects?” names nothing, and is near to everybody's.
        found.append(Difference(Ground.NAME, None, "another subject"))
    servable = not blocks(found)
    return Decision(
        outcome=_outcome(chance, limits, servable=servable),
        probability=chance,
        servable=servable,
        not_accounted_for=not_accounted_for(found, uncovered),
        differs=described(found),
    )


def _with_odds(chance: float, times: float) -> float:
    return chance * times / (chance * times + 1.0 - chance)


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


def named(asked: Analysis, article: Article) -> bool:
    """Whether the question says a whole name of what the article is about: its focus, a synonym of it, or,
    of an article without a focus, all that its question is about."""
    said = _terms(asked.text)
    return any(name <= said for name in target(article).names)


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


def _of_the_patient(asked: Analysis) -> frozenset[str]:
    """Terms of what is said of the patient, which is a part of the subject where the article says it too:
    hypertension in kidney disease; the drug that is taken and asked about."""
    return frozenset().union(*(_terms(each.words) for each in asked.constraints))


def _numerals(text: str) -> frozenset[str]:
    """Stems of the words that state a number: “type 2” and “type II” are the same."""
    return frozenset(stem(word) for number in quantities(text) for word in words(number.words))


def _names_another(asked: Analysis, about: Scope) -> bool:
    """Whether the article's question has a name that the asked one lacks: one drug or disease for another.

    That of a person counts, though no vocabulary has it: the model thinks all rare syndromes alike.
    """
    return all(
        any(
            is_name(said) or named_in(title.text, said)
            for term, said in title.terms.items()
            if term not in asked.terms
        )
        for title in about.titles
    )


def _of_the_subject(
    asked: Analysis, goal: Target, uncovered: Sequence[str], *, blocks: bool
) -> list[Difference]:
    """What no rule can tell from a difference that matters.

    An article that says what it is about is held to it (`blocks`); of one that is only a question, the model
    has to tell.
    """
    found = []
    if uncovered:
        found.append(Difference(Ground.NAME, ", ".join(uncovered[:3]), "not mentioned", blocks=blocks))
    if asked.kind is None:
        kinds = " or ".join(sorted(kind.replace("_", " ") for kind in goal.kinds)) or "unclear"
        found.append(Difference(Ground.RELATION, "unclear", kinds, blocks=blocks))
    terms = _in_the_articles_words(asked, goal) | _of_the_patient(asked)
    if goal.phrasings and not any(p.terms - _NUMERALS <= terms for p in goal.phrasings):
        found.append(Difference(Ground.NARROWER, None, "something narrower", blocks=blocks))
    return found
