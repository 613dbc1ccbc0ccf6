"""What a question takes for granted, and whether sources say the opposite of it.

“Since X cures Y, …”, “now that A is banned, …”, “why does X cause Y?” assert something beside what they ask.
It is called a false premise only where a source speaks of the same two things in the same relation and denies
it, or says its opposite, for everybody whom the premise is about, and no source says it: where that cannot be
told, nothing is claimed. Rules, no model.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from answers.engines.pieces import asserts_nothing
from answers.search.vocabulary import vocabulary
from answers.text import one_line, sentences, stem

READ_MAX_CHARS = 1_000


class Relation(StrEnum):
    """What is said of a subject."""

    CURES = "cures"
    HELPS = "helps"
    PREVENTS = "prevents"
    CAUSES = "causes"
    INCREASES = "increases"
    DECREASES = "decreases"
    BANNED = "banned"
    SAFE = "safe"
    UNSAFE = "unsafe"
    CONTAGIOUS = "contagious"
    INHERITED = "inherited"
    RECOMMENDED = "recommended"
    FATAL = "fatal"
    CURABLE = "curable"
    BETTER = "better"
    NECESSARY = "necessary"


_R = Relation

_SPOKEN: dict[Relation, str] = {
    _R.CURES: r"cur(?:e|es|ed|ing)|heal(?:s|ed|ing)?|eliminat(?:es?|ed|ing)|eradicat(?:es?|ed|ing)"
    r"|gets? rid of|reverses?",
    _R.HELPS: r"(?:is|are|was|were|be) (?:\w+ )?effective|works?(?: for| against| in| well)?|helps?"
    r"|treats?|reliev(?:es?|ed|ing)"
    r"|improv(?:es?|ed|ing)|eas(?:es?|ed|ing)|benefits?|benefited|efficacious|effective (?:for|in|against)"
    r"|shortens?|shortened",
    _R.PREVENTS: r"prevent(?:s|ed|ing)?|protect(?:s|ed|ing)?|ward(?:s|ed)? off|stops? you from"
    r"|keeps? (?:you )?from|guards? against",
    _R.CAUSES: r"caus(?:es?|ed|ing)|leads? to|led to|triggers?|triggered|results? in|brings? on"
    r"|induc(?:es?|ed|ing)|giv(?:es?|en)"
    r" (?:you|people|children)|produces?|responsible for|(?:linked|associated) (?:to|with)|(?:link"
    r"|association) (?:between|with)",
    _R.INCREASES: r"increas(?:es?|ed|ing)|rais(?:es?|ed|ing)|elevat(?:es?|ed|ing)|worsen(?:s|ed|ing)?"
    r"|aggravat(?:es?|ed|ing)|higher|boosts?",
    _R.DECREASES: r"decreas(?:es?|ed|ing)|reduc(?:es?|ed|ing)|lower(?:s|ed|ing)?|lessen(?:s|ed|ing)?"
    r"|diminish(?:es|ed)?|weaken(?:s|ed)?",
    _R.BANNED: r"banned|withdrawn|taken off the market|prohibited|forbidden|outlawed|illegal|discontinued"
    r"|no longer (?:sold|approved|available"
    r"|allowed|licensed)|recalled",
    _R.SAFE: r"safe|harmless|well[- ]tolerated|without (?:any )?(?:risk|side effects)|risk[- ]free"
    r"|no (?:harm|side effects)",
    _R.UNSAFE: r"unsafe|dangerous|harmful|toxic|poisonous|contra-?indicated|hazardous|must be avoided"
    r"|should be avoided",
    _R.CONTAGIOUS: r"contagious|infectious|transmi(?:tted|ssible)|spread(?:s)? (?:from person|by|through)"
    r"|catching|passed (?:from|on by)",
    _R.INHERITED: r"inherited|hereditary|genetic|runs? in families|passed (?:down|on to)",
    _R.RECOMMENDED: r"recommend(?:ed|s)?|first[- ](?:line|choice)|(?:gold )?standard (?:treatment|of care"
    r"|therapy)|approved|advised|preferred"
    r"|treatment of choice|drug of choice|indicated",
    _R.FATAL: r"fatal|deadly|lethal|kills?|terminal|death sentence",
    _R.CURABLE: r"curable|(?:can|could|may) be cured",
    _R.BETTER: r"better than|superior to|more effective than|outperform(?:s|ed)?|stronger than|safer than",
    _R.NECESSARY: r"necessary|required|mandatory|needed|essential|needs? to be|must be|has to be|have to be",
}
"""How the relation is spoken of."""

_DENIED: dict[Relation, str] = {
    _R.CURES: r"incurable|no (?:known )?cure|no cure for|not a cure|symptom\w* only|only (?:eases?"
    r"|relieves?|controls?|treats?)",
    _R.HELPS: r"ineffective|useless|no (?:benefit|effect|better than (?:a |the )?placebo)|futile"
    r"|without (?:any )?(?:benefit|effect)|worthless",
    _R.PREVENTS: r"no protection|without (?:any )?protect\w+|increas(?:es?|ed) the (?:risk|number|rate)",
    _R.CAUSES: r"no (?:link|association|relation\w*|connection|causal|increase\w*)|unrelated"
    r"|unconnected|myth|not (?:linked|associated|related)",
    _R.INCREASES: r"decreas(?:es?|ed)|reduc(?:es?|ed)|lower(?:s|ed)|no (?:increase|effect|difference"
    r"|change)|unchanged",
    _R.DECREASES: r"increas(?:es?|ed)|rais(?:es?|ed)|no (?:decrease|reduction|effect|difference|change)"
    r"|unchanged|higher",
    _R.BANNED: r"(?:remains?|is|are|still) (?:\w+ )?(?:available|approved|licensed|in use|allowed"
    r"|recommended|first[- ]line|prescribed|sold|used|legal)",
    _R.SAFE: _SPOKEN[_R.UNSAFE] + r"|risks? of|can (?:cause|harm)|harms?\b|serious side effects",
    _R.UNSAFE: r"safe|harmless|well[- ]tolerated|no (?:harm|risk)",
    _R.CONTAGIOUS: r"non-?contagious|non-?infectious|cannot be (?:caught|passed|spread)|does not spread"
    r"|do not spread",
    _R.INHERITED: r"sporadic\w*|acquired|no family|non-?hereditary",
    _R.RECOMMENDED: r"discouraged|(?:recommend\w*|advis\w+) against|second[- ]line|last resort|obsolete"
    r"|no longer|contra-?indicated|should be avoided",
    _R.FATAL: r"benign|harmless|(?:most|nearly all|almost all) (?:\w+ )?(?:patients|people|children|women"
    r"|men)? ?(?:recover|survive)|normal life"
    r"|goes away|resolves?|self[- ]limit\w+|rarely (?:fatal|deadly)|survival .{0,20}(?:9\d|8\d) ?%",
    _R.CURABLE: r"incurable|no (?:known )?cure|cannot be cured|lifelong|chronic and",
    _R.BETTER: r"inferior|no (?:better|difference|superior\w*)|as (?:effective|good|well) as|equal\w*"
    r"|equivalent|similar|comparable|worse than"
    r"|less effective",
    _R.NECESSARY: r"unnecessary|optional|needless|rarely needed|not (?:usually )?needed",
}
"""How its opposite is spoken of, without a *not*."""

_NOT = re.compile(
    # Right before the relation (“has not been shown to cure”), or of all that the sentence says.
    r"(?:\b(?:not|never|cannot|neither|nor|(?:fail(?:s|ed)?|unable) to)|n['’]t)\b(?:\W+\w+){0,3}\W*$"
    r"|\b(?:no|little|insufficient|without|lack of) (?:\w+ ){0,2}(?:evidence|proof|support"
    r"|indication)\b[^;]*$"
    r"|\bno (?:trials?|study|studies|data|drug|treatment|one)\b[^,;]*$"
    r"|\b(?:myth|false|untrue|wrong|disproved|disproven|refuted|unproven)\b[^,;]*$",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b", re.IGNORECASE)
_QUALIFIED = re.compile(
    r"\b(?:in|for|with|during|when|if|unless|among|after|while|except|below|above|under"
    r"|over)\b(?P<by>(?:(?! because\b)[^,;])*)",
    re.IGNORECASE,
)
_OF_ALL = frozenset(
    map(
        stem,
        ["trial", "study", "people", "patient", "person", "case", "most", "all", "many", "general", "anyone"],
    )
)
"""Words of a qualification that narrows nothing."""


@dataclass(frozen=True, slots=True)
class Premise:
    """`claim` is in the asker's words; `subject` and `other` are the stems of what it is about, `other` empty
    where the relation has one end (“is banned”). `denied`: it says that the relation does not hold."""

    claim: str
    subject: frozenset[str]
    relation: Relation
    other: frozenset[str]
    denied: bool


_GIVEN = re.compile(
    r"(?:^|[.!?] |\b(?:but|and|so) )(?:since|as|because|given(?: the fact)? that|seeing (?:that|as)"
    r"|considering(?: that)?|now that|knowing that"
    r"|as we know,?|everyone knows that|we know that|i know that"
    r"|it is known that)\s+(?P<claim>[^,?.;]{6,160}?)"
    r"(?:,| - |\? |\. |(?= (?:why|what|how|should|can|could|which|when|is it|do|does|are|will|would|may"
    r"|must)\b))",
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
_RATHER = re.compile(
    r"\b(?:who|which|what) (?:discovered|proved|showed|found) that (?P<claim>[^?.;]{6,160})", re.IGNORECASE
)


def premises(question: str) -> tuple[Premise, ...]:
    """What the question takes for granted, as far as it is one of the relations that are known here."""
    text = one_line(question)[:READ_MAX_CHARS]
    found = (premise for claim in _claims(text) if (premise := _read(claim)))
    return tuple(dict.fromkeys(found))


def _claims(text: str) -> Iterator[str]:
    for pattern in (_GIVEN, _GIVEN_AFTER, _RATHER):
        yield from (match["claim"].strip() for match in pattern.finditer(text))
    if match := _WHY.search(text):
        yield _stated(match["aux"], match["neg"], match["rest"])
    if (match := _HOW.search(text)) and match["aux"]:
        yield match["rest"].strip()
    if match := _HOW_LONG.search(text):
        yield match["rest"].replace(" to ", " ", 1).strip()


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


_PATTERNS = {
    relation: re.compile(rf"\b(?:{spoken})\b", re.IGNORECASE) for relation, spoken in _SPOKEN.items()
}
_OPPOSITES = {
    relation: re.compile(rf"\b(?:{spoken})\b", re.IGNORECASE) for relation, spoken in _DENIED.items()
}
_ANY = re.compile("|".join(pattern.pattern for pattern in _PATTERNS.values()), re.IGNORECASE)
_ONE_ENDED = frozenset(
    {
        _R.BANNED,
        _R.SAFE,
        _R.UNSAFE,
        _R.CONTAGIOUS,
        _R.INHERITED,
        _R.RECOMMENDED,
        _R.FATAL,
        _R.CURABLE,
        _R.NECESSARY,
    }
)
"""What can be said of one thing alone."""
_WITH_AN_OPPOSITE = frozenset({_R.SAFE, _R.UNSAFE})
"""What is not safe is unsafe; what does not increase need not decrease."""


def _read(claim: str) -> Premise | None:
    """The claim as a relation between two things; None where it is none that is known, or lacks an end."""
    claim = claim.strip(" ,")
    found = [(match, relation) for relation, pattern in _PATTERNS.items() if (match := pattern.search(claim))]
    if not found:
        return None
    # The first word that carries a relation; of several at one place the longest.
    match, relation = min(found, key=lambda each: (each[0].start(), -len(each[0].group())))
    subject, other = _stems(claim[: match.start()]), _stems(claim[match.end() :])
    if not subject or (not other and relation not in _ONE_ENDED):
        return None
    return Premise(claim, subject, relation, other - subject, _is_denied(claim, match))


_DENIALS = frozenset(map(stem, ["never", "cannot", "neither", "nor", "fail", "failed", "unable"]))


def _stems(text: str) -> frozenset[str]:
    return frozenset(vocabulary().canonical(text)) - _DENIALS


def _is_denied(text: str, match: re.Match[str]) -> bool:
    return _NOT.search(_NOT_ONLY.sub(" ", text[: match.start()])) is not None


def contradicted(question: str, said: Iterable[str]) -> str | None:
    """What the question takes for granted and `said` (statements of sources) denies, in the asker's words;
    None where there is nothing of the kind, or where the sources do not speak of it."""
    found = premises(question)
    if not found:
        return None
    told = [sentence for text in said for sentence in sentences(text)]
    for premise in found:
        verdicts = {verdict for sentence in told if (verdict := _verdict(premise, sentence)) is not None}
        if verdicts == {False}:
            return premise.claim
    return None


def _verdict(premise: Premise, sentence: str) -> bool | None:
    """Whether the sentence says what the premise says (True) or the opposite (False); None: neither, or only
    for somebody whom the premise does not speak of."""
    if asserts_nothing(sentence):
        return None
    stems = _stems(sentence)
    if not (premise.subject <= stems and premise.other <= stems):
        return None
    said, opposite = (table[premise.relation].search(sentence) for table in (_PATTERNS, _OPPOSITES))
    match = opposite or said
    if match is None or (said and opposite and not _overlap(said, opposite)):
        return None
    if premise.relation is not _R.BANNED and _is_narrower(premise, sentence[match.end() :]):
        return None
    denied = _is_denied(sentence, match)
    if opposite and denied and premise.relation not in _WITH_AN_OPPOSITE:
        return None
    holds = denied is (opposite is not None)
    return holds is not premise.denied


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    """“No increase” holds the word “increase”; where the two stand apart, it says both of something."""
    return one.start() < other.end() and other.start() < one.end()


def _is_narrower(premise: Premise, after: str) -> bool:
    """Whether what follows the relation limits it to somebody or something that the premise does not name."""
    known = premise.subject | premise.other | _OF_ALL
    return any(not _stems(match["by"]) <= known for match in _QUALIFIED.finditer(after))
