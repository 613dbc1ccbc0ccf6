"""Whom it is about, widened or exchanged: another age, another stage, everyone."""

import re

from answers.evaluation.citations.truths import Case
from answers.evaluation.held_back.retelling import TREATED, leftmost, lethal, put, shortening
from answers.evaluation.liar import Make, World

_AGE = re.compile(r"\b(over|under|from|older than|aged|to) (\d+)(?= years\b)")
_STEP_YEARS = 10
_ADVISED = re.compile(rf"{TREATED.pattern}|recommended|contraindicated|avoided|replaced|maintenance")


def _age_moved(case: Case, _: World) -> str | None:
    if not (match := _AGE.search(case.text)):
        return None
    age = int(match.group(2))
    moved = age - _STEP_YEARS if age > 2 * _STEP_YEARS else age + _STEP_YEARS
    return put(case.text, match, f"{match.group(1)} {moved}")


def _declared_safe(words: str, unless: str) -> Make:
    """A dose told as fit for people of whom the passage says nothing."""

    def make(case: Case, _: World) -> str | None:
        if (
            "hild" in case.text
            or not TREATED.search(case.text)
            or re.search(unless, case.passage.text, re.IGNORECASE)
        ):
            return None
        return f"{case.text.rstrip('. ')}, {words}."

    return make


TEMPLATES = (
    lethal(
        "people: widened",
        "population",
        leftmost(
            (r"\b([Cc])hildren\b(?! (?:and|under|aged|from|of|over))", r"\1hildren and adults"),
            (r"\b([Aa])dults\b(?! (?:and|or|over|aged|older|weigh|under|of))", r"\1dults and children"),
            (r"\b([Nn])ewborns\b", r"\1ewborns and older infants"),
            (r"\b(?:postmenopausal|nulliparous|pregnant) women\b", "women"),
            (r"\b[Oo]lder (?:adults|inpatients|patients)\b", "adults of any age"),
        ),
    ),
    lethal(
        "people: of another stage",
        "population",
        leftmost(
            (r"\bfirst trimester", "second trimester"),
            (r"\bthird trimester", "first trimester"),
            (r"\bpostmenopausal", "premenopausal"),
            (r"\bpremenopausal", "postmenopausal"),
            (r"\bnulliparous", "multiparous"),
            (r"\bopioid-naive", "opioid-tolerant"),
            (r"\b([Nn])on-immune\b", "immune"),
            (r"\bpreterm\b", "term"),
            (r"\bnewborns\b", "toddlers"),
            (r"\b(prepubertal|preschool)\b", "adolescent"),
            (r"\binpatients\b", "outpatients"),
        ),
    ),
    lethal("people: another age", "population", _age_moved),
    lethal(
        "people: left out",
        "population",
        shortening(
            (
                r"^In (?:opioid-naive |older |penicillin )?(?:adults|children|people|allergy)"
                r"(?: (?:with|over|of) [^,]*)?, ",
                "",
            ),
            (
                r"\b(recommended|contraindicated|avoided)( from \d+ weeks of pregnancy)?"
                r" in (?:women|people|those|children|patients|adults) [^,.]*(?=\.$)",
                r"\1\2",
            ),
            (r"^(?:Children|Adults|People) (?:with|from|under|of) [^,]*? (?=(?:take|receive) )", "People "),
            where=_ADVISED,
        ),
    ),
    lethal(
        "people: another severity",
        "population",
        leftmost(
            (r"\bsevere\b", "mild"),
            (r"\bmild\b", "severe"),
            (r"\b[Uu]ncomplicated\b", "complicated"),
            (r"\bat high risk\b", "at low risk"),
            (r"\bat low risk\b", "at high risk"),
            (r"\breduced ejection fraction", "preserved ejection fraction"),
            (r"\bsecond-degree\b", "first-degree"),
            (r"\bnormal renal function", "impaired renal function"),
            (r"\bearly-stage\b", "late-stage"),
            (r"\blocally advanced\b", "metastatic"),
        ),
    ),
    lethal(
        "people: a dose declared fit for pregnancy",
        "population",
        _declared_safe("also during pregnancy", "pregnan|at term|gestation|eclampsia"),
    ),
    lethal(
        "people: a dose declared fit for kidney failure",
        "population",
        _declared_safe("without adjustment in kidney failure", "renal|kidney|creatinine|eGFR|dialysis"),
    ),
)
