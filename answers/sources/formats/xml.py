"""XML from outside: parsed without entities and DTDs, within bounds, its errors ours."""

from xml.etree.ElementTree import Element, ParseError

import defusedxml
from defusedxml.ElementTree import fromstring

from answers.errors import InvalidRecord

DEPTH_MAX = 200
"""Of elements in elements: documents have about thirty. Who walks them can call itself for each."""


def document(data: bytes) -> Element:
    """The root. Raises InvalidRecord: unsafe XML, malformed XML."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except defusedxml.DefusedXmlException as error:
        raise InvalidRecord("unsafe XML", type(error).__name__) from error
    except (ParseError, LookupError, ValueError) as error:
        raise InvalidRecord("malformed XML", str(error)) from error
    if _is_deep(root):
        raise InvalidRecord("malformed XML", f"nested over {DEPTH_MAX} deep")
    return root


def _is_deep(root: Element) -> bool:
    level, depth = [root], 0
    while level and depth <= DEPTH_MAX:
        level, depth = [child for element in level for child in element], depth + 1
    return bool(level)


def local(element: Element) -> str:
    """The name without its namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
