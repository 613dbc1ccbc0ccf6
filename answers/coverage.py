"""Which of the things that an answer of its type must cover its statements say nothing of.

What a pattern of `answers/must_cover.py` finds is that something is spoken of, not that what is said of it
suffices. A question in a text (“How is it treated?”) says nothing.
"""

from collections.abc import Iterable

from answers.must_cover import MUST_COVER
from answers.text import sentences
from answers.types import QuestionType


def lacking(kind: QuestionType | None, statements: Iterable[str]) -> tuple[str, ...]:
    """Names of what an answer of these statements leaves out, in the list's order; empty where the question's
    type is unknown or has no list."""
    said = " ".join(
        sentence for text in statements for sentence in sentences(text) if not sentence.endswith("?")
    )
    if kind is None or not said:
        return ()
    return tuple(item.name for item in MUST_COVER.get(kind, ()) if not item.spoken.search(said))
