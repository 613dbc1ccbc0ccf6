"""What can be quoted of a passage: its sentences, each with what it cannot stand without. Pure.

A quote is a stretch of the passage. A dose keeps the sentences that hold its drug, its interval, its
population and its limit (clinical rule 3); a recommendation keeps the exception that follows it; a sentence
that points back keeps the one that it points to. A table row is quoted whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from answers.library.sentences import sentences
from answers.library.statements import is_warning
from answers.patient.drugs import is_drug
from answers.text import words
from answers.types import Passage, PassagePart, ReferenceKind

JOINED_MAX = 5
"""Sentences in one quote,"""
POINTING_MAX = 10
"""unless one after the other points back: none begins with “it” that could begin before."""
ROW_MAX_WORDS = 120
"""A longer paragraph on doses is taken apart: it is no row."""
WORDS_MIN = 5
"""Shorter ones are headings."""

_DOSE = re.compile(
    r"\b\d[\d.,]*\s?(?:[-–]\s?\d[\d.,]*\s?)?(?:mg|mcg|µg|μg|ug|micrograms?|milligrams?|g|grams?|ml|mL"
    r"|units?|IU|mmol|mEq|tablets?|puffs?|drops?|Gy|mg/kg)\b(?!/[dl]L?\b)"
)
_COUNTED = re.compile(
    r"\b(?:\d[\d.,]*|half(?: a)?|one|two|three|four|five|six|eight|ten)(?:\s?(?:[-–]|to|or) ?\w+)?[ -]"
    r"(?:tablets?|capsules?|caplets?|pills?|lozenges?|puffs?|inhalations?|sprays?|drops?|sachets?"
    r"|suppositor(?:y|ies)|patch(?:es)?|(?:tea|table)?spoon(?:ful)?s?|ampoules?|vials?|doses)\b",
    re.IGNORECASE,
)
"""An amount in the words of who takes it."""
_GOES_ON = re.compile(
    r"^(?:Repeat|Then\b|Thereafter|Followed?\b|After that|The (?:maximum|total|usual|initial|dose)"
    r"|Max(?:imum)?\b|Do not exceed|Not more|No more|Up to|Reduce|Halve|Double|Increase|Titrate|Adjust"
    r"|In (?:children"
    r"|infants|neonates|adults|older|elderly|pregnan|renal|hepatic|kidney|liver|severe|patients|those|people)"
    r"|For (?:children|infants|neonates|adults|older|pregnan|patients|those|people)|Children|Infants|Adults"
    r"|Patients (?:with|who|over|under|aged)|Once|Twice|Every|Continue|Stop\b|This dose|These doses"
    r"|It (?:is|can|should|may|must))"
)
"""How a sentence begins that belongs to the dose before it."""
_EXCEPTION = re.compile(
    r"^(?:(?:Not|Only) (?:in|for|with|during|if|when|to)\b"
    r"|Except|Unless|Exceptions?\b|This does not apply|But\b|(?:However|Nevertheless),? .{0,200}"
    r"\b(?:not|no|avoid|contraindicated|caution|except)\b|Do not|Avoid|It (?:is|should|must"
    r"|may) (?:not|contra-?indicated|be avoided)|Contraindicat)",
    re.DOTALL,
)
POINTS_BACK = re.compile(
    r"^(?:It|They|Its|Their|He|She|Both|Neither|The (?:former|latter)|(?:This|These|Those|Such)"
    r"(?! (?:stud|finding|result|data|observation|analys|review|paper|report|trial|investigation|article"
    r"|survey|evidence|meta|cohort|work|experience))|The (?:same|opposite) (?:was|is)|In contrast"
    r"|Conversely|However"
    r"|Therefore|Thus|Hence|Consequently|Similarly|Likewise|Otherwise)\b"
)
_TURNS = re.compile(
    r"^(?:However|But|Yet|Nevertheless|Nonetheless|In contrast|On the contrary|Contrary to)\b"
    r"|^(?:Our|These|The present|Recent|More recent|Newer) (?:\w+ ){0,2}(?:data|results?|findings?"
    r"|stud(?:y|ies)|trials?|evidence) (?:\w+ ){0,2}(?:refute[sd]?|contradict(?:s|ed)?|disprove[sd]?"
    r"|challenges?|do not|does not|did not|fails? to|failed to)\b"
    r"|^(?:This|That|It) (?:\w+ ){0,2}(?:has|have|is|was|could) (?:\w+ )?(?:not|never|refuted|disproved"
    r"|contradicted)\b"
)
"""How a sentence begins that takes back what the one before it says."""
_ASSERTS_NOTHING = re.compile(
    r"\?[\"”’)]*\s*$|^(?:Myth|Misconception|Fiction|False|Claim|Question|Hypothesis)\b[^:]{0,20}:"
    r"|\b(?:aims?|objectives?|purposes?|goals?) (?:of|in) (?:this|our|the (?:present|current|study|trial))\b"
    r"|^(?:Our|The) (?:\w+ )?(?:aim|objective|purpose|goal) (?:was|is) to\b"
    r"|^(?:In order to|To) (?:determine|assess|evaluate|investigate|compare|examine|test|study|explore"
    r"|describe|establish|identify|analy[sz]e|report|review|estimate|ascertain|find out|clarify)\b[^,]*$"
    r"|\b[Ww]e (?:therefore |thus )?(?:aimed|aim|sought|wanted|wished|hypothesi[sz]ed?|set out|asked|planned"
    r"|(?:tested|investigated|examined|studied|assessed|evaluated|explored) (?:whether|if|the hypothesis))\b"
    r"|\b[Hh]ypothesi[sz]ed\b|\b[Hh]ypothesis (?:is|was|that)\b"
    r"|\b[Ww]hether\b.{1,200}\b(?:was|were) (?:studied|investigated|examined|tested|assessed|evaluated)\b"
    r"|\b(?:was|were|had been|(?:has|have) (?:long |often |previously )?been) (?:long |once |previously "
    r"|formerly |generally |commonly |traditionally |widely |often |first )*(?:thought|believed|assumed"
    r"|claimed|supposed|speculated|postulated)\b"
    r"|\b(?:is|are) (?:often |commonly |widely |generally |traditionally |popularly )+(?:thought|believed"
    r"|assumed|claimed|supposed)\b|\b(?:is|are) believed\b"
    r"|\bet al\b\.?.{0,40}\b(?:claim|argue|suggest|propose|believe|speculate)(?:d|s|ed)?\b",
    re.DOTALL,
)
"""A question, an aim, a hypothesis, what was thought once: quoted alone it would read as a finding."""
_WARNS = re.compile(
    r"\bcontra-?indicat(?:ed|ions?)\b|\b(?:do|must|should|may) not\b|\bmust never\b"
    r"|\b(?:should|must) be avoided\b|^Avoid\b|\bnot be (?:used|given|taken|combined|started)\b"
    r"|\bnot recommended\b|\bwarnings?\b"
    r"|\bcaution\b|\bblack box\b|\bis (?:unsafe|dangerous|harmful)\b",
    re.IGNORECASE,
)
_STUDIES = frozenset({ReferenceKind.STUDY, ReferenceKind.TRIAL, ReferenceKind.SYSTEMATIC_REVIEW})
_TELLS = frozenset(
    {PassagePart.CONCLUSIONS, PassagePart.RECOMMENDATION, PassagePart.WARNING, PassagePart.DOSAGE}
)
"""Parts that tell the reader what to do; “did not” in a study's results is no warning."""
_CELLS = re.compile(r"\t| \| ")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage's text that can stand alone; `warns`: it must be shown."""

    start: int
    end: int
    text: str
    warns: bool = False

    @property
    def has_dose(self) -> bool:
        return has_dose(self.text)


def has_dose(text: str) -> bool:
    """Whether an amount of a drug is given, in units or in tablets, drops and the like."""
    return bool(_DOSE.search(text) or _COUNTED.search(text))


def pieces(passage: Passage) -> list[Piece]:
    """What can be quoted, in order; neighbours may overlap."""
    text = passage.text
    if _is_row(passage):
        return [Piece(0, len(text), text, warned_by(passage, text))]
    spans = list(spans_of(text))
    said = [text[start:end] for start, end in spans]
    found: dict[tuple[int, int], Piece] = {}
    for place, sentence in enumerate(said):
        if len(sentence.split()) < WORDS_MIN:
            continue
        if asserts_nothing(sentence) and not warned_by(passage, sentence):
            continue
        first, last = _extent(said, place)
        start, end = spans[first][0], spans[last][1]
        whole = text[start:end]
        found.setdefault((start, end), Piece(start, end, whole, warned_by(passage, whole)))
    return list(found.values())


def warnings(passage: Passage) -> list[Piece]:
    """What of the passage must be shown wherever something of it is."""
    return [piece for piece in pieces(passage) if piece.warns]


def asserts_nothing(sentence: str) -> bool:
    """Whether it asks, plans or supposes, or tells what was believed once or by others."""
    return _ASSERTS_NOTHING.search(sentence) is not None


def following(text: str) -> list[range]:
    """For each sentence of a text the numbers of those right after it that belong to it: further doses,
    exceptions, and what takes it back."""
    said = [text[start:end] for start, end in spans_of(text)]
    return [range(place + 1, _extent(said, place)[1] + 1) for place in range(len(said))]


def spans_of(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence stands in the text, whose whitespace may run over lines."""
    at = 0
    for sentence in sentences(text):
        start = at = _after_space(text, at)
        for letter in sentence:
            at = _after_space(text, at) if letter == " " else at + 1
        yield start, at


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _is_row(passage: Passage) -> bool:
    few = len(passage.text.split()) <= ROW_MAX_WORDS
    return few and (passage.part is PassagePart.DOSAGE or bool(_CELLS.search(passage.text)))


def warned_by(passage: Passage, text: str) -> bool:
    """Whether what is said of a passage must be shown."""
    if passage.part is PassagePart.WARNING:
        return True
    if passage.reference.kind in _STUDIES and passage.part not in _TELLS:
        return False
    return is_warning(text) or bool(_WARNS.search(text))


def _extent(said: list[str], place: int) -> tuple[int, int]:
    """The first and the last sentence of the quote around one of them."""
    first = last = place
    while first > 0 and last - first + 1 < POINTING_MAX and _needs_more(said[first : last + 1]):
        first -= 1
    if _DOSE.search(said[place]):
        while _follows(said, last, first, _GOES_ON):
            last += 1
    while _follows(said, last, first, _EXCEPTION) or _follows(said, last, first, _TURNS):
        last += 1
    return first, last


def _needs_more(said: list[str]) -> bool:
    """Whether it is about what the sentence before it names: it points back, or doses without a drug."""
    if POINTS_BACK.match(said[0]):
        return True
    doses = any(map(_DOSE.search, said))
    return doses and len(said) < JOINED_MAX and not _names_drug(said)


def _follows(said: list[str], last: int, first: int, pattern: re.Pattern[str]) -> bool:
    """Whether the next sentence belongs to the quote."""
    more = last + 1 < len(said) and last - first + 1 < JOINED_MAX
    return more and bool(pattern.match(said[last + 1]))


def _names_drug(said: list[str]) -> bool:
    return any(is_drug(word) for sentence in said for word in words(sentence))
