"""The match model over a library: the chance of each article, its vectors taken from the store."""

import asyncio
from collections.abc import Sequence

import numpy as np

from answers.pair_model import PairModel
from answers.search.encoder import Vectors
from answers.search.semantic import PER_ARTICLE_MAX
from answers.search.vectors import VectorCache
from answers.store.base import VectorStore
from answers.types import Article

REMEMBERED = 8_192
"""Phrasings whose vectors stay in memory: 14 MB, and a reading of the database less for each question."""


class Matcher:
    """Asks the model about articles. What a process has once encoded, all processes find in the store."""

    def __init__(self, store: VectorStore, model: PairModel) -> None:
        self._model = model
        self._vectors = VectorCache(store, model)
        self._remembered: dict[str, Vectors] = {}
        """The last used at the end."""

    async def asked(self, question: str) -> Vectors:
        """A question as the model sees it (1 × d), for `chances_of`."""
        return await asyncio.to_thread(self._model.encode, [question])

    async def chances(self, question: str, articles: Sequence[Article]) -> list[float]:
        """For each article, the probability that it answers the question: that of its nearest phrasing.

        Raises `StoreUnavailable`.
        """
        return await self.chances_of(await self.asked(question), articles) if articles else []

    async def chances_of(self, asked: Vectors, articles: Sequence[Article]) -> list[float]:
        """The same, for a question that was seen while its articles were still searched for."""
        if not articles:
            return []
        phrasings = [_phrasings(article) for article in articles]
        texts = list(dict.fromkeys(text for each in phrasings for text in each))
        known = await self._known(texts)
        told = self._model.probabilities(asked[0], np.stack([known[text] for text in texts]))
        chances = dict(zip(texts, told.tolist(), strict=True))
        return [max(chances[text] for text in each) for each in phrasings]

    async def _known(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The texts' vectors, those of the last `REMEMBERED` from memory: a text's vector never changes."""
        known = {text: self._remembered[text] for text in texts if text in self._remembered}
        if missing := [text for text in texts if text not in known]:
            known |= await self._vectors.vectors(missing)
        for text, vector in known.items():
            self._remembered.pop(text, None)
            self._remembered[text] = vector
        while len(self._remembered) > REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        return known

    async def prepare(self, articles: Sequence[Article]) -> None:
        """Encode what the store lacks of these, so that no question waits for it."""
        await self._vectors.vectors([text for article in articles for text in _phrasings(article)])


def _phrasings(article: Article) -> list[str]:
    return [article.question, *article.aliases][:PER_ARTICLE_MAX]
