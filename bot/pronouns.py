"""Words that point back, and what they stand for. Rules; pure."""

import re
from dataclasses import dataclass

from answers.question import analyse
from answers.spoken_relations import WORDS as RELATION_WORDS
from answers.text import words

_DISEASE = "disease|condition|disorder|illness|infection|cancer|tumou?r|syndrome|problem"
_TREATMENT = "drug|medicine|medication|med|treatment|therapy|vaccine|antibiotic|surgery|procedure"
_FOLLOWS = (
    r"be|is|are|was|been|causes?|caused|helps?|works?|means?|happens?|affects?|needs?|requires?|prevents?"
    r"|leads?|spread|run|get|go|come|last|recur|treat|interact|have|also|usually|often|always|ever|still|safe"
    r"|common|rare|curable|treatable|contagious|dangerous|serious|fatal|inherited|hereditary|genetic|painful"
    r"|effective|contraindicated|recommended|treated|diagnosed|managed|prevented|cured|in|for|during|with"
    r"|after|before|from|to|on|by|at|and|or|when|if"
)
_BEFORE_THAT = "".join(
    f"|(?<=\\b{word} )"
    for word in words(
        "is does do can was will of for about like with treat by from on cause causes get against have has"
        " detect prevent called"
    )
).removeprefix("|")

_VERBS = (
    r"hurts?|fails?|stops?|starts?|begins?|takes?|makes?|kills?|reduces?|improves?|increases?|develops?"
    r"|\w+ed|known|born|returns?|relapses?|progress(?:es)?|comes?|goes|appears?|gives?|given|used|available"
    r"|so|not|really"
    r"|actually|better|worse|worth|chronic|mild|severe"
)
_ENDS = rf"(?=\W*$|,| (?:{_FOLLOWS}|{_VERBS})\b)"
"""Where a noun ends: “the treatment hurts” points back, “the treatment options for gout” does not."""

_POINTER = re.compile(
    r"\b(?:(?P<whose>its|their)\b"
    rf"|(?P<disease>(?:the (?:{_DISEASE})s?\b{_ENDS}|(?:this|that|these|those) (?:{_DISEASE})s?\b)"
    r"(?! \w+ (?:of|in)\b))"
    rf"|(?P<alone>the (?:{_DISEASE})s?\b(?! (?:of|in|course)\b))"
    rf"|(?P<treatment>(?:the (?:{_TREATMENT})s?\b{_ENDS}|(?:this|that|these|those) (?:{_TREATMENT})s?\b)"
    r"(?! (?:of|for|\w+ (?:of|for))\b))"
    r"|(?P<it>it|they|them)\b(?!['’]s)"
    rf"|(?P<this>(?:this|these|(?:{_BEFORE_THAT})that|those(?! (?:with|in|on|for|to|at|who)\b))"
    rf"(?=\W*$|,| (?:{_FOLLOWS}|\w+ed)\b)))",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(r"(?:(?:what|which)(?: is| are|['’]s) )?$", re.IGNORECASE)
_FOR_NOTHING = re.compile(
    # “Is it safe to give …”, “is it true that …”, “what is it called when …”
    r" (?:be |is |was |would be )?(?:(?:true|known|likely|safe|ok|okay|possible|necessary|better|best|good"
    r"|bad|advisable|normal"
    r"|recommended|appropriate|wise|important|enough|useful|worth|dangerous|common|time|reasonable|called"
    r"|acceptable|harmful|risky|fine|usual|contraindicated|essential|mean|healthy|unhealthy|unsafe|imperative"
    r"|crucial|vital|mandatory|required|wrong|hard|easy|difficult|helpful|beneficial|alright|advised|ethical"
    r"|legal|pointless|make (?:a|any) difference|matter)\b)"
    r" ?(?:that\b|if\b|when\b|for (?:[\w-]+ ){1,7}?to\b|(?<=mean )(?:i|my|you|we)\b"
    r"|to \w+ (?!(?:with|in|during|for|while|after|before|on|at|by|and|or|if|when)\b)\w)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:patients|people|women|men|children|kids|adults|parents|individuals|persons|babies|infants"
    r"|those|who|girls|boys|couples|(?:should|does|can|could|would|must|may|might) one)\b",
    re.IGNORECASE,
)
_PLURAL = frozenset({"they", "them", "their", "those", "these"})
_ASKING = re.compile(
    r"(?:[\w-]+ ){0,2}?(?:what|which|who|when|where|why|how|is|are|was|do|does|did|can|could|should|would"
    r"|will|may)\b",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(
    r"[,;:.?!]|\b(?:when|if|before|because|and|while|once|so|but|or|after|until)\b", re.IGNORECASE
)
_AND_HOW = re.compile(r"\babout (?:[\w-]+ ){1,5}and (?:how|why|when) $", re.IGNORECASE)
_TIME = re.compile(r" (?:\w+ly |normally |often )?take?s?(?:es)? (?:for|to)\b", re.IGNORECASE)
_SAFE_TO = re.compile(
    r" (?:considered )?(?:safe|ok|okay|normal|possible|advisable|healthy) (?:not )?to\b", re.I
)
_OF_ITS = re.compile(r" (?P<what>(?:[\w'’-]+ ){0,2}[\w'’-]+)\W*$")


@dataclass(frozen=True, slots=True)
class Antecedent:
    """What pointing words stand for: the subject, what is given for it ("the drug"), what "they" are."""

    subject: str
    treatment: str
    several: str


def resolved(text: str, stands_for: Antecedent) -> str | None:
    """The text with its first pointing word replaced; None where nothing in it points back."""
    for match in _POINTER.finditer(text):
        if _points_back(text, match):
            return _replaced(text, match, stands_for)
    return None


def _points_back(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()]
    if _ASKS_FOR.match(before) and not text[match.end() :].strip("?.! "):
        return False  # “The treatment?”, “what is the treatment?” ask for it.
    if match["it"] and match["it"].lower() == "it" and _stands_for_nothing(text, match):
        return False
    if len(_names(before)) > 1 and not _ASKING.match(before):
        return False  # “In the middle of my chest it feels odd”
    if match["alone"] and _named(before + text[match.end() :]):
        return False  # Only where nothing else is named: “is the disease dominant or recessive?”
    if match.group().lower() in _PLURAL and (_PEOPLE.search(before) or _named(before)):
        return False  # “Does water make pills ineffective before one takes them?”
    # “If a patient has gout, how is it treated?” says itself what it is; so does “… kidney failure and how
    # its treated”, where what is named could also be said of a patient.
    return not (_NEW_CLAUSE.search(before) and (_named(before) or _AND_HOW.search(before)))


def _named(text: str) -> bool:
    """Whether something is named besides relations and patients."""
    return bool(_names(text))


def _names(text: str) -> frozenset[str]:
    return frozenset(analyse(text).terms) - RELATION_WORDS


def _stands_for_nothing(text: str, it: re.Match[str]) -> bool:
    """“Is it safe to give …”, “how long does it take to …”, “how much weight is it safe to lose?”"""
    if _FOR_NOTHING.match(text, it.end()) or _TIME.match(text, it.end()):
        return True
    safe = _SAFE_TO.match(text, it.end())
    return bool(safe and (_named(text[: it.start()]) or _named(text[safe.end() :])))


def _replaced(text: str, match: re.Match[str], stands_for: Antecedent) -> str:
    before, behind = text[: match.start()], text[match.end() :]
    subject = stands_for.several if match.group().lower() in _PLURAL else stands_for.subject
    if match["whose"]:
        if what := _OF_ITS.match(behind):
            return f"{before}the {what['what']} of {subject}"
        return f"{before}{subject}'s{behind}"
    return before + (stands_for.treatment if match["treatment"] else subject) + behind
