"""Whether sources deny what a question takes for granted.

It is called a false premise only where a source speaks of the same two things in the same relation, or in one
that says less, and denies it, or says its opposite, for everybody whom the premise is about, and no source
says it: where that cannot be told, nothing is claimed. Rules, no model.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answers.engines.pieces import asserts_nothing
from answers.premise.claims import SPOKEN_OF, Premise, is_denied, premises, stems
from answers.premise.relations import (
    ALSO_DENIED_BY,
    AMONG_EQUALS,
    DENIED,
    NO_EFFECT,
    OF_A_CONDITION,
    WITH_AN_OPPOSITE,
    Relation,
)
from answers.text import sentences, stem

_R = Relation
_OPPOSITES = {
    relation: re.compile(rf"\b(?:{spoken})\b", re.IGNORECASE) for relation, spoken in DENIED.items()
}
_CLAUSES = re.compile(r"[;:]|,? (?:but|whereas|although|though)\b")
_QUALIFIED = re.compile(
    r"\b(?:in|for|with|during|when|if|unless|among|after|while|except|below|above|under"
    r"|over)\b(?P<by>(?:(?! because\b)[^,;])*)",
    re.IGNORECASE,
)
_LEADS = re.compile(r"^\W*(?:in|for|with|during|among|after|when)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:over|than|versus|vs\.?|compared (?:with|to)|superior to|relative to)\b", re.IGNORECASE
)
_WITH_NOTHING = re.compile(
    r"\W+(?:\w+ )?(?:a |an |the )?(?:placebos?|sham\b(?: \w+)?|usual \w+|no (?:\w+ )?treatment"
    r"|controls?\b(?: group)?"
    r"|conventional \w+|standard \w+|routine \w+|untreated|nothing|doing nothing)",
    re.IGNORECASE,
)
"""What a comparison is made with that says whether a thing does anything at all."""
_AFTERWARDS = re.compile(
    r"\b(?:is|are|was|were|remains?) (?:\w+ )?(?:an? )?(?:myth|false|untrue|misconception|unfounded|unproven"
    r"|unsupported|lacking|not (?:true|supported|proven|established))\b",
    re.IGNORECASE,
)
_PREFERRED = re.compile(r"\b(?:better|superior|more effective|stronger|safer)\b", re.IGNORECASE)
_NO_CURE = re.compile(
    r"\bno (?:known |definitive )?cure\b|\b(?:cannot|can never) be (?:cured|reversed)\b|\bincurable\b"
    r"|\blifelong\b|\blasts? for life\b",
    re.IGNORECASE,
)
_SAYS_NOT = re.compile(
    r"(?:\b(?:not|never|cannot|no|nor)\b|n['’]t\b)(?: (?:a|an|the|be|been|lasting|usually|normally)\b)*",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"\W*(?:on )?(?P<object>[^,;.]*?)"
    r"(?=\b(?:in|for|with|during|after|compared|than|over|of|from|at|and|or)\b|[,;.]|$)",
    re.IGNORECASE,
)
_EFFECTLESS = re.compile(NO_EFFECT, re.IGNORECASE)
_STARTS_WITH_NOT = re.compile(r"not\b|never\b|n['’]t\b", re.IGNORECASE)
_OF_ALL = frozenset(
    map(
        stem,
        """trial study people patient person case most all many general anyone pooled large randomised
        randomized controlled review analysis evidence data""".split(),  # noqa: SIM905
    )
)
"""Words of a qualification that narrows nothing."""
_OUTCOMES = frozenset(
    map(stem, "symptoms pain function recovery outcome condition disease course illness".split())  # noqa: SIM905
)
"""What a treatment is for, whatever it is a treatment of."""


@dataclass(frozen=True, slots=True)
class Contradicted:
    """`claim` is what the question takes for granted, in the asker's words; `by` are the sentences that deny
    it, each with the number of its text."""

    claim: str
    by: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A text of a source, and the title that it stands under."""

    text: str
    title: str = ""


def contradicted(question: str, said: Sequence[Told]) -> Contradicted | None:
    """What the question takes for granted and `said` (statements and passages of sources) denies; None where
    there is nothing of the kind, or where the sources do not speak of it."""
    found = premises(question)
    if not found:
        return None
    told = [(n, each.title, sentence) for n, each in enumerate(said) for sentence in sentences(each.text)]
    for premise in found:
        verdicts = [(_verdict(premise, sentence, title), n, sentence) for n, title, sentence in told]
        if {holds for holds, _, _ in verdicts if holds is not None} == {False}:
            return Contradicted(
                premise.claim, tuple((n, each) for holds, n, each in verdicts if holds is False)
            )
    return None


def _verdict(premise: Premise, sentence: str, title: str) -> bool | None:
    """Whether the sentence says what the premise says (True) or the opposite (False); None: neither, or only
    for somebody whom the premise does not speak of."""
    if asserts_nothing(sentence):
        return None
    if premise.relation is _R.CURES and not premise.denied and _has_no_cure(premise, sentence):
        return False
    clause = _clause(premise, sentence, title)
    if clause is None:
        return None
    if premise.relation is _R.OTHER:
        return _in_its_words(premise, clause)
    holds = next((each for each in _said_of(premise, clause) if each is not None), None)
    return None if holds is None else holds is not premise.denied


def _has_no_cure(premise: Premise, sentence: str) -> bool:
    return premise.other <= stems(sentence) and bool(_NO_CURE.search(sentence)) and not _LEADS.match(sentence)


def _clause(premise: Premise, sentence: str, title: str) -> str | None:
    """The clause that names both ends, else the sentence; None where that does not either. What is treated
    may be named by the title alone."""
    ends = premise.subject | premise.other
    if title and premise.relation in OF_A_CONDITION:
        ends = premise.subject | (premise.other - stems(title))
    return next((each for each in (*_CLAUSES.split(sentence), sentence) if ends <= stems(each)), None)


def _said_of(premise: Premise, clause: str) -> Iterator[bool | None]:
    """Whether the relation holds, by its own wording and by those that say less or as much."""
    relation = premise.relation
    if relation is _R.BETTER and _is_the_other_way_round(premise, clause):
        yield False
    yield _by_own_words(premise, clause)
    also = ALSO_DENIED_BY.get(relation)
    if also and (match := SPOKEN_OF[also].search(clause)) and premise.other <= stems(clause[match.end() :]):
        if _is_denied(clause, match) and not _is_narrower(premise, clause, match):
            yield False
        elif relation in AMONG_EQUALS:
            yield True
    if relation is _R.HELPS and premise.denied:
        yield _helps_after_all(premise, clause)


def _by_own_words(premise: Premise, clause: str) -> bool | None:
    relation = premise.relation
    said, opposite = (table[relation].search(clause) for table in (SPOKEN_OF, _OPPOSITES))
    match = opposite or said
    if match is None or (said and opposite and not _is_one(said, opposite)):
        return None
    if relation is not _R.BANNED and _is_narrower(premise, clause, match):
        return None
    denied = _is_denied(clause, match)
    if opposite and _STARTS_WITH_NOT.match(opposite.group()):
        denied = False
    if opposite and denied and relation not in WITH_AN_OPPOSITE:
        return None
    end = max(each.end() for each in (said, opposite) if each)
    if relation in (_R.HELPS, _R.CURES) and _is_of_something_else(premise, clause[end:]):
        return None
    return denied is (opposite is not None)


def _is_the_other_way_round(premise: Premise, clause: str) -> bool:
    """“Paracetamol is safer” of “ibuprofen is safer than paracetamol”."""
    better = SPOKEN_OF[_R.BETTER].search(premise.claim)
    rival = _OBJECT.match(premise.claim[better.end() :]) if better else None
    named = stems(rival["object"]) if rival else frozenset[str]()
    said = ((part, match) for part in re.split("[,;]", clause) if (match := _PREFERRED.search(part)))
    return bool(named) and any(
        named <= stems(part[: match.start()])
        and not premise.subject & stems(part[: match.start()])
        and not _is_denied(part, match)
        for part, match in said
    )


def _helps_after_all(premise: Premise, clause: str) -> bool | None:
    for relation in (_R.DECREASES, _R.PREVENTS, _R.CURES, _R.RECOMMENDED):
        match = SPOKEN_OF[relation].search(clause)
        if match and premise.other <= stems(clause[match.end() :]) and not _is_denied(clause, match):
            return True
    return None


def _in_its_words(premise: Premise, clause: str) -> bool | None:
    """Of a verb that is not known: it is denied where a *not* stands right before one of its words."""
    denial = _SAYS_NOT.search(clause)
    if denial is None:
        return True
    following = clause[denial.end() :].split()
    if not following or not stems(following[0]) & premise.other or _SAYS_NOT.search(clause[denial.end() :]):
        return None
    return None if _is_narrower(premise, clause, denial) else False


def _is_one(said: re.Match[str], opposite: re.Match[str]) -> bool:
    """“No increase” holds the word “increase”, and “no effect on the healing” speaks of it; where the two
    stand apart, it says both of something."""
    if said.start() < opposite.end() and opposite.start() < said.end():
        return True
    return said.start() > opposite.end() and bool(_EFFECTLESS.fullmatch(opposite.group()))


def _is_denied(clause: str, match: re.Match[str]) -> bool:
    return is_denied(clause, match) or bool(_AFTERWARDS.search(clause[match.end() :]))


def _is_of_something_else(premise: Premise, after: str) -> bool:
    """Whether what is treated or improved is another thing than the premise's."""
    match = _OBJECT.match(after)
    treated = stems(match["object"]) if match else frozenset[str]()
    return bool(treated) and not treated & (premise.other | premise.subject | _OUTCOMES)


def _is_narrower(premise: Premise, clause: str, match: re.Match[str]) -> bool:
    """Whether what stands around the relation limits it to somebody or something that the premise does not
    name, or to a comparison with another treatment."""
    known = premise.subject | premise.other | _OF_ALL | _OUTCOMES
    before, after = clause[: match.start()], clause[match.end() :]
    # “More effective than” holds the comparison itself.
    rest = f"{match.group()[-20:]} {after}"
    for compared in _COMPARED.finditer(rest):
        nothing = _WITH_NOTHING.match(rest, compared.end())
        if nothing is None:
            if premise.relation is _R.BETTER:
                continue
            return True
        after = after.replace(rest[compared.start() : nothing.end()].strip(), " ")
    if _LEADS.match(before) and not stems(_lead(premise, before)) <= known:
        return True
    return any(not stems(each["by"]) <= known for each in _QUALIFIED.finditer(after))


def _lead(premise: Premise, before: str) -> str:
    """What a sentence opens with before it names its subject."""
    words = before.split()
    at = next((n for n, word in enumerate(words) if stems(word) & premise.subject), len(words))
    return " ".join(words[:at])
