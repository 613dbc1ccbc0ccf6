"""A library of any size, grown from MedQuAD: the first articles are its entries, the others made of them.

A made article asks what one entry asks, of a subject that is spliced from two others' (so that its words
are as common and as rare as theirs), and its body is the halves of two answers. Its vector is not encoded
but mixed from the vectors of the entries that its title is from, disturbed, and brought back to unit length.
Everything follows from an article's number, so that any part of the library can be made again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answers.library.medquad import Entry as Source
from answers.search.encoder import Vectors
from answers.search.journal import Entry
from answers.search.part import Document

BLOCK = 1_000
SEED = 20_261_124
DISTURBANCE = 0.5
"""Length of the noise that is added to a unit vector: the cosine with what it was is then about 0.9."""
SHARE_OF_TITLE = (0.3, 0.9)
"""How much of a made vector is that of the entry whose question it asks; the rest is its subject's."""
ALIAS_EVERY = 10
"""Every tenth article has an alias, and so two vectors."""
OWNED_EVERY = 50
WORKSPACES = 10
"""Every fiftieth article belongs to one of ten workspaces, the others to all."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """For each article of a block, which entries it is made of, and its vector."""

    asks: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    vectors: Vectors


class Growth:
    """Articles by number, from 0; article `n` has the id `n + 1`."""

    def __init__(self, sources: Sequence[Source], vectors: Vectors) -> None:
        """`vectors` of the sources' questions (n × d, unit length)."""
        self._sources = sources
        self._vectors = vectors
        self._answers = [source.answer for source in sources if source.answer]

    def entries(self, start: int, stop: int) -> Iterator[Entry]:
        """Articles `start` to `stop`, without the last; both are multiples of the block."""
        for block in range(start // BLOCK, -(-stop // BLOCK)):
            yield from self.block(block)

    def block(self, block: int, edition: int = 0) -> Iterator[Entry]:
        """The thousand articles of a block; another `edition` has other contents under the same ids."""
        rng = np.random.default_rng([SEED, block, edition])
        parts = self._parts(rng)
        second = self._disturbed(parts.vectors, rng)
        for row in range(BLOCK):
            number = block * BLOCK + row
            made = number >= len(self._sources) or edition
            document = self._made(number, parts, row) if made else self._real(number)
            own = parts.vectors[row] if made else self._vectors[number]
            rows = (own, second[row]) if document.aliases else (own,)
            yield Entry(document, np.stack(rows))

    def _parts(self, rng: np.random.Generator) -> _Parts:
        asks, first, second = rng.integers(0, len(self._sources), (3, BLOCK))
        share = rng.uniform(*SHARE_OF_TITLE, (BLOCK, 1)).astype(np.float32)
        mixed = _unit(share * self._vectors[asks] + (1 - share) * self._vectors[first])
        return _Parts(asks, first, second, self._disturbed(mixed, rng))

    def _disturbed(self, vectors: Vectors, rng: np.random.Generator) -> Vectors:
        noise = _unit(rng.standard_normal(vectors.shape, np.float32))
        return _unit(vectors + DISTURBANCE * noise)

    def _real(self, number: int) -> Document:
        source = self._sources[number]
        return _document(number, source.question, source.focus, source.synonyms, source.answer)

    def _made(self, number: int, parts: _Parts, row: int) -> Document:
        asks, first, second = (self._sources[n[row]] for n in (parts.asks, parts.first, parts.second))
        focus = _spliced(first.focus, second.focus)
        begun = self._answers[parts.first[row] % len(self._answers)]
        ended = self._answers[parts.second[row] % len(self._answers)]
        body = f"{begun[: len(begun) // 2]} {ended[len(ended) // 2 :]}"
        return _document(number, _asked(asks, focus), focus, first.synonyms[:2], body)


def _document(number: int, question: str, focus: str, synonyms: Sequence[str], body: str) -> Document:
    owned = number % OWNED_EVERY == OWNED_EVERY - 1
    return Document(
        article_id=number + 1,
        workspace=f"W{number // OWNED_EVERY % WORKSPACES}" if owned else None,
        question=question,
        aliases=(f"{question} ({focus})",) if number % ALIAS_EVERY == 0 else (),
        focus=(focus, *synonyms),
        body=body,
    )


def _spliced(one: str, other: str) -> str:
    """The first half of one subject's words and the second half of another's."""
    begun, ended = one.split(), other.split()
    return " ".join((*begun[: -(-len(begun) // 2)], *ended[len(ended) // 2 :]))


def _asked(source: Source, focus: str) -> str:
    """The source's question, of another subject."""
    at = source.question.casefold().find(source.focus.casefold()) if source.focus else -1
    if at < 0:
        return f"{source.question} {focus}"
    return f"{source.question[:at]}{focus}{source.question[at + len(source.focus) :]}"


def _unit(vectors: Vectors) -> Vectors:
    made: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return made
