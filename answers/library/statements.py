"""Plain text as the statements of an article: cut, cited, and its warnings marked."""

import re
from itertools import islice

from answers.errors import InvalidRecord
from answers.library.segmentation import blocks
from answers.types import Passage, PassagePart, Statement

MAX_STATEMENTS = 5_000
"""Of one text; the longest of MedQuAD's has fewer than 400."""

_WARNING = re.compile(
    r"\bcall (?:911|9-1-1|poison|an ambulance|your local emergency)"
    r"|\b(?:seek|get|need|needs) (?:immediate|emergency|urgent) "
    r"|\b(?:seek|get) medical (?:care|help|attention|treatment)"
    r"|\bgo to (?:the|an|your) (?:nearest |closest |hospital )?emergency"
    r"|\b(?:call|contact|see|tell|seek|get)\b[^.!?]{0,80}\b(?:right away|immediately|at once)\b"
    r"|(?:^|[.!?:;,-] |\bshould |\bmust )(?:do not|don['’]t|never) "
    r"(?:take|use|give|stop|exceed|mix|combine|drink|drive|eat)\b"
    r"|\b(?:should|must) (?:not|never) (?:take|use|receive|be (?:taken|used|given|prescribed))\b"
    r"|\bcontra-?indicat(?:ed|ions?)\b|\b(?:boxed|black[- ]box) warning"
    r"|\blife-threatening\b|\bmedical emergency\b|\bnot safe (?:for|in|during)\b"
    r"|\bstop (?:taking|using) (?:it|this|the)\b",
)
"""Phrases (in lower case) of warnings and contraindications: once too often rather than not."""

_TRIGGERS = tuple(
    """911 9-1-1 poison ambulance emergency immediate urgent medical away once not don't don’t never
    contra warning threatening stop
    """.split()  # noqa: SIM905 - a list of words reads better without quotes
)
"""One of these is in every warning; looking for them first is ten times as fast."""


def statements(text: str, citations: tuple[int, ...] = (1,)) -> tuple[Statement, ...]:
    """`text` as statements that all cite `citations`; none where it has no words.

    What a warning introduces ("Do not take it if you: …") must be shown with it. Raises
    InvalidRecord where there is more than an article can hold.
    """
    found = (
        Statement(text=piece, citations=citations, must_show=is_warned or is_warning(piece))
        for block in blocks(text)
        for is_warned in [bool(block.items) and is_warning(block.lead_in)]
        for piece in block.pieces()
    )
    kept = tuple(islice(found, MAX_STATEMENTS + 1))
    if len(kept) > MAX_STATEMENTS:
        raise InvalidRecord("too large", f"over {MAX_STATEMENTS:,} statements")
    return kept


def is_warning(text: str) -> bool:
    """Whether a statement says what must not be done, or what cannot wait."""
    lower = text.lower()
    return any(word in lower for word in _TRIGGERS) and _WARNING.search(lower) is not None


def warns(passage: Passage) -> bool:
    """Whether a passage must be shown with what it warns of: its source says so, or its words do."""
    return passage.part is PassagePart.WARNING or is_warning(passage.text)
