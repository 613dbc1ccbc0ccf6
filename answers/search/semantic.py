"""Nearest neighbours of a question's vector among the articles' vectors, with usearch."""

from pathlib import Path

import numpy as np
import onnxruntime  # noqa: F401 - loaded after usearch, it crashes the process
from numpy.typing import NDArray
from usearch.index import Index

from answers.errors import SearchError
from answers.search.encoder import Vectors

CONNECTIVITY = 24
EXPANSION_ADD = 128
EXPANSION_SEARCH = 160
EXACT_UP_TO = 20_000
"""Vectors that are all compared: as fast as the graph (1 ms), which can lose some after many removals."""
PER_ARTICLE_MAX = 16
"""Vectors of one article: its question and the first aliases."""

_SHARED = "shared"


class SemanticIndex:
    """One graph per library (the shared one, and each workspace's own), several vectors an article.

    It lives in memory; `save` writes a snapshot beside which the change feed's position is kept.
    """

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._graphs: dict[str, Index] = {}
        self._home: dict[int, str] = {}

    def put(self, article_id: int, workspace: str | None, vectors: Vectors) -> None:
        """Replace an article's vectors (n × dimensions, unit length)."""
        self.remove(article_id)
        name = _name(workspace)
        graph = self._graphs.get(name)
        if graph is None:
            graph = self._graphs[name] = self._new()
        keys = np.full(len(vectors[:PER_ARTICLE_MAX]), article_id, np.uint64)
        graph.add(keys, vectors[:PER_ARTICLE_MAX], threads=1)
        self._home[article_id] = name

    def remove(self, article_id: int) -> None:
        """Forget an article; unknown ones are fine."""
        name = self._home.pop(article_id, None)
        if name is not None:
            self._graphs[name].remove(article_id, threads=1)

    def search(
        self, vector: NDArray[np.float32], workspace: str | None, limit: int
    ) -> list[tuple[int, float]]:
        """Article ids with the cosine of their nearest vector, best first."""
        best: dict[int, float] = {}
        for name in {_SHARED, _name(workspace)}:
            graph = self._graphs.get(name)
            if graph is None or not len(graph):
                continue
            # An article has several vectors, so more than `limit` are asked for.
            matches = graph.search(
                vector, min(limit * 3, len(graph)), threads=1, exact=len(graph) <= EXACT_UP_TO
            )
            for key, distance in zip(matches.keys, matches.distances, strict=True):
                cosine = 1.0 - float(distance)
                if cosine > best.get(int(key), -2.0):
                    best[int(key)] = cosine
        return sorted(best.items(), key=lambda hit: -hit[1])[:limit]

    def cosine(self, article_id: int, vector: NDArray[np.float32]) -> float:
        """That of an article's nearest vector; 0 for an unknown article."""
        name = self._home.get(article_id)
        if name is None:
            return 0.0
        own = np.atleast_2d(np.asarray(self._graphs[name].get(article_id), np.float32))
        return float((own @ vector / np.linalg.norm(own, axis=1)).max())

    def __len__(self) -> int:
        return len(self._home)

    def save(self, directory: Path) -> None:
        """Write each graph beside its final name, then rename: a crash leaves the former snapshot.

        Raises `SearchError`, and `OSError` where the directory cannot be written.
        """
        directory.mkdir(parents=True, exist_ok=True)
        for name, graph in self._graphs.items():
            new = directory / f"{name}.new"
            try:
                graph.save(str(new))
            except RuntimeError as error:
                raise SearchError(f"the vector snapshot cannot be written: {error}") from error
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


def _name(workspace: str | None) -> str:
    """A file name for a workspace: hexadecimal, since ids of platforms may hold anything."""
    return f"w{workspace.encode().hex()}" if workspace else _SHARED
