"""Running text, as web pages leave it, cut into sentences and lists without losing a character.

Every piece is a stretch of the text itself with its whitespace runs as one space; all that falls
between pieces is whitespace and bullet marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from answers.library.sentences import is_closed, on_one_line, sentences, word_count

LIST_MAX_WORDS = 60
"""A list up to here is read as one piece together with the words that introduce it."""

WRAP_MIN_CHARS = 60
"""A line of this length that ends without a full stop was wrapped: the next one continues it."""

DENSE_MIN_MARKS = 3
DENSE_MAX_WORDS = 8
"""That many " - " with no more words between them are bullets of a list that lost its breaks."""

ITEM_MAX_CHARS = 200
"""How far a list's first bullet may be from its second where only the second stands on its own."""

MARKS = "-•▪‣◦"
"""What stands before the items of a list; also `*`, where lines begin with it."""

_SPACES = re.compile(r"\s{2,}|[^\S ]")
_STAR_LINE = re.compile(r"^[^\S\n]*\*\s", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?] ")
_POINTS_DOWN = re.compile(r"\b(?:following|below|these)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A sentence, or a list: its items and the words that introduce it ("" where there are none).

    An item is "" where a mark stands alone, as web pages leave it where a list begins in a list.
    """

    lead_in: str
    items: tuple[str, ...] = ()
    mark: str = ""

    @property
    def text(self) -> str:
        """All of it as it stands in the source, bullet marks included."""
        marked = (part for item in self.items for part in (self.mark, item))
        return " ".join(filter(None, (self.lead_in, *marked)))

    def pieces(self) -> Iterator[str]:
        """The whole where it is short enough to be read as one thing, else part by part."""
        if self.lead_in and word_count(self.text) <= LIST_MAX_WORDS:
            yield self.text
            return
        if self.lead_in:
            yield self.lead_in
        for item in filter(None, self.items):
            yield from [item] if word_count(item) <= LIST_MAX_WORDS else sentences(item)


def blocks(text: str) -> Iterator[Block]:
    """The sentences and lists of `text` in order; nothing where it has only spaces and bullets."""
    waiting: list[str] = []
    for mark, units in groupby(_units(text), key=lambda unit: unit[0]):
        texts = [unit for _, unit in units]
        if not mark:
            yield from map(Block, waiting)
            waiting = [sentence for unit in texts for sentence in sentences(unit)]
            continue
        items, after = _items(texts)
        lead_in = waiting.pop() if items and waiting and _introduces(waiting[-1]) else ""
        yield from map(Block, waiting)
        if items:
            yield Block(lead_in, items, mark)
        waiting = after
    yield from map(Block, waiting)


def _units(text: str) -> Iterator[tuple[str, str]]:
    """Paragraphs and lines as ("", text), items as (bullet mark, text or "")."""
    marks = MARKS + "*" if len(_STAR_LINE.findall(text)) > 1 else MARKS
    cut = re.compile(rf"(?P<gap>^|[\n\t]|  ?)(?P<mark>[{marks}])(?=\s|$)|[\n\t]")
    for paragraph in _with_plain_gaps(text).split("\n\n"):
        mark, start = "", 0
        for match in _cuts(paragraph, cut):
            unit = on_one_line(paragraph[start : match.start()])
            if unit or mark:
                yield mark, unit
            mark, start = match["mark"] or "", match.end()
        unit = on_one_line(paragraph[start:])
        if unit or mark:
            yield mark, unit


def _with_plain_gaps(text: str) -> str:
    """Whitespace runs as a blank line, a line break, a tab (wide), two spaces or one."""
    return _SPACES.sub(_gap, text.replace("\r\n", "\n").replace("\r", "\n").strip())


def _gap(run: re.Match[str]) -> str:
    width, lines = len(run[0]), run[0].count("\n")
    if lines:
        return "\n\n" if lines > 1 else "\n"
    return ("", " ", "  ", "\t")[min(width, 3)]


def _cuts(paragraph: str, cut: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches at which a unit ends: line breaks, wide gaps, bullets."""
    found = list(cut.finditer(paragraph))
    first = next((m.start() for m in found if m["mark"] and m["gap"] != " "), None)
    is_dense = first is None and _is_dense(paragraph)
    for match in found:
        if not match["mark"]:
            is_cut = _is_break(paragraph, match)
        elif match["gap"] != " ":
            is_cut = match["mark"] != "*" or match["gap"] != "  "
        else:
            leads = first is not None and _is_before_list(paragraph, match.end(), first)
            is_cut = _is_narrow_bullet(paragraph, match, listed=is_dense or leads)
        if is_cut:
            yield match


def _is_dense(paragraph: str) -> bool:
    """Whether dashes between few words each are all that is left of a list."""
    first, last = paragraph.find(" - "), paragraph.rfind(" - ")
    gaps = paragraph.count(" - ", first, last)
    few = paragraph.count(" ", first, last) <= DENSE_MAX_WORDS * gaps
    return gaps >= DENSE_MIN_MARKS - 1 and few


def _is_before_list(paragraph: str, start: int, first: int) -> bool:
    """Whether what begins at `start` is the first item of a list whose other bullets stand wide."""
    return 0 < first - start < ITEM_MAX_CHARS and not _SENTENCE_END.search(paragraph, start, first)


def _is_narrow_bullet(paragraph: str, match: re.Match[str], *, listed: bool) -> bool:
    """Whether a mark between single spaces is a bullet, and not a dash or the middle of a range."""
    before, after = paragraph[match.start() - 1], paragraph[match.end() + 1 : match.end() + 2]
    if match["mark"] == "*" or (before.isdigit() and after.isdigit()):
        return False
    return listed or before in ".:;?!" or match["mark"] != "-"


def _is_break(paragraph: str, match: re.Match[str]) -> bool:
    """Whether a line break or a wide gap ends a unit."""
    before, after = paragraph[match.start() - 1], paragraph[match.end() : match.end() + 1]
    if after.islower() or before in MARKS:
        return False
    if before in ".!?:" or match[0] == "\t":
        return True
    line_start = paragraph.rfind("\n", 0, match.start()) + 1
    return match.start() - line_start < WRAP_MIN_CHARS


def _items(units: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """The items of a list, and the sentences that only look like its last item.

    Where line breaks were lost, what follows a list stands after its last dash: it is long and
    ends with a full stop, which the items do not. Marks after the last item are dropped.
    """
    while units and not units[-1]:
        units.pop()
    if not units:
        return (), []
    *items, last = units
    is_long = word_count(last) > LIST_MAX_WORDS
    if items and is_long and is_closed(last) and not any(map(is_closed, items)):
        return tuple(items), sentences(last)
    return tuple(units), []


def _introduces(sentence: str) -> bool:
    return not is_closed(sentence) or bool(_POINTS_DOWN.search(sentence))
