"""PubMed's inline mark-up (b, i, u, sub, sup, MathML) as plain text in which no number becomes another.

`10<sup>9</sup>` without its mark-up would read 109. An exponent therefore becomes `10^9`, which also
survives Unicode's compatibility forms; a superscript that follows no number becomes the character (`m²`).
"""

from collections.abc import Callable
from unicodedata import category
from xml.etree.ElementTree import Element

from answers.sources.formats.letters import lowered, raised

MARKUP_DEPTH_MAX = 30
"""Elements within elements of one text: real ones have fewer than ten, and deeper ones are cut off."""

_MARKER = "(ABSTRACT TRUNCATED"
_FORMULA = " [formula] "
_UNDERLINED = {"<": "≤", ">": "≥", "+": "±"}
"""How publishers without these characters write them: without the line, at most would read less than."""


def text_of(element: Element | None) -> str:
    """The element's text on one line; "" for None. What NLM itself adds at the end of a cut abstract, and
    the control characters that cannot be shown, are left out."""
    if element is None:
        return ""
    return _line(_inside(element, 0)).partition(_MARKER)[0].rstrip()


def _line(text: str) -> str:
    return " ".join("".join(map(_shown, text)).split())


def _shown(char: str) -> str:
    if char.isprintable() or char.isspace():
        return char
    # Controls and marks of direction go; what has no known shape (of a private font) must not go unnoticed.
    return "" if category(char) in {"Cc", "Cf"} else "\N{REPLACEMENT CHARACTER}"


def _inside(element: Element, depth: int) -> str:
    """The text within an element; its children's mark-up decides how they are joined."""
    parts = [element.text or ""]
    for child in element:
        before = "".join(parts[-2:])
        said = _said(child, before, depth + 1) if depth < MARKUP_DEPTH_MAX else ""
        tail = child.tail or ""
        # A digit right after would be read as a part of the raised or lowered number.
        apart = " " if said[-1:].isdigit() and tail[:1].isdigit() else ""
        parts += [said, apart + tail]
    return "".join(parts)


def _said(child: Element, before: str, depth: int) -> str:
    name = child.tag.rpartition("}")[2]
    if name in _TWO_PARTS:
        return _two_parts(child, depth, _TWO_PARTS[name])
    if name in _UNREADABLE:
        return _FORMULA
    within = _inside(child, depth)
    if name == "u":
        return _UNDERLINED.get(within.strip(), within)
    if name == "mmultiscripts":
        return _isotope(child, depth)
    if name == "sup":
        return raised(before, within)
    return lowered(before, within) if name == "sub" else within


def _isotope(child: Element, depth: int) -> str:
    """A number before a symbol, as MathML has it: symbol, `mprescripts`, `none`, number."""
    names = [part.tag.rpartition("}")[2] for part in child]
    if names[1:3] != ["mprescripts", "none"] or len(names) != 4:
        return _FORMULA
    symbol, number = (_inside(child[place], depth + 1).strip() for place in (0, 3))
    return raised("", number) + symbol


def _two_parts(child: Element, depth: int, join: Callable[[str, str], str]) -> str:
    parts = [_inside(part, depth + 1).strip() for part in child] if depth < MARKUP_DEPTH_MAX else []
    return join(*parts) if len(parts) == 2 else _FORMULA


def _power(base: str, exponent: str) -> str:
    return base + raised(base, exponent)


def _index(base: str, index: str) -> str:
    return base + lowered(base, index)


def _fraction(above: str, below: str) -> str:
    return f"({above})/({below})"


_TWO_PARTS: dict[str, Callable[[str, str], str]] = {"msup": _power, "msub": _index, "mfrac": _fraction}
_UNREADABLE = frozenset({"mover", "mroot", "msqrt", "msubsup", "mtable", "munder", "munderover"})
"""MathML whose parts in a row would say something else."""
