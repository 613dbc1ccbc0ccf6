"""The index of what is approved: follows the store's change feed, survives a crash, reopens fast.

Each process has a directory of its own (a *slot*, held by a lock), since a word index has one writer.
What is in it: `lexical/` (committed), `vectors/` (a snapshot), `state.json` (the feed's position that both
hold). A crash between two of these writes repeats some changes at the next start; repeating is harmless.
"""

import json
import shutil
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from answers.errors import SearchError
from answers.search.encoder import Encoder, Vectors
from answers.search.lexical import Document, LexicalIndex
from answers.search.semantic import SemanticIndex
from answers.search.vocabulary import vocabulary
from answers.types import QUESTION_MAX_CHARS

FORMAT = 2
"""Counted up whenever what is stored here changes its meaning: older directories are left behind."""

SLOTS = 32
DEPTH = 60
"""Hits taken from each of the two searches before they are fused."""
RANK_CONSTANT = 60.0
"""Of reciprocal rank fusion (Cormack et al. 2009)."""
SNAPSHOT_AFTER = 500
"""Changes after which the vectors are written again."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found: `score` orders; `cosine` is that of its nearest phrasing to the question."""

    article_id: int
    score: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Entry:
    """An approved article as the index holds it; `vectors` of its question and aliases (n × d)."""

    document: Document
    vectors: Vectors


class ArticleIndex:
    """Searches approved articles; open with `with`. All methods block and are thread-safe."""

    def __init__(self, directory: Path | None, encoder: Encoder) -> None:
        """`directory` None keeps everything in memory."""
        self._root = directory
        self._encoder = encoder
        self._lock = threading.RLock()
        self._exit = ExitStack()
        self._unsaved = 0
        self.sequence = 0

    def __enter__(self) -> Self:
        """Take a slot and read what it holds. Raises `SearchError`."""
        self._slot = self._take_slot() if self._root else None
        try:
            self._open()
        except SearchError:
            if self._slot is None:
                raise
            # All of it can be made again from the store, so a damaged slot is not worth mending.
            self.clear()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock, self._exit:
            if self._unsaved:
                self._save()
            del self._lexical

    def clear(self) -> None:
        """Forget everything and begin at the feed's start."""
        with self._lock:
            self.__dict__.pop("_lexical", None)
            if self._slot:
                shutil.rmtree(self._slot, ignore_errors=True)
            self._open()

    def _take_slot(self) -> Path:
        assert self._root is not None  # noqa: S101 - narrows the type; the caller looked
        home = self._root / f"v{FORMAT}-{self._encoder.name}"
        home.mkdir(parents=True, exist_ok=True)
        for number in range(SLOTS):
            lock = FileLock(home / f"{number}.lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            self._exit.callback(lock.release)
            return home / str(number)
        raise SearchError(
            f"{SLOTS} processes already use {self._root}; give each machine its own data directory"
        )

    def _open(self) -> None:
        self._lexical = LexicalIndex(self._slot / "lexical" if self._slot else None)
        self._semantic = SemanticIndex(self._encoder.dimensions)
        self.sequence = 0
        if self._slot and (state := self._slot / "state.json").exists():
            self._semantic.load(self._slot / "vectors")
            self.sequence = self._saved_sequence(state)

    def _saved_sequence(self, state: Path) -> int:
        try:
            saved = json.loads(state.read_text())
            sequence, articles = int(saved["sequence"]), int(saved["articles"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SearchError(f"the index's state cannot be read: {error}") from error
        if articles and not (len(self._semantic) and len(self._lexical)):
            raise SearchError("a part of the index is missing")
        return sequence

    def __len__(self) -> int:
        return len(self._semantic)

    def apply(self, entries: Sequence[Entry], removed: Sequence[int], sequence: int) -> None:
        """Bring in changes up to `sequence` of the feed; what is removed is gone when this returns."""
        with self._lock:
            for article_id in removed:
                self._semantic.remove(article_id)
            self._lexical.update([entry.document for entry in entries], removed)
            for entry in entries:
                document = entry.document
                self._semantic.put(document.article_id, document.workspace, entry.vectors)
            self.sequence = sequence
            self._unsaved += len(entries) + len(removed)
            if self._unsaved >= SNAPSHOT_AFTER:
                self._save()

    def _save(self) -> None:
        if self._slot:
            state = {"sequence": self.sequence, "articles": len(self._semantic)}
            try:
                self._semantic.save(self._slot / "vectors")
                new = self._slot / "state.new"
                new.write_text(json.dumps(state))
                new.replace(self._slot / "state.json")
            except OSError as error:
                raise SearchError(f"the index cannot be written: {error}") from error
        self._unsaved = 0

    def search(self, question: str, workspace: str | None, limit: int) -> list[Hit]:
        """The articles nearest to the question by words and by meaning, best first."""
        names = vocabulary()
        question = question[:QUESTION_MAX_CHARS]
        vector = self._encoder.encode([names.spelled_out(question)])[0]
        with self._lock:
            by_words = self._lexical.search(question, names.other_names(question), workspace, DEPTH)
            by_meaning = self._semantic.search(vector, workspace, DEPTH)
            ranked = fused(by_words, by_meaning)[:limit]
            return [Hit(key, score, self._semantic.cosine(key, vector)) for key, score in ranked]


def fused(*results: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Several result lists as one, by reciprocal rank: article ids with their fused score."""
    scores: dict[int, float] = {}
    for hits in results:
        for rank, (article_id, _) in enumerate(hits, start=1):
            scores[article_id] = scores.get(article_id, 0.0) + 1.0 / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
