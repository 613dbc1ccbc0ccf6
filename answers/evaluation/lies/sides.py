"""Lies that turn a statement round: negation, direction, recommendation, time, thresholds."""

import re

from answers.evaluation.citations.truths import Case
from answers.evaluation.liar import Severity, Template, World
from answers.evaluation.lies.rewriting import by_pairs, by_pattern

_VERB = re.compile(r"\b(is|are|was|were|should|may|can|could|does|did|has|have|had|must)\b(?! not\b)")


def _not_added(case: Case, world: World) -> str | None:
    places = list(_VERB.finditer(case.text))
    if not places:
        return None
    place = world.chance.choice(places)
    return f"{case.text[: place.end()]} not{case.text[place.end() :]}"


_L = Severity.LETHAL
TEMPLATES = (
    Template("negation: added", "negation", _L, _not_added),
    Template("negation: removed", "negation", _L, by_pattern(r"\b(?:not|never) ", "")),
    Template("negation: no removed", "negation", _L, by_pattern(r"\b[Nn]o (?!less|more|fewer)(?=\w)", "a ")),
    Template(
        "negation: in the word",
        "negation",
        _L,
        by_pairs(
            ("effective", "ineffective"),
            ("safe", "unsafe"),
            ("with", "without"),
            ("significant", "insignificant"),
            ("necessary", "unnecessary"),
            ("likely", "unlikely"),
            ("adequate", "inadequate"),
            ("suitable", "unsuitable"),
            ("changed", "unchanged"),
            ("present", "absent"),
            ("common", "uncommon"),
            ("tolerated", "not tolerated"),
            ("non-inferior", "inferior"),
            ("superior", "inferior"),
        ),
    ),
    Template(
        "recommendation: turned round",
        "recommendation",
        _L,
        by_pairs(
            ("is recommended", "is contraindicated"),
            ("is not recommended", "is recommended"),
            ("should be", "should not be"),
            ("should not be", "should be"),
            ("is contraindicated", "is indicated"),
            ("do not give", "give"),
            ("do not start", "start"),
            ("do not offer", "offer"),
            ("do not", "always"),
            ("must not", "must"),
            ("stop", "continue"),
            ("avoided", "used"),
            ("should receive", "should not receive"),
            ("is safe", "is unsafe"),
            ("must be", "must not be"),
            ("may be used", "must not be used"),
            both_ways=False,
        ),
    ),
    Template(
        "direction: turned round",
        "direction",
        _L,
        by_pairs(
            ("increased", "decreased"),
            ("increase", "decrease"),
            ("increases", "reduces"),
            ("higher", "lower"),
            ("reduced", "increased"),
            ("more", "less"),
            ("better", "worse"),
            ("improved", "worsened"),
            ("greater", "smaller"),
            ("longer", "shorter"),
            ("fewer", "more"),
            ("positive", "negative"),
            ("rise", "fall"),
            ("halve", "double"),
            ("lowers", "raises"),
            ("lowered", "raised"),
            ("most", "least"),
            ("more effective", "less effective"),
            ("positively", "negatively"),
            ("high", "low"),
            ("faster", "slower"),
        ),
    ),
    Template(
        "time: turned round",
        "time",
        _L,
        by_pairs(
            ("before", "after"),
            ("preoperative", "postoperative"),
            ("prior to", "following"),
            ("earlier", "later"),
            ("within", "after"),
            ("preoperatively", "postoperatively"),
            ("during", "before"),
            ("until", "before"),
        ),
    ),
    Template(
        "threshold: turned round",
        "threshold",
        _L,
        by_pairs(
            ("above", "below"),
            ("or more", "or less"),
            ("at least", "at most"),
            ("over", "under"),
            ("≥", "<"),
            ("or above", "or below"),
            ("or older", "or younger"),
            ("more than", "less than"),
            ("exceeds", "is below"),
            ("greater than", "less than"),
            ("up to", "at least"),
            ("maximum", "minimum"),
        ),
    ),
    Template(
        "threshold: number",
        "threshold",
        _L,
        by_pattern(r"\b(below|above|over|under|exceeds) (\d)", r"\1 1\2"),
    ),
    Template(
        "result: a difference made",
        "result",
        _L,
        by_pairs(
            ("no significant difference", "a significant difference"),
            ("no difference", "a difference"),
            ("was not associated", "was associated"),
            ("did not differ", "differed"),
            ("similar", "different"),
            ("was associated", "was not associated"),
            ("not significant", "significant"),
            ("similar", "superior"),
            ("significantly different", "similar"),
            ("non-inferior", "superior"),
            ("comparable", "superior"),
            both_ways=False,
        ),
    ),
)
