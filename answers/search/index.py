"""The index of what is approved: follows the store's change feed, survives a crash, reopens fast.

Each process has a directory of its own (a *slot*, held by a lock), since a word index has one writer.
What is in it: `lexical/` (committed now and then), `vectors/N/` (a snapshot at change N of the feed),
`state.json` (which snapshot holds), `journal` (what came after it). The journal is written last, so a
crash between two writes repeats some changes at the next start; repeating is harmless.
"""

import json
import os
import shutil
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Self

from filelock import FileLock, Timeout

from answers.errors import SearchError
from answers.search.encoder import Encoder, Vectors
from answers.search.journal import Changes, Entry, Journal
from answers.search.lexical import LexicalIndex
from answers.search.part import FIELDS, Document
from answers.search.semantic import SemanticIndex
from answers.search.vocabulary import vocabulary
from answers.types import QUESTION_MAX_CHARS

FORMAT = 3
"""Counted up whenever what is stored here changes its meaning: older directories are left behind."""

SLOTS = 32
DEPTH = 60
"""Hits taken from each of the two searches before they are fused."""
RANK_CONSTANT = 60.0
"""Of reciprocal rank fusion (Cormack et al. 2009)."""
SNAPSHOT_AFTER = 500
SNAPSHOT_SHARE = 0.05
"""Changes after which the vectors are written again, at least, and as a share of the articles: what a start
after a crash has to repeat (about 1 ms each), against what all snapshots of a growing library write (twenty
times its size, at this share)."""


Found = list[tuple[int, float]]
"""Article ids with a score, best first."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found: `score` orders; `cosine` is that of its nearest phrasing to the question,
    None where it is not among the nearest by meaning."""

    article_id: int
    score: float
    cosine: float | None


class ArticleIndex:
    """Searches approved articles; open with `with`. All methods block and are thread-safe.

    Pieces of sources are kept in one of their own, under keys for ids (`answers/evidence/passages.py`).

    A search waits for no disk: changes take turns among themselves (`_writing`), and hold up a search
    only while a vector goes in.
    """

    def __init__(
        self, directory: Path | None, encoder: Encoder, boosts: Mapping[str, float] = FIELDS
    ) -> None:
        """`directory` None keeps everything in memory; `boosts` by the fields in which words are searched."""
        self._root = directory
        self._encoder = encoder
        self._boosts = boosts
        self._writing = threading.RLock()
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
        with self._writing, self._exit, self._opened:
            if self._unsaved:
                self._save()

    def clear(self) -> None:
        """Forget everything and begin at the feed's start."""
        with self._writing:
            self._opened.close()
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
        self._opened = ExitStack()
        self._lexical = LexicalIndex(self._slot / "lexical" if self._slot else None, self._boosts)
        self._opened.callback(self._lexical.close)
        self._semantic = SemanticIndex(self._encoder.dimensions)
        self._journal: Journal | None = None
        self._unsaved = 0
        self.sequence = 0
        if self._slot:
            self._load(self._slot)
            self._journal = Journal(self._slot / "journal")
            self._opened.callback(self._journal.close)
            self._repeat(self._journal)

    def _load(self, slot: Path) -> None:
        """Read the last snapshot, if there is one."""
        if not (slot / "state.json").exists():
            return
        try:
            saved = json.loads((slot / "state.json").read_text())
            sequence, articles = int(saved["sequence"]), int(saved["articles"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SearchError(f"the index's state cannot be read: {error}") from error
        self._semantic.load(slot / "vectors" / str(sequence))
        if len(self._semantic) != articles or (articles and not len(self._lexical)):
            raise SearchError("a part of the index is missing")
        self.sequence = sequence

    def _repeat(self, journal: Journal) -> None:
        """Bring in again what came after the snapshot; words only where they were not yet on disk."""
        words: dict[int, Document | None] = {}
        words_until = max(
            (changes.sequence for changes in journal.read() if changes.words_on_disk), default=0
        )
        for changes in journal.read():
            if changes.sequence <= self.sequence:
                # A crash after the snapshot and before the journal was emptied.
                continue
            if changes.after != self.sequence:
                raise SearchError("the index's journal belongs to another snapshot")
            self._change_vectors(changes.entries, changes.removed)
            if changes.sequence > words_until:
                words |= dict.fromkeys(changes.removed)
                words |= {entry.document.article_id: entry.document for entry in changes.entries}
            self.sequence = changes.sequence
            self._unsaved += len(changes)
        # At once: each change has a commit of its own only where somebody waits to find it.
        if words:
            documents = [document for document in words.values() if document]
            self._lexical.update(documents, [key for key, document in words.items() if not document])

    def __len__(self) -> int:
        return len(self._semantic)

    def apply(self, entries: Sequence[Entry], removed: Sequence[int], sequence: int) -> None:
        """Bring in changes up to `sequence` of the feed, beyond the last; what is removed is gone when
        this returns, and all of it is kept."""
        with self._writing:
            self._change_vectors((), removed)
            on_disk = self._lexical.update([entry.document for entry in entries], removed)
            self._change_vectors(entries, ())
            if self._journal:
                self._journal.append(Changes(self.sequence, sequence, entries, removed, on_disk))
            self.sequence = sequence
            self._unsaved += len(entries) + len(removed)
            if self._unsaved >= max(SNAPSHOT_AFTER, SNAPSHOT_SHARE * len(self)):
                self._save()

    def _change_vectors(self, entries: Sequence[Entry], removed: Sequence[int]) -> None:
        for article_id in removed:
            self._semantic.remove(article_id)
        for entry in entries:
            self._semantic.put(entry.document.article_id, entry.document.workspace, entry.vectors)

    def _save(self) -> None:
        """Commit the words, write a snapshot, name it in `state.json`, and empty the journal."""
        if self._slot and self._journal:
            self._lexical.commit()
            snapshots = self._slot / "vectors"
            state = {"sequence": self.sequence, "articles": len(self._semantic)}
            try:
                self._semantic.save(snapshots / str(self.sequence))
                _write(self._slot / "state.json", json.dumps(state))
                for old in snapshots.iterdir():
                    if old.name != str(self.sequence):
                        shutil.rmtree(old)
            except OSError as error:
                raise SearchError(f"the index cannot be written: {error}") from error
            self._journal.clear()
        self._unsaved = 0

    def search(
        self, question: str, workspace: str | None, limit: int, *, also: str | None = None
    ) -> list[Hit]:
        """The articles nearest to the question by words and by meaning, best first.

        `also` is another wording of it, such as what a long message asks: what is near to it counts as much.
        """
        texts = dict.fromkeys(text[:QUESTION_MAX_CHARS] for text in (question, also) if text)
        lists, near = [], dict[int, list[float]]()
        for text in texts:
            by_words, by_meaning, _ = self.nearest(text, workspace, DEPTH)
            lists += [by_words, by_meaning]
            for key, cosine in by_meaning:
                near.setdefault(key, []).append(cosine)
        return [
            Hit(key, score, fmean(near[key]) if key in near else None) for key, score in fused(*lists)[:limit]
        ]

    def nearest(self, text: str, workspace: str | None, depth: int) -> tuple[Found, Found, Vectors]:
        """The nearest by words (BM25), the nearest by meaning (cosine), and the text's vector."""
        names = vocabulary()
        vector = self._encoder.encode([names.spelled_out(text)])[0]
        by_words = self._lexical.search(text, names.other_names(text), workspace, depth)
        return by_words, self._semantic.search(vector, workspace, depth), vector

    def cosines(self, article_ids: Sequence[int], vector: Vectors) -> list[float]:
        """Those of the articles' nearest phrasings; 0 for an unknown article."""
        return self._semantic.cosines(article_ids, vector)

    def __contains__(self, article_id: int) -> bool:
        return article_id in self._semantic


def _write(path: Path, text: str) -> None:
    """Replace a small file, whole or not at all."""
    new = path.with_suffix(".new")
    with new.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def fused(*results: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Several result lists as one, by reciprocal rank: article ids with their fused score."""
    scores: dict[int, float] = {}
    for hits in results:
        for rank, (article_id, _) in enumerate(hits, start=1):
            scores[article_id] = scores.get(article_id, 0.0) + 1.0 / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
