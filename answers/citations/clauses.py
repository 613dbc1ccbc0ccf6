"""The clauses and asides of a sentence, as its punctuation and conjunctions part them."""

from collections.abc import Set
from dataclasses import dataclass

from answers.citations.lexicon import Kind
from answers.citations.tokens import Token

CONTRASTING = frozenset({"but", "whereas", "although", "though", "however"})
_AFTER_COMMA = frozenset({"and", "while", "which", "who"})
"""Without a comma they do not part: “patients who smoke” are one thing."""
_FINITE = frozenset({"is", "are", "was", "were", "be", "has", "have", "had", "did", "does", "do"})
_OPEN, _CLOSED = frozenset("(["), frozenset(")]")


@dataclass(frozen=True, slots=True)
class Clauses:
    """`of`: the number of each token's clause. `spoken_of`: the clauses of which a claim has something.
    `asides`: for each position in brackets of which the claim has nothing, those brackets."""

    of: tuple[int, ...]
    spoken_of: frozenset[int]
    asides: dict[int, range]


def clauses(said: tuple[Token, ...], known: Set[int], *, directs: bool) -> Clauses:
    """Those of a sentence; `known` are the positions that a claim has, `directs` that it tells what to do."""
    numbers = _numbers(said, directs=directs)
    return Clauses(numbers, frozenset(numbers[at] for at in known), _asides(said, known))


def _numbers(said: tuple[Token, ...], *, directs: bool) -> tuple[int, ...]:
    found: list[int] = []
    number, depth = 0, 0
    for at, token in enumerate(said):
        depth += (token.key in _OPEN) - (token.key in _CLOSED)
        number += depth <= 0 and _begins(said, at, directs=directs)
        found.append(number)
    return tuple(found)


def _begins(said: tuple[Token, ...], at: int, *, directs: bool) -> bool:
    """Whether a clause begins at a token."""
    token = said[at]
    if token.key == ";" or (token.kind is Kind.FILLER and token.key in CONTRASTING):
        return True
    if token.key not in _AFTER_COMMA or not at or said[at - 1].key != ",":
        return False
    # What is listed to be done belongs together: “A 5 mg, B 10 mg, and C 5 mg”.
    return not directs or _has_verb(said[at + 1 :])


def _has_verb(said: tuple[Token, ...]) -> bool:
    """Whether something is said before the next comma, and not only listed."""
    for token in said:
        if token.kind is Kind.MARK:
            return False
        if token.key in _FINITE or token.kind in {Kind.FORCE, Kind.HEDGE}:
            return True
    return False


def _asides(said: tuple[Token, ...], known: Set[int]) -> dict[int, range]:
    found: dict[int, range] = {}
    opened: list[int] = []
    for at, token in enumerate(said):
        if token.key in _OPEN:
            opened.append(at)
        elif token.key in _CLOSED and opened:
            inside = range(opened.pop() + 1, at)
            if known.isdisjoint(inside):
                found |= dict.fromkeys(inside, inside)
    return found
