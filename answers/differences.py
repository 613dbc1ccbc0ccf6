"""What of a question an article does not account for, and which of it forbids to serve the article.

The hard layer around the match model: whatever probability that gives, what blocks here is suggested at
most. Nothing here says that an article is an answer; it only says why it is none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from answers.names import is_name, named_in
from answers.patient import ages
from answers.patient.patterns import EXCEPTED, ONE_PERSON, PLAIN, SIGNS
from answers.patient.said import NAMING, article_dimensions
from answers.quantities import MEASURED, Kind, Quantity, quantities
from answers.question import Analysis, analyse, subject_terms
from answers.text import stem
from answers.types import Article, Constraint, Dimension, QuestionType

_D = Dimension

BLOCKING = frozenset(
    {
        _D.CHILDREN,
        _D.PREGNANCY,
        _D.BREASTFEEDING,
        _D.KIDNEY_IMPAIRMENT,
        _D.LIVER_IMPAIRMENT,
        _D.IMMUNOSUPPRESSION,
        _D.ALLERGY,
        _D.INTERACTION,
        _D.RELAPSE,
        _D.METASTATIC,
    }
)
"""What an article must cover in words to be served to somebody who has it (clinical rule 2)."""

_OPPOSITES = {
    _D.ADULTS: frozenset({_D.CHILDREN}),
    _D.OLDER_PEOPLE: frozenset({_D.CHILDREN}),
    _D.FIRST_OCCURRENCE: frozenset({_D.RELAPSE}),
    _D.LOCALIZED: frozenset({_D.METASTATIC}),
    _D.MEN: frozenset({_D.WOMEN, _D.PREGNANCY}),
    _D.WOMEN: frozenset({_D.MEN}),
    _D.INPATIENT: frozenset({_D.OUTPATIENT}),
    _D.OUTPATIENT: frozenset({_D.INPATIENT}),
}
"""Said of a patient, these block an article that is for the opposite and does not say it is for them too."""

_SEXES = frozenset({_D.WOMEN, _D.MEN})
_AGED = frozenset({_D.CHILDREN, _D.ADULTS, _D.OLDER_PEOPLE})
_ALLERGY_WORDS = frozenset(
    map(
        stem,
        [
            "allergy",
            "allergies",
            "allergic",
            "allergen",
            "intolerance",
            "intolerant",
            "anaphylaxis",
            "anaphylactic",
            "hives",
            "rash",
            "reaction",
            "reactions",
            "react",
            "reacts",
            "hypersensitivity",
            "hypersensitive",
            "angioedema",
            "swelling",
            "can't",
        ],
    )
)
_TAKING_WORDS = frozenset(
    map(
        stem,
        [
            "taking",
            "takes",
            "take",
            "using",
            "uses",
            "use",
            "receiving",
            "receives",
            "treated",
            "started",
            "given",
            "maintained",
            "patients",
            "patient",
            "pt",
            "pts",
            "user",
            "users",
            "someone",
            "somebody",
            "people",
            "daily",
            "chronic",
            "long-term",
            "oral",
            "low-dose",
            "high-dose",
        ],
    )
)


DIMENSION_WORDS = {
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
    Dimension.OUTPATIENT: "outpatients",
}
"""How a dimension is called to a reader."""


class Ground(StrEnum):
    """In what a question and an article differ."""

    PATIENT = "patient"
    RELATION = "relation"
    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    NARROWER = "narrower"


@dataclass(frozen=True, slots=True)
class Difference:
    """`asked`: the asker's words that the article does not account for, None where the article is the one
    that says more. `stated`: what the article says instead, in a reader's words. `blocks`: never serve."""

    ground: Ground
    asked: str | None
    stated: str
    blocks: bool = True
    dimension: Dimension | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What an article covers, for comparing."""

    kinds: frozenset[QuestionType]
    dimensions: frozenset[Dimension]
    excluded: frozenset[Dimension]
    titles: tuple[Analysis, ...]
    named: frozenset[str]
    spoken: str
    numbers: frozenset[Quantity]
    ages: tuple[ages.Age, ...]


def scope(article: Article) -> Scope:
    """What an article's question, aliases, focus, synonyms, applies-to and population say."""
    return _scope(
        (article.question, *article.aliases),
        (article.focus or "", *article.synonyms),
        EXCEPTED.sub(" ", article.applies_to or ""),
        article.question_type,
        article_dimensions(article),
        article.population.excludes,
    )


@lru_cache(maxsize=8_192)
def _scope(
    questions: tuple[str, ...],
    names: tuple[str, ...],
    applies_to: str,
    declared: QuestionType | None,
    dimensions: frozenset[Dimension],
    excluded: frozenset[Dimension],
) -> Scope:
    titles = tuple(map(_analysed, questions))
    texts = (*questions, *names, applies_to)
    kinds = {declared} if declared else {title.kind for title in titles if title.kind}
    return Scope(
        kinds=frozenset(kinds),
        dimensions=dimensions,
        excluded=excluded,
        titles=titles,
        named=frozenset().union(*map(_terms, texts)),
        spoken=" . ".join((questions[0], *names, applies_to)),
        numbers=frozenset().union(
            _of_names(names[1:]), *map(quantities, (*questions, *names[:1], applies_to))
        ),
        ages=tuple(span for text in (questions[0], applies_to) for span in ages.ranges(text))
        or _titled(questions[0]),
    )


def _of_names(synonyms: Iterable[str]) -> frozenset[Quantity]:
    """The number in the other names: only where they all have the same, else they are kinds of the thing."""
    found = frozenset().union(*map(quantities, synonyms))
    return found if len({number.value for number in found}) == 1 else frozenset()


@lru_cache(maxsize=8_192)
def _analysed(text: str) -> Analysis:
    return analyse(text)


@lru_cache(maxsize=8_192)
def _terms(text: str) -> frozenset[str]:
    return frozenset(subject_terms(text))


def between(asked: Analysis, article: Scope, uncovered: Sequence[str] = ()) -> list[Difference]:
    """All differences. `uncovered`: the asked subject's words that the article does not know."""
    return [
        *_relation(asked, article),
        *_patient(asked, article),
        *_numbers(asked, article),
        *_negation(asked, article),
        *_names(asked, article, uncovered),
        *_narrower(asked, article),
    ]


def blocks(found: Iterable[Difference]) -> bool:
    """Whether an article with these differences must not be served."""
    return any(difference.blocks for difference in found)


def not_accounted_for(found: Iterable[Difference], uncovered: Iterable[str] = ()) -> tuple[str, ...]:
    """The asker's words that the article leaves open, each once: of the patient, then of the subject."""
    found = list(found)
    patient = [d.asked for d in found if d.ground is Ground.PATIENT and d.asked]
    numbers = [d.asked for d in found if d.ground is Ground.NUMBER and d.asked]
    left = [w for w in uncovered if not any(w in said for said in (*patient, *numbers))]
    numbers = [n for n in numbers if not any(n in said or said in n for said in patient)]
    return tuple(dict.fromkeys((*patient, *numbers, *left)))


def described(found: Iterable[Difference]) -> str | None:
    """What differs, in words for a reader; None where nothing does."""
    found = list(found)
    blocking = [d for d in found if d.blocks] or found
    return "; ".join(dict.fromkeys(map(_in_words, sorted(blocking, key=_place)))) or None


def _place(difference: Difference) -> int:
    """The subject first, then the relation, then for whom."""
    return _SHOWN.index(difference.ground)


_SHOWN = (Ground.NAME, Ground.NUMBER, Ground.RELATION, Ground.NEGATION, Ground.NARROWER, Ground.PATIENT)


def _in_words(difference: Difference) -> str:
    if difference.asked is None:
        return f"this: {difference.stated}"
    asked = difference.asked
    if difference.ground is not Ground.RELATION:
        asked = f"“{asked}”"
    return f"you: {asked}; this: {difference.stated}"


def _relation(asked: Analysis, article: Scope) -> Iterator[Difference]:
    if asked.kind and article.kinds and asked.kind not in article.kinds:
        kinds = " or ".join(sorted(kind.replace("_", " ") for kind in article.kinds))
        yield Difference(Ground.RELATION, asked.kind.replace("_", " "), kinds)


def _patient(asked: Analysis, article: Scope) -> Iterator[Difference]:
    for said in asked.constraints:
        dimension = said.dimension
        if dimension in article.excluded:
            yield Difference(Ground.PATIENT, said.words, "excluded", dimension=dimension)
        elif not _covers(article, said) and not (
            _happens_to_be(said, asked) and not _opposite(said, article)
        ):
            outside = dimension in _AGED and bool(article.ages)
            yield Difference(
                Ground.PATIENT,
                said.words,
                "not stated",
                blocks=dimension in BLOCKING or _opposite(said, article) or outside,
                dimension=dimension,
            )


def _opposite(said: Constraint, article: Scope) -> bool:
    return bool(_OPPOSITES.get(said.dimension, frozenset()) & article.dimensions)


def _happens_to_be(said: Constraint, asked: Analysis) -> bool:
    """Whether a sex is only that of the one patient who is spoken of: “my father has gout”. “In men” asks of
    men; “in nonpregnant women” asks of adults."""
    if said.dimension not in _SEXES:
        return False
    return bool(ONE_PERSON.search(said.words)) or any(d.dimension is _D.PREGNANCY for d in asked.denied)


def _covers(article: Scope, said: Constraint) -> bool:
    if said.dimension in _AGED and article.ages and (span := _span(said)):
        return any(span.within(stated) for stated in article.ages)
    if said.dimension in NAMING:
        named = _named(said)
        if not named <= article.named:
            return False
        return (bool(named) and said.dimension is _D.INTERACTION) or said.dimension in article.dimensions
    if said.dimension not in article.dimensions:
        return False
    needed = [
        s.needs for s in SIGNS if s.dimension is said.dimension and s.needs and s.pattern.search(said.words)
    ]
    return all(need.search(article.spoken) for need in needed)


def _titled(question: str) -> tuple[ages.Age, ...]:
    """The group that an article is titled for: one on toddlers is none for teenagers."""
    named = ages.group(question)
    return (named,) if named else ()


def _span(said: Constraint) -> ages.Age | None:
    return next(iter(ages.ages(said.words)), None) or ages.group(said.words)


@lru_cache(maxsize=8_192)
def _named(said: Constraint) -> frozenset[str]:
    """The allergen or the drug that a constraint names."""
    plain = " ".join(PLAIN.get(word.casefold(), word) for word in re.split(r"[ -]", said.words))
    return _terms(plain) - _ALLERGY_WORDS - _TAKING_WORDS


def _numbers(asked: Analysis, article: Scope) -> Iterator[Difference]:
    stated = {
        kind: [n for n in article.numbers if n.kind is kind] for kind in {n.kind for n in article.numbers}
    }
    said = quantities(asked.text)
    for number in said:
        others = stated.get(number.kind, [])
        if number.kind in MEASURED:
            others = [other for other in others if other.value == number.value]
        if not others and (number.kind in MEASURED or number.kind in {Kind.PERIOD, Kind.TRIMESTER}):
            # What no article states: the patient's dimension (kidney, pregnancy) decides, or nothing.
            continue
        if not any(number.agrees(other) for other in others):
            words = ", ".join(sorted(other.words for other in others)) or "not stated"
            yield Difference(Ground.NUMBER, number.words, words)
    if article.titles and not any(_all_said(quantities(title.text), said) for title in article.titles):
        words = ", ".join(sorted(n.words for n in quantities(article.titles[0].text)))
        yield Difference(Ground.NARROWER, None, f"{words} only")


def _all_said(title: Iterable[Quantity], said: Sequence[Quantity]) -> bool:
    return all(any(number.agrees(stated) for number in said) for stated in title)


_FORBIDS = re.compile(
    r"\b(?:should|must|can|could|may) (?:i|we|one|he|she|they|you|people|patients) not\b|\b(?:should|must"
    r"|can|could|may|do|to|better)(?:n['’]?t| not)(?= (?:i |we |one |he |she |they |you )?(?:be )?(?:eat"
    r"|tak|us|do|get|hav|drink|giv|avoid|start|stop|mix|combin|be given|exercis))|\bcan['’]?t i\b"
    r"|\bavoid(?:ed|ing)?\b|\bstay away from\b|\boff[ -]limits\b|\bnever (?:eat|take|use"
    r"|drink|give)\b",
    re.IGNORECASE,
)
_NEGATION_IS_THE_POINT = frozenset(
    {
        QuestionType.CONTRAINDICATIONS,
        QuestionType.PREVENTION,
        QuestionType.MISSED_DOSE,
        QuestionType.INTERACTIONS,
    }
)


def _negation(asked: Analysis, article: Scope) -> Iterator[Difference]:
    """“What should I not eat” and “what should I eat” have opposite answers."""
    if asked.kind in _NEGATION_IS_THE_POINT or not article.titles:
        return
    said = _FORBIDS.search(asked.text)
    if all(bool(said) != bool(_FORBIDS.search(title.text)) for title in article.titles):
        yield Difference(Ground.NEGATION, said.group() if said else None, "the opposite is asked")


_OF_A_DRUG = frozenset(
    {
        QuestionType.DOSE,
        QuestionType.SIDE_EFFECTS,
        QuestionType.STORAGE,
        QuestionType.MISSED_DOSE,
        QuestionType.OVERDOSE,
        QuestionType.CONTRAINDICATIONS,
        QuestionType.INTERACTIONS,
    }
)
"""Relations that only a drug or a procedure has: whatever word is left is its name."""
_NON = re.compile(r"\bnon[- ]?(?=[a-z])(?!e\b|sense)(?P<what>[a-z]{3,})", re.IGNORECASE)


def _names(asked: Analysis, article: Scope, uncovered: Sequence[str]) -> Iterator[Difference]:
    for words in uncovered:
        if asked.kind in _OF_A_DRUG or is_name(words) or named_in(asked.text, words):
            yield Difference(Ground.NAME, words, "not mentioned")
    if not article.titles:
        return
    ours, theirs = _negated(asked.text), _negated(article.spoken)
    for one, other, text in ((ours, theirs, article.spoken), (theirs, ours, asked.text)):
        for what in sorted(one - other):
            # Hodgkin and non-Hodgkin lymphoma: only where the other names it without the “non”.
            if re.search(rf"(?<!non-)(?<!non )(?<!non)\b{what}\b", text, re.IGNORECASE):
                yield Difference(Ground.NEGATION, f"non-{what}" if one is ours else what, "the opposite")
    yield from _other_kind(asked, article)


def _negated(text: str) -> frozenset[str]:
    return frozenset(match["what"].casefold() for match in _NON.finditer(text))


def _other_kind(asked: Analysis, article: Scope) -> Iterator[Difference]:
    """Portal and pulmonary hypertension: the same word with another one before it."""
    ours = _before(asked)
    for title in article.titles:
        theirs = _before(title)
        for head in (each for each in ours if each in theirs):
            one, other = ours[head], theirs[head]
            if one[0] not in article.named and other[0] not in asked.terms:
                yield Difference(Ground.NAME, f"{one[1]} {head}", f"{other[1]} {head}")


def _before(said: Analysis) -> dict[str, tuple[str, str]]:
    """Each term of the subject that directly follows another one: stem → that one, as stem and word."""
    stems = {stem(word): term for term, written in said.terms.items() for word in written.split()}
    found = {}
    spoken = [(stem(word), word) for word in _WORD.findall(said.text)]
    for (before, word), (head, _) in pairwise(spoken):
        if before in stems and head in stems and not word[0].isdigit():
            found[stems[head]] = (stems[before], word)
    return found


_WORD = re.compile(r"[^\W_]+(?:['’]s)?")


def _narrower(asked: Analysis, article: Scope) -> Iterator[Difference]:
    """An article on children is none for who did not say so."""
    said = asked.dimensions
    if article.titles and (more := article.titles[0].dimensions - said - {_D.VALUE}):
        words = ", ".join(DIMENSION_WORDS.get(dimension, dimension) for dimension in sorted(more))
        yield Difference(Ground.NARROWER, None, f"{words} only")
