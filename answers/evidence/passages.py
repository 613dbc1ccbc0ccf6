"""The index of imported sources: by the words of their passages and by the meaning of title and passages.

What is kept is the article index's kind (parts, snapshot, journal), with other things in it. A source has a
head, which holds its title's vector, and pieces of consecutive passages, an abstract one, a long guideline
many. Words are weighed over title, subjects and text of a piece as one text: BM25 with a field for each was
no better on abstracts. What is found is brought together by source, since one source is one reference.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from answers.condense import searched
from answers.search.encoder import Encoder, Vectors
from answers.search.index import ArticleIndex
from answers.search.journal import Entry
from answers.search.part import Document
from answers.search.semantic import PER_ARTICLE_MAX
from answers.search.vocabulary import vocabulary
from answers.sources.base import StoredSource
from answers.sources.record import Source
from answers.types import QUESTION_MAX_CHARS

BOOSTS = {"body": 1.0}
PIECE_MAX_WORDS = 400
"""About an abstract: longer ones would be found by any of their words, shorter ones lose the context."""
PIECE_BITS = 10
"""Of a piece's key: source ids have 53, and the word index's keys are signed."""
PIECES_MAX = 2**PIECE_BITS - 1
DEPTH = 60
"""Pieces taken from each of the two searches."""
LONG_MIN_WORDS = 40
"""A longer message is searched for what it asks alone (`answers/condense.py`)."""
WORDS_SHARE = 1 / 16
"""What BM25, by the logarithm of how many sources there are, adds to the mean of two cosines. Found with the
development part of `answers/evaluation/rewrites` (docs/measurements.md)."""
NEAR_PIECES = 3
"""Pieces of one source that are read: a guideline of a thousand pages is not read from the start."""


@dataclass(frozen=True, slots=True)
class SourceHit:
    """A source that was found. `relevance` (about 0 to 1.5) can be compared across questions and libraries;
    `pieces` are its nearest ones' numbers, from 1, the nearest first."""

    source_id: int
    relevance: float
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Indexed:
    """A source with the vectors of its texts (`texts_of`), by text."""

    stored: StoredSource
    vectors: Mapping[str, Vectors]


class PassageIndex:
    """Searches sources; open with `with`. All methods block and are thread-safe."""

    def __init__(self, directory: Path | None, encoder: Encoder) -> None:
        """`directory` None keeps everything in memory."""
        self._index = ArticleIndex(directory, encoder, BOOSTS)
        self._exit = ExitStack()

    def __enter__(self) -> Self:
        """Raises `SearchError`."""
        self._exit.enter_context(self._index)
        return self

    def __exit__(self, *_: object) -> None:
        self._exit.close()

    @property
    def sequence(self) -> int:
        """The change of the store's feed up to which everything is in."""
        return self._index.sequence

    def __len__(self) -> int:
        """Heads and pieces."""
        return len(self._index)

    def clear(self) -> None:
        """Forget everything and begin at the feed's start."""
        self._index.clear()

    def apply(self, indexed: Sequence[Indexed], removed: Sequence[int], sequence: int) -> None:
        """Replace sources and remove others, up to `sequence` of the feed; all of it is kept on return."""
        entries = [entry for each in indexed for entry in _entries(each)]
        held = {entry.document.article_id for entry in entries}
        touched = (*removed, *(each.stored.id for each in indexed))
        gone = [key for source_id in touched for key in self._keys(source_id) if key not in held]
        self._index.apply(entries, gone, sequence)

    def _keys(self, source_id: int) -> Iterator[int]:
        """Those under which the source is in the index."""
        for number in range(PIECES_MAX + 1):
            if (key := _key(source_id, number)) not in self._index:
                return
            yield key

    def search(self, question: str, workspace: str | None, limit: int) -> list[SourceHit]:
        """The sources nearest to the question, best first."""
        long = len(question.split()) > LONG_MIN_WORDS
        text = (searched(question) if long else question)[:QUESTION_MAX_CHARS]
        by_words, by_meaning, vector = self._index.nearest(text, workspace, DEPTH)
        words, cosines = dict(by_words), dict(by_meaning)
        found: dict[int, set[int]] = {}
        for key in (*words, *cosines):
            found.setdefault(key >> PIECE_BITS, set()).add(key)
        scale = WORDS_SHARE / math.log(2 + len(self._index))
        hits = [self._hit(source, keys, words, scale, vector) for source, keys in found.items()]
        return sorted(hits, key=lambda hit: (-hit.relevance, hit.source_id))[:limit]

    def _hit(
        self, source_id: int, keys: set[int], words: Mapping[int, float], scale: float, vector: Vectors
    ) -> SourceHit:
        head = _key(source_id, 0)
        pieces = sorted(keys - {head}) or [_key(source_id, 1)]
        title, *near = self._index.cosines((head, *pieces), vector)
        said = [scale * words.get(key, 0.0) for key in pieces]
        best = sorted(zip(pieces, near, said, strict=True), key=lambda each: -(each[1] / 2 + each[2]))
        return SourceHit(
            source_id,
            relevance=(title + max(near)) / 2 + max(said),
            pieces=tuple(key & PIECES_MAX for key, _, _ in best[:NEAR_PIECES]),
        )


def texts_of(source: Source) -> list[str]:
    """What is encoded of a source: its title, abbreviations spelled out, and its passages."""
    return [_title(source), *(passage.text for passage in source.passages)]


def pieces(source: Source) -> list[range]:
    """The places (from 0) of the passages in each piece; at most `PIECES_MAX` pieces."""
    lengths = [len(passage.text.split()) for passage in source.passages]
    most = PIECE_MAX_WORDS
    while len(cut := list(_cut(lengths, most))) > PIECES_MAX:
        most *= 2
    return cut


def _cut(lengths: Sequence[int], most: int) -> Iterator[range]:
    start = words = 0
    for place, length in enumerate(lengths):
        if place > start and (words + length > most or place - start == PER_ARTICLE_MAX):
            yield range(start, place)
            start, words = place, 0
        words += length
    yield range(start, len(lengths))


def _entries(indexed: Indexed) -> Iterator[Entry]:
    stored, source = indexed.stored, indexed.stored.source
    yield _entry(stored, 0, "", [indexed.vectors[_title(source)]])
    about = " . ".join((source.reference.title, *source.subjects))
    for number, places in enumerate(pieces(source), start=1):
        texts = [source.passages[place].text for place in places]
        vectors = [indexed.vectors[text] for text in texts]
        yield _entry(stored, number, " . ".join((about, *texts)), vectors)


def _entry(stored: StoredSource, number: int, body: str, vectors: Iterable[Vectors]) -> Entry:
    document = Document(_key(stored.id, number), stored.workspace, "", (), (), body)
    return Entry(document, np.stack(list(vectors)))


def _key(source_id: int, number: int) -> int:
    return source_id << PIECE_BITS | number


def _title(source: Source) -> str:
    return vocabulary().spelled_out(source.reference.title)
