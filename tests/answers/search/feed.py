"""A feed of changes that follows from its numbers, and a process that applies it until it is killed.

`python -m tests.answers.search.feed HOME` prints each sequence that was applied. The index is small, so it
commits and takes snapshots all the time: no moment is safe from the kill.
"""

import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from answers.search import index as index_module
from answers.search import lexical
from answers.search.encoder import Vectors
from answers.search.index import ArticleIndex
from answers.search.journal import Entry
from answers.search.part import Document

IDS = 60
WORKSPACES = (None, None, "T1", "T2")


class Letters:
    """An encoder without a model: a text's vector follows from its characters."""

    name = "letters"
    dimensions = 16

    def encode(self, texts: Sequence[str]) -> Vectors:
        made = np.array([self._vector(text) for text in texts], np.float32)
        return made.reshape(len(texts), self.dimensions)

    def _vector(self, text: str) -> Vectors:
        made = np.random.default_rng(list(text.encode())).normal(size=self.dimensions)
        return np.asarray(made / np.linalg.norm(made), np.float32)


def entry(article_id: int, words: str, workspace: str | None, aliases: Sequence[str] = ()) -> Entry:
    document = Document(article_id, workspace, words, tuple(aliases), (), "")
    return Entry(document, Letters().encode([words, *aliases]))


def change(sequence: int) -> tuple[list[Entry], list[int]]:
    """What change `sequence` of the feed brings in, and what it removes; a word names article and change."""
    choose = random.Random(sequence)  # noqa: S311 - repeatable, no secret
    article_id = choose.randrange(1, IDS)
    if choose.random() < 0.4:
        return [], [article_id]
    workspace = WORKSPACES[article_id % len(WORKSPACES)]
    words = f"treatment article{article_id} change{sequence}"
    aliases = [f"{words} alias"] if choose.random() < 0.3 else []
    return [entry(article_id, words, workspace, aliases)], []


def library(sequence: int) -> dict[int, Entry]:
    """What there is after a change."""
    there: dict[int, Entry] = {}
    for number in range(1, sequence + 1):
        entries, removed = change(number)
        there |= {made.document.article_id: made for made in entries}
        for article_id in removed:
            there.pop(article_id, None)
    return there


def small() -> None:
    """Commit and take snapshots every few changes."""
    index_module.SNAPSHOT_AFTER = 23
    index_module.SNAPSHOT_SHARE = 0.0
    lexical.RECENT_MAX = 5


def apply_for_ever(home: Path) -> None:
    small()
    with ArticleIndex(home, Letters()) as index:
        while True:
            number = index.sequence + 1
            index.apply(*change(number), number)
            print(number, flush=True)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    apply_for_ever(Path(sys.argv[1]))
