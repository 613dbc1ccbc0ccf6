"""Running text as passages: paragraphs, with the lists that they introduce.

What belongs together stays together: a dose's population, exception and unit stand in sentences and items
beside it. So a passage is a whole paragraph with its list, and only one that is too long to be read at once
is cut: between sentences, not before one that restricts what came before it; and a list between its items,
each with the words that introduce the list. Nothing is lost but whitespace and bullets that stand alone.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from answers.library.segmentation import Block, blocks
from answers.library.sentences import sentences

PASSAGE_MAX_CHARS = 1_500
"""About 250 words: what a reader takes in at a glance, and a sentence encoder sees whole."""

HELD_MAX_CHARS = 3_000
"""Up to here a passage grows where its next sentence restricts what it says."""

PIECE_MAX_CHARS = 9_000
"""What has no sentence end for so long is cut at a space: less than half of what a passage may hold."""

_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_HALVES = re.compile(r"[\ud800-\udfff]")
_GAP = re.compile(r"\n[^\S\n]*\n\s*")

_RESTRICTS = re.compile(
    r"[(\"'“]*(?:except|unless|however|but|avoid|do not|don['’]t|never|only|caution|this|these|such|it|they"
    r"|the (?:dose|dosage|maximum|same|exception)|maximum|otherwise|if|in (?:patients|people|children|adults"
    r"|pregnan\w+|renal|hepatic|those|such|this|these)|for (?:patients|people|children|adults|those)"
    r"|reduce|adjust|contraindicated)\b",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """`text` without what cannot be seen and may mislead: control, direction and zero-width characters."""
    text = _BREAKS.sub("\n", _HALVES.sub("\N{REPLACEMENT CHARACTER}", text))
    return _UNPRINTABLE.sub("", text)


def passages(text: str) -> Iterator[str]:
    """The passages of plain text, in order; none where it has no words."""
    for paragraph in _paragraphs(clean(text)):
        yield from _passages(list(blocks(paragraph)))


def _paragraphs(text: str) -> Iterator[str]:
    """Parts between blank lines; one that ends in a colon goes on after them."""
    waiting = ""
    for part in _GAP.split(text.strip()):
        waiting = f"{waiting}\n{part}" if waiting else part
        if not waiting.rstrip().endswith(":"):
            yield waiting
            waiting = ""
    if waiting:
        yield waiting


def _passages(found: list[Block]) -> Iterator[str]:
    whole = _joined(found)
    if len(whole) <= PASSAGE_MAX_CHARS:
        if whole:
            yield whole
        return
    for is_list, group in groupby(found, key=lambda block: bool(block.items)):
        if is_list:
            for block in group:
                yield from listing(block.lead_in, _items(block))
        else:
            yield from running(block.text for block in group)


def _joined(found: list[Block]) -> str:
    lines: list[str] = []
    for is_list, group in groupby(found, key=lambda block: bool(block.items)):
        if not is_list:
            lines.append(" ".join(block.text for block in group))
            continue
        for block in group:
            lines += filter(None, (block.lead_in, *_items(block)))
    return "\n".join(lines)


def _items(block: Block) -> list[str]:
    return [f"{block.mark} {item}" for item in block.items if item]


def listing(lead_in: str, items: Iterable[str]) -> Iterator[str]:
    """A list as one passage, or an item a passage, each below the words that introduce the list."""
    lines = list(items)
    whole = "\n".join(filter(None, (lead_in, *lines)))
    if len(whole) <= PASSAGE_MAX_CHARS:
        if whole:
            yield whole
        return
    if len(lead_in) > PASSAGE_MAX_CHARS or not lines:
        *before, lead_in = running(sentences(lead_in))
        yield from before if lines else (*before, lead_in)
    for line in lines:
        for piece in running(sentences(line)):
            yield f"{lead_in}\n{piece}" if lead_in else piece


def running(found: Iterable[str]) -> Iterator[str]:
    """Sentences as passages of a readable length."""
    waiting = ""
    for sentence in (piece for each in found for piece in _bounded(each)):
        longer = f"{waiting} {sentence}" if waiting else sentence
        limit = HELD_MAX_CHARS if _RESTRICTS.match(sentence) else PASSAGE_MAX_CHARS
        if waiting and len(longer) > limit:
            yield waiting
            longer = sentence
        waiting = longer
    if waiting:
        yield waiting


def _bounded(sentence: str) -> Iterator[str]:
    while len(sentence) > PIECE_MAX_CHARS:
        cut = sentence.rfind(" ", 1, PIECE_MAX_CHARS)
        cut = cut if cut > 0 else PIECE_MAX_CHARS
        yield sentence[:cut]
        sentence = sentence[cut:].lstrip()
    if sentence:
        yield sentence
