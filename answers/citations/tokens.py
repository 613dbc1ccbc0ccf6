"""A text as tokens that can be compared: what each means, what it does, and where it stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answers.citations.lexicon import Kind, Meaning, longest, wordings
from answers.names import is_name
from answers.patient.drugs import is_drug
from answers.search.vocabulary import vocabulary
from answers.text import NUMBER_WORDS, stem

_PIECE = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:[.·]\d+)?|(?<![\w.])\.\d+)"
    r"|(?P<word>[^\W\d_](?:[^\W_]|(?<=[a-zA-Z])\.(?=[a-zA-Z]\b))*(?:['’][^\W\d_]+)?)"
    r"|(?P<sign>\+/[-–−]|\+-|>=|=>|<=|=<|[<>≤≥⩽⩾%±/²])"
    r"|(?P<mark>[,;:()\[\]{}—]|\.(?=\s|$)|[!?])"
    r"|(?P<dash>[-–−‐‑])"
)
_SIGNS = {
    ">=": "≥",
    "=>": "≥",
    "⩾": "≥",
    "≥": "≥",
    "<=": "≤",
    "=<": "≤",
    "⩽": "≤",
    "≤": "≤",
    ">": ">",
    "<": "<",
}
_ABOVE = frozenset({"above", "exceed", "beyond"})
_BELOW = frozenset({"below", "under", "beneath"})
_NUMBERS_AFTER = {"by": "by", "to": "to"}
_POSSESSIVE = re.compile(r"['’]s$")
_MULTIPLE = re.compile(r"[^\W\d_]{2,}", re.UNICODE)
_RUN_MAX = 6
"""Words of the longest wording or name that is looked for."""
_ABBREVIATION_MAX = 6
_LIMITED_MAX = 8
"""How many tokens before *or more* the number is looked for."""
_ROUTINE_NAMES = frozenset({"infection", "infections", "syndrome", "stage", "seizure"})

STRENGTH = {
    Kind.NUMBER: 3.0,
    Kind.DRUG: 3.0,
    Kind.NAME: 2.5,
    Kind.WORD: 2.0,
    Kind.FILLER: 0.0,
    Kind.MARK: 0.0,
}
"""What a token weighs when two texts are aligned; of the other kinds, 1.5."""


@dataclass(frozen=True, slots=True)
class Token:
    """`key`: equal keys mean the same. `start`, `end`: characters of the text. `glued`: a hyphen follows."""

    key: str
    kind: Kind
    start: int
    end: int

    @property
    def strength(self) -> float:
        return STRENGTH.get(self.kind, 1.5)


@dataclass(frozen=True, slots=True)
class _Piece:
    group: str
    said: str
    start: int
    end: int


@lru_cache(maxsize=2_048)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order."""
    pieces = [
        _Piece(match.lastgroup or "", match.group(), match.start(), match.end())
        for match in _PIECE.finditer(text)
    ]
    return tuple(_limits_first(list(_minded(list(_read(pieces))))))


def _read(pieces: Sequence[_Piece]) -> Iterator[Token]:
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.group == "dash":
            yield from _dash(pieces, at)
            at += 1
            continue
        if piece.group == "mark":
            yield Token(piece.said, Kind.MARK, piece.start, piece.end)
            at += 1
            continue
        meaning, length = _meaning(pieces, at)
        end = pieces[at + length - 1].end
        for key, kind in meaning:
            yield Token(key, kind, piece.start, end)
        at += length


def _dash(pieces: Sequence[_Piece], at: int) -> Iterator[Token]:
    """Between numbers it is a range; before one alone it is a minus; between words it is nothing."""
    piece = pieces[at]
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    before = pieces[at - 1] if at else None
    if after is None or after.group != "number":
        return
    if (before is not None and before.group in {"number"}) or (before and before.said == "%"):
        yield Token("to", Kind.LIMIT, piece.start, piece.end)
    elif after.start == piece.end and (before is None or before.end < piece.start):
        yield Token("minus", Kind.LIMIT, piece.start, piece.end)


def _meaning(pieces: Sequence[_Piece], at: int) -> tuple[Meaning, int]:
    """What the words from `at` on mean, and how many pieces of the text say it."""
    run: list[tuple[str, int]] = []
    for number, piece in enumerate(pieces[at : at + 2 * _RUN_MAX]):
        if piece.group == "dash" and run:
            continue
        if piece.group not in {"word", "sign", "number"} or len(run) == _RUN_MAX:
            break
        run.append((piece.said.casefold().replace("’", "'"), number + 1))
    for length in range(min(len(run), longest().get(run[0][0], 0)) if run else 0, 0, -1):
        if meaning := wordings().get(tuple(word for word, _ in run[:length])):
            return meaning, run[length - 1][1]
    if (name := _name(pieces, run, at)) is not None:
        return name
    return (_one(pieces[at]),), 1


def _name(pieces: Sequence[_Piece], run: list[tuple[str, int]], at: int) -> tuple[Meaning, int] | None:
    """A name of several words or an abbreviation that the vocabulary knows under another name."""
    for length in range(min(4, len(run)), 0, -1):
        upto = run[length - 1][1]
        written = " ".join(p.said for p in pieces[at : at + upto] if p.group != "dash")
        if not _MULTIPLE.search(written):
            continue
        if canonical := _canonical(written):
            return ((canonical, _kind(run[0][0] if length == 1 else written)),), upto
    return None


@lru_cache(maxsize=16_384)
def _canonical(written: str) -> str | None:
    """The preferred name of words that are one term with other names; None where they are none.

    An abbreviation stays one: MS is multiple sclerosis here and mitral stenosis there.
    """
    if written.isupper() and len(written) <= _ABBREVIATION_MAX:
        return None
    terms = list(vocabulary().terms(written))
    if len(terms) != 1 or not terms[0].names:
        return None
    return " ".join(terms[0].stems)


def _one(piece: _Piece) -> tuple[str, Kind]:
    if piece.group == "number":
        return plain_number(piece.said), Kind.NUMBER
    if piece.group == "sign":
        if piece.said in _SIGNS:
            return _SIGNS[piece.said], Kind.LIMIT
        return ("±" if piece.said[0] == "+" else piece.said), Kind.UNIT
    word = _POSSESSIVE.sub("", piece.said)
    if (number := NUMBER_WORDS.get(word.casefold())) is not None:
        return str(number), Kind.NUMBER
    return stem(word), _kind(word)


@lru_cache(maxsize=16_384)
def _kind(word: str) -> Kind:
    plain = word.casefold()
    if is_drug(plain):
        return Kind.DRUG
    return Kind.NAME if plain not in _ROUTINE_NAMES and is_name(plain) else Kind.WORD


def plain_number(said: str) -> str:
    """A number so that equal ones are written alike: 1,000 and 1000, .5 and 0.50."""
    whole, _, fraction = said.replace(",", "").replace("·", ".").partition(".")
    fraction = fraction.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{fraction}" if fraction else whole


def _minded(found: list[Token]) -> Iterator[Token]:
    """Small words before or after a number limit it: over 65, by 5, more than 3, from 5 to 10."""
    for at, token in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        later = found[at + 2] if at + 2 < len(found) else None
        number_follows = after is not None and (after.kind is Kind.NUMBER or after.key == "minus")
        if token.key == "than" and number_follows:
            continue
        if (
            token.kind is Kind.DIRECTION
            and after is not None
            and after.key == "than"
            and later is not None
            and later.kind is Kind.NUMBER
        ):
            yield Token(">" if token.key == "up" else "<", Kind.LIMIT, token.start, after.end)
        elif number_follows and token.key in _NUMBERS_AFTER:
            yield Token(_NUMBERS_AFTER[token.key], Kind.LIMIT, token.start, token.end)
        elif token.key in _ABOVE or (token.key == "over" and number_follows):
            yield Token(">", Kind.LIMIT, token.start, token.end)
        elif token.key in _BELOW:
            yield Token("<", Kind.LIMIT, token.start, token.end)
        else:
            yield token


def _limits_first(found: list[Token]) -> list[Token]:
    """“30 mg or more” in the order of “at least 30 mg”; the token keeps its place in the text."""
    ordered: list[Token] = []
    for token in found:
        if not token.key.endswith(" before"):
            ordered.append(token)
            continue
        near = range(len(ordered) - 1, max(-1, len(ordered) - 1 - _LIMITED_MAX), -1)
        at = next((n for n in near if ordered[n].kind is Kind.NUMBER), len(ordered))
        limit = Token(token.key.removesuffix(" before"), token.kind, token.start, token.end)
        ordered.insert(at, limit)
    return ordered
