"""The sentence that bears a part of a claim out best, and what is wrong with it all the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from answers.citations.alignment import TOKENS_MAX, Alignment, align
from answers.citations.base import Fault
from answers.citations.edits import Edits
from answers.citations.lexicon import Kind
from answers.citations.pieces import Piece
from answers.citations.tokens import Token, tokens
from answers.library.sentences import on_one_line

LOOKED_AT = 4
"""Sentences of a passage that are compared word by word, those with most of the claim's words first."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """`verbatim`: the claim is the piece, letter by letter (spaces apart)."""

    piece: Piece
    edits: Edits
    faults: frozenset[Fault]
    verbatim: bool = False

    @property
    def rank(self) -> tuple[bool, int, float]:
        """The best has the highest."""
        alignment = self.edits.alignment
        return not self.faults, -len(self.edits.unexplained()), alignment.cover - len(alignment.moved) / 10

    @property
    def is_whole(self) -> bool:
        """Whether every word of the claim, and every one that it had to keep, is accounted for."""
        return self.verbatim or not (
            self.edits.unexplained() or self.edits.missing or self.edits.alignment.moved
        )

    def marked(self) -> tuple[tuple[int, int], ...]:
        """Character ranges of the passage that stand for the claim's words, those side by side in one."""
        alignment = self.edits.alignment
        if self.verbatim:
            return ((self.piece.start, self.piece.start + len(self.piece.text)),)
        ranges: list[tuple[int, int]] = []
        left_out = set(alignment.dropped())
        last: int | None = None
        for at in sorted(b for _, b in alignment.pairs):
            token = alignment.sentence[at]
            low, high = self.piece.start + token.start, self.piece.start + token.end
            if last is not None and not left_out & set(range(last + 1, at)):
                ranges[-1] = (min(ranges[-1][0], low), max(ranges[-1][1], high))
            else:
                ranges.append((low, high))
            last = at
        return tuple(ranges)


def best(part: str, candidates: Sequence[Piece]) -> Bearing | None:
    """Of pieces of one passage the one that bears `part` out best; None where none has a word of it."""
    claim = tokens(part)
    line = on_one_line(part)
    for piece in candidates:
        if on_one_line(piece.text) == line:
            return _verbatim(claim, piece)
    ranked = sorted(candidates, key=lambda piece: -_shared(claim, tokens(piece.text)))[:LOOKED_AT]
    bearings = [_compared(part, claim, piece) for piece in ranked if _shared(claim, tokens(piece.text))]
    return max(bearings, key=lambda bearing: bearing.rank, default=None)


def _verbatim(claim: Sequence[Token], piece: Piece) -> Bearing:
    said = tokens(piece.text)
    meant = [n for n, token in enumerate(said) if token.kind not in {Kind.FILLER, Kind.MARK}]
    mine = [n for n, token in enumerate(claim) if token.kind not in {Kind.FILLER, Kind.MARK}]
    pairs = tuple(zip(mine, meant, strict=False))
    return Bearing(piece, Edits(Alignment(tuple(claim), said, pairs)), frozenset(), verbatim=True)


def _compared(part: str, claim: Sequence[Token], piece: Piece) -> Bearing:
    said = tokens(piece.text)
    edits = Edits(align(claim, said, (part, piece.text)))
    too_long = {Fault.UNSUPPORTED} if max(len(claim), len(said)) > TOKENS_MAX else set()
    return Bearing(piece, edits, frozenset({*edits.faults(), *too_long}))


def _shared(claim: Sequence[Token], said: Sequence[Token]) -> float:
    known = {token.key for token in said}
    return sum(token.strength for token in claim if token.key in known)
