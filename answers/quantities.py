"""Numbers that tell one question from another: type 2, stage III, grade 2, 5 mg, eGFR 28, SCA 6.

A question with another number is another question. Some kinds are names (type, stage): they agree or
not. Others are measured (eGFR, potassium): what is said of a patient lies in an article's range or not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from answers.patient import ages


class Kind(StrEnum):
    """What a number counts."""

    NUMBER = "number"
    """Of a type, or bare in a name: spastic paraplegia 15 is its type 15."""
    STAGE = "stage"
    GRADE = "grade"
    CLASS = "class"
    DEGREE = "degree"
    CHILD_PUGH = "Child-Pugh class"
    TRIMESTER = "trimester"
    DOSE = "dose"
    FILTRATION = "eGFR"
    VALUE = "value"
    PERIOD = "period"
    """The first 3 months, after 3 months, the second year: compared only where an article is for one."""


MEASURED = frozenset({Kind.FILTRATION, Kind.VALUE})


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` is what is compared (of a measured one its name); `low` and `high` hold for measured ones,
    `high` included."""

    kind: Kind
    value: str
    words: str
    low: float = 0
    high: float = 0

    def agrees(self, other: "Quantity") -> bool:
        """Whether an article that says `other` covers this: the same, or this inside its range."""
        if self.kind is not other.kind:
            return False
        if self.kind in MEASURED:
            return self.value == other.value and other.low <= self.low and self.high <= other.high
        # Stage III covers IIIB; the other way round it is only a part.
        return self.value == other.value or (
            self.kind in {Kind.STAGE, Kind.NUMBER}
            and other.value.isdigit()
            and re.fullmatch(rf"{other.value}[a-d]", self.value) is not None
        )


_ROMAN = {
    roman: str(number)
    for number, roman in enumerate(
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"],
        start=1,
    )
}
_WORD = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "nine": "9",
    "twelve": "12",
} | {word: str(number) for number, word in enumerate(["first", "second", "third", "fourth"], start=1)}
_SHORT_ROMAN = r"(?:x?(?:ix|iv|v?i{1,3}|v)|x{1,2})"
_NUMERAL = rf"(?:\d{{1,2}}|{_SHORT_ROMAN})"
_C = re.IGNORECASE

_NAMED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.STAGE, re.compile(r"\bckd[ -]?(?:stage )?(?P<v>[1-5])(?P<l>[ab])?\b", _C)),
    (
        Kind.STAGE,
        re.compile(rf"\bstages? ?:? ?(?P<v>0|{_NUMERAL}|one|two|three|four|five)(?P<l>[abc])?\b", _C),
    ),
    (Kind.GRADE, re.compile(rf"\bgrades? ?(?P<v>{_NUMERAL}|one|two|three|four)(?P<l>[ab])?\b", _C)),
    (Kind.CLASS, re.compile(rf"\b(?:nyha(?: class)?|class) ?(?P<v>{_SHORT_ROMAN}|[1-5])\b", _C)),
    (Kind.DEGREE, re.compile(r"\b(?P<v>first|second|third|1st|2nd|3rd|[1-3])[ -]?degree\b(?! relative)", _C)),
    (
        Kind.CHILD_PUGH,
        re.compile(
            r"\bchild(?:['’]?s)?(?:[ -]?(?:turcotte[ -])?pugh)?,? ?(?:class |score )?(?P<v>[abc])\b", _C
        ),
    ),
    (Kind.TRIMESTER, re.compile(r"\b(?P<v>first|second|third|1st|2nd|3rd)[ -]trimester\b", _C)),
    (
        Kind.NUMBER,
        re.compile(rf"\btypes?[ -]?(?P<v>\d{{1,2}}|{_SHORT_ROMAN}|one|two)[ -]?(?P<l>[a-d])?\b", _C),
    ),
    (Kind.NUMBER, re.compile(r"\btype[ -](?P<v>[a-h])\b", _C)),
    (Kind.NUMBER, re.compile(r"\b(?:t(?P<v>[12])d(?:m)?|dm ?(?P<w>[12])|t(?P<x>[12]) diabet\w*)\b", _C)),
)
_DOSE = re.compile(
    r"\b(?P<v>\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,7}(?:[.,]\d{1,4})?)[ -]?"
    r"(?P<u>mg|milligrams?|mcg|µg|ug|micrograms?|grams?|g|ml|units?"
    r"|iu|meq|mmol)\b(?!/[dl])",
    _C,
)
_THOUSANDS = re.compile(r"(?<=[1-9]),(?=\d{3}(?!\d))|(?<=\d\d),(?=\d{3}(?!\d))|(?<=[1-9]),(?=\d{3},)")
"""1,000 mg is a thousand of them; 0,125 mg is less than one."""
_UNITS = {
    "milligram": "mg",
    "microgram": "mcg",
    "µg": "mcg",
    "ug": "mcg",
    "gram": "g",
    "unit": "u",
    "iu": "u",
}
_RANGE = r"(?P<low>\d{1,4}(?:\.\d+)?)(?: ?(?:-|–|to|and) ?(?P<high>\d{1,4}(?:\.\d+)?))?"
_FILTRATION = re.compile(
    rf"\b(?:e?gfr|crcl|creatinine clearance)\b[^\d,.;?!]{{0,25}}{_RANGE}(?P<more> ?(?:(?:ml"
    rf"|cc)/min\S*)? (?:or|and) (?:more|above|higher|over|up))?",
    _C,
)
_LABS = {
    "potassium": "potassium", "k": "potassium", "k+": "potassium", "sodium": "sodium", "na": "sodium",
    "inr": "inr", "hba1c": "a1c", "a1c": "a1c", "creatinine": "creatinine",
    "platelets": "platelets", "platelet count": "platelets",
    "hemoglobin": "hb", "haemoglobin": "hb", "hb": "hb", "bmi": "bmi", "ef": "ef", "lvef": "ef", "tsh": "tsh",
    "ldl": "ldl", "cd4": "cd4", "cd4 count": "cd4", "calcium": "calcium", "qtc": "qtc", "lactate": "lactate",
}  # fmt: skip
_VALUE = re.compile(
    rf"\b(?P<lab>{'|'.join(sorted(map(re.escape, _LABS), key=len, reverse=True))})(?![\w+])"
    rf"(?P<how> ?(?:count |level )?(?:of |is |was |at |=|:|<|>|≤|≥|below |under |above |over )?) ?{_RANGE}%?"
    r"(?P<more> ?(?:mmol/l|meq/l|mg/dl|g/dl|%)? (?:or|and) (?:more|above|higher|over))?",
    _C,
)
_CKD_STAGES = {
    "1": (90, 999), "2": (60, 89), "3": (30, 59), "3a": (45, 59), "3b": (30, 44), "4": (15, 29), "5": (0, 14)
}  # fmt: skip
"""mL/min/1.73 m², KDIGO 2012."""
_KIDNEY = re.compile(r"\bckd\b|\bkidney\b|\brenal\b|\bckd\d", _C)
_NO_NAME = re.compile(
    r"\b\d{1,4}(?:[.,]\d+)?(?:\s?[-–]\s?\d+(?:[.,]\d+)?)?[ -]?(?:%|years?|yrs?|months?|mos?|weeks?|wks?"
    r"|days?|hours?|hrs?|h|minutes?|min|times|x\b|kg|lbs?|pounds|cm|mm|inch\w*|feet|ft|people|percent|pills"
    r"|tablets|puffs|cups?|am|pm|st|nd|rd|th)(?!\w)"
    r"|\b(?:19|20)\d\d\b|\b\d{1,2}(?:\+\d)?/40\b|\b\d{2,3}/\d{2,3}\b|\bg\d ?p\d\b|\bg\d\b|\b\d{1,2}\+\d\b",
    _C,
)
"""Times, counts and measures: numbers that are no part of a name."""
_BARE = re.compile(
    r"(?<![\d.,/+])\b(?:(?<=[a-z] )|(?<=[a-z]-)(?<!covid-))(?P<v>\d{1,3})(?P<l>[a-dpqA-D])?\b(?![.,/%+-]?\d)"
    r"|(?<=[a-z] )(?P<r>II|III|IV|VI{0,3}|IX|XI{1,3}|XIV)(?P<s>[A-Da-d])?\b",
    # Case counts for the Roman ones only: “iv” is a way to give a drug.
)
_PERIOD = re.compile(
    r"\b(?P<when>(?:the )?first|within(?: the first)?|after|beyond|during the first)(?: the)? (?P<n>\d{1,2}"
    r"|one|two|three|four|five|six|nine|twelve) (?P<u>days|weeks|months|years)\b(?! (?:old|ago|of age))"
    r"|\bthe (?P<th>second|third|fourth) (?P<unit>week|month|year)\b(?! of life)",
    _C,
)
_GESTATION = re.compile(
    r"\b(?P<weeks>\d{1,2})(?:\+\d)?(?: ?(?:weeks?|wks?)['’]?s? ?(?:pregnant|along|gestation|of (?:gestation"
    r"|pregnancy)|into)|/40)\b|\bgestation(?:al age)?(?: is| of)? (?P<age>\d{1,2})\b"
    r"|\b(?P<months>\d) months? (?:pregnant|gone"
    r"|along)\b",
    _C,
)


@lru_cache(maxsize=8_192)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a text that tell it from another, kind by kind."""
    found = list(_named(text))
    left = text
    for quantity in found:
        left = left.replace(quantity.words, " ", 1)
    for pattern, make in ((_FILTRATION, _filtration), (_VALUE, _value), (_DOSE, _dose)):
        found += [make(match) for match in pattern.finditer(left)]
        left = pattern.sub(" ", left)
    found += map(_period, _PERIOD.finditer(left))
    for age in (*ages.ranges(left), *ages.ages(left)):
        left = left.replace(age.words, " ", 1)
    left = _NO_NAME.sub(" ", _GESTATION.sub(" ", left))
    found += _bare(left)
    return tuple(dict.fromkeys(found))


def _named(text: str) -> Iterator[Quantity]:
    for kind, pattern in _NAMED:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            value = _plain(groups.get("v") or groups.get("w") or groups.get("x") or "")
            value += (groups.get("l") or "").casefold()
            near = text[max(0, match.start() - 20) : match.end() + 25]
            if kind is Kind.STAGE and value in _CKD_STAGES and _KIDNEY.search(near):
                yield Quantity(Kind.FILTRATION, "", match.group(), *_CKD_STAGES[value])
            else:
                yield Quantity(kind, value, match.group())
    for match in _GESTATION.finditer(text):
        weeks = int(match["weeks"] or match["age"] or int(match["months"]) * 4.3)
        yield Quantity(Kind.TRIMESTER, "1" if weeks < 14 else "2" if weeks < 28 else "3", match.group())


def _plain(said: str) -> str:
    word = said.casefold()
    return _ROMAN.get(word) or _WORD.get(word) or word.rstrip("stndrh") or word


def _filtration(match: re.Match[str]) -> Quantity:
    low, high = _bounds(match, match.group())
    return Quantity(Kind.FILTRATION, "", match.group(), low, high)


def _value(match: re.Match[str]) -> Quantity:
    low, high = _bounds(match, match["how"] + match.group())
    return Quantity(Kind.VALUE, _LABS[match["lab"].casefold()], match.group(), low, high)


def _bounds(match: re.Match[str], words: str) -> tuple[float, float]:
    low = float(match["low"])
    if match["high"]:
        return low, float(match["high"])
    if match["more"] or re.search(r"[>≥]|\babove\b|\bover\b|at least", words, _C):
        return low, 9_999
    if re.search(r"[<≤]|\bbelow\b|\bunder\b|less than", words, _C):
        return 0, low
    return low, low


def _dose(match: re.Match[str]) -> Quantity:
    unit = match["u"].casefold()
    unit = _UNITS.get(unit.rstrip("s") if len(unit) > 2 else unit, unit)
    value = _THOUSANDS.sub("", match["v"]).replace(",", ".")
    return Quantity(Kind.DOSE, f"{float(value):.10g} {unit}", match.group())


def _period(match: re.Match[str]) -> Quantity:
    groups = match.groupdict()
    number = _plain(groups["n"] or "1")
    if groups["th"]:
        return Quantity(Kind.PERIOD, f"{_plain(groups['th'])} {groups['unit'][0]}", match.group())
    when = "after" if groups["when"].casefold() in {"after", "beyond"} else "first"
    return Quantity(Kind.PERIOD, f"{when} {number} {groups['u'][0].casefold()}", match.group())


def _bare(text: str) -> Iterator[Quantity]:
    for match in _BARE.finditer(text):
        number = match["v"] or _ROMAN[match["r"].casefold()]
        letter = (match["l"] or match["s"] or "").casefold()
        yield Quantity(Kind.NUMBER, number + letter, match.group().strip())
