"""Which relation a question asks for: treatment, cause, outlook, … Rules, no model."""

import re

from answers.text import sentences
from answers.types import QuestionType

_T = QuestionType

# Order matters: the first pattern that matches names the relation, so the special stand before the general.
TYPES: tuple[tuple[QuestionType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            _T.SIDE_EFFECTS,
            r"\bside[ -]?effects?\b|\badverse (?:effect|event|reaction)s?\b|\btoxicit",
        ),
        (_T.CONTRAINDICATIONS, r"\bcontra-?indicat|\bwho should(?: not|n.?t) (?:take|get|have)\b"),
        (_T.INTERACTIONS, r"\binteract(?:ions?|s|ing)?\b|\btake .{1,40} (?:together|along) with\b"),
        (_T.DOSE, r"\bdos(?:e|es|age|ages|ing)\b|\bhow (?:much|many) .{1,40}\b(?:take|give)\b"),
        (_T.WHEN_TO_SEEK_CARE, r"\bwhen (?:should|to|do) .{0,30}\b(?:see|call|contact|seek)\b"),
        (
            _T.INHERITANCE,
            # “Hereditary” alone is part of many diseases' names.
            r"\binherit|^(?:is|are) .{1,80}\b(?:hereditary|genetic)\W*$|\bruns? in (?:the )?famil"
            r"|\bgenetic changes?\b|\bwhich genes?\b|\bgenes? (?:is|are|cause)",
        ),
        (
            _T.PREVENTION,
            r"\bprevent|\bprophyla|\bvaccin|\bimmuni[sz]|\blower .{1,30}\brisk\b|\bavoid\b",
        ),
        (_T.COMPLICATIONS, r"\bcomplication"),
        (
            _T.PROGNOSIS,
            r"\bprognos|\boutlook\b|\bsurviv|\blife expectancy\b|\bmortality\b|\bchances? of\b",
        ),
        (_T.STAGES, r"\bstages? of\b|\bstaging\b|\bhow is .{1,60} staged\b"),
        (_T.FOLLOW_UP, r"\bfollow(?:ed)?[ -]up\b|\bmonitor|\bsurveillance\b"),
        (
            _T.TREATMENT,
            r"\btreat|\btherap|\bmanag(?:e|ed|ement|ing)\b|\bcur(?:e|ed|able)\b|\bremed(?:y|ies)\b"
            r"|\bmedicat|\bmedicine|\bdrugs?\b|\brole of\b|\bget rid of\b"
            r"|\bhow to (?:stop|heal|fix)\b|(?<!financial )\bhelp (?:with|for)\b|\bsurgery\b|\bradiotherapy\b"
            r"|\bchemotherapy\b|\brelie[fv]",
        ),
        (
            _T.DIAGNOSIS,
            r"\bdiagnos|\btests?\b|\btested\b|\bscreen|\bdetect|\bwork-?up\b|\bhow (?:do|can|would) .{1,20}"
            r"\b(?:know|tell) if\b",
        ),
        (
            _T.SYMPTOMS,
            r"\bsymptom|\bsigns?\b|\bwarning signs?\b|\bpresent(?:s|ation)?\b|\bfeel like\b",
        ),
        (
            _T.RISK,
            r"\brisk factors?\b|\bat risk\b|\bwho gets\b|\bmore likely to (?:get|have)\b"
            r"|\brisks?\b",
        ),
        (
            _T.CAUSE,
            r"\bcaus(?:e|es|ed|ing)\b|\bdue to\b|\baetiolog|\betiolog|\bwhy (?:do|does) .{1,40}\bget\b",
        ),
        (
            _T.FREQUENCY,
            r"\bhow (?:common|many people|often does|frequent)|\bprevalence\b|\bincidence\b",
        ),
        (_T.MECHANISM, r"\bhow do(?:es)? .{1,60} work\b|\bmechanism\b|\bpathophysiolog"),
        (_T.REASON, r"^(?:and |but )?why\b"),
        (
            _T.DEFINITION,
            r"^what (?:is|are|does)\b(?! the\b| best\b)|\bdefin|\binformation (?:on|about)\b"
            r"|^tell me about\b|\bmean(?:s|ing)?\b",
        ),
    )
)

_TURNED_ROUND = re.compile(
    r"\b(?:risk factor|cause|symptom|sign|complication)s? (?:for|of)\W*$", re.IGNORECASE
)
"""“What is X a risk factor for?” asks for the other end of the relation."""


def question_type(text: str) -> QuestionType | None:
    """The relation that is asked for; None where no rule knows it.

    Of several sentences those count that are questions: the others tell a story.
    """
    told = sentences(text)
    asking = " ".join(sentence for sentence in told if sentence.endswith("?"))
    if len(told) > 1 and asking:
        text = asking
    if _TURNED_ROUND.search(text):
        return None
    return next((kind for kind, pattern in TYPES if pattern.search(text)), None)
