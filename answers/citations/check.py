"""Whether each claim of an answer is borne out by the passages that it cites. No model is asked.

A claim stands on single sentences: each of its own sentences is laid along the cited one that is nearest, and
every difference between the two must be harmless (`edits.py`). So a dose is one piece, numbers keep their
nouns, and what was negated, limited or compared stays so. What cannot be accounted for does not pass.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from answers.citations import exceptions, foreign, quotes
from answers.citations.base import Claim, Fault, Verdict, given
from answers.citations.bearing import Bearing, best
from answers.citations.pieces import Piece, pieces
from answers.citations.support import Measures, Model, measured, shipped
from answers.citations.tokens import Token, tokens
from answers.search.encoder import Encoder
from answers.types import Passage

_POINTS = re.compile(
    r"(?:it|they|this|these|those|its|their|he|she|such|the (?:drug|dose|treatment|vaccine|medicine|tablets?)"
    r"|both|neither)\b",
    re.IGNORECASE,
)
NO_TEXT = "text"
_Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage in pieces."""

    passage: Passage
    pieces: tuple[Piece, ...]
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a claim's sentences rest on: for each the bearings, one for each cited passage, best first."""

    faults: frozenset[Fault]
    parts: tuple[tuple[Bearing, ...], ...] = ()
    parts_text: tuple[str, ...] = ()


class CitationCheck:
    """Checks claims against passages; holds no state, so one serves all. Blocks, as `encoder` does."""

    def __init__(self, encoder: Encoder, model: Model | None = None) -> None:
        self._encoder = encoder
        self._model = model or shipped()

    def check(self, claims: Sequence[Claim], passages: Sequence[Passage]) -> list[Verdict]:
        """A verdict for each claim, in order; the claims are those of one answer."""
        known = {name: _read(passage) for name, passage in given(passages).items()}
        looked = [_look(claim, known) for claim in claims]
        close = self._closeness(looked)
        scores = [self._score(one, known, close) for one in looked]
        verdicts = [self._verdict(one, score) for one, score in zip(looked, scores, strict=True)]
        return _together(claims, looked, verdicts, known)

    def measures(self, claim: Claim, passages: Sequence[Passage]) -> Measures | None:
        """What the support is made of, for fitting: the weakest part's measures; None where a rule objects or
        the claim is verbatim, and no support is looked for."""
        known = {name: _read(passage) for name, passage in given(passages).items()}
        one = _look(claim, known)
        if one.faults or not all(bearings and not bearings[0].faults for bearings in one.parts):
            return None
        close = self._closeness([one])
        parts = [(t, b[0]) for t, b in zip(one.parts_text, one.parts, strict=True) if not b[0].verbatim]
        found = [
            measured(b.edits, known[b.piece.passage].tokens, close.get((t, b.piece.text), 1.0))
            for t, b in parts
        ]
        return min(found, key=self._model.score, default=None)

    def _closeness(self, looked: Sequence[_Looked]) -> Mapping[tuple[str, str], float]:
        """The cosine of each part and its best sentence, for those that need one: no rule objects, and some
        words are not accounted for."""
        wanted = [
            (text, bearings[0].piece.text)
            for one in looked
            if not one.faults
            for text, bearings in zip(one.parts_text, one.parts, strict=True)
            if bearings and not bearings[0].faults and not bearings[0].is_whole
        ]
        if not wanted:
            return {}
        texts = list(dict.fromkeys(text for pair in wanted for text in pair))
        rows = dict(zip(texts, self._encoder.encode(texts), strict=True))
        return {pair: float(np.dot(rows[pair[0]], rows[pair[1]])) for pair in wanted}

    def _score(
        self, looked: _Looked, known: Mapping[str, _Read], close: Mapping[tuple[str, str], float]
    ) -> float:
        """That of the weakest part."""
        scores = [1.0]
        for text, bearings in zip(looked.parts_text, looked.parts, strict=True):
            if not bearings:
                return 0.0
            bearing = bearings[0]
            if bearing.verbatim:
                continue
            cited = known[bearing.piece.passage].tokens
            near = close.get((text, bearing.piece.text), 1.0)
            scores.append(self._model.score(measured(bearing.edits, cited, near)))
        return min(scores)

    def _verdict(self, looked: _Looked, score: float) -> Verdict:
        faults = set(looked.faults)
        marked: dict[str, _Ranges] = {}
        for bearings in looked.parts:
            if not bearings:
                faults.add(Fault.UNSUPPORTED)
                continue
            faults |= bearings[0].faults
            for bearing in bearings:
                if not bearing.faults:
                    name = bearing.piece.passage
                    marked[name] = _merged((*marked.get(name, ()), *bearing.marked()))
        if not faults and score < self._model.threshold:
            faults.add(Fault.UNSUPPORTED)
            return Verdict(_ordered(faults), score, marked)
        return Verdict(_ordered(faults), 0.0 if faults else score, marked)


def _read(passage: Passage) -> _Read:
    return _Read(passage, tuple(pieces(passage.id, passage.text)), tokens(passage.text))


def _look(claim: Claim, known: Mapping[str, _Read]) -> _Looked:
    """What the claim rests on; nothing is searched for where it is foreign or cites nothing."""
    if foreign.is_foreign(claim.text):
        return _Looked(frozenset({Fault.FOREIGN}))
    cited = [known[name] for name in dict.fromkeys(claim.passages) if name in known]
    if not cited or any(name not in known for name in claim.passages):
        return _Looked(frozenset({Fault.NO_PASSAGE}))
    faults = set()
    if not quotes.all_verbatim(claim.text, [read.passage.text for read in cited]):
        faults.add(Fault.QUOTE)
    parts = [piece.text for piece in pieces(NO_TEXT, claim.text)]
    found = []
    for part in parts:
        bearings = [bearing for read in cited if (bearing := best(part, read.pieces)) is not None]
        found.append(tuple(sorted(bearings, key=lambda b: (b.verbatim, b.rank), reverse=True)))
    if not parts or _points_elsewhere(parts, found):
        faults.add(Fault.UNSUPPORTED)
    return _Looked(frozenset(faults), tuple(found), tuple(parts))


def _points_elsewhere(parts: Sequence[str], found: Sequence[tuple[Bearing, ...]]) -> bool:
    """Whether an “it” of the claim follows another sentence than in the passage, and so means something"
    " else."""
    for before, bearings, part in zip(found, found[1:], parts[1:], strict=False):
        if not _POINTS.match(part) or not before or not bearings:
            continue
        one, two = before[0].piece, bearings[0].piece
        if (one.passage, one.number + 1) != (two.passage, two.number):
            return True
    return False


def _together(
    claims: Sequence[Claim],
    looked: Sequence[_Looked],
    verdicts: Sequence[Verdict],
    known: Mapping[str, _Read],
) -> list[Verdict]:
    """Exceptions and what they belong to stand or fall together; until nothing more falls."""
    found = list(verdicts)
    while True:
        fallen = [
            number
            for number, verdict in enumerate(found)
            if verdict.supported
            and (
                _exception_failed(number, claims, found)
                or _exception_missing(looked[number], looked, found, known)
            )
        ]
        if not fallen:
            return found
        for number in fallen:
            found[number] = Verdict((Fault.EXCEPTION,), 0.0, found[number].marked)


def _exception_failed(number: int, claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> bool:
    return any(
        claim.exception_to == number and not verdict.supported
        for claim, verdict in zip(claims, verdicts, strict=True)
    )


def _exception_missing(
    one: _Looked, looked: Sequence[_Looked], verdicts: Sequence[Verdict], known: Mapping[str, _Read]
) -> bool:
    """Whether the sentence after the cited one limits it, and no claim that stands says so."""
    said = {
        (bearings[0].piece.passage, bearings[0].piece.number)
        for other, verdict in zip(looked, verdicts, strict=True)
        if verdict.supported
        for bearings in other.parts
        if bearings
    }
    for bearings in one.parts:
        piece = bearings[0].piece
        for limit in exceptions.after(piece, known[piece.passage].pieces):
            if (limit.passage, limit.number) not in said:
                return True
    return False


def _ordered(faults: set[Fault]) -> tuple[Fault, ...]:
    return tuple(fault for fault in Fault if fault in faults)


def _merged(ranges: Sequence[tuple[int, int]]) -> _Ranges:
    """In order, overlapping ones as one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)
