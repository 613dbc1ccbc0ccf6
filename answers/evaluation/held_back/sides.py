"""Yes and no, more and less, in words that do not carry a plain *not*."""

import re

from answers.evaluation.citations.truths import Case
from answers.evaluation.held_back.retelling import NUMBER, REST, leftmost, lethal, put, shortening
from answers.evaluation.liar import World

_LIMIT = re.compile(
    rf"\b(below|above|exceeds|more than|within|or more than) ({NUMBER})"
    r"(?= ?(?:mL/min|mmol|ng|nmol|mg/g|%|hours|days|years|kg)|[.]$)"
)
_MOVED = 1.5
_ALL_PERCENT = 100
_DOING = r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!and )(?<!with )(?<!significantly )\b"
"""Before a verb in the active."""
_SHARES = re.compile(
    rf"(?<!between )(?<!from )\b({NUMBER}%)"
    rf"([^%]{{1,60}}?\b(?:versus|and|vs\.?) (?:[a-z ]{{3,40}} in )?)({NUMBER}%)"
)


def _limit_moved(case: Case, _: World) -> str | None:
    if not (match := _LIMIT.search(case.text)):
        return None
    moved = float(match.group(2)) * _MOVED
    if case.text[match.end() :].startswith("%") and moved > _ALL_PERCENT:
        return None
    return put(case.text, match, f"{match.group(1)} {moved:g}")


def _shares_exchanged(case: Case, _: World) -> str | None:
    """Two arms' percentages in each other's place."""
    match = _SHARES.search(case.text)
    if match is None or match.group(1) == match.group(3):
        return None
    return put(case.text, match, match.group(3) + match.group(2) + match.group(1))


TEMPLATES = (
    lethal(
        "negation: failed to",
        "negation",
        leftmost(
            (
                _DOING + r"reduced (?=the |hospital |infarct |levels |pain )",
                "failed to reduce ",
            ),
            (
                _DOING + r"increased (?=the |bone |with |after )",
                "failed to increase ",
            ),
            (_DOING + r"improved (?=the |in |after )", "failed to improve "),
            (r"\bshortened\b", "failed to shorten"),
            (r"\breduces\b", "fails to reduce"),
            (r"\bcan increase\b", "fails to increase"),
            (r"\bincreases(?= the)", "fails to increase"),
            (r"\bprevents\b", "fails to prevent"),
            (r"\bproduced\b", "failed to produce"),
            (_DOING + r"(?<!have )lowered\b", "failed to lower"),
        ),
    ),
    lethal(
        "negation: failure becomes success",
        "negation",
        leftmost(
            (r"\bfailed to (prevent|reduce|improve|show|detect)\b", r"managed to \1"),
            (r"\bdid not improve\b", "improved"),
            (r"\bdid not reduce\b", "reduced"),
            (r"\bdid not prevent\b", "prevented"),
            (r"\bdid no better than\b", "did better than"),
            (r"\bdid not fall less often\b", "fell less often"),
            (r"\bwas not superior\b", "was superior"),
            (r"\b(is|are) not better than\b", r"\1 better than"),
            (r"\b(is|are) not (effective|useful)\b", r"\1 \2"),
            (r"\bwas no more effective than\b", "was more effective than"),
            (r"\bnot confirmed\b", "confirmed"),
            (r"\bdoes not (replace|treat)\b", r"can \1"),
            (r"\bdid not affect\b", "affected"),
            (r"\b(is|was|found) no evidence\b", r"\1 evidence"),
        ),
    ),
    lethal(
        "negation: no longer",
        "negation",
        leftmost(
            (r"(?<!not )\b(is|are) (recommended|contraindicated)\b(?! only)", r"\1 no longer \2"),
            (r"\bshould be avoided\b", "no longer needs to be avoided"),
            (r"\b(should|must) be stopped\b", "no longer has to be stopped"),
            (r"\bshould be offered\b", "should no longer be offered"),
            (r"\bwas associated with\b", "was no longer associated with"),
            unless=r"\bonly if\b",
        ),
    ),
    lethal(
        "negation: rarely",
        "negation",
        leftmost(
            (r"(?<!not )\b(is|are) recommended\b(?! only)", r"\1 rarely recommended"),
            (r"\bincreases\b", "hardly increases"),
            (r"\braises?\b", "hardly raises"),
            (r"\bcan increase\b", "hardly ever increases"),
            (
                r"\b(was|were) more (?:common|frequent) with ([\w ]+?) than with\b",
                r"\1 seldom seen with \2, unlike with",
            ),
            (r"\b(was|were) more (?:common|frequent) with (\w+)(?=\.$)", r"\1 seldom seen with \2"),
            (r"\bsuggests toxicity", "rarely means toxicity"),
            (r"\b(was|were) (?:significantly )?associated with\b", r"\1 barely associated with"),
            unless=r"\bonly if\b",
        ),
    ),
    lethal(
        "negation: effect denied",
        "negation",
        leftmost(
            (r"\breduces\b", "has no influence on"),
            (r"\b(?:increases|raises) (?=the)", "leaves unchanged "),
            (r"\bhad fewer (\w+) than\b", r"had as many \1 as"),
            (r"\bwas associated with\b", "bore no relation to"),
            (
                r"\b(was|were) (?:more|less) (frequent|common) (with|after|in) ([\w ]+?) than\b",
                r"\1 as \2 \3 \4 as",
            ),
            (
                r"\b(was|were) (?:more|less) (frequent|common) (with|after|in)\b(?![^.]*\bthan\b)",
                r"\1 equally \2 \3",
            ),
            (r"\b(was|were) (?:significantly )?(?:higher|lower|greater) in\b", r"\1 the same in"),
        ),
    ),
    lethal(
        "recommendation: contraindication becomes caution",
        "recommendation",
        leftmost(
            (r"\b(is|are) contraindicated\b", r"\1 to be used with caution"),
            (r"\bmust not be (given|used|combined|taken|mixed|injected)\b", r"should be \1 with caution"),
            (r"\bshould not be (given|used|combined|taken|offered)\b", r"should be \1 with care"),
            (r"\bshould be avoided\b", "calls for monitoring"),
            (r"\bmust not take\b", "should be careful with"),
            (r"\brules out\b", "calls for care with"),
            (r"\bshould not get\b", "may get"),
            unless=r"\bexcept\b|\bunless\b",
        ),
    ),
    lethal(
        "recommendation: refusal becomes a choice",
        "recommendation",
        leftmost(
            (r"\b(is|are) not recommended\b(?! routinely)", r"\1 optional"),
            (r"\b(is|are) not indicated\b", r"\1 reasonable"),
            (r"\b(?:should|must) not be (?!delayed)(\w+)", r"may still be \1"),
            (r"\b(?:is|are) not (?:needed|routine|necessary)\b", "is advisable"),
            (r"\bDo not (start|give|offer|use)\b", r"It is possible to \1"),
            unless=r"\bexcept\b|\bunless\b",
        ),
    ),
    lethal(
        "recommendation: stopping becomes going on",
        "recommendation",
        leftmost(
            (r"\b(is|are) (?:stopped|withheld)\b", r"\1 continued"),
            (r"\b(must|should) be stopped\b", r"\1 be continued"),
            (r"\bis continued\b", "is interrupted"),
            (r"\bmust be reduced\b", "must be increased"),
            (r"\bis reduced to\b", "is increased to"),
            (r"\bis cut to\b", "is raised to"),
            (r"(?<!not )\bstop (?=their |the drug|methotrexate|treatment)", "continue "),
        ),
    ),
    lethal(
        "recommendation: instead of, turned",
        "recommendation",
        leftmost(
            (r"(\w+ \w+) is recommended instead of (\w+ \w+)", r"\2 is recommended instead of \1"),
            (r"(\w+) is replaced with (\w+)", r"\2 is replaced with \1"),
            (r"([\w ]+?) (are|is) preferred to ([\w ]+)", r"\3 \2 preferred to \1"),
        ),
    ),
    lethal(
        "comparison: percentages exchanged",
        "comparison",
        _shares_exchanged,
    ),
    lethal(
        "comparison: as good becomes better",
        "comparison",
        leftmost(
            (r"\bas effective as\b", "more effective than"),
            (r"\bas safe as\b", "safer than"),
            (r"\bnon-inferior to\b", "more effective than"),
            (r"\bdid not differ between ([\w ]+?) and (\w+)", r"was lower with \1 than with \2"),
            (r"\bwas similar after ([\w ]+?) and ([\w ]+?)(?= \()", r"was lower after \1 than after \2"),
            (r"\bwas comparable (?:to|with)\b", "exceeded"),
            (r"\bwithout a difference in\b", "with less"),
            (r"\bwithout a change in\b", "with a fall in"),
            (
                r"\bno (?:significant )?differences? (?:was|were) (?:found|observed|seen|noted|detected)",
                "a clear difference was found",
            ),
        ),
    ),
    lethal(
        "comparison: other side replaced",
        "comparison",
        leftmost(
            (r"\b(than|with|to|and) placebo\b", r"\1 usual care"),
            (r"\b(than|with) (?:those given )?warfarin\b", r"\1 aspirin"),
            (r"\b(than|with) alendronate\b", r"\1 placebo"),
            (r"\b(than|with) (?:expectant management|surgery|enalapril)\b", r"\1 placebo"),
            (r"\bthan after desmopressin\b", "than without treatment"),
            (r"\b(compared with|than in|than) (?:the )?controls?(?: group)?\b", r"\1 the treated group"),
            (r"\b(compared with|than in) healthy\b", r"\1 diabetic"),
        ),
    ),
    lethal("threshold: moved by half", "threshold", _limit_moved),
    lethal(
        "threshold: and becomes or",
        "threshold",
        shortening(
            (r"\bif ([\w ,]+?) and (?=fewer|two|there)", r"if \1 or "),
            (r"\bwhen the INR is above 8\.0 and\b", "when the INR is above 8.0 or"),
            (rf"\bonly if ([\w ]+?) and {REST}", r"only if \1"),
        ),
    ),
)
