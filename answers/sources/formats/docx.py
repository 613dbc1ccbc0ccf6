"""Word documents: headings by their styles are the places, a table's row is a passage.

Only the text is read, from the XML in the archive: what was deleted under tracked changes is not text,
what was inserted is. Notes at the foot stand in brackets where they are called: an exception may be there.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from answers.errors import InvalidRecord
from answers.library.files import Source as Files
from answers.library.files import SourceFile
from answers.sources.formats import document
from answers.sources.formats.base import About, Read
from answers.sources.formats.document import Document
from answers.sources.formats.flow import Flow
from answers.sources.formats.letters import lowered, raised, symbol
from answers.sources.formats.sidecar import Sidecars
from answers.sources.formats.tables import Cell
from answers.sources.formats.xml import document as parsed
from answers.sources.formats.xml import local

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_PART_BYTES = 50 * 1024 * 1024
"""Of one file in the archive, unpacked: the text of a thousand pages has about 20 MB of XML."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading\s*([1-9])", re.IGNORECASE)
_PASSED_OVER = frozenset({"del", "moveFrom", "pPr", "rPr", "sectPr", "instrText", "delText"})
_BREAKS = frozenset({"tab", "br", "cr", "ptab"})
_SIGNS = {"noBreakHyphen": "-"}
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError, IndexError, OverflowError),
)
"""What reading an archive that no program wrote can raise."""

_OLE = b"\xd0\xcf\x11\xe0"
"""How encrypted documents, and those of Word before 2007, begin."""


def read(files: Files, about: About, beside: Sidecars) -> Iterator[Read]:
    """One source a file."""
    return document.read(files, about, beside, _parsed)


def _parsed(file: SourceFile) -> Document:
    data = file.read(MAX_FILE_BYTES)
    if data.startswith(_OLE):
        raise InvalidRecord("encrypted or old document", "save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = _part(archive, "word/document.xml")
            styles, notes = _styles(archive), _notes(archive)
    except _BROKEN as error:
        raise InvalidRecord("damaged document", str(error)) from error
    if body is None:
        raise InvalidRecord("damaged document", "no word/document.xml in it")
    return _Reader(styles, notes).read(body)


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    try:
        with archive.open(name) as stream:
            data = stream.read(MAX_PART_BYTES + 1)
    except KeyError:
        return None
    if len(data) > MAX_PART_BYTES:
        raise InvalidRecord("too large", f"{name} unpacks to over {MAX_PART_BYTES:,} bytes")
    return parsed(data)


def _styles(archive: zipfile.ZipFile) -> Mapping[str, int]:
    """The heading level of each style that has one; 0 is the document's title."""
    levels: dict[str, int] = {}
    root = _part(archive, "word/styles.xml")
    for style in [] if root is None else root.iter(f"{_W}style"):
        key, name = style.get(f"{_W}styleId", ""), _value(style, "name")
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if match := _HEADING.fullmatch(name):
            levels[key] = int(match[1])
        elif name.lower() == "title":
            levels[key] = 0
        elif outline is not None and (level := outline.get(f"{_W}val", "")).isdecimal() and int(level) < 9:
            levels[key] = int(level) + 1
    return levels


def _notes(archive: zipfile.ZipFile) -> Mapping[tuple[str, str], str]:
    """The texts of notes by kind and number."""
    notes: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        root = _part(archive, f"word/{kind}s.xml")
        for note in [] if root is None else root.iter(f"{_W}{kind}"):
            if text := " ".join(_text(note, {}).split()):
                notes[kind, note.get(f"{_W}id", "")] = text
    return notes


class _Reader:
    def __init__(self, styles: Mapping[str, int], notes: Mapping[tuple[str, str], str]) -> None:
        self._styles = styles
        self._notes = notes
        self._flow = Flow()
        self._title: str | None = None
        self._items: list[str] = []

    def read(self, root: Element) -> Document:
        for body in root.iter(f"{_W}body"):
            self._blocks(body)
        self._end_list()
        return Document(self._flow.passages(), self._title)

    def _blocks(self, parent: Element) -> None:
        for element in parent:
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._end_list()
                self._flow.table(_table(element, self._notes))
            elif name not in _PASSED_OVER:
                self._blocks(element)

    def _paragraph(self, element: Element) -> None:
        text = _text(element, self._notes)
        properties = element.find(f"{_W}pPr")
        style = _value(properties, "pStyle")
        level = self._styles.get(style)
        is_item = properties is not None and properties.find(f"{_W}numPr") is not None
        if not text.strip():
            return
        if level is None and (is_item or style.lower().startswith("list")):
            self._items.append(f"- {text}")
            return
        self._end_list()
        if level == 0 and self._title is None:
            self._title = text
        elif level is not None:
            self._flow.heading(max(level, 1), text)
        else:
            self._flow.paragraph(text)

    def _end_list(self) -> None:
        if self._items:
            self._flow.items(self._items)
            self._items = []


def _value(parent: Element | None, name: str) -> str:
    found = None if parent is None else parent.find(f"{_W}{name}")
    return "" if found is None else found.get(f"{_W}val", "")


def _text(element: Iterable[Element], notes: Mapping[tuple[str, str], str]) -> str:
    """All words in it, in order."""
    parts: list[str] = []
    for child in element:
        parts.append(_said(child, "".join(parts[-2:]), notes))
    return "".join(parts)


def _said(child: Element, before: str, notes: Mapping[tuple[str, str], str]) -> str:
    """The words of one element that stands after `before`."""
    name = local(child)
    if name == "t":
        return child.text or ""
    if name == "r":
        return _placed(_value(child.find(f"{_W}rPr"), "vertAlign"), before, _text(child, notes))
    if name in _BREAKS or name in _SIGNS:
        return _SIGNS.get(name, " ")
    if name == "sym":
        return _symbol(child)
    if name in {"footnoteReference", "endnoteReference"}:
        note = notes.get((name.removesuffix("Reference"), child.get(f"{_W}id", "")))
        return f" [{note}]" if note else ""
    if name == "AlternateContent":
        # The same twice, for older programs: a text box, which can hold a recommendation.
        return _text(child[:1], notes)
    if name in _PASSED_OVER:
        return ""
    return f" {_text(child, notes)} " if name in {"p", "txbxContent"} else _text(child, notes)


def _placed(where: str, before: str, said: str) -> str:
    if where == "superscript":
        return raised(before, said)
    return lowered(before, said) if where == "subscript" else said


def _symbol(element: Element) -> str:
    code = element.get(f"{_W}char", "")
    try:
        number = int(code, 16)
    except ValueError:
        return "\N{REPLACEMENT CHARACTER}"
    return symbol(number) if element.get(f"{_W}font", "").lower() == "symbol" else "\N{REPLACEMENT CHARACTER}"


def _inside(parent: Element, wanted: str) -> Iterator[Element]:
    """The children of that name, also where they are wrapped as a form's field or an insertion."""
    for child in parent:
        name = local(child)
        if name == wanted:
            yield child
        elif name in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _inside(child, wanted)


def _table(element: Element, notes: Mapping[tuple[str, str], str]) -> list[list[Cell]]:
    """Rows of cells; a cell that goes on from the one above has its text again."""
    table: list[list[Cell]] = []
    above: dict[int, str] = {}
    for row in _inside(element, "tr"):
        is_header = row.find(f"{_W}trPr/{_W}tblHeader") is not None
        cells, column = [], 0
        for cell in _inside(row, "tc"):
            properties = cell.find(f"{_W}tcPr")
            span = _value(properties, "gridSpan")
            width = int(span) if span.isdecimal() and 0 < int(span[:4]) < 1_000 else 1
            merged = None if properties is None else properties.find(f"{_W}vMerge")
            goes_on = merged is not None and merged.get(f"{_W}val", "continue") != "restart"
            text = above.get(column, "") if goes_on else _text(cell, notes)
            above[column] = text
            cells.append(Cell(text, columns=width, is_header=is_header))
            column += width
        table.append(cells)
    return table
