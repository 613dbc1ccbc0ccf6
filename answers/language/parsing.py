"""What a model wrote, as claims. Pure; never raises, whatever it wrote; linear in its length.

Asked for JSON, models write JSON, JSON in a fence, JSON with words around it, JSON that breaks off, or prose
with [1]. Of what breaks off only whole statements count, and the last recommendation does not: what limits it
may have been on its way.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from answers.citations.base import Claim
from answers.library.sentences import sentences
from answers.text import unbroken
from answers.types import TEXT_MAX_CHARS

READ_MAX_CHARS = 60_000
CLAIMS_MAX = 30
PASSAGES_MAX = 12
"""Of one claim; one that cites more cites nothing in particular."""
STARTS_MAX = 12
"""Braces at which a JSON object is looked for."""
UNKNOWN = "?"
"""The id of a passage that was not given: the check finds that it does not exist."""

_THOUGHT = re.compile(r"^\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_LIST = re.compile(r'"(?:statements|claims|answer)"\s*:\s*\[')
_SUMMARY = re.compile(r'"bottom_line"\s*:\s*(?=\{)')
_MARKERS = re.compile(r"\[\s*(\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)\s*\]")
_MARKED = re.compile(rf"(?<!\s)\s?{_MARKERS.pattern}")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Written:
    """The claims in their order. `bottom_line` is one that sums the others up. `whole` is false where the
    answer broke off; `declined` where it says that the passages do not answer."""

    claims: tuple[Claim, ...] = ()
    bottom_line: Claim | None = None
    whole: bool = True
    declined: bool = False


def written(text: str, passages: Sequence[str]) -> Written:
    """`passages` are the ids of those given, in the order of their numbers."""
    text = _THOUGHT.sub("", text[:READ_MAX_CHARS])
    found = _object(text)
    if found is not None:
        return _from_object(found, passages)
    if (start := _LIST.search(text)) or _SUMMARY.search(text):
        return _from_broken(text, start.end() if start else len(text), passages)
    return Written(tuple(_from_prose(text, passages)))


def first_object(text: str) -> Mapping[str, Any] | None:
    """The first JSON object in a text; None where there is none that is whole."""
    return _object(_THOUGHT.sub("", text[:READ_MAX_CHARS]))


def _object(text: str) -> Mapping[str, Any] | None:
    start = -1
    for _ in range(STARTS_MAX):
        start = text.find("{", start + 1)
        if start < 0:
            return None
        value, _ = _decoded(text, start)
        if isinstance(value, dict) and value.keys() & _KEYS:
            return value
    return None


_KEYS = {"statements", "claims", "answer", "bottom_line", "not_in_sources", "unsupported", "question"}


def _decoded(text: str, start: int) -> tuple[Any, int]:
    """The JSON value at `start` and where it ends; None and `start` where there is none."""
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, start


def _from_object(found: Mapping[str, Any], passages: Sequence[str]) -> Written:
    listed: object = next((found[key] for key in ("statements", "claims", "answer") if key in found), [])
    items = listed if isinstance(listed, list) else []
    if len(items) > CLAIMS_MAX:
        # Many times what was asked for; what limits the first ones may stand anywhere.
        return Written(whole=False)
    return Written(
        tuple(_in_order(items, passages)),
        _claim(found.get("bottom_line"), passages),
        declined=found.get("not_in_sources") is True,
    )


def _from_broken(text: str, start: int, passages: Sequence[str]) -> Written:
    summary = _SUMMARY.search(text, 0, start)
    items = list(_whole_items(text, start))
    claims = list(_in_order(items, passages)) if len(items) < CLAIMS_MAX else []
    last = max((n for n, claim in enumerate(claims) if claim.exception_to is None), default=0)
    return Written(
        tuple(claims[:last]),
        _claim(_decoded(text, summary.end())[0], passages) if summary else None,
        whole=False,
    )


def _whole_items(text: str, start: int) -> Iterator[Any]:
    """The objects of a list that begins at `start`, up to the first that is not whole."""
    for _ in range(CLAIMS_MAX):
        while start < len(text) and (text[start].isspace() or text[start] == ","):
            start += 1
        if text[start : start + 1] != "{":
            return
        value, end = _decoded(text, start)
        if end == start:
            return
        yield value
        start = end


def _in_order(items: Sequence[Any], passages: Sequence[str]) -> Iterator[Claim]:
    """Items as claims. `exception_to` counts the model's items from 1, and here the claims from 0; one
    that names itself or nothing limits what stands before it."""
    places: dict[int, int] = {}
    kept = 0
    for number, item in enumerate(items, start=1):
        claim = _claim(item, passages)
        if claim is None:
            continue
        limits = item.get("exception_to")
        if isinstance(limits, int) and not isinstance(limits, bool) and kept:
            claim = replace(claim, exception_to=places.get(limits, kept - 1))
        places[number] = kept
        kept += 1
        yield claim


def _claim(item: object, passages: Sequence[str]) -> Claim | None:
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        return None
    said = unbroken(item["text"][:TEXT_MAX_CHARS])
    numbers = item.get("passages", item.get("citations"))
    cited = numbers if isinstance(numbers, list) else [numbers]
    marked, said = _numbers(said), unbroken(_MARKED.sub("", said))
    if not any(letter.isalnum() for letter in said):
        return None
    return Claim(said, tuple(_ids([*cited, *marked], passages)))


def _ids(numbers: Sequence[object], passages: Sequence[str]) -> Iterator[str]:
    wanted = [n for n in numbers if isinstance(n, int) and not isinstance(n, bool)]
    for number in list(dict.fromkeys(wanted))[:PASSAGES_MAX]:
        yield passages[number - 1] if 1 <= number <= len(passages) else UNKNOWN


def _from_prose(text: str, passages: Sequence[str]) -> Iterator[Claim]:
    """Sentences with [1]; a sentence without has no passage, and no check will let it through."""
    if not _MARKERS.search(text):
        return
    lines = (_BULLET.sub("", line) for line in text.splitlines())
    # The marker belongs to the sentence before it, on whichever side of its stop it stands.
    parts = (part for line in lines for part in sentences(unbroken(_before_stop(line))))
    for count, part in enumerate(parts):
        if count == CLAIMS_MAX:
            return
        claim = _claim({"text": part, "passages": []}, passages)
        if claim is not None:
            yield claim


def _before_stop(line: str) -> str:
    return re.sub(r"([.!?])((?:\s*\[[\d\s,;–-]{1,40}\])+)", r"\2\1", line)


def _numbers(text: str) -> list[int]:
    """[1], [1, 3], [2-4]; a range is its two ends and what lies between, bounded."""
    found: list[int] = []
    for match in _MARKERS.finditer(text):
        for part in re.split(r"[,;]", match[1]):
            ends = [int(end) for end in re.findall(r"\d+", part)]
            last = min(ends[-1], ends[0] + PASSAGES_MAX)
            found += range(ends[0], last + 1) if last > ends[0] else ends[:1]
    return found
