"""Passages of the sources that approved articles quote word for word."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime

from answers.engines.approved import utc_now
from answers.evidence.base import Found
from answers.search.index import ArticleIndex
from answers.store.base import ArticleStore
from answers.types import ArticleVersion, Passage, Query

SEARCHED = 12


class LibraryEvidence:
    """The statements of approved articles whose text is their references' own."""

    def __init__(
        self,
        store: ArticleStore,
        index: ArticleIndex,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._index = index
        self._clock = clock

    async def find(self, query: Query, limit: int) -> list[Found]:
        hits = await asyncio.to_thread(self._index.search, query.question, query.workspace, SEARCHED)
        served = await self._store.served(
            [hit.article_id for hit in hits], workspace=query.workspace, moment=self._clock()
        )
        quoting = [
            version
            for hit in hits
            if (version := served.get(hit.article_id))
            and version.article.quotes_source
            and version.article.text_for(query.audience)
        ]
        return [found for version in quoting[:limit] for found in _passages(version, query)]


def _passages(version: ArticleVersion, query: Query) -> Iterator[Found]:
    article = version.article
    chosen = article.text_for(query.audience)
    if chosen is None:
        return
    about = " . ".join(filter(None, (article.question, article.focus, *article.synonyms)))
    for number, statement in enumerate(chosen[1].statements(), start=1):
        passage = Passage(
            id=f"{version.id}.{version.version}.{number}",
            text=statement.text,
            reference=article.references[statement.citations[0] - 1],
        )
        yield Found(passage, about)
