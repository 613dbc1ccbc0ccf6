"""Exceptions that stand in the sentence after a recommendation: “… 5 mg daily. Do not use it in pregnancy.”

They belong to it: who passes the recommendation on must pass them on. (One within the sentence itself is
looked at in `edits.py`.)
"""

from collections.abc import Sequence

from answers.citations.lexicon import Kind
from answers.citations.pieces import Piece
from answers.citations.tokens import Token, tokens

SENTENCES = 2
"""How far after a recommendation its exceptions are looked for."""

_LIMITING = frozenset({"contraindicated", "avoid", "except", "unsafe", "unsuitable", "caution"})
_DIRECTING = frozenset(
    {"recommend", "offer", "prefer", "indicated", "give", "should", "must", "start", "treat"}
)
_FORBIDDEN = frozenset(
    {"give", "should", "must", "recommend", "indicated", "start", "offer", "exceed", "suitable"}
)


def after(piece: Piece, pieces: Sequence[Piece]) -> list[Piece]:
    """The following pieces of the same passage that limit what this one tells to do."""
    said = tokens(piece.text)
    if piece.is_row or not _directs(said):
        return []
    found = []
    for other in pieces[piece.number + 1 : piece.number + 1 + SENTENCES]:
        theirs = tokens(other.text)
        if not limits(theirs) or _drugs(theirs) - _drugs(said):
            break
        found.append(other)
    return found


def limits(said: Sequence[Token]) -> bool:
    """Whether a sentence says when not to."""
    keys = {token.key for token in said}
    if keys & _LIMITING:
        return True
    return "not" in keys and bool(keys & _FORBIDDEN) and not keys & {"differ", "associated"}


def _directs(said: Sequence[Token]) -> bool:
    """A recommendation, or a dose, that is not itself a limitation."""
    keys = {token.key for token in said}
    return bool(keys & _DIRECTING) and not limits(said)


def _drugs(said: Sequence[Token]) -> set[str]:
    return {token.key for token in said if token.kind is Kind.DRUG}
