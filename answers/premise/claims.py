"""What a question takes for granted: “since X cures Y, …”, “now that A is banned, …”, “why does X cause Y?”
assert something beside what they ask. Rules, no model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from answers.premise.relations import ONE_ENDED, SPOKEN, Relation
from answers.search.vocabulary import vocabulary
from answers.text import one_line, stem

READ_MAX_CHARS = 1_000
OTHER_MIN = 2
"""Words beside the first that a claim with another verb must have to be looked for in sources."""

SPOKEN_OF = {relation: re.compile(rf"\b(?:{spoken})\b", re.IGNORECASE) for relation, spoken in SPOKEN.items()}
_ANY = re.compile("|".join(pattern.pattern for pattern in SPOKEN_OF.values()), re.IGNORECASE)
_HELPS_NOT = re.compile(
    r"\b(?:(?:(?:is|are|was|were) (?:\w+ )?)?(?:useless|ineffective|worthless|futile)"
    r"|(?:makes?|made|has|have|had) no (?:difference|effect|benefit)|(?:does|do|did) nothing)\b",
    re.IGNORECASE,
)
"""A denial that is taken for granted without a *not*."""
_NOT = re.compile(
    # Right before the relation (“has not been shown to cure”), or of all that the sentence says.
    r"(?:\b(?:not|never|cannot|neither|nor|no longer|(?:fail(?:s|ed)?|unable|unlikely) to)\b|n['’]t\b)"
    r"(?:\W+\w+){0,3}\W*$"
    r"|\b(?:no|little|insufficient|without|lack of) (?:\w+ ){0,2}(?:evidence|proof|support"
    r"|indication)\b[^;]*$"
    r"|\bno (?:trials?|study|studies|data|drug|treatment|one)\b[^,;]*$"
    r"|\b(?:myth|false|untrue|wrong|disproved|disproven|refuted|unproven)\b[^,;]*$",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b", re.IGNORECASE)
_KIND_OF = re.compile(r"\b(?:is|are) (?:an? |just |only )*(?:kind|form|type|sort)s? of\b", re.IGNORECASE)
_SAVES_LIVES = re.compile(r"\bsaves? lives\b", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:i|i['’]\w+|my|me|we|our|you|your|he|his|she|her|there|it|this|that)\b", re.IGNORECASE
)
_LOOSE = frozenset(
    map(
        stem,
        """strongly clearly completely definitely actually really quickly faster fast simply usually generally
        known top called considered longer drug treatment therapy medicine choice option treated given used
        dangerously seriously badly""".split(),  # noqa: SIM905 - a list of words reads better without quotes
    )
)
"""How sure or how fast: a source that denies it without them denies it with them."""
_SAME = {stem(word): stem("death") for word in ("mortality", "die", "dies", "dying", "deaths")}


@dataclass(frozen=True, slots=True)
class Premise:
    """`claim` is in the asker's words; `subject` and `other` are the stems of what it is about, `other` empty
    where the relation has one end (“is banned”). `denied`: it says that the relation does not hold. Of a
    relation that is none of the known ones `subject` holds the first word's stems, `other` the others'."""

    claim: str
    subject: frozenset[str]
    relation: Relation
    other: frozenset[str]
    denied: bool


_OPENING = (
    r"(?:^|[.!?] |\b(?:but|and|so) )(?:since|as|because|given(?: the fact)? that|seeing (?:that|as)"
    r"|considering(?: that)?|now that|knowing that"
    r"|as we know,?|everyone knows that|we know that|i know that"
    r"|it is known that)\s+"
)
_GIVEN = re.compile(rf"{_OPENING}(?P<claim>[^,?.;]{{6,160}})(?:,| - |\? |\. )", re.IGNORECASE)
_GIVEN_UNSTOPPED = re.compile(
    rf"{_OPENING}(?P<claim>[^,?.;]{{6,160}}?)"
    r"(?= (?:why|what|how|should|can|could|which|when|is it|do|does|are|will|would|may|must)\b)",
    re.IGNORECASE,
)
_GIVEN_AFTER = re.compile(
    r"\b(?:since|because|given that|now that|seeing that"
    r"|considering that)\s+(?P<claim>[^,?.;]{6,160})[?.]*$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^\W*(?:(?:and|but|so|please|tell me|explain|can you explain|do you know) )*(?:why"
    r"|how come)(?: is it that| it is that)? "
    r"(?P<aux>does|do|did|is|are|was|were|has|have|can|will|must)(?P<neg>n['’]t"
    r"| not)? (?P<rest>[^?.;]{5,160})",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"\b(?:how|by what mechanism|in what way|how (?:quickly|fast|soon|well|long)|when) (?P<aux>does|do"
    r"|did) (?P<rest>[^?.;]{5,160})",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    r"\bhow long (?:does it take|will it take|until"
    r"|before)(?: for)? (?P<rest>[^?.;]{3,80}? to [^?.;]{3,80})",
    re.IGNORECASE,
)
_HOW_COME = re.compile(r"^\W*how come (?P<claim>[^?.;]{6,160})", re.IGNORECASE)
_RATHER = re.compile(
    r"\b(?:who|which|what) (?:discovered|proved|showed|found) that (?P<claim>[^?.;]{6,160})", re.IGNORECASE
)


def premises(question: str) -> tuple[Premise, ...]:
    """What the question takes for granted, as far as it is one of the relations that are known here."""
    text = one_line(question)[:READ_MAX_CHARS]
    found = (
        premise
        for claim, is_said in _claims(text)
        if (premise := _read(claim) or (_otherwise(claim) if is_said else None))
    )
    return tuple(dict.fromkeys(found))


def _claims(text: str) -> Iterator[tuple[str, bool]]:
    """What is asserted outright comes with `True`: a verb that is not known here is read too."""
    given = _GIVEN if _GIVEN.search(text) else _GIVEN_UNSTOPPED
    for pattern in (given, _GIVEN_AFTER, _HOW_COME, _RATHER):
        yield from ((match["claim"].strip(), True) for match in pattern.finditer(text))
    if match := _WHY.search(text):
        yield _stated(match["aux"], match["neg"], match["rest"]), not match["neg"]
    if (match := _HOW.search(text)) and match["aux"]:
        yield match["rest"].strip(), False
    if match := _HOW_LONG.search(text):
        yield match["rest"].replace(" to ", " ", 1).strip(), False


def _stated(aux: str, negated: str | None, rest: str) -> str:
    """“Is aspirin banned” as “aspirin is banned”: the first word that can carry a relation comes after it."""
    rest = rest.strip()
    if aux.lower() in ("does", "do", "did"):
        if not negated:
            return rest
        match = _ANY.search(rest)
        return f"{rest[: match.start()]}not {rest[match.start() :]}" if match else rest
    match = _ANY.search(rest)
    if match is None:
        return rest
    verb = f"{aux.lower()} not" if negated else aux.lower()
    return f"{rest[: match.start()].rstrip()} {verb} {rest[match.start() :]}"


def _read(claim: str) -> Premise | None:
    """The claim as a relation between two things; None where it is none that is known, or lacks an end."""
    claim = claim.strip(" ,")
    text = _SAVES_LIVES.sub("reduces mortality", claim)
    if helps_not := _HELPS_NOT.search(text):
        subject, other = _ends(text, helps_not)
        return Premise(claim, subject, Relation.HELPS, other, denied=True) if subject and other else None
    found = [(match, relation) for relation, pattern in SPOKEN_OF.items() if (match := pattern.search(text))]
    if not found:
        return None
    # The first word that carries a relation; of several at one place the longest.
    match, relation = min(found, key=lambda each: (each[0].start(), -len(each[0].group())))
    subject, other = _ends(text, match)
    if not subject or (not other and relation not in ONE_ENDED):
        return None
    return Premise(claim, subject, relation, other, is_denied(text, match))


def _ends(claim: str, match: re.Match[str]) -> tuple[frozenset[str], frozenset[str]]:
    subject = stems(claim[: match.start()]) - _LOOSE
    return subject, stems(claim[match.end() :]) - _LOOSE - subject


def _otherwise(claim: str) -> Premise | None:
    """A claim whose verb is none of the known ones, about no person in particular."""
    claim = claim.strip(" ,")
    if _SOMEBODY.search(claim) or _NOT.search(f"{claim} ") or re.search(r"\b(?:no|not|never)\b", claim):
        return None
    first, _, rest = claim.partition(" ")
    least = OTHER_MIN
    if kind := _KIND_OF.search(claim):
        first, rest, least = claim[: kind.start()], claim[kind.end() :], 1
    subject, other = stems(first), stems(rest) - _LOOSE
    if not subject or len(other - subject) < least:
        return None
    return Premise(claim, subject, Relation.OTHER, other - subject, denied=False)


_DENIALS = frozenset(map(stem, ["never", "cannot", "neither", "nor", "fail", "failed", "unable"]))


def stems(text: str) -> frozenset[str]:
    """What a text names, without its denials."""
    return frozenset(_SAME.get(each, each) for each in vocabulary().canonical(text)) - _DENIALS


def is_denied(text: str, match: re.Match[str]) -> bool:
    """Whether a *not* is said of the relation at `match`."""
    return _NOT.search(_NOT_ONLY.sub(" ", text[: match.start()])) is not None
