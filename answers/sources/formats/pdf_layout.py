"""From fragments of text at places on pages to lines, paragraphs, tables and passages.

A PDF knows where letters stand, not what belongs together. The rules here are those of the eye: what stands
at one height is a line; a wide gap in it divides cells; a larger gap between lines, another size or an
indent begins a paragraph; larger letters are a heading. Where it is unclear, things stay together.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from answers.library.sentences import is_closed
from answers.sources.formats.flow import PLACE_GAP, PLACE_MAX_CHARS
from answers.sources.formats.letters import superscript, typeset
from answers.sources.formats.parts import part_of
from answers.sources.formats.passages import clean, listing, passages
from answers.sources.formats.tables import Cell, row_texts
from answers.sources.record import CELL_GAP, SourcePassage

LINE_SLACK = 0.5
RAISED = 0.15
SMALL = 0.85
"""Heights in letter sizes: within one line; from where on a smaller letter is raised."""

CELL_GAP_SIZES = 1.6
LINE_GAP_SIZES = 1.75
INDENT_SIZES = 0.8
HEADING_SIZE = 1.12
HEADING_MAX_CHARS = 150
SAME_COLUMN_PT = 12.0

COLUMN_MIN_ROWS = 6
COLUMN_MIN_CHARS = 28
"""So many lines of two long cells are two columns of running text, and no table."""

RUNNING_HEAD_SHARE = 0.25
RUNNING_HEAD_MIN_PAGES = 3

_BULLET = re.compile(r"(?:[•▪‣◦●○■–]|o|\([a-z0-9]{1,2}\)|[0-9]{1,2}[.)])\s+\S")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?(?:[0-9]{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*[0-9]{1,4})?", re.IGNORECASE
)
_LEADERS = re.compile(r"(?:\. ?){6,}\s*[0-9ivxl]{1,4}\s*$")
"""The dots of a table of contents, up to the page's number."""

_NARROW, _WIDE = frozenset("iIjlt.,;:'|!()[] fr"), frozenset("mwMW@%")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text at a place on a page, in points; y grows upwards."""

    x: float
    y: float
    size: float
    text: str


@dataclass(slots=True)
class _CellAt:
    x: float
    end: float
    text: str


@dataclass(slots=True)
class _Line:
    y: float
    size: float
    cells: list[_CellAt] = field(default_factory=list)

    @property
    def x(self) -> float:
        return self.cells[0].x

    @property
    def text(self) -> str:
        return " ".join(cell.text.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, heading, or table of a page. `rows` are a table's; `level` true for a heading."""

    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    is_heading: bool = False
    is_item: bool = False


def laid_out(pages: Sequence[Sequence[Fragment]]) -> tuple[SourcePassage, ...]:
    """The passages of all pages; what goes on over the end of a page is one passage."""
    lined = _without_running_heads([list(_lines(page)) for page in pages])
    body = _body_size(lined)
    words = Counter(word for lines in lined for line in lines for word in line.text.lower().split())
    found: list[tuple[int, list[_Piece]]] = [
        (number, list(_pieces(lines, body, words))) for number, lines in enumerate(lined, start=1)
    ]
    return tuple(_passages(_continued(found)))


def _lines(fragments: Iterable[Fragment]) -> Iterator[_Line]:
    """In the order of the page's content, which follows its columns in most files."""
    line: _Line | None = None
    for fragment in _one_lined(fragments):
        if line is not None and _goes_on(line, fragment):
            _append(line, fragment)
            continue
        if line is not None:
            yield line
        line = _Line(fragment.y, fragment.size)
        _append(line, fragment)
    if line is not None:
        yield line


def _one_lined(fragments: Iterable[Fragment]) -> Iterator[Fragment]:
    for fragment in fragments:
        y = fragment.y
        for text in typeset(clean(fragment.text)).split("\n"):
            if text.strip():
                yield replace(fragment, y=y, text=text)
                y -= fragment.size * 1.2


def _goes_on(line: _Line, fragment: Fragment) -> bool:
    near = abs(fragment.y - line.y) <= LINE_SLACK * max(line.size, fragment.size)
    return near and fragment.x >= line.x - SAME_COLUMN_PT


def _append(line: _Line, fragment: Fragment) -> None:
    last = line.cells[-1] if line.cells else None
    text, size = fragment.text, fragment.size or 1.0
    is_small = fragment.size < SMALL * line.size
    if last is not None and is_small and fragment.y - line.y > RAISED * line.size:
        last.text += superscript(text.strip())
        last.end = fragment.x + _width(text, size)
        return
    if last is not None and not is_small and fragment.size > line.size * 1.1 and len(last.text) < 4:
        line.size, line.y = fragment.size, fragment.y  # it began with a small letter, such as a note's mark
    end = fragment.x + _width(text.strip(), size)
    if last is None or fragment.x - last.end > CELL_GAP_SIZES * size:
        line.cells.append(_CellAt(fragment.x, end, text.strip()))
        return
    gap = " " if fragment.x - last.end > 0.15 * size and not last.text.endswith(" ") else ""
    last.text += (gap if not text.startswith(" ") else "") + text
    last.end = end


def _width(text: str, size: float) -> float:
    """About how wide it is set: no font is looked into."""
    units = sum(0.3 if c in _NARROW else 0.85 if c in _WIDE else 0.66 if c.isupper() else 0.53 for c in text)
    return units * size


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Without page numbers, lines of a table of contents, and what stands at the edge of many pages, but for
    the first of each."""
    seen = Counter(key for lines in pages for key in {_key(line) for line in _edges(lines)})
    enough = max(RUNNING_HEAD_MIN_PAGES, RUNNING_HEAD_SHARE * len(pages))
    heads = {key for key, count in seen.items() if count >= enough}
    kept: set[str] = set()
    result = []
    for lines in pages:
        edges = {
            id(line)
            for line in _edges(lines)
            if _key(line) in heads & kept or _PAGE_NUMBER.fullmatch(line.text.strip())
        }
        kept |= {_key(line) for line in _edges(lines)}
        result.append([line for line in lines if id(line) not in edges and not _LEADERS.search(line.text)])
    return result


def _edges(lines: list[_Line]) -> list[_Line]:
    """The lowest and the highest line, but no row of a table: its header can be on every page."""
    by_height = sorted(lines, key=lambda line: line.y)
    return [
        line
        for line in by_height[:1] + by_height[1:][-1:]
        if len(line.cells) == 1 or any(_PAGE_NUMBER.fullmatch(cell.text) for cell in line.cells)
    ]


def _key(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text.strip().lower())


def _body_size(pages: Sequence[Sequence[_Line]]) -> float:
    """The size that most letters have."""
    sizes: Counter[float] = Counter()
    for line in (line for lines in pages for line in lines):
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def _pieces(lines: Sequence[_Line], body: float, words: Counter[str]) -> Iterator[_Piece]:
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and _is_row(lines, start, end):
            end += 1
        rows = lines[start:end]
        if sum(len(row.cells) > 1 for row in rows) >= 2:
            yield from _columns_or_table(rows, body, words)
            start = end
            continue
        end = start + 1
        while end < len(lines) and not _begins(lines[end - 1], lines[end]) and not _is_row(lines, end, end):
            end += 1
        yield _paragraph(lines[start:end], body, words)
        start = end


def _is_row(lines: Sequence[_Line], start: int, here: int) -> bool:
    """Whether a line belongs to the table that begins at `start`: it has cells, or goes on from one."""
    line = lines[here]
    if here > start and lines[here - 1].y - line.y > 3 * LINE_GAP_SIZES * line.size:
        return False
    if len(line.cells) > 1:
        return not (here > start and lines[here - 1].y < line.y)
    if here == start:
        return False
    above = lines[start]
    return line.x > above.x + SAME_COLUMN_PT and lines[here - 1].y - line.y < LINE_GAP_SIZES * line.size


def _columns_or_table(rows: Sequence[_Line], body: float, words: Counter[str]) -> Iterator[_Piece]:
    two = [row for row in rows if len(row.cells) == 2]
    long = two and all(median(len(row.cells[n].text) for row in two) >= COLUMN_MIN_CHARS for n in (0, 1))
    if len(two) >= COLUMN_MIN_ROWS and long:
        for column in _columns(rows):
            yield from _pieces(column, body, words)
        return
    yield _Piece("", rows=tuple(_table(rows)))


def _columns(rows: Sequence[_Line]) -> tuple[list[_Line], list[_Line]]:
    middle = median(row.cells[1].x for row in rows if len(row.cells) == 2) - SAME_COLUMN_PT
    left: list[_Line] = []
    right: list[_Line] = []
    for row in rows:
        for cell in row.cells:
            (left if cell.x < middle else right).append(_Line(row.y, row.size, [cell]))
    return left, right


def _table(rows: Sequence[_Line]) -> Iterator[tuple[str, ...]]:
    """Rows by the columns of the widest; a line that begins right of the first goes on in the row above."""
    widest = max(rows, key=lambda row: len(row.cells))
    starts = [cell.x for cell in widest.cells]
    current: list[str] = []
    for row in rows:
        texts = [""] * len(starts)
        for cell in row.cells:
            column = min(range(len(starts)), key=lambda n, x=cell.x: abs(starts[n] - x))  # type: ignore[misc]
            texts[column] = f"{texts[column]} {cell.text}".strip()
        if current and not texts[0] and len(row.cells) < len(starts):
            current = [f"{above} {below}".strip() for above, below in zip(current, texts, strict=True)]
            continue
        if current:
            yield tuple(current)
        current = texts
    if current:
        yield tuple(current)


def _begins(above: _Line, line: _Line) -> bool:
    """Whether a new paragraph begins with `line`."""
    gap = above.y - line.y
    if (
        gap < 0
        or gap > LINE_GAP_SIZES * max(line.size, above.size)
        or abs(line.size - above.size) > 0.1 * line.size
    ):
        return True
    if _BULLET.match(line.text):
        return True
    return is_closed(above.text) and line.x - above.x > INDENT_SIZES * line.size


def _paragraph(lines: Sequence[_Line], body: float, words: Counter[str]) -> _Piece:
    text = lines[0].text
    for above, below in pairwise(lines):
        text = _joined(text, above.text, below.text, words)
    is_heading = lines[0].size >= HEADING_SIZE * body and len(text) <= HEADING_MAX_CHARS
    return _Piece(text, is_heading=is_heading, is_item=bool(_BULLET.match(text)))


def _joined(text: str, above: str, below: str, words: Counter[str]) -> str:
    """Two lines as one; a hyphen goes where the file has the word without it: "5-", "10 mg" is a range."""
    if not text.endswith("-") or above.endswith(" -"):
        return f"{text} {below}"
    first, second = above.rsplit(" ", 1)[-1][:-1], below.split(" ", 1)[0]
    whole = (first + second).lower().strip(".,;:()")
    if first.isalpha() and second[:1].islower() and words[whole]:
        return text[:-1] + below
    return text + below


@dataclass(frozen=True, slots=True)
class _Placed:
    first: int
    last: int
    piece: _Piece


def _continued(pages: Iterable[tuple[int, Sequence[_Piece]]]) -> Iterator[_Placed]:
    """The pieces with their pages; a sentence that a page's end cuts in two is put together."""
    waiting: _Placed | None = None
    for number, pieces in pages:
        for piece in pieces:
            if waiting is not None and waiting.last < number and _is_rest(waiting.piece, piece):
                text = f"{waiting.piece.text} {piece.text}"
                waiting = replace(waiting, last=number, piece=replace(waiting.piece, text=text))
                continue
            if waiting is not None:
                yield waiting
            waiting = _Placed(number, number, piece)
    if waiting is not None:
        yield waiting


def _is_rest(above: _Piece, below: _Piece) -> bool:
    plain = not (above.is_heading or above.rows or below.is_heading or below.rows or below.is_item)
    return plain and not is_closed(above.text) and (below.text[0].islower() or below.text[0].isdigit())


def _passages(placed: Iterable[_Placed]) -> Iterator[SourcePassage]:
    heading = ""
    group: list[_Placed] = []
    for each in placed:
        ends = each.piece.is_heading or each.piece.rows or not each.piece.is_item
        introduced = group and group[-1].piece.text.endswith(":")
        if group and ends and not (introduced and not each.piece.is_heading):
            yield from _grouped(group, heading)
            group = []
        if each.piece.is_heading:
            heading = each.piece.text
            continue
        group.append(each)
        if each.piece.rows:
            yield from _grouped(group, heading)
            group = []
    yield from _grouped(group, heading)


def _grouped(group: Sequence[_Placed], heading: str) -> Iterator[SourcePassage]:
    """A paragraph with the list or the table that it introduces."""
    if not group:
        return
    first, last = group[0].first, group[-1].last
    page = f"page {first}" if first == last else f"pages {first}–{last}"
    place = f"{page}{PLACE_GAP}{heading}"[:PLACE_MAX_CHARS].strip() if heading else page
    for text in _texts([each.piece for each in group]):
        yield SourcePassage(text=text, place=place, part=part_of(heading))


def _texts(pieces: Sequence[_Piece]) -> Iterator[str]:
    *before, last = pieces
    said = [piece.text for piece in before if piece.text]
    if last.rows:
        above = " ".join(said)
        for row in _row_texts(last.rows):
            yield f"{above}\n{row}" if above else row
        return
    items = [piece.text for piece in pieces if piece.is_item]
    if items:
        yield from listing(" ".join(piece.text for piece in pieces if not piece.is_item), items)
    else:
        yield from passages(" ".join([*said, last.text]))


def _row_texts(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Row by row where each has a first cell; a table that is less regular stays one passage."""
    if len(rows) > 1 and all(row[0] for row in rows[1:]):
        yield from row_texts([[Cell(text) for text in row] for row in rows])
    else:
        yield "\n".join(CELL_GAP.join(row).strip() for row in rows)
