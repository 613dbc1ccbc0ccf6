"""Ages: said of a patient in digits or words, and the ranges that an article states. All in months."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from answers.text import NUMBER_WORDS

YEAR = 12
WEEK = 12 / 52
DAY = 12 / 365
FOREVER = 200 * YEAR
ADULT_FROM = 18 * YEAR
OLDER_FROM = 65 * YEAR
NEWBORN_UNTIL = 28 * DAY

NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
_UNIT = r"(?:years?|yrs?|y|months?|mos?|mths?|weeks?|wks?|days?)"
_YOUNG_RELATION = (
    r"(?:son|daughter|boy|girl|child|kid|baby|infant|toddler|grand(?:son|daughter|child)|nephew|niece)"
)
_RELATION = (
    rf"(?:{_YOUNG_RELATION}|mother|father|mum|mom|dad|wife|husband|brother|sister|aunt|uncle|friend"
    r"|partner|patient|pt|man|woman|lady|male|female|teen(?:ager)?|adult|person|guy)"
)


@dataclass(frozen=True, slots=True)
class Age:
    """From `low` to below `high`, in months, with the words that say so."""

    low: float
    high: float
    words: str
    start: int

    def within(self, other: "Age") -> bool:
        return other.low <= self.low and self.high <= other.high


# Each names n (a number) and may name u (its unit; without one it is years).
_SAID = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"\b(?P<n>{NUMBER})[ -]?(?P<u>{_UNIT})[ -]?(?:olds?\b|o\b|/o\b|of (?:age|life)\b)", re.IGNORECASE),
        (rf"\b(?P<n>{NUMBER}) ?(?:yo|y/o|y\.o\.?)(?!\w)", re.IGNORECASE),
        (
            # “9 mo vs 15 mo of therapy” is how long.
            r"(?<!vs )(?<!versus )(?<!after )(?<!over )(?<!every )\b(?P<n>\d{1,2}) ?(?P<u>mo|mths?|m/o)"
            r"(?!\w)(?! (?:of|vs|versus|courses?|regimens?|treatment|therapy|later|ago|follow|after|post)\b)",
            re.IGNORECASE,
        ),
        (rf"\bage[ds]?:? (?:of |is )?(?P<n>{NUMBER})\b(?: ?(?P<u>{_UNIT})\b)?", re.IGNORECASE),
        (r"\b(?P<n>\d{1,3}) ?(?:[MF]|yr ?[MF])(?=[\s,.;:!?)]|$)(?! ?\d)", 0),
        (
            rf"\b(?:i'?m|i am|he'?s|he is|she'?s|she is|(?:turn|turned|turning|just)|(?:my|our|the"
            rf"|this) {_RELATION} is)(?: only| now| just| almost"
            rf"| already)? (?P<n>{NUMBER})\b(?: ?(?P<u>{_UNIT})\b(?! (?:pregnant|along|into|post|after|out"
            rf"|gone|and|\+)))?"
            r"(?=\s*(?:[.,;!?)]|$|and (?!a half)|with|now|so|but))",
            re.IGNORECASE,
        ),
        (
            # A mother of three has three children.
            rf"(?!(?:mother|father|mum|mom|dad) of (?:\d|[a-z]+)\b)\b{_RELATION} of (?P<n>{NUMBER})\b"
            rf"(?: (?P<u>{_UNIT})\b)?",
            re.IGNORECASE,
        ),
        (
            rf"\b{_RELATION}(?:'s \w+)?(?:, ?| \()(?:(?:he|she)(?:'s| is) )?(?P<n>{NUMBER})"
            rf"(?: (?P<u>{_UNIT}))?(?=[,.;)?]|$)",
            re.IGNORECASE,
        ),
        (
            rf"(?<!for )(?<!in )(?<!of )\b(?:under|below|younger than|<) ?(?:the age of "
            rf"|age )?(?P<n>{NUMBER})"
            r" ?(?P<u>years?|yrs?|months?|mos?|y|mo)\b",
            re.IGNORECASE,
        ),
        (rf"\bborn (?P<n>{NUMBER}) (?P<u>{_UNIT}) ago\b", re.IGNORECASE),
        (rf"\b(?:at|since) (?:the )?age (?:of )?(?P<n>{NUMBER})\b", re.IGNORECASE),
        (rf"\bfor (?:me|him|her|us) at (?P<n>{NUMBER})(?=\W*$)", re.IGNORECASE),
    )
)

_BELOW = re.compile(r"under|below|younger|<", re.IGNORECASE)
"""“Under 5 years” is at most four."""

_DECADE = re.compile(
    r"\bin (?:his|her|my|their|your) (?:early |mid[ -]?|late )?"
    r"(?:(?P<tens>[2-9])0'?s|(?P<word>twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies)\b",
    re.IGNORECASE,
)
_DECADE_WORDS = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
_GENARIAN = re.compile(
    r"\b(?P<word>quadragen|quinquagen|sexagen|septuagen|octogen|nonagen|centen)arians?\b", re.IGNORECASE
)
_GENARIANS = ("quadragen", "quinquagen", "sexagen", "septuagen", "octogen", "nonagen", "centen")

_A = rf"(?P<a>{NUMBER})(?:[ -]?(?P<au>{_UNIT}))?"
_B = rf"(?P<b>{NUMBER})[ -]?(?P<bu>{_UNIT})"
_SPANS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:aged? |ages? |from |between |at )?{_A} ?(?:-|–|to|through|and|until) ?{_B}\b(?! ago)",
        rf"\bage[ds]? (?:from |between )?{_A} ?(?:-|–|to|through|and) ?(?P<b>{NUMBER})(?P<bu>)\b",
    )
)
_FROM = re.compile(
    rf"\b(?P<a>{NUMBER})[ -]?(?P<au>{_UNIT})?(?: of age)?(?: old)? ?(?:and|or) (?:older|over|above|up)\b"
    rf"|(?:≥|>=|\bat least|\bfrom the age of|\bfrom age|\bover|\bolder than|\babove)(?: the age of)?"
    rf" ?(?P<a2>{NUMBER})[ -]?(?P<au2>{_UNIT})\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"\b(?P<b>{NUMBER})[ -]?(?P<bu>{_UNIT})?(?: of age)?(?: old)? ?(?:and|or) (?:younger|under|below)\b"
    rf"|(?:<|\bunder|\bbelow|\byounger than|\bless than|\bup to)(?: the age of| age)?"
    rf" ?(?P<b2>{NUMBER})(?:[ -]?(?P<bu2>{_UNIT}))?\b(?!\s?(?:%|mg|mmol|ml|g\b|mcg))",
    re.IGNORECASE,
)
_OF_AGE = re.compile(
    r"\bage|\bold(?:er)?\b|young|child|infan|adult|baby|babies|newborn|people|person|boy|girl|patients?\b"
    r"|years? (?:and|or)",
    re.IGNORECASE,
)
"""“In the first 3 months” is no age: a range counts where something around it speaks of people's age."""


def ages(text: str) -> list[Age]:
    """The ages that are said, in the order of the text, each stretch of it once."""
    found: list[Age] = []
    for match in (match for pattern in _SAID for match in pattern.finditer(text)):
        groups = match.groupdict()
        size = _months(groups.get("u"))
        below = size if _BELOW.match(match.group()) else 0
        low = max(0, _number(match["n"]) * size - below)
        found.append(Age(low, low + size, match.group().strip(), match.start()))
    found += _decades(text)
    found = [one for one in found if one.low <= 125 * YEAR]
    kept: list[Age] = []
    for one in sorted(found, key=lambda one: (one.start, -len(one.words))):
        if not kept or one.start >= kept[-1].start + len(kept[-1].words):
            kept.append(one)
    return kept


def _decades(text: str) -> Iterator[Age]:
    for match in _DECADE.finditer(text):
        tens = int(match["tens"]) if match["tens"] else _DECADE_WORDS.index(match["word"].casefold()) + 2
        yield Age(tens * 10 * YEAR, (tens * 10 + 10) * YEAR, match.group(), match.start())
    for match in _GENARIAN.finditer(text):
        tens = _GENARIANS.index(match["word"].casefold()) + 4
        yield Age(tens * 10 * YEAR, (tens * 10 + 10) * YEAR, match.group(), match.start())


def ranges(text: str) -> list[Age]:
    """The ranges of age that a text states: “12 years and older”, “6 months to 2 years”, “under 5”."""
    if not _OF_AGE.search(text):
        return []
    found = []
    for pattern in _SPANS:
        for match in pattern.finditer(text):
            unit = match["bu"]
            low = _number(match["a"]) * _months(match["au"] or unit)
            high = (_number(match["b"]) + 1) * _months(unit)
            found.append(Age(low, high, match.group(), match.start()))
    for match in _FROM.finditer(text):
        low = _number(match["a"] or match["a2"]) * _months(match["au"] or match["au2"])
        found.append(Age(low, FOREVER, match.group(), match.start()))
    for match in _UNTIL.finditer(text):
        high = _number(match["b"] or match["b2"]) * _months(match["bu"] or match["bu2"])
        found.append(Age(0, high, match.group(), match.start()))
    return list({(one.low, one.high): one for one in reversed(found)}.values())[::-1]


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBER_WORDS[word.casefold()]


def _months(unit: str | None) -> float:
    """How many months a unit of age has; without one it is a year."""
    first = (unit or "y")[0].casefold()
    return {"y": YEAR, "m": 1, "w": WEEK, "d": DAY}[first]


_GROUPS = tuple(
    (re.compile(pattern, re.IGNORECASE), low, high)
    for pattern, low, high in (
        (r"\bnew-?borns?\b|\bneonat\w*", 0.0, NEWBORN_UNTIL),
        (r"\binfan(?:ts?|cy)\b|\bbab(?:y|ies)\b", 0.0, 12.0),
        (r"\btoddlers?\b", 12.0, 36.0),
        (r"\bpre-?school\w*|\bkindergart\w*", 36.0, 72.0),
        (r"\bteen(?:s|age\w*)?\b|\badolescen\w*", 13.0 * YEAR, ADULT_FROM),
        (r"\bchild(?:ren)?\b|\bkids?\b|\bp(?:a)?ediatric\w*", 0.0, ADULT_FROM),
        (r"\belderly\b|\bolder (?:people|adults?|patients?)\b", OLDER_FROM, FOREVER),
        (r"\badults?\b", ADULT_FROM, FOREVER),
    )
)


def group(words: str) -> Age | None:
    """The span of a group of ages that is named without a number; None where none is."""
    for pattern, low, high in _GROUPS:
        if match := pattern.search(words):
            return Age(low, high, match.group(), match.start())
    return None
