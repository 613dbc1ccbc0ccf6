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
from answers.sources.formats.flow import CAPTION_MAX_CHARS, PLACE_GAP, PLACE_MAX_CHARS
from answers.sources.formats.letters import lowered, raised, typeset
from answers.sources.formats.parts import part_of
from answers.sources.formats.passages import clean, listing, passages
from answers.sources.formats.pdf_grid import Fragment, Grid, Rule, grids, table_of
from answers.sources.formats.tables import Cell, row_texts
from answers.sources.record import CELL_GAP, SourcePassage

LINE_SLACK = 0.5
MOVED_SLACK = 0.8
RAISED = 0.15
SMALL = 0.85
"""Heights in letter sizes: within one line; from where on a smaller letter is raised."""

CELLS_MAX = 50
SPACE_SIZES = 0.15
ROW_GAP_SIZES = 4.0
STRAY_LINES = 3
"""How far apart, in letter sizes, and over how many lines of one cell rows of a table can be."""
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

_MARK = re.compile(r"\s*(?:[•▪‣◦●○■–�-]|o|\(?[a-z0-9]{1,2}[.)])\s*")
"""What stands before the item of a list, at times with a wide gap."""
_BULLET = re.compile(r"[•▪‣◦●○■�]\s*\S|(?:–|o|\([a-z0-9]{1,2}\)|[0-9]{1,2}[.)])\s+\S")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?(?:[0-9]{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*[0-9]{1,4})?", re.IGNORECASE
)
_NUMBERED = re.compile(r"^[0-9]{1,4}\b|\b(?:page )?[0-9]{1,4}(?: (?:of|/) [0-9]{1,4})?$")
_LEADERS = re.compile(r"(?:\. ?){6,}\s*[0-9ivxl]{1,4}\s*$")
"""The dots of a table of contents, up to the page's number."""

_NARROW, _WIDE = frozenset("iIjlt.,;:'|!()[] fr"), frozenset("mwMW@%")


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page in the order of its content, and the straight lines on it."""

    fragments: Sequence[Fragment] = ()
    rules: Sequence[Rule] = ()
    walls: Sequence[Rule] = ()


@dataclass(slots=True)
class _CellAt:
    x: float
    end: float
    text: str


@dataclass(slots=True)
class _Line:
    """One line of text; or a table that the page draws, as one."""

    y: float
    size: float
    cells: list[_CellAt] = field(default_factory=list)
    table: list[list[Cell]] | None = None

    @property
    def x(self) -> float:
        return self.cells[0].x

    @property
    def text(self) -> str:
        return " ".join(cell.text.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, heading, or table of a page; a table's rows are texts that stand alone."""

    text: str
    rows: tuple[str, ...] = ()
    is_heading: bool = False
    is_item: bool = False


def laid_out(pages: Sequence[Page]) -> tuple[SourcePassage, ...]:
    """The passages of all pages; what goes on over the end of a page is one passage."""
    whole = [list(_content(page)) for page in pages]
    body = _body_size(whole)
    lined = _without_running_heads(whole)
    words = Counter(word for lines in lined for line in lines for word in line.text.lower().split())
    found: list[tuple[int, list[_Piece]]] = [
        (number, list(_pieces(lines, body, words))) for number, lines in enumerate(lined, start=1)
    ]
    return tuple(_passages(_continued(found)))


def _content(page: Page) -> Iterator[_Line]:
    """Lines, and tables where their first text is, in the order of the page's content."""
    tables = list(_tables(page))
    told: set[int] = set()
    loose: list[Fragment] = []
    for fragment in page.fragments:
        number = next((n for n, (grid, _) in enumerate(tables) if grid.place(fragment)), None)
        if number is None:
            loose.append(fragment)
        elif number not in told:
            told.add(number)
            yield from _lines(loose)
            loose = []
            yield _Line(fragment.y, fragment.size, table=tables[number][1])
    yield from _lines(loose)


def _tables(page: Page) -> Iterator[tuple[Grid, list[list[Cell]]]]:
    for grid in grids(page.rules, page.walls):
        table = table_of(grid, page.fragments, _in_cell)
        if table is not None:
            yield grid, table


def _in_cell(fragments: Sequence[Fragment]) -> str:
    lines = list(_lines(fragments))
    text = lines[0].text if lines else ""
    for above, below in pairwise(lines):
        text = _joined(text, above.text, below.text, Counter())
    return text


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
    large, small = max(line.size, fragment.size), min(line.size, fragment.size)
    is_moved = small < SMALL * large and -large < fragment.x - line.cells[-1].end < large
    slack = MOVED_SLACK if is_moved else LINE_SLACK
    return abs(fragment.y - line.y) <= slack * large and fragment.x >= line.x - SAME_COLUMN_PT


def _append(line: _Line, fragment: Fragment) -> None:
    last = line.cells[-1] if line.cells else None
    text, size = fragment.text, fragment.size or 1.0
    end = fragment.x + _width(text.strip(), size) if fragment.end is None else fragment.end
    is_marked = last is not None and _MARK.fullmatch(last.text) is not None
    is_moved = fragment.size < SMALL * line.size and abs(fragment.y - line.y) > RAISED * line.size
    if last is not None and is_moved and not is_marked:
        last.text += (raised if fragment.y > line.y else lowered)(last.text, text)
        last.end = end
        return
    if len(text) > len(line.text):
        line.size, line.y = fragment.size, fragment.y  # it began with a mark of another size
    is_apart = last is not None and fragment.x - last.end > CELL_GAP_SIZES * size
    if last is None or (is_apart and len(line.cells) < CELLS_MAX and not is_marked):
        line.cells.append(_CellAt(fragment.x, end, text.strip()))
        return
    is_spaced = fragment.x - last.end > SPACE_SIZES * size
    last.text += (" " if is_spaced and not (last.text[-1:].isspace() or text[:1].isspace()) else "") + text
    last.end = end


def _width(text: str, size: float) -> float:
    """About how wide it is set: no font is looked into."""
    units = sum(0.3 if c in _NARROW else 0.85 if c in _WIDE else 0.66 if c.isupper() else 0.53 for c in text)
    return units * size


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Without page numbers, lines of a table of contents, and what stands at the edge of many pages, but for
    the first of each."""
    seen = Counter(key for lines in pages for key in {_key(line) for line in _edges(lines)})
    enough = max(min(RUNNING_HEAD_MIN_PAGES, len(pages)), 2, RUNNING_HEAD_SHARE * len(pages))
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
        for line in _edges(lines):
            if _key(line) in heads:
                line.size = 0.0  # no heading, whatever its letters
        result.append([line for line in lines if id(line) not in edges and not _LEADERS.search(line.text)])
    return result


def _edges(lines: list[_Line]) -> list[_Line]:
    """The lowest and the highest line, but no row of a table: its header can be on every page."""
    by_height = sorted((line for line in lines if line.cells), key=lambda line: line.y)
    return [
        line
        for line in by_height[:1] + by_height[1:][-1:]
        if len(line.cells) == 1 or any(_PAGE_NUMBER.fullmatch(cell.text) for cell in line.cells)
    ]


def _key(line: _Line) -> str:
    """What a line says but for a page's number: "5 mg" at one foot is not "10 mg" at another."""
    return _NUMBERED.sub("#", line.text.strip().lower())


def _body_size(pages: Sequence[Sequence[_Line]]) -> float:
    """The size that most letters have."""
    sizes: Counter[float] = Counter()
    for line in (line for lines in pages for line in lines):
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def _pieces(lines: Sequence[_Line], body: float, words: Counter[str]) -> Iterator[_Piece]:
    start = 0
    while start < len(lines):
        if (table := lines[start].table) is not None:
            yield _Piece("", rows=tuple(row_texts(table)))
            start += 1
            continue
        end = _rows_end(lines, start)
        if end > start:
            yield from _columns_or_table(lines[start:end], body, words)
            start = end
            continue
        end = start + 1
        while end < len(lines) and not _begins(lines[end - 1], lines[end]) and _rows_end(lines, end) == end:
            end += 1
        yield _paragraph(lines[start:end], body, words)
        start = end


def _rows_end(lines: Sequence[_Line], start: int) -> int:
    """Where the rows of a table without lines end that begin at `start`; there, where none does.

    Lines of one cell between those of several belong to it: a cell may go on over some lines. The first line
    has several cells, or is beside one that has.
    """
    end, count = start, 0
    for here in range(start, len(lines)):
        line = lines[here]
        near = here == start or abs(lines[here - 1].y - line.y) <= ROW_GAP_SIZES * max(line.size, 1.0)
        is_like = here == start or abs(line.size - lines[start].size) <= 0.15 * lines[start].size
        if line.table is not None or not near or not is_like or here - end > STRAY_LINES:
            break
        if here == start and len(line.cells) < 2 and not _is_beside(lines, here):
            break
        if len(line.cells) > 1 or (count and _goes_on_below(lines[start], lines[here - 1], line)):
            count += len(line.cells) > 1
            end = here + 1
    return end if count > 1 else start


def _is_beside(lines: Sequence[_Line], here: int) -> bool:
    """Whether the next line stands at the same height, to its right, and has several cells."""
    if here + 1 >= len(lines) or len(lines[here + 1].cells) < 2:
        return False
    line, after = lines[here], lines[here + 1]
    return abs(line.y - after.y) < line.size and after.x > line.x + SAME_COLUMN_PT


def _goes_on_below(first: _Line, above: _Line, line: _Line) -> bool:
    return line.x > first.x + SAME_COLUMN_PT and 0 <= above.y - line.y < LINE_GAP_SIZES * line.size


def _columns_or_table(rows: Sequence[_Line], body: float, words: Counter[str]) -> Iterator[_Piece]:
    two = [row for row in rows if len(row.cells) == 2]
    long = two and all(median(len(row.cells[n].text) for row in two) >= COLUMN_MIN_CHARS for n in (0, 1))
    if len(two) >= COLUMN_MIN_ROWS and long:
        for column in _columns(rows):
            yield from _pieces(column, body, words)
        return
    yield _Piece("", rows=tuple(_row_texts(rows)))


def _columns(rows: Sequence[_Line]) -> tuple[list[_Line], list[_Line]]:
    middle = median(row.cells[1].x for row in rows if len(row.cells) == 2) - SAME_COLUMN_PT
    left: list[_Line] = []
    right: list[_Line] = []
    for row in rows:
        for cell in row.cells:
            (left if cell.x < middle else right).append(_Line(row.y, row.size, [cell]))
    return left, right


def _row_texts(lines: Sequence[_Line]) -> Iterator[str]:
    """Row by row where each line is one, or goes on in one; else all of it as it stands, as one text."""
    widest = max(lines, key=lambda line: len(line.cells))
    starts = [cell.x for cell in widest.cells]
    rows: list[list[str]] = []
    is_regular = len(lines[0].cells) > 1
    for above, line in pairwise([lines[0], *lines]):
        texts = [""] * len(starts)
        for cell in line.cells:
            column = _nearest(starts, cell.x)
            texts[column] = f"{texts[column]} {cell.text}".strip()
        if rows and not texts[0]:
            rows[-1] = [" ".join(filter(None, both)) for both in zip(rows[-1], texts, strict=True)]
        else:
            is_regular = is_regular and (not rows or len(line.cells) > 1) and above.y - line.y >= 0
            rows.append(texts)
    if is_regular and len(rows) > 1:
        yield from row_texts([[Cell(text) for text in row] for row in rows])
    else:
        by_height = sorted(lines, key=lambda line: (-line.y, line.x))
        yield "\n".join(CELL_GAP.join(cell.text for cell in line.cells) for line in _levelled(by_height))


def _nearest(starts: Sequence[float], x: float) -> int:
    distances = [abs(start - x) for start in starts]
    return distances.index(min(distances))


def _levelled(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Lines of one height as one: what was written later, beside a cell of several lines, is put there."""
    line: _Line | None = None
    for each in lines:
        if line is not None and line.y - each.y <= LINE_SLACK * each.size:
            cells = sorted([*line.cells, *each.cells], key=lambda cell: cell.x)
            line = _Line(line.y, line.size, cells)
            continue
        if line is not None:
            yield line
        line = each
    if line is not None:
        yield line


def _begins(above: _Line, line: _Line) -> bool:
    """Whether a new paragraph begins with `line`."""
    if above.table is not None or line.table is not None:
        return True
    gap, size = above.y - line.y, max(line.size, above.size)
    if gap < 0 or gap > LINE_GAP_SIZES * size or abs(line.size - above.size) > 0.1 * size:
        return True
    if _BULLET.match(line.text):
        return True
    return is_closed(above.text) and line.x - above.x > INDENT_SIZES * line.size


def _paragraph(lines: Sequence[_Line], body: float, words: Counter[str]) -> _Piece:
    text = lines[0].text
    for above, below in pairwise(lines):
        text = _joined(text, above.text, below.text, words)
    is_heading = lines[0].size >= HEADING_SIZE * body > 0 and len(text) <= HEADING_MAX_CHARS
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
        introduced = group and _introduces(group[-1].piece, each.piece)
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


def _introduces(above: _Piece, below: _Piece) -> bool:
    text = above.text
    return text.endswith(":") or (
        bool(below.rows) and len(text) < CAPTION_MAX_CHARS and text.startswith("Table")
    )


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
        for row in last.rows:
            yield f"{above}\n{row}" if above else row
        return
    items = [piece.text for piece in pieces if piece.is_item]
    if items:
        yield from listing(" ".join(piece.text for piece in pieces if not piece.is_item), items)
    else:
        yield from passages(" ".join([*said, last.text]))
