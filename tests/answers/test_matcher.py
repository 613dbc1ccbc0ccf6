"""The chances of a library's articles: by their nearest phrasing, from vectors that are stored once."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from answers.matcher import Matcher
from answers.pair_model import PairModel, shipped
from answers.search.encoder import Vectors
from answers.store import schema
from answers.store.sql import SqlStore
from tests.making import article

TREATMENT = "How is gout treated?"


class Counting(PairModel):
    """The model, with the texts that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.given += texts
        return super().encode(texts)


async def test_an_article_is_as_near_as_its_nearest_phrasing(sqlite_store: SqlStore) -> None:
    far = article(question="Which way out of the toe trouble?")
    named = far.model_copy(update={"aliases": (TREATMENT,)})
    matcher = Matcher(sqlite_store, shipped())
    without, with_alias, itself = await matcher.chances(TREATMENT, [far, named, article(question=TREATMENT)])
    assert without < with_alias
    assert abs(with_alias - itself) < 0.01
    assert await matcher.chances(TREATMENT, []) == []


async def test_what_is_prepared_is_not_encoded_again_by_anybody(sqlite_store: SqlStore) -> None:
    await Matcher(sqlite_store, shipped()).prepare([article(aliases=("gout care",))])
    model = Counting()
    await Matcher(sqlite_store, model).chances(TREATMENT, [article(aliases=("gout care",))])
    assert model.given == [TREATMENT]


async def test_a_vector_is_read_from_the_store_once(sqlite_store: SqlStore) -> None:
    matcher = Matcher(sqlite_store, shipped())
    first = await matcher.chances(TREATMENT, [article(aliases=("gout care",))])
    async with sqlite_store._writer.begin() as connection:
        await connection.execute(sa.delete(schema.vectors))
    assert await matcher.chances(TREATMENT, [article(aliases=("gout care",))]) == first
    async with sqlite_store._engine.connect() as connection:
        assert (await connection.execute(sa.select(schema.vectors))).all() == []


async def test_no_more_vectors_stay_in_memory_than_fit(
    sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("answers.matcher.REMEMBERED", 2)
    matcher = Matcher(sqlite_store, shipped())
    for name in ("gout", "mumps", "croup", "gout"):
        await matcher.chances(TREATMENT, [article(question=f"How is {name} treated?")])
    assert list(matcher._remembered) == ["How is croup treated?", "How is gout treated?"]
