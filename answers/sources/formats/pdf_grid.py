"""Tables that a PDF draws with lines: which text stands in which cell, by the lines around it.

What is between two lines across is a row, unless it is several that no line divides; a cell whose line to
the next row is missing belongs to both; one without walls names the group of the rows below it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from answers.sources.formats.tables import Cell

SAME_PT = 2.5
RULE_MIN_PT = 30.0
BAND_MAX_PT = 220.0
"""Rows are no higher: lines farther apart divide a page, not a table."""
LEVELS_MIN = 4
"""Lines across, for three rows: fewer are a frame, or stand above, below and under a header alone."""
OVERLAP_MIN = 0.8
BAND_MAX_CHARS = 3_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, in points; level, or upright."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_level(self) -> bool:
        return self.y0 == self.y1


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text at a place on a page, in points; y grows upwards. `end` None: not known."""

    x: float
    y: float
    size: float
    text: str
    end: float | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    """The lines across at one height."""

    y: float
    rules: tuple[Rule, ...]

    @property
    def left(self) -> float:
        return min(rule.x0 for rule in self.rules)

    @property
    def right(self) -> float:
        return max(rule.x1 for rule in self.rules)

    def covers(self, x: float) -> bool:
        return any(rule.x0 - SAME_PT <= x <= rule.x1 + SAME_PT for rule in self.rules)


Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's levels from top to bottom, and its inner walls from left to right."""

    levels: tuple[_Level, ...]
    walls: tuple[Rule, ...]
    stops: tuple[float, ...]

    def place(self, fragment: Fragment) -> Place | None:
        """Where a text stands; None where it is outside."""
        left, right = min(level.left for level in self.levels), max(level.right for level in self.levels)
        if not left - SAME_PT <= fragment.x <= right + SAME_PT:
            return None
        for row, (above, below) in enumerate(zip(self.levels, self.levels[1:], strict=False)):
            if below.y < fragment.y + 0.1 * fragment.size <= above.y + SAME_PT:
                return row, sum(stop <= fragment.x + 1 for stop in self.stops)
        return None

    def cells(self, texts: dict[Place, str]) -> Iterator[list[Cell]]:
        """The rows; a text that a missing line lets into the row below is in both."""
        count = len(self.levels) - 1
        columns = len(self.stops) + 1
        for row in range(count):
            if self._is_open(row):
                whole = " ".join(filter(None, (texts.get((row, column), "") for column in range(columns))))
                yield [Cell(whole, columns=columns)]
            else:
                yield [Cell(self._reaching(texts, row, column)) for column in range(columns)]

    def _reaching(self, texts: dict[Place, str], row: int, column: int) -> str:
        first = last = row
        while first > 0 and not self.levels[first].covers(self._middle(column)):
            first -= 1
        while last < len(self.levels) - 2 and not self.levels[last + 1].covers(self._middle(column)):
            last += 1
        return " ".join(filter(None, (texts.get((n, column), "") for n in range(first, last + 1))))

    def _middle(self, column: int) -> float:
        edges = (
            min(level.left for level in self.levels),
            *self.stops,
            max(level.right for level in self.levels),
        )
        return (edges[column] + edges[column + 1]) / 2

    def _is_open(self, row: int) -> bool:
        """Whether no wall stands in a row of a table that has some elsewhere."""
        middle = (self.levels[row].y + self.levels[row + 1].y) / 2
        return bool(self.stops) and not any(wall.y0 <= middle <= wall.y1 for wall in self.walls)


def grids(rules: Sequence[Rule], walls: Sequence[Rule]) -> Iterator[Grid]:
    """The tables of a page that have walls inside."""
    group: list[_Level] = []
    for level in _levels(rules):
        if group and not _belong(group[-1], level):
            yield from _grid(group, walls)
            group = []
        group.append(level)
    yield from _grid(group, walls)


def _levels(rules: Sequence[Rule]) -> list[_Level]:
    found: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: -rule.y0):
        if found and found[-1][0].y0 - rule.y0 <= SAME_PT:
            found[-1].append(rule)
        else:
            found.append([rule])
    levels = [_Level(each[0].y0, tuple(each)) for each in found]
    return [level for level in levels if level.right - level.left >= RULE_MIN_PT]


def _belong(above: _Level, below: _Level) -> bool:
    overlap = min(above.right, below.right) - max(above.left, below.left)
    narrower = min(above.right - above.left, below.right - below.left)
    return above.y - below.y <= BAND_MAX_PT and overlap >= OVERLAP_MIN * narrower


def _grid(levels: Sequence[_Level], walls: Sequence[Rule]) -> Iterator[Grid]:
    if len(levels) < LEVELS_MIN:
        return
    left, right = min(level.left for level in levels), max(level.right for level in levels)
    top, bottom = levels[0].y, levels[-1].y
    inner = [
        wall
        for wall in walls
        if left + SAME_PT < wall.x0 < right - SAME_PT and wall.y1 > bottom and wall.y0 < top
    ]
    stops: list[float] = []
    for x in sorted(wall.x0 for wall in inner):
        if not stops or x - stops[-1] > SAME_PT:
            stops.append(x)
    if stops:
        yield Grid(tuple(levels), tuple(inner), tuple(stops))


Joined = Callable[[Sequence[Fragment]], str]


def table_of(grid: Grid, fragments: Sequence[Fragment], joined: Joined) -> list[list[Cell]] | None:
    """The rows of a grid; None where what stands between two lines across is no row, or several."""
    held: dict[Place, list[Fragment]] = {}
    for fragment in fragments:
        place = grid.place(fragment)
        if place is not None:
            held.setdefault(place, []).append(fragment)
    if any(_are_several(held, row) for row in {row for row, _ in held}):
        return None
    texts = {place: joined(inside) for place, inside in held.items()}
    if any(len(text) > BAND_MAX_CHARS for text in texts.values()):
        return None
    return list(grid.cells(texts))


def _are_several(held: dict[Place, list[Fragment]], row: int) -> bool:
    """Whether rows stand between two lines that no line divides: each with a text beside its first cell, and
    none the rest of a sentence above it. To join them by columns would give one's dose to another."""
    first = _starts(held.get((row, 0), []))
    beside = [each for place, inside in held.items() if place[0] == row and place[1] for each in inside]
    aligned = all(any(abs(each.y - start.y) < 0.3 * start.size for each in beside) for start in first)
    return len(first) > 1 and aligned and not any(start.text.strip()[:1].islower() for start in first)


def _starts(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The leftmost text of each line."""
    starts: list[Fragment] = []
    for fragment in sorted(fragments, key=lambda each: (-each.y, each.x)):
        if not starts or starts[-1].y - fragment.y > 0.5 * fragment.size:
            starts.append(fragment)
    return starts
