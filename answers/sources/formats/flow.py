"""A document's headings, paragraphs, lists and tables, in reading order, as passages with their places."""

from collections.abc import Sequence
from dataclasses import dataclass

from answers.errors import InvalidRecord
from answers.library.sentences import sentences
from answers.sources.formats.parts import part_of
from answers.sources.formats.passages import PASSAGE_MAX_CHARS, clean, listing, running
from answers.sources.formats.tables import Cell, row_texts
from answers.sources.record import PASSAGES_MAX, SourcePassage
from answers.types import TEXT_MAX_CHARS, PassagePart

PLACE_GAP = " › "
PLACE_MAX_CHARS = 300
CAPTION_MAX_CHARS = 300
NOTE_MARKS = "*†‡§¶#"
"""What leads from a table's cell to a note below it: "* not below 12 years"."""


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    text: str
    part: PassagePart | None


class Flow:
    """Takes the pieces of a document one after another; `passages` are all so far.

    A paragraph that introduces what comes next stands with it: before a list, and above each row of a table.
    A note below a table goes to the rows that bear its mark. Raises InvalidRecord where a piece, or all of
    it, is more than a source can hold.
    """

    def __init__(self) -> None:
        self._passages: list[SourcePassage] = []
        self._headings: list[_Heading] = []
        self._waiting = ""
        self._rows: range = range(0)

    def passages(self) -> tuple[SourcePassage, ...]:
        self._let_go()
        return tuple(self._passages)

    def heading(self, level: int, text: str, part: PassagePart | None = None) -> None:
        """`part` of what stands below it; None: as the heading's words say."""
        self._let_go()
        self._headings = [heading for heading in self._headings if heading.level < level]
        if text := _line(text):
            self._headings.append(_Heading(level, text, part or part_of(text)))

    def paragraph(self, text: str) -> None:
        text = _line(text)
        if not text:
            return
        self._let_go()
        self._note(text)
        if text.endswith(":") or _is_caption(text):
            self._waiting = text
        else:
            self._say(text)

    def items(self, items: Sequence[str]) -> None:
        """A list; each item with its own mark or number."""
        lead_in, self._waiting = self._waiting, ""
        for passage in listing(lead_in, [line for item in items if (line := _line(item))]):
            self._add(passage)

    def table(self, table: Sequence[Sequence[Cell]], caption: str = "") -> None:
        waiting, self._waiting = self._waiting, ""
        above = [line for line in (waiting, _line(caption)) if line]
        start = len(self._passages)
        if sum(map(len, above)) > CAPTION_MAX_CHARS:
            self._say(" ".join(above))
            start, above = len(self._passages), []
        for row in row_texts([[_clean(cell) for cell in row] for row in table]):
            self._add("\n".join([*above, row]))
        if above and len(self._passages) == start:
            self._say(" ".join(above))
        self._rows = range(start, len(self._passages))

    def _let_go(self) -> None:
        waiting, self._waiting = self._waiting, ""
        if waiting:
            self._say(waiting)

    def _say(self, text: str) -> None:
        for piece in [text] if len(text) <= PASSAGE_MAX_CHARS else running(sentences(text)):
            self._add(piece)

    def _note(self, text: str) -> None:
        """Give the rows of the table just above the note that they point to."""
        if text[0] not in NOTE_MARKS:
            self._rows = range(0)
            return
        for number in self._rows:
            row = self._passages[number]
            if text[0] in row.text:
                said = f"{row.text}\n{text}"
                self._passages[number] = self._made(said, row.place, row.part)

    def _add(self, text: str) -> None:
        if len(self._passages) >= PASSAGES_MAX:
            raise InvalidRecord("too large", f"over {PASSAGES_MAX:,} passages")
        place = PLACE_GAP.join(heading.text for heading in self._headings)[:PLACE_MAX_CHARS].strip()
        parts = (heading.part for heading in reversed(self._headings) if heading.part)
        self._passages.append(self._made(text, place or None, next(parts, None)))

    def _made(self, text: str, place: str | None, part: PassagePart | None) -> SourcePassage:
        if len(text) > TEXT_MAX_CHARS:
            raise InvalidRecord("too large", f"a passage of over {TEXT_MAX_CHARS:,} characters")
        return SourcePassage(text=text, place=place, part=part)


def _is_caption(text: str) -> bool:
    return len(text) <= CAPTION_MAX_CHARS and text.lower().startswith("table ")


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _clean(cell: Cell) -> Cell:
    return Cell(_line(cell.text), cell.columns, cell.rows, cell.is_header)
