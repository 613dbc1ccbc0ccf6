"""What is made of studies: causes of associations, outcomes of surrogates, everyone of a subgroup."""

import re

from answers.evaluation.citations.truths import Case
from answers.evaluation.held_back.retelling import TREATED, adding, cosmetic, leftmost, put, shortening
from answers.evaluation.liar import World

_TWO_DIGITS = re.compile(r"(?<![\d.])([1-9])([1-9])(\.\d+)?%(?! CI)")
_TESTED = re.compile(r"signific|\b[Pp] ?[<=>≤]|\bCI\b")
_COMPARED = re.compile(
    r"\b(fewer(?! than \d)|more frequent|more common|less common|less frequent)\b"
    r"|\b(?:higher|lower)(?= (?:risks?|rates?|levels?|mortality|incidence)\b)"
)
_LINKED = r"\b(?:was|were|is|are) (?:significantly |strongly |independently )?associated with"
_SENSITIVITY = re.compile(r"\bsensitivity( (?:of|was) \S+%?)? and (a )?specificity\b")


def _digits_exchanged(case: Case, _: World) -> str | None:
    match = _TWO_DIGITS.search(case.text)
    if match is None or match.group(1) == match.group(2):
        return None
    return put(case.text, match, f"{match.group(2)}{match.group(1)}{match.group(3) or ''}%")


def _significance_invented(case: Case, _: World) -> str | None:
    """Only where the passage tests nothing."""
    match = _COMPARED.search(case.text)
    if match is None or _TESTED.search(case.passage.text):
        return None
    return put(case.text, match, f"significantly {match.group()}")


def _sensitivity_and_specificity(case: Case, _: World) -> str | None:
    match = _SENSITIVITY.search(case.text)
    if match is None or "%" not in case.text:
        return None
    return put(case.text, match, f"specificity{match.group(1) or ''} and {match.group(2) or ''}sensitivity")


def _quoted(case: Case, _: World) -> str | None:
    """Told as the source's own words, which it is not."""
    words = case.text.rstrip(". ")
    return None if words.casefold() in case.passage.text.casefold() else f"The source says: “{words}”."


TEMPLATES = (
    cosmetic("number: digits exchanged", "number", _digits_exchanged),
    cosmetic(
        "number: another statistic",
        "number",
        leftmost(
            (r"\bodds ratio\b", "hazard ratio"),
            (r"\bhazard ratio\b", "odds ratio"),
            (r"\brelative risk\b", "absolute risk"),
            (r"\b([Mm])edian\b", r"\1ean"),
            (r"\b([Mm])ean(?= [a-z])", r"\1edian"),
            (r"\b95% (CI|confidence)", r"99% \1"),
        ),
    ),
    cosmetic("number: sensitivity told as specificity", "number", _sensitivity_and_specificity),
    cosmetic(
        "number: by becomes to",
        "number",
        leftmost(
            (
                r"\b(reduced|lowered|decreased|fell|shortened|increased|rose|raised)\b"
                r"([^.;,]{0,70}?) by (?=\d)",
                r"\1\2 to ",
            )
        ),
    ),
    cosmetic("significance: invented", "significance", _significance_invented),
    cosmetic(
        "cause: of an association",
        "cause",
        leftmost(
            (
                rf"{_LINKED} (?:a )?(?:lower|reduced) (?:risk|rates?) of",
                "prevented",
            ),
            (
                _LINKED,
                "caused",
            ),
            (r"\b(?:was|were) (?:significantly )?correlated with", "led to"),
            (r"\bcorrelated (?:significantly )?with", "brought about"),
            (r"\bare more likely to\b", "are made to"),
            unless=r"\bnot? (?:\w+ )?(?:associated|correlated|association|correlation)",
        ),
    ),
    cosmetic(
        "hedge: taken away, other words",
        "hedge",
        leftmost(
            (r"\bmay have lowered\b", "lowered"),
            (r"\b([A-Za-z]+s) may be considered\b", r"\1 are required"),
            (r"\b(?:may|should) be considered\b", "is mandatory"),
            (r"\bmay (cause|prevent)\b", r"will always \1"),
            (r"\bcan increase\b", "invariably increases"),
            (r"\bsuggests\b", "proves"),
            (r"\bsuggest\b", "prove"),
            (r"\bseems to\b", "was shown to"),
            (r"\bseem to\b", "were shown to"),
            (
                r"\bmay be (?=useful|effective|helpful|beneficial|justified|due|related|sufficient)",
                "has been proved to be ",
            ),
            (r"\bcould be (?=useful|due|explained|related|an? )", "is certainly "),
        ),
    ),
    cosmetic(
        "group: of a part, told of all",
        "generalised",
        shortening(
            (r"^In the subgroup [^,]*, ", ""),
            (r"\bwas confined to patients with [^.]*(?:\.\d[^.]*)?(?=\.$)", "was seen in all patients"),
            (r"^In a pilot study of \d+ patients, ", "In everyday practice, "),
            (r"^In rats, ", "In people, "),
            (r"^Nurses who\b", "People who"),
            (r"\bin nurses\b", "in the population"),
            (r"\bSome (?:of the )?patients\b", "Patients"),
            (
                r"(?<!as )(?<!how )\b(?:[Mm]any|[Ss]ome|[Mm]ost) (patients|women|children|participants)\b",
                r"all \1",
            ),
            (r"\bin a subset of\b", "in all"),
        ),
    ),
    cosmetic(
        "outcome: of a surrogate",
        "outcome",
        leftmost(
            (r"\bbone mineral density at the hip\b", "protection from hip fracture"),
            (r"\bhip bone mineral density\b", "protection from hip fracture"),
            (r"\bhospital admissions for heart failure\b", "deaths from heart failure"),
            (r"\btroponin\b", "mortality"),
            (r"\binfarct size\b", "mortality"),
            (r"\bstrokes\b", "deaths"),
            (r"\bgraft occlusion\b", "death"),
            (r"\breadmissions\b", "deaths"),
            (r"\bdeath from cardiovascular causes\b", "death from any cause"),
            (r"\bprogression-free survival\b", "overall survival"),
            (r"\bdisease-free survival\b", "overall survival"),
            (r"\blocal recurrence\b", "death"),
            (r"\brecurrence\b", "death"),
            (r"\blength of (?:hospital )?stay\b", "mortality"),
        ),
    ),
    cosmetic(
        "design: made stronger",
        "design",
        leftmost(
            (r"\b[Rr]etrospectively\b", "prospectively"),
            (r"\b[Rr]etrospective\b", "prospective"),
            (r"\b[Oo]bservational\b", "randomised"),
            (r"\bcross-sectional\b", "randomised"),
            (r"\b[Pp]ilot (study|trial)\b", r"large \1"),
            (r"\bcase series\b", "controlled trial"),
            (r"\b(\w*[- ]?)case-control\b", r"\1controlled"),
            (r"\bcohort study\b", "randomised trial"),
        ),
    ),
    cosmetic("source: a review invented", "source", adding(" (Cochrane review, 2021)")),
    cosmetic("source: an issuer invented", "source", adding(", as the NICE guideline confirms")),
    cosmetic("source: words put in its mouth", "quotation", _quoted),
    cosmetic(
        "reassurance: added", "reassurance", adding(", and side effects are not to be expected", TREATED)
    ),
    cosmetic(
        "advice: to ask nobody",
        "reassurance",
        adding(", and there is no need to consult a doctor", TREATED),
    ),
)
