"""Words in quotation marks are a source's own words: letter by letter, spaces apart."""

import re
from collections.abc import Iterable

from answers.library.sentences import on_one_line

_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]|‘([^‘’]{3,})’(?!\w)")
_CLOSING = ",.;:!?"


def quoted(text: str) -> list[str]:
    """What stands in quotation marks, on one line, without the punctuation that belongs to the sentence."""
    found = (next(filter(None, match.groups())) for match in _QUOTED.finditer(text))
    return [said for one in found if (said := on_one_line(one).strip().rstrip(_CLOSING))]


def all_verbatim(claim: str, passages: Iterable[str]) -> bool:
    """Whether each quotation of the claim is in one of the passages."""
    sources = [on_one_line(text) for text in passages]
    return all(any(said in source for source in sources) for said in quoted(claim))
