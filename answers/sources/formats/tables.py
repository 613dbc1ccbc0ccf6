"""Tables as passages: each row, verbatim, below its table's header.

A row alone would lose what its numbers are: the unit often stands in the header, and the patients in a row
of their own above ("Children under 12 years"). A cell that spans several rows or columns is repeated in
each, as a reader's eye does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from answers.sources.record import CELL_GAP

COLUMNS_MAX = 20
ROWS_MAX = 1_000
"""How far one cell spans at most: more is an error in the file, or meant to keep us busy."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in it, and over how many columns and rows. `columns`, `rows` ≥ 1."""

    text: str
    columns: int = 1
    rows: int = 1
    is_header: bool = False


def row_texts(table: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """One text a row: the header's lines, the line of the group that it is in, its own. No empty rows.

    The header is the rows at the top whose cells are all headers, else the first one if there are others,
    and the title above it. A row of one cell over the whole width names the group of those below it. A table
    of nothing but headers and groups is one text.
    """
    grid = _grid(table)
    width = max(map(len, grid), default=0)
    count = _header_count(table, width)
    header = [line for line in map(_line, grid[:count]) if line]
    group, is_open = "", bool(header)
    for row, texts in zip(table[count:], grid[count:], strict=True):
        line = _line(texts)
        if width > 1 and len(row) == 1 and len(texts) == min(row[0].columns, COLUMNS_MAX) == width:
            said = " ".join(row[0].text.split())
            if said:
                # Two in a row are a group and one within it.
                group, is_open = f"{group}\n{said}" if is_open and group else said, True
        elif line:
            yield "\n".join(filter(None, (*header, group, line)))
            is_open = False
    if is_open and (header or group):
        yield "\n".join(filter(None, (*header, group)))


def _header_count(table: Sequence[Sequence[Cell]], width: int) -> int:
    marked = sum(1 for _ in takewhile(lambda row: row and all(cell.is_header for cell in row), table))
    titles = sum(1 for _ in takewhile(lambda row: width > 1 and len(row) == 1, table))
    return marked or (titles + 1 if len(table) > titles + 1 else 0)


def _grid(table: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The texts by row and column, those that span repeated."""
    spanning: dict[int, tuple[int, str]] = {}
    grid = []
    for row in table:
        texts: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for cell in row:
            _fill(texts, spanning)
            for _ in range(min(cell.columns, COLUMNS_MAX)):
                if cell.rows > 1:
                    below[len(texts)] = (min(cell.rows, ROWS_MAX) - 1, cell.text)
                texts.append(cell.text)
        _fill(texts, spanning)
        grid.append(texts)
        spanning = _one_row_on(spanning) | below
    return grid


def _fill(texts: list[str], spanning: Mapping[int, tuple[int, str]]) -> None:
    """Add what reaches down into this row at the columns that come next."""
    while len(texts) in spanning:
        texts.append(spanning[len(texts)][1])


def _one_row_on(spanning: Mapping[int, tuple[int, str]]) -> dict[int, tuple[int, str]]:
    return {column: (left - 1, text) for column, (left, text) in spanning.items() if left > 1}


def _line(texts: Sequence[str]) -> str:
    """The cells of a row; "" where all are empty."""
    if not any(text.strip() for text in texts):
        return ""
    return CELL_GAP.join(" ".join(text.split()) for text in texts).strip()
