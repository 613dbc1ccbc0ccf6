"""What a passage warns of and the claims of an answer leave out. Pure."""

from collections.abc import Iterator, Sequence

from answers.engines.given import warns
from answers.engines.pieces import spans_of, warned_by, warnings
from answers.engines.written import Checked
from answers.types import Passage


def left_unsaid(passage: Passage, said: Sequence[Checked]) -> list[str]:
    """Stretches of the passage that must be shown, word for word: all of one that warns as a whole and that
    no claim rests on; of another the sentences that warn, with what they cannot stand without."""
    cited = any(passage.id == other.id for each in said for other in each.passages)
    if not cited and warns(passage):
        return [passage.text]
    marked = [mark for each in said for mark in each.verdict.marked.get(passage.id, ())]
    return list(dict.fromkeys(_unsaid(passage, marked)))


def _unsaid(passage: Passage, marked: Sequence[tuple[int, int]]) -> Iterator[str]:
    pieces = warnings(passage)
    for low, high in spans_of(passage.text):
        if any(start < high and low < end for start, end in marked):
            continue
        if not warned_by(passage, passage.text[low:high]):
            continue
        around = [piece for piece in pieces if piece.start <= low and high <= piece.end]
        if around:
            yield max(around, key=lambda piece: piece.end - piece.start).text
