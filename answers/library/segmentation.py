"""Running text, as web pages leave it, cut into sentences and lists without losing a character.

Every piece is a stretch of the text itself with its whitespace runs as one space; all that falls
between pieces is whitespace and bullet marks. Where it is unclear whether a sentence ends, it
does not: two sentences in one piece read well, half a sentence does not. That holds for doses
above all ("10 mg. Tablets …").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

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
_TERMINAL = frozenset(".!?")
_CLOSERS = "\"'”’)]"
_POINTS_DOWN = re.compile(r"\b(?:following|below|these)\b", re.IGNORECASE)

_END = re.compile(
    r"(?<![.!?])([.!?]++[\"'”’)\]]*+)(?: (?=[\"'“‘(\[]*+[A-ZÀ-ÖØ-Þ0-9])|(?=[A-Z][a-z]))"
    r"|(?<=[a-z]{4})()(?=(?:The|This|These|You|Your|It|If|In|Most|Many|Some|Older|People) [a-z])"
)
"""Where a sentence may end: a space or a capital letter follows, or a capitalised first word is
glued to what came before it ("hemophiliaYou usually")."""

_LOWERCASE_WORD = re.compile(r"[(\"']*[a-z][a-z'-]{2,}\)?")
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}")
_FIRST_WORD = re.compile(r"[\"'“‘(\[]*([^\W_]+)")

_NEVER_LAST = frozenset(
    """dr. drs. mr. mrs. ms. prof. st. vs. e.g. i.e. cf. ca. approx. dept.
    """.split()  # noqa: SIM905 - a list of words reads better without quotes, here and below
)
_BEFORE_NUMBER = frozenset(
    """no. nos. fig. figs. vol. p. pp. ch. sec. ref. refs.
    """.split()  # noqa: SIM905
)
_RARELY_LAST = frozenset(
    """etc. al. inc. co. corp. ltd. jr. sr. mg. mcg. kg. ml. oz. tsp. tbsp. lb. lbs. hr. hrs. min.
    in. ft. wk. yr. yrs. mo. avg. max. jan. feb. mar. apr. jun. jul. aug. sept. oct. nov. dec.
    """.split()  # noqa: SIM905
)
_LETTERED = frozenset(
    """vitamin hepatitis type group factor stage grade class part figure table influenza complex
    protein coenzyme immunoglobulin category phase appendix""".split()  # noqa: SIM905
)
"""What a single capital letter belongs to when it ends a sentence: "hepatitis B."."""

_STARTERS = frozenset(
    """A About After All Also Although An And Any Anyone Ask As At Because Before Both But By Call
    Children Contact Do Doctors During Each For From He Her His How However If In It Its Many Men
    More Most Never No Not Often On Once Or Other Others Our Patients People She Since So Some
    Symptoms Take Talk Tell That The Their Then There These They This Those Though To Treatment
    Until We What When Where Which While Who With Without Women You Your
    """.split()  # noqa: SIM905
)
"""Words that begin a sentence even after an abbreviation."""


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
        if self.lead_in and _word_count(self.text) <= LIST_MAX_WORDS:
            yield self.text
            return
        if self.lead_in:
            yield self.lead_in
        for item in filter(None, self.items):
            yield from [item] if _word_count(item) <= LIST_MAX_WORDS else sentences(item)


def blocks(text: str) -> Iterator[Block]:
    """The sentences and lists of `text` in order; nothing where it has only spaces and bullets."""
    waiting: list[str] = []
    for mark, units in groupby(_units(text), key=lambda unit: unit[0]):
        texts = [unit for _, unit in units]
        if not mark:
            yield from map(Block, waiting)
            waiting = [sentence for unit in texts for sentence in sentences(unit)]
            continue
        items, after = _without_run_on(texts)
        lead_in = waiting.pop() if waiting and _introduces(waiting[-1]) else ""
        yield from map(Block, waiting)
        yield Block(lead_in, items, mark)
        waiting = after
    yield from map(Block, waiting)


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph; a label of one or two words stays with what it labels."""
    text = _on_one_line(text)
    found, start = [], 0
    for end in _END.finditer(text):
        if not _ends(text, start, end):
            continue
        sentence = text[start : max(end.end(1), end.end(2))]
        if not _is_label(sentence):
            found.append(sentence)
            start = end.end()
    return [*found, text[start:]] if text[start:] else found


def _units(text: str) -> Iterator[tuple[str, str]]:
    """Paragraphs and lines as ("", text), items as (bullet mark, text or "")."""
    marks = MARKS + "*" if len(_STAR_LINE.findall(text)) > 1 else MARKS
    cut = re.compile(rf"(?P<gap>^|[\n\t]|  ?)(?P<mark>[{marks}])(?=\s|$)|[\n\t]")
    for paragraph in _with_plain_gaps(text).split("\n\n"):
        mark, start = "", 0
        for match in _cuts(paragraph, cut):
            unit = _on_one_line(paragraph[start : match.start()])
            if unit or mark:
                yield mark, unit
            mark, start = match["mark"] or "", match.end()
        if unit := _on_one_line(paragraph[start:]):
            yield mark, unit


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


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


def _without_run_on(units: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """The items of a list, and the sentences that only look like its last item.

    Where line breaks were lost, what follows a list stands after its last dash: it is long and
    ends with a full stop, which the items do not.
    """
    *items, last = units
    is_long = _word_count(last) > LIST_MAX_WORDS
    if items and is_long and _is_closed(last) and not any(map(_is_closed, items)):
        return tuple(items), sentences(last)
    return tuple(units), []


def _introduces(sentence: str) -> bool:
    return not _is_closed(sentence) or bool(_POINTS_DOWN.search(sentence))


def _is_closed(text: str) -> bool:
    return text.rstrip(_CLOSERS)[-1:] in _TERMINAL


def _word_count(text: str) -> int:
    return text.count(" ") + 1


def _is_label(sentence: str) -> bool:
    return sentence.endswith(".") and _word_count(sentence) <= 2


def _ends(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the sentence that began at `start` ends at this match of `_END`."""
    if end[1] is None:
        return True
    if end.end() == end.end(1):
        return _is_glued(text, end)
    if end[1].rstrip(_CLOSERS) != ".":
        return True
    return _ends_with(_last_words(text, start, end.start() + 1), _next_word(text, end.end()))


def _is_glued(text: str, end: re.Match[str]) -> bool:
    """A sentence that begins without a space ("disease.The"), not a name such as Cancer.Net."""
    word = text[max(0, end.start() - 40) : end.start()].rsplit(" ", 1)[-1]
    return word != "www" and _LOWERCASE_WORD.fullmatch(word + end[1][1:]) is not None


def _last_words(text: str, start: int, end: int) -> tuple[str, str]:
    """The two words before `end`, the earlier one "" where the sentence begins with the later."""
    before = text[max(start, end - 60) : end].rsplit(" ", 2)
    last = before[-1].lstrip("\"'“‘([")
    return (before[-2] if len(before) > 1 else ""), last


def _next_word(text: str, start: int) -> str:
    match = _FIRST_WORD.match(text, start)
    return match[1] if match else ""


def _ends_with(last_words: tuple[str, str], following: str) -> bool:
    """Whether a full stop after these words ends their sentence, given the word that follows."""
    earlier, last = last_words
    lower, name = last.lower(), last[:-1]
    if lower in _NEVER_LAST or (lower in _BEFORE_NUMBER and following[:1].isdigit()):
        return False
    if name.isdigit() and len(name) <= 2:
        return bool(earlier) and earlier[-1] not in ".:;?!"
    if len(name) == 1 and name.isupper():
        return bool(earlier) and (earlier.lower() in _LETTERED or following in _STARTERS)
    if lower in _RARELY_LAST or _DOTTED.fullmatch(last):
        return following in _STARTERS
    return True
