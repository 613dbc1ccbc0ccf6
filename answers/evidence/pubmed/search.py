"""A question as PubMed searches: its subject, for whom, and what sort of study can answer its relation.

Nothing of the asker's own words leaves but those of the subject, each reduced to letters, digits and hyphens:
no operator or field tag of PubMed comes in with them, no value and no age. For whom is said in our own words.
The filters by relation are shortened from the Clinical Queries that PubMed documents (Haynes and others).
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from tokenizers import Tokenizer

from answers.question import Analysis, subject_terms
from answers.search.encoder import MAX_TOKENS, tokenizer
from answers.search.vocabulary import vocabulary
from answers.types import Dimension, QuestionType

TERMS_MAX = 8
"""Of the subject; a question with more tells a story."""
ALL_OF = 3
"""The most telling terms, all of which are looked for at first."""
ANY_TWO_OF = 5
"""Of 66 questions in people's own words, the right abstract has all terms for none, the three most telling
for 9, and two of the five most telling for 46 (development part of `answers/evaluation/rewrites`)."""
TERM_MAX_CHARS = 60
NAMES_MAX = 4
"""Of one term."""

USABLE = (
    "hasabstract NOT (animals[mh] NOT humans[mh]) NOT (retracted publication[pt] OR published erratum[pt])"
)
STRONG = "(guideline[pt] OR practice guideline[pt] OR systematic review[pt] OR meta-analysis[pt])"
"""From the Guidelines, and the strongest research."""

_THERAPY = (
    "(therapy[sh] OR drug therapy[sh] OR therapeutic use[sh] OR clinical trial[pt] OR random*[tiab]"
    " OR treatment[ti] OR management[ti])"
)
_HARM = (
    "(adverse effects[sh] OR contraindications[sh] OR toxicity[sh] OR drug interactions[mh] OR safety[tiab]"
    " OR adverse[tiab] OR contraindicat*[tiab] OR interaction*[tiab])"
)
_DIAGNOSIS = "(diagnosis[sh] OR diagnostic imaging[sh] OR sensitivity and specificity[mh] OR diagnos*[tiab])"
_PROGNOSIS = "(prognosis[mh] OR mortality[sh] OR cohort studies[mh] OR prognos*[tiab] OR survival[tiab])"
_ETIOLOGY = (
    "(etiology[sh] OR risk factors[mh] OR cohort studies[mh] OR case-control studies[mh] OR risk*[tiab])"
)
_FREQUENCY = "(epidemiology[sh] OR incidence[mh] OR prevalence[mh] OR incidence[tiab] OR prevalence[tiab])"
_PREVENTION = "(prevention and control[sh] OR prevent*[tiab] OR prophyla*[tiab] OR vaccin*[tiab])"
_DOSE = "(administration and dosage[sh] OR dose[tiab] OR dosage[tiab] OR dosing[tiab])"

_T = QuestionType
FILTERS: Mapping[QuestionType, str] = {
    _T.TREATMENT: _THERAPY,
    _T.DOSE: _DOSE,
    _T.MISSED_DOSE: _DOSE,
    _T.SIDE_EFFECTS: _HARM,
    _T.INTERACTIONS: _HARM,
    _T.CONTRAINDICATIONS: _HARM,
    _T.OVERDOSE: _HARM,
    _T.DIAGNOSIS: _DIAGNOSIS,
    _T.SYMPTOMS: _DIAGNOSIS,
    _T.STAGES: _DIAGNOSIS,
    _T.PROGNOSIS: _PROGNOSIS,
    _T.COMPLICATIONS: _PROGNOSIS,
    _T.FOLLOW_UP: _PROGNOSIS,
    _T.CAUSE: _ETIOLOGY,
    _T.RISK: _ETIOLOGY,
    _T.GENES: _ETIOLOGY,
    _T.INHERITANCE: _ETIOLOGY,
    _T.FREQUENCY: _FREQUENCY,
    _T.PREVENTION: _PREVENTION,
}
"""By relation; the others are asked without."""

_D = Dimension
POPULATIONS: Mapping[Dimension, str] = {
    _D.CHILDREN: "(child[mh] OR infant[mh] OR adolescent[mh] OR child*[tiab] OR pediatric*[tiab])",
    _D.OLDER_PEOPLE: "(aged[mh] OR elderly[tiab] OR older[tiab])",
    _D.PREGNANCY: "(pregnancy[mh] OR pregnan*[tiab])",
    _D.BREASTFEEDING: "(breast feeding[mh] OR lactation[mh] OR breastfe*[tiab] OR lactat*[tiab])",
    _D.KIDNEY_IMPAIRMENT: "(renal insufficiency[mh] OR kidney[tiab] OR renal[tiab])",
    _D.LIVER_IMPAIRMENT: "(liver diseases[mh] OR liver[tiab] OR hepatic[tiab] OR cirrhosis[tiab])",
    _D.IMMUNOSUPPRESSION: "(immunocompromised host[mh] OR immunosuppress*[tiab] OR immunocompromised[tiab])",
    _D.RELAPSE: "(recurrence[mh] OR relaps*[tiab] OR recurren*[tiab] OR refractory[tiab])",
    _D.METASTATIC: "(neoplasm metastasis[mh] OR metasta*[tiab])",
}
"""Whom the answer has to be about, where that is a sort of patient and not somebody's own value."""

NAMED = frozenset({_D.ALLERGY, _D.COMORBIDITY, _D.INTERACTION})
"""What is said of the patient by the name of a drug or a disease."""


@dataclass(frozen=True, slots=True)
class Searches:
    """What to ask: `together`, the strongest first; and `otherwise` where these find too little.

    `subject` has the names of each term, the telling ones first; any of its names is looked for.
    """

    subject: tuple[tuple[str, ...], ...]
    together: tuple[str, ...]

    def is_lost(self, unknown: Set[str]) -> bool:
        """Whether PubMed searched for less than was asked: it leaves out the words that it does not know."""
        return any(_is_lost(names, unknown) for names in self.subject[:ALL_OF])

    def otherwise(self, unknown: Set[str]) -> str | None:
        """Any two of the most telling terms that PubMed knows: people tell more than any one abstract says.

        None where these are one or none, of a subject that has more.
        """
        known = [names for names in self.subject if not _is_lost(names, unknown)][:ANY_TWO_OF]
        if len(known) == 1 < len(self.subject) or not known:
            return None
        pairs: list[tuple[tuple[str, ...], ...]] = [*combinations(known, 2)] or [tuple(known)]
        return f"({' OR '.join(f'({_all(pair)})' for pair in pairs)}) AND {USABLE}"


def _is_lost(names: tuple[str, ...], unknown: Set[str]) -> bool:
    """Whether no name is known, as a whole and in each of its words."""
    return all(name in unknown or not unknown.isdisjoint(name.split()) for name in names)


def _all(terms: Iterable[tuple[str, ...]]) -> str:
    return " AND ".join(f"({' OR '.join(names)})" for names in terms)


def searches(asked: Analysis) -> Searches | None:
    """The searches for a question, each for whom it is; None where it has no subject."""
    terms = tuple(map(_names, subject(asked)))
    if not terms:
        return None
    about = " AND ".join([_all(terms[:ALL_OF]), *_populations(asked)])
    fitting = FILTERS.get(asked.kind) if asked.kind else None
    designs = (f"{STRONG} AND ", f"{fitting} AND " if fitting else "")
    return Searches(terms, tuple(f"{about} AND {design}{USABLE}" for design in designs))


def subject(asked: Analysis) -> list[str]:
    """The words of the subject, each once, the most telling first; none that is a number alone.

    With those that the patient has, takes or does not bear: the answer has to be about them as well.
    """
    borne = (c.words for c in asked.constraints if c.dimension in NAMED)
    said = [*asked.terms.values(), *(word for words in borne for word in subject_terms(words).values())]
    plain = [term for term in dict.fromkeys(map(_plain, said)) if any(map(str.isalpha, term))]
    return sorted(plain, key=_telling, reverse=True)[:TERMS_MAX]


def _telling(term: str) -> int:
    """How likely it is that a source on the question has the word: one that the vocabulary names, or that a
    tokenizer of English knows only in pieces. Other weights were no better."""
    named = any(known.names for known in vocabulary().terms(term))
    pieces = max(len(_tokenizer().encode(word, add_special_tokens=False).ids) for word in term.split())
    return named + min(pieces, 3)


@cache
def _tokenizer() -> Tokenizer:
    made = tokenizer(MAX_TOKENS)
    made.no_padding()
    return made


def _names(term: str) -> tuple[str, ...]:
    """The term and other names that the vocabulary has for it: PubMed does not know all abbreviations."""
    names = (name for known in vocabulary().terms(term) for name in known.names)
    return tuple(dict.fromkeys([term, *filter(None, map(_plain, names))]))[:NAMES_MAX]


def _plain(words: str) -> str:
    """Lower case, for PubMed's operators are in capitals."""
    kept = "".join(char if char.isalnum() or char == "-" else " " for char in words.casefold())
    return " ".join(kept.split())[:TERM_MAX_CHARS].strip(" -")


def _populations(asked: Analysis) -> list[str]:
    dimensions = dict.fromkeys(constraint.dimension for constraint in asked.constraints)
    return [POPULATIONS[dimension] for dimension in dimensions if dimension in POPULATIONS]
