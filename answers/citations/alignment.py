"""A claim laid along one sentence: which words stand for which, and which are left over on either side.

The longest common order first; then, at most, one part that stands elsewhere (“in adults, …” at the end).
Where one is active and the other passive, the sides are exchanged before they are compared: who did what
to whom stays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answers.citations.lexicon import Kind
from answers.citations.tokens import Token

_OUTSIDE = frozenset({Kind.FILLER, Kind.MARK})
_DERIVED = re.compile(
    r"(?:ion|ions|ation|ations|ive|ment|ments|al|ally|ic|ed|ing|er|or|ity|ly|ness|able|e|s|es|ance|ant|ence"
    r"|ent|y|i|ate|or|ical|ar|ous|ist|ise|ize|)$"
)
_STEM_MIN = 6
TOKENS_MAX = 160
"""Of a sentence; one that is longer is not compared, so that no text can make this slow."""
_WITH_VERB = frozenset({Kind.HEDGE, Kind.FORCE, Kind.NEGATION, Kind.QUANTIFIER})
"""What stays with the verb: “may be caused by”."""
_BETWEEN = frozenset({"then", "also", "still", "now", "thus", "therefore"})
_TOGETHER = 0.4
"""Neighbours in both texts are worth more than words apart,"""
_ASIDE = 0.1
"""and a word in brackets less than the same word outside them."""
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_LINKS = frozenset({"of", "with", "for"})
_LEADS = frozenset({"in", "for", "with", "during", "among", "at", "on", "of"})


@dataclass(frozen=True, slots=True)
class Alignment:
    """`pairs`: positions in `claim` and `sentence` that stand for each other, in the claim's order. `moved`:
    positions in the claim of words that the sentence has in another order without reason."""

    claim: tuple[Token, ...]
    sentence: tuple[Token, ...]
    pairs: tuple[tuple[int, int], ...]
    moved: tuple[int, ...] = ()
    voices_differ: bool = False
    """The verb is active in one and passive in the other, and no *by* says who did it."""

    def added(self) -> list[int]:
        """Positions of the claim's words that the sentence does not have."""
        known = {claim for claim, _ in self.pairs}
        return [n for n, token in enumerate(self.claim) if token.kind not in _OUTSIDE and n not in known]

    def dropped(self) -> list[int]:
        """Positions of the sentence's words that the claim does not have."""
        known = {said for _, said in self.pairs}
        return [n for n, token in enumerate(self.sentence) if token.kind not in _OUTSIDE and n not in known]

    @property
    def cover(self) -> float:
        """How much of the claim, by weight, the sentence has: from 0 to 1."""
        known = {claim for claim, _ in self.pairs}
        total = sum(token.strength for token in self.claim)
        held = sum(token.strength for n, token in enumerate(self.claim) if n in known)
        return held / total if total else 0.0


def align(claim: Sequence[Token], sentence: Sequence[Token], texts: tuple[str, str]) -> Alignment:
    """The best way to lay the claim along the sentence; `texts` are the two as written."""
    left, right = tuple(claim[:TOKENS_MAX]), tuple(sentence[:TOKENS_MAX])
    agents = _agent(left, texts[0]), _agent(right, texts[1])
    order = list(range(len(left)))
    turned = list(range(len(right)))
    if agents[0] and not agents[1]:
        order = _exchanged(left, agents[0])
    elif agents[1] and not agents[0]:
        turned = _exchanged(right, agents[1])
    laid = _laid(left, right, order, turned)
    differ = not any(agents) and _voices_differ(laid, texts)
    return replace(laid, voices_differ=differ)


def _laid(
    left: tuple[Token, ...],
    right: tuple[Token, ...],
    order: Sequence[int],
    turned: Sequence[int],
) -> Alignment:
    mine = [n for n in order if left[n].kind not in _OUTSIDE]
    theirs = [n for n in turned if right[n].kind not in _OUTSIDE]
    straight = _common(left, right, mine, theirs)
    held = {a for a, _ in straight}, {b for _, b in straight}
    elsewhere = _common(
        left,
        right,
        [n for n in mine if n not in held[0]],
        [n for n in theirs if n not in held[1]],
    )
    # Of two parts that changed places either may be the one that was moved.
    whole = _is_moved_whole(left, right, elsewhere) or _is_moved_whole(left, right, straight)
    moved = () if whole else tuple(a for a, b in elsewhere if not _is_compound(left, right, straight, a, b))
    if moved:
        rest = _leftover(left, right, mine, theirs, [*straight, *elsewhere])
        moved = (*moved, *(a for a, _ in rest))
        elsewhere = [*elsewhere, *rest]
    return Alignment(left, right, tuple(sorted([*straight, *elsewhere])), moved)


def _leftover(
    left: Sequence[Token],
    right: Sequence[Token],
    mine: Sequence[int],
    theirs: Sequence[int],
    pairs: Sequence[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Words of both that stand in a third order, one by one."""
    free = [n for n in theirs if n not in {b for _, b in pairs}]
    found = []
    for one in (n for n in mine if n not in {a for a, _ in pairs}):
        other = next((n for n in free if same(left[one], right[n])), None)
        if other is not None:
            free.remove(other)
            found.append((one, other))
    return found


def same(one: Token, other: Token) -> bool:
    """Whether two tokens mean the same: equal keys, or ordinary words of one family."""
    if one.key == other.key:
        return True
    return one.kind is Kind.WORD is other.kind and _related(one.key, other.key)


def _related(one: str, other: str) -> bool:
    """Words of one family: improve, improvement. Short ones and “-less” are not trusted."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    if length < _STEM_MIN or one.endswith("less") != other.endswith("less"):
        return False
    return bool(_DERIVED.fullmatch(one[length:]) and _DERIVED.fullmatch(other[length:]))


def _common(
    left: Sequence[Token], right: Sequence[Token], mine: Sequence[int], theirs: Sequence[int]
) -> list[tuple[int, int]]:
    """The heaviest common order, neighbours preferred (Needleman and Wunsch 1970, without penalties)."""
    if not mine or not theirs:
        return []
    width = len(theirs) + 1
    aside = _in_brackets(right)
    score = [[0.0] * width for _ in range(len(mine) + 1)]
    met = [[False] * width for _ in range(len(mine) + 1)]
    for i, a in enumerate(mine, start=1):
        above, here = score[i - 1], score[i]
        for j, b in enumerate(theirs, start=1):
            best = max(above[j], here[j - 1])
            if same(left[a], right[b]):
                value = above[j - 1] + left[a].strength + (_TOGETHER if met[i - 1][j - 1] else 0)
                value -= _ASIDE if b in aside else 0
                if value > best:
                    best = value
                    met[i][j] = True
            here[j] = best
    return _traced(score, met, mine, theirs)


def _in_brackets(tokens: Sequence[Token]) -> set[int]:
    found, depth = set(), 0
    for at, token in enumerate(tokens):
        depth = max(0, depth + (token.key in {"(", "["}) - (token.key in {")", "]"}))
        if depth:
            found.add(at)
    return found


def _traced(
    score: list[list[float]], met: list[list[bool]], mine: Sequence[int], theirs: Sequence[int]
) -> list[tuple[int, int]]:
    found = []
    i, j = len(mine), len(theirs)
    while i and j:
        if met[i][j]:
            found.append((mine[i - 1], theirs[j - 1]))
            i, j = i - 1, j - 1
        elif score[i][j] == score[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return found[::-1]


def _is_moved_whole(
    left: Sequence[Token],
    right: Sequence[Token],
    block: Sequence[tuple[int, int]],
) -> bool:
    """Whether what stands elsewhere is one part with its own preposition, cut where commas or ends are.

    What stands beside a comparison is a side of it, and a side must not move.
    """
    if not block:
        return True
    if any(left[a].kind is Kind.NUMBER for a, _ in block) and any(t.key == "respectively" for t in right):
        return False
    spans = [(left, [a for a, _ in block]), (right, [b for _, b in block])]
    leads = []
    for tokens, at in spans:
        first, last = at[0], at[-1]
        inside = [n for n in range(first, last + 1) if tokens[n].kind not in _OUTSIDE]
        if inside != list(at) or not _ends(tokens, last):
            return False
        lead = _lead(tokens, first)
        if lead is None or _compares(tokens, first, last):
            return False
        leads.append(lead)
    return leads[0] == leads[1]


def _is_compound(
    left: Sequence[Token], right: Sequence[Token], straight: Sequence[tuple[int, int]], a: int, b: int
) -> bool:
    """“Risk of stroke” and “stroke risk”: an ordinary word beside the same neighbour, on its other side."""
    if left[a].kind is not Kind.WORD:
        return False
    return any(
        (abs(a - other_a) == 1 and abs(b - other_b) == 2 and right[min(b, other_b) + 1].key in _LINKS)
        or (abs(b - other_b) == 1 and abs(a - other_a) == 2 and left[min(a, other_a) + 1].key in _LINKS)
        for other_a, other_b in straight
    )


def _lead(tokens: Sequence[Token], first: int) -> str | None:
    """The preposition or conjunction that a part begins with; None where it begins in the middle."""
    at = first
    if tokens[first].kind in {Kind.CONDITION, Kind.TIME, Kind.EXCEPTION}:
        return tokens[first].key
    while at and tokens[at - 1].kind is Kind.FILLER:
        at -= 1
        if tokens[at].key in _LEADS:
            return tokens[at].key
    return None


def _ends(tokens: Sequence[Token], last: int) -> bool:
    """Whether a part that ends at `last` ends at a comma or at the end, or is followed by a new one."""
    after = last + 1
    return after >= len(tokens) or tokens[after].kind is Kind.MARK


def _compares(tokens: Sequence[Token], first: int, last: int) -> bool:
    near = tokens[max(0, first - 3) : last + 1]
    return any(token.kind is Kind.COMPARISON for token in near)


_PARTICIPLES = ("ed", "en", "wn", "ht", "id", "ne", "de")


def _agent(tokens: Sequence[Token], text: str) -> tuple[int, int, int] | None:
    """Of “B was reduced by A”: the positions of *was*, of *by*, and of the end of A. None where active."""
    for at, token in enumerate(tokens):
        if token.key != "by" or token.kind is not Kind.FILLER or at < 2:
            continue
        verb = text[tokens[at - 1].start : tokens[at - 1].end].casefold()
        if not verb.endswith(_PARTICIPLES):
            continue
        be = next((n for n in range(at - 2, max(-1, at - 5), -1) if tokens[n].key in _BE), None)
        if be is None:
            continue
        end = at + 1
        while end < len(tokens) and tokens[end].kind is not Kind.MARK and tokens[end].key not in _LEADS:
            if tokens[end].kind in {Kind.TIME, Kind.CONDITION, Kind.EXCEPTION}:
                break
            end += 1
        if end > at + 1:
            return be, at, end
    return None


def _voices_differ(laid: Alignment, texts: tuple[str, str]) -> bool:
    """“A was replaced with B” for “A replaced B”: the same words in the same order, and the opposite."""
    for a, b in laid.pairs:
        passive = _is_passive(laid.claim, a, texts[0]), _is_passive(laid.sentence, b, texts[1])
        if passive[0] != passive[1] and (
            _is_active(laid.claim, a, texts[0]) or _is_active(laid.sentence, b, texts[1])
        ):
            return True
    return False


def _is_passive(tokens: Sequence[Token], at: int, text: str) -> bool:
    if not _is_participle(tokens[at], text):
        return False
    before = at - 1
    while before >= 0 and (tokens[before].kind in _WITH_VERB or tokens[before].key in _BETWEEN):
        before -= 1
    return before >= 0 and tokens[before].key in _BE


def _is_active(tokens: Sequence[Token], at: int, text: str) -> bool:
    """A verb with its object right behind it."""
    if not _is_participle(tokens[at], text) or not at or at + 1 >= len(tokens):
        return False
    after, before = tokens[at + 1], tokens[at - 1]
    object_follows = after.kind not in {Kind.FILLER, Kind.MARK} or after.key in {"the", "a", "an"}
    return object_follows and not _is_passive(tokens, at, text) and before.kind is not Kind.MARK


def _is_participle(token: Token, text: str) -> bool:
    if token.kind not in {Kind.WORD, Kind.DIRECTION, Kind.FORCE, Kind.ADVICE}:
        return False
    return text[token.start : token.end].casefold().endswith(_PARTICIPLES)


def _exchanged(tokens: Sequence[Token], agent: tuple[int, int, int]) -> list[int]:
    """The order in which the passive would be said actively: A, reduced, B, and what follows."""
    be, by, end = agent
    start = max((n + 1 for n in range(be) if tokens[n].kind is Kind.MARK), default=0)
    while be > start + 1 and tokens[be - 1].kind in _WITH_VERB:
        be -= 1
    return [
        *range(start),
        *range(by + 1, end),
        *range(be, by + 1),
        *range(start, be),
        *range(end, len(tokens)),
    ]
