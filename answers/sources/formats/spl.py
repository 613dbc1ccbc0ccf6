"""Drug labels as FDA Structured Product Labeling (HL7 v3): sections by their LOINC codes, tables verbatim.

The codes are those of FDA's list "Section Headings (LOINC)". Labels for animals are no sources for people.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from answers.errors import InvalidRecord
from answers.library.base import Skipped, first_of_each
from answers.library.files import Source as Files
from answers.sources.formats.base import About, Read
from answers.sources.formats.flow import Flow
from answers.sources.formats.letters import lowered, raised
from answers.sources.formats.record import SourceRecord
from answers.sources.formats.tables import Cell
from answers.sources.formats.xml import document as parsed
from answers.sources.formats.xml import local
from answers.sources.record import Source
from answers.types import PassagePart, ReferenceKind

MAX_FILE_BYTES = 30 * 1024 * 1024
COUNTRY = "US"
PAGE = "https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={}"
LICENCE = "FDA-approved labelling, as submitted by the manufacturer"

_V3 = "{urn:hl7-org:v3}"
_ANIMAL = frozenset(
    """50571-9 50572-7 50573-5 50574-3 50575-0 50576-8 50577-6 50578-4 104091-4
    """.split()  # noqa: SIM905 - a list of codes reads better without quotes
)

SECTIONS: Mapping[str, tuple[str, PassagePart | None]] = {
    "34066-1": ("Boxed warning", PassagePart.WARNING),
    "34070-3": ("Contraindications", PassagePart.WARNING),
    "34071-1": ("Warnings", PassagePart.WARNING),
    "43685-7": ("Warnings and precautions", PassagePart.WARNING),
    "42232-9": ("Precautions", PassagePart.WARNING),
    "34072-9": ("General precautions", PassagePart.WARNING),
    "50570-1": ("Do not use", PassagePart.WARNING),
    "50569-3": ("Ask a doctor before use", PassagePart.WARNING),
    "50568-5": ("Ask a doctor or pharmacist before use", PassagePart.WARNING),
    "50567-7": ("When using this product", PassagePart.WARNING),
    "50566-9": ("Stop use", PassagePart.WARNING),
    "50565-1": ("Keep out of reach of children", PassagePart.WARNING),
    "34068-7": ("Dosage and administration", PassagePart.DOSAGE),
    "34067-9": ("Indications and usage", None),
    "43678-2": ("Dosage forms and strengths", None),
    "34084-4": ("Adverse reactions", None),
    "34073-7": ("Drug interactions", None),
    "43684-0": ("Use in specific populations", None),
    "42228-7": ("Pregnancy", None),
    "34081-0": ("Pediatric use", None),
    "34082-8": ("Geriatric use", None),
    "34088-5": ("Overdosage", None),
    "34089-3": ("Description", None),
    "34090-1": ("Clinical pharmacology", None),
    "34092-7": ("Clinical studies", None),
    "34069-5": ("How supplied", None),
}
"""The section's name where the label gives it none, and what it does; a subsection does as its section."""

_LEFT_OUT = frozenset({"48780-1", "51945-4"})
"""Product data and the picture of the package: no text to answer from."""


_APART = frozenset({"br", "item", "paragraph", "td", "th", "caption"})
"""Elements whose words are not glued to those beside them."""


def read(files: Files, about: About) -> Iterator[Read]:
    """A source for each label."""
    return first_of_each(_sources(files, about))


def _sources(files: Files, about: About) -> Iterator[Read]:
    for file in files:
        if isinstance(file, Skipped):
            yield file
            continue
        try:
            yield _source(parsed(file.read(MAX_FILE_BYTES)), about)
        except InvalidRecord as error:
            yield Skipped.because(error, file.name)


def _source(root: Element, about: About) -> Source:
    if root.tag != f"{_V3}document":
        raise InvalidRecord("no drug label", f"<{local(root)}> is not a document of HL7 v3")
    if _attribute(root, "code", "code") in _ANIMAL:
        raise InvalidRecord("label for animals")
    set_id = _attribute(root, "setId", "root").lower()
    if not set_id:
        raise InvalidRecord("missing field", "setId")
    flow = Flow()
    for section in root.iterfind(f"{_V3}component/{_V3}structuredBody/{_V3}component/{_V3}section"):
        _section(section, flow, 1)
    passages = flow.passages()
    if not passages:
        raise InvalidRecord("no text")
    version = _attribute(root, "versionNumber", "value")
    own: dict[str, Any] = {
        "external_id": f"spl:{set_id}",
        "title": _title(root),
        "kind": ReferenceKind.LABEL,
        "issuer": _line(root.find(f"{_V3}author/{_V3}assignedEntity/{_V3}representedOrganization/{_V3}name"))
        or None,
        "country": COUNTRY,
        "published": _day(_attribute(root, "effectiveTime", "value")),
        "edition": f"version {version}" if version else None,
        "url": PAGE.format(set_id),
        "passages": passages,
        "subjects": tuple(dict.fromkeys(_names(root))),
    }
    return SourceRecord.parse(own, about).source()


def _title(root: Element) -> str:
    """As printed, or the product's name: titles of labels are long, and often missing."""
    names = list(_names(root))
    title = _line(root.find(f"{_V3}title"))
    if len(title) > 200 and names:
        title = ""
    return title or (f"{names[0]} (prescribing information)" if names else "Drug label")


def _names(root: Element) -> Iterator[str]:
    """The product's names: as sold, and of what it contains."""
    for product in root.iter(f"{_V3}manufacturedProduct"):
        for path in (f"{_V3}name", f"{_V3}asEntityWithGeneric/{_V3}genericMedicine/{_V3}name"):
            if (name := _line(product.find(path))) and len(name) <= 300:
                yield name


def _section(section: Element, flow: Flow, level: int) -> None:
    code = _attribute(section, "code", "code")
    if code in _LEFT_OUT:
        return
    name, part = SECTIONS.get(code, ("", None))
    flow.heading(level, _line(section.find(f"{_V3}title")) or name, part)
    for text in section.iterfind(f"{_V3}text"):
        _blocks(text, flow)
    for inner in section.iterfind(f"{_V3}component/{_V3}section"):
        _section(inner, flow, level + 1)


def _blocks(parent: Element, flow: Flow) -> None:
    """The paragraphs, lists and tables of a text; words that stand in none are paragraphs too."""
    loose: list[str] = [parent.text or ""]
    for child in parent:
        name = local(child)
        if name in {"paragraph", "list", "table"}:
            flow.paragraph("".join(loose))
            loose = []
            _block(name, child, flow)
        else:
            loose.append(_inline(child, "".join(loose[-2:])))
        loose.append(child.tail or "")
    flow.paragraph("".join(loose))


def _block(name: str, element: Element, flow: Flow) -> None:
    if name == "paragraph":
        flow.paragraph(_text(element))
    elif name == "list":
        flow.paragraph(_text(element.find(f"{_V3}caption")))
        flow.items(list(_items(element)))
    else:
        flow.table(list(_rows(element)), _text(element.find(f"{_V3}caption")))
        for row in element.iterfind(f"{_V3}tfoot/{_V3}tr"):
            flow.paragraph(_text(row))


def _items(element: Element) -> Iterator[str]:
    ordered = element.get("listType") == "ordered"
    for number, item in enumerate(element.iterfind(f"{_V3}item"), start=1):
        mark = _text(item.find(f"{_V3}caption")).strip() or (f"{number}." if ordered else "-")
        yield f"{mark} {_text(item, but='caption')}"


def _rows(table: Element) -> Iterator[list[Cell]]:
    for part in ("thead", "tbody"):
        for row in table.iterfind(f"{_V3}{part}/{_V3}tr"):
            yield [_cell(cell, part == "thead") for cell in row if local(cell) in {"td", "th"}]
    for row in table.iterfind(f"{_V3}tr"):
        yield [_cell(cell, False) for cell in row if local(cell) in {"td", "th"}]


def _cell(cell: Element, is_header: bool) -> Cell:
    return Cell(_text(cell), _span(cell, "colspan"), _span(cell, "rowspan"), is_header or local(cell) == "th")


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 5 else 1


def _text(element: Element | None, but: str = "") -> str:
    """All words in it, what is raised as such, notes in brackets; without children called `but`."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        if local(child) != but:
            parts.append(_inline(child, "".join(parts[-2:])))
        parts.append(child.tail or "")
    return "".join(parts)


def _inline(element: Element, before: str = "") -> str:
    """The words of an element that stands in a line after `before`."""
    name, said = local(element), _text(element)
    if name == "sup":
        return raised(before, said)
    if name == "sub":
        return lowered(before, said)
    if name == "footnote":
        return f" [{said.strip()}]"
    return f" {said} " if name in _APART else said if name else ""


def _line(element: Element | None) -> str:
    return " ".join(_text(element).split())


def _attribute(parent: Element, child: str, name: str) -> str:
    found = parent.find(f"{_V3}{child}")
    return "" if found is None else found.get(name, "").strip()


def _day(value: str) -> date | None:
    """HL7 writes 20240315, at times with an hour after it, at times without a day."""
    digits = value[:8]
    if not (digits.isdecimal() and digits.isascii() and len(digits) >= 4):
        return None
    year, month, day = int(digits[:4]), int(digits[4:6] or 1), int(digits[6:8] or 1)
    try:
        return date(year, month, day)
    except ValueError:
        return None
