"""Nearest neighbours of a question's vector among the articles' vectors, with usearch."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime  # noqa: F401 - loaded after usearch, it crashes the process
from numpy.typing import NDArray
from usearch.index import Index

from answers.errors import SearchError
from answers.search.encoder import Vectors

CONNECTIVITY = 24
EXPANSION_ADD = 64
"""Half the time of 128 to put a vector in; what that costs is made up by looking at more in a search."""
EXPANSION_SEARCH = 1_500
"""How many the graph looks at; measured at 10⁶ articles (docs/measurements.md)."""
EXACT_UP_TO = 20_000
"""Vectors that are all compared: as fast as the graph (1 ms), which can lose some after many removals."""
PER_ARTICLE_MAX = 16
"""Vectors of one article: its question and the first aliases."""

_SHARED = "shared"


class SemanticIndex:
    """One graph per library (the shared one, and each workspace's own), several vectors an article.

    It lives in memory; `save` writes a snapshot beside which the change feed's position is kept.
    Thread-safe, as long as one thread at a time changes or saves it.
    """

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._graphs: dict[str, Index] = {}
        self._home: dict[int, str] = {}
        # The binding gives every caller the same scratch space, so that even two searches cannot overlap.
        self._lock = threading.Lock()

    def put(self, article_id: int, workspace: str | None, vectors: Vectors) -> None:
        """Replace an article's vectors (n × dimensions, unit length)."""
        name = _name(workspace)
        vectors = vectors[:PER_ARTICLE_MAX]
        keys = np.full(len(vectors), article_id, np.uint64)
        with self._lock:
            # Most changes are of the text and not of its questions; and after a removal the graph makes its
            # table of keys anew, which takes 50 ms at 10⁶ articles.
            if self._home.get(article_id) == name and self._holds(article_id, vectors):
                return
            self._remove(article_id)
            graph = self._graphs.get(name)
            if graph is None:
                graph = self._graphs[name] = self._new()
            graph.add(keys, vectors, threads=1)
            self._home[article_id] = name

    def _holds(self, article_id: int, vectors: Vectors) -> bool:
        """Whether these are the vectors that it has, in any order."""
        stored = np.atleast_2d(np.asarray(self._graphs[self._home[article_id]].get(article_id), np.float16))
        return sorted(map(bytes, stored)) == sorted(map(bytes, vectors.astype(np.float16)))

    def remove(self, article_id: int) -> None:
        """Forget an article; unknown ones are fine."""
        with self._lock:
            self._remove(article_id)

    def _remove(self, article_id: int) -> None:
        name = self._home.pop(article_id, None)
        if name is not None:
            self._graphs[name].remove(article_id, threads=1)

    def search(
        self, vector: NDArray[np.float32], workspace: str | None, limit: int
    ) -> list[tuple[int, float]]:
        """Article ids with the cosine of their nearest vector, best first, equal ones by id."""
        best: dict[int, float] = {}
        with self._lock:
            for name in {_SHARED, _name(workspace)}:
                graph = self._graphs.get(name)
                if graph is not None and len(graph):
                    best |= _nearest(graph, vector, limit)
        return sorted(best.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]

    def cosines(self, article_ids: Sequence[int], vector: NDArray[np.float32]) -> list[float]:
        """Those of the articles' nearest vectors; 0 for an unknown article."""
        with self._lock:
            return [self._cosine(article_id, vector) for article_id in article_ids]

    def _cosine(self, article_id: int, vector: NDArray[np.float32]) -> float:
        name = self._home.get(article_id)
        if name is None:
            return 0.0
        own = np.atleast_2d(np.asarray(self._graphs[name].get(article_id), np.float32))
        return float((own @ vector / np.linalg.norm(own, axis=1)).max())

    def __len__(self) -> int:
        return len(self._home)

    def __contains__(self, article_id: int) -> bool:
        return article_id in self._home

    def save(self, directory: Path) -> None:
        """Write each graph beside its final name, then rename: a crash leaves no half one under that name.

        Searches go on meanwhile. Raises `SearchError`, and `OSError` where the directory cannot be written.
        """
        directory.mkdir(parents=True, exist_ok=True)
        for name, graph in self._graphs.items():
            new = directory / f"{name}.new"
            try:
                graph.save(str(new))
            except RuntimeError as error:
                raise SearchError(f"the vector snapshot cannot be written: {error}") from error
            with new.open("rb") as file:
                os.fsync(file.fileno())
            new.replace(directory / f"{name}.usearch")

    def load(self, directory: Path) -> None:
        """Read the snapshot. Raises `SearchError` where a file is damaged."""
        for file in sorted(directory.glob("*.usearch")):
            try:
                graph = self._new()
                graph.load(str(file))
            except (RuntimeError, ValueError) as error:
                raise SearchError(f"the vector snapshot {file.name} is damaged: {error}") from error
            self._graphs[file.stem] = graph
            self._home |= dict.fromkeys(np.unique(np.asarray(graph.keys)).tolist(), file.stem)

    def _new(self) -> Index:
        return Index(
            ndim=self._dimensions,
            metric="cos",
            dtype="f16",
            connectivity=CONNECTIVITY,
            expansion_add=EXPANSION_ADD,
            expansion_search=EXPANSION_SEARCH,
            multi=True,
        )


def _nearest(graph: Index, vector: NDArray[np.float32], limit: int) -> dict[int, float]:
    """Articles of one graph with their best cosine: at least `limit` where it has as many."""
    # An article has several vectors: more are taken as long as they belong to too few articles.
    wanted = limit * 2
    while True:
        matches = graph.search(vector, min(wanted, len(graph)), threads=1, exact=len(graph) <= EXACT_UP_TO)
        best: dict[int, float] = {}
        for key, distance in zip(matches.keys.tolist(), matches.distances.tolist(), strict=True):
            best.setdefault(key, 1.0 - distance)
        if len(best) >= limit or wanted >= len(graph):
            return best
        wanted *= 2


def _name(workspace: str | None) -> str:
    """A file name for a workspace: hexadecimal, since ids of platforms may hold anything."""
    return f"w{workspace.encode().hex()}" if workspace else _SHARED
