"""Keeps the index at what the store says is approved: at start, and every second from then on."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol

import numpy as np

from answers.errors import AnswersError
from answers.search.encoder import Encoder, Vectors
from answers.search.index import ArticleIndex
from answers.search.journal import Entry
from answers.search.part import Document
from answers.search.semantic import PER_ARTICLE_MAX
from answers.search.vectors import VectorCache
from answers.search.vocabulary import vocabulary
from answers.store.base import ArticleStore, Change, VectorStore
from answers.types import Article, ArticleVersion

FOLLOW_EVERY_S = 1.0
"""A withdrawn article leaves every process's index within 5 s (design §5.1); this is a fifth of it."""
BATCH = 500

Prepare = Callable[[Sequence[Article]], Awaitable[None]]
Progress = Callable[[int, int], None]
"""Called with how many changes are in, and of how many."""

_log = logging.getLogger(__name__)


class Store(ArticleStore, VectorStore, Protocol):
    """What the follower needs of the database: both ports of it."""


class Followed(Protocol):
    """An index that follows a feed."""

    @property
    def sequence(self) -> int:
        """The change up to which it holds everything."""
        ...

    def clear(self) -> None:
        """Forget everything and begin at the feed's start."""
        ...


class Follower(ABC):
    """Applies a change feed to one process's index."""

    def __init__(self, index: Followed) -> None:
        self._followed = index
        self._one_at_a_time = asyncio.Lock()

    @abstractmethod
    async def _changes(self, sequence: int) -> tuple[list[Change], int]:
        """Some of the feed's changes after `sequence`, oldest first; and the newest sequence of all."""

    @abstractmethod
    async def _apply(self, ids: list[int], sequence: int) -> None:
        """Bring the index to what the store says of these now; it then holds all up to `sequence`."""

    async def catch_up(self, progress: Progress | None = None) -> int:
        """Apply all changes up to now, and say how many there were."""
        async with self._one_at_a_time:
            start = self._followed.sequence
            done = 0
            while True:
                changes, head = await self._changes(self._followed.sequence)
                if head < self._followed.sequence:
                    # The database was put back to an earlier state, or is another one.
                    await asyncio.to_thread(self._followed.clear)
                    start = 0
                    continue
                if not changes:
                    return done
                ids = list(dict.fromkeys(change.article_id for change in changes))
                await self._apply(ids, changes[-1].sequence)
                done += len(changes)
                if progress:
                    progress(done, head - start)

    async def run(self) -> None:
        """Follow until cancelled. A database that is away is tried again; nothing stale is served
        meanwhile, since what is served is read from the database itself."""
        failed: str | None = None
        while True:
            await asyncio.sleep(FOLLOW_EVERY_S)
            try:
                await self.catch_up()
            except AnswersError as error:
                failed = self._say(logging.WARNING, type(error).__name__, failed)
            except Exception as error:
                # A bug, or content that a later version has written: nobody else would hear of it.
                failed = self._say(logging.ERROR, type(error).__name__, failed)
            else:
                failed = None

    def _say(self, level: int, why: str, before: str | None) -> str:
        """Once for each reason in a row, not every second. The reason."""
        if why != before:
            _log.log(level, "index not followed: %s", why)
        return why


class IndexFollower(Follower):
    """Keeps the index of the approved articles."""

    def __init__(
        self, store: Store, index: ArticleIndex, encoder: Encoder, prepare: Prepare | None = None
    ) -> None:
        """`prepare` is told of what is approved, before it can be found."""
        super().__init__(index)
        self._prepare = prepare
        self._store = store
        self._index = index
        self._vectors = VectorCache(store, encoder)

    async def _changes(self, sequence: int) -> tuple[list[Change], int]:
        return await self._store.approved_since(sequence, BATCH)

    async def _apply(self, ids: list[int], sequence: int) -> None:
        approved = await self._store.approved_versions(ids)
        if self._prepare:
            await self._prepare([version.article for version in approved.values()])
        phrasings = {key: spoken_phrasings(version.article) for key, version in approved.items()}
        vectors = await self._vectors.vectors([t for texts in phrasings.values() for t in texts])
        entries = [
            Entry(_document(version), _rows(vectors, phrasings[key])) for key, version in approved.items()
        ]
        removed = [key for key in ids if key not in approved]
        await asyncio.to_thread(self._index.apply, entries, removed, sequence)


def spoken_phrasings(article: Article) -> list[str]:
    """What is encoded of an article: its question and aliases, abbreviations spelled out."""
    names = vocabulary()
    texts = (article.question, *article.aliases)[:PER_ARTICLE_MAX]
    return list(dict.fromkeys(names.spelled_out(text) for text in texts))


def _rows(vectors: dict[str, Vectors], texts: Iterable[str]) -> Vectors:
    return np.stack([vectors[text] for text in texts])


def _document(version: ArticleVersion) -> Document:
    article = version.article
    said = (s.text for text in article.texts.values() for s in text.statements())
    headings = (
        section.heading for text in article.texts.values() for section in text.sections if section.heading
    )
    return Document(
        article_id=version.id,
        workspace=version.workspace,
        question=article.question,
        aliases=article.aliases,
        focus=tuple(filter(None, (article.focus, *article.synonyms))),
        body=" ".join((article.applies_to or "", *headings, *said)),
    )
