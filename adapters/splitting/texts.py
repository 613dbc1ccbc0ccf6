"""Texts: how long they are, and where they may be cut. Pure."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

from answers.library.sentences import sentences

_OUTSIDE_ADDRESSES = re.compile(r"[\s\x00-\x20\x7f<>\"'`{}|\\^]")


def web_address(link: str) -> str | None:
    """A reference's address, what could end it early percent-encoded; None where it is no http(s)."""
    if not link.startswith(("https://", "http://")):
        return None
    return _OUTSIDE_ADDRESSES.sub(lambda found: quote(found[0], safe=""), link)


def marked(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """The text with » and « around these ranges, which are in order and apart."""
    shown, at = "", 0
    for start, end in ranges:
        shown += f"{text[at:start]}»{text[start:end]}«"
        at = end
    return shown + text[at:]


def utf16(text: str) -> int:
    """The length in UTF-16 code units, as Telegram counts; no platform counts more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, max_units: int, units: Callable[[str], int] = utf16) -> str:
    """For labels and notifications, which repeat what stands in full elsewhere."""
    if units(text) <= max_units:
        return text
    most = longest(text, lambda start: units(f"{start}…") <= max_units)
    at_word = text[:most].rsplit(maxsplit=1)[0] if " " in text[:most].strip() else text[:most]
    return f"{at_word.rstrip()}…"


def longest(text: str, fits: Callable[[str], bool]) -> int:
    """How many characters of the beginning fit; what fits must still fit when it is shorter."""
    return bisect_right(range(1, len(text) + 1), 0, key=lambda n: not fits(text[:n]))


_CLAUSE_END = re.compile(r"(?<=[;:,])\s|\s*\n")
_SPACE = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")
_DOSE_WORDS = frozenset(
    """mg mcg µg μg ug ng g kg ml l dl iu unit units meq mmol mol cc % tablet tablets tab tabs
    capsule capsules drop drops puff puffs spray sprays dose doses vial ampoule patch sachet
    teaspoon tablespoon half one two three four five six seven eight nine ten twelve per every each
    once twice thrice times time daily nightly weekly monthly hourly hour hours hr hrs h day days
    week weeks month months year years minute minutes min mins morning evening night bedtime max
    maximum minimum total up to or by mouth oral orally iv im po sc pr subcutaneous subcutaneously
    intravenous intravenously intramuscular intramuscularly topical topically inhaled rectally
    sublingually intrathecal bid tid qid qd prn body weight over for x × ± + - – — / < > ≤ ≥ = ~ ≈
    """.split()  # noqa: SIM905 - a list of words reads better without quotes
)
"""What belongs to the number beside it, or to another of these words: unit, interval, route, comparison."""


def cut(text: str, most: int) -> int:
    """Where to cut a text so that at most `most` characters stand before: the end of a sentence, else of
    a clause, else of a word, but not where a dose goes on; anywhere only where all of these are missing."""
    for ends in (_sentence_ends, _clause_ends, _word_ends, _spaces):
        places = [end for end in ends(text) if 0 < end <= most]
        if places:
            return max(places)
    return most


def _sentence_ends(text: str) -> Iterator[int]:
    solid = [found.start() for found in re.finditer(r"\S", text)]
    seen = 0
    for sentence in sentences(text):
        seen += len(sentence) - sentence.count(" ")
        yield solid[seen - 1] + 1


def _clause_ends(text: str) -> Iterator[int]:
    ends = {found.start() for found in _CLAUSE_END.finditer(text)}
    return (end for end in _word_ends(text) if end in ends)


def _word_ends(text: str) -> Iterator[int]:
    """Ends of words where no dose goes on."""
    words = list(re.finditer(r"\S+", text))
    is_dose = [_is_dose(word[0]) for word in words]
    for n in range(len(words) - 1):
        if not (is_dose[n] or is_dose[n + 1]):
            yield words[n].end()


def _is_dose(word: str) -> bool:
    bare = word.casefold().strip(".,;:()[]“”\"'")
    return bool(_DIGIT.search(word)) or bare in _DOSE_WORDS


def _spaces(text: str) -> Iterator[int]:
    return (found.start() for found in _SPACE.finditer(text))
