"""The index follows the store's feed: in batches, once for each text, through failures."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from answers.errors import StoreUnavailable
from answers.search import follow
from answers.search.encoder import MiniLm, Vectors
from answers.search.follow import IndexFollower
from answers.search.index import ArticleIndex
from answers.store.base import Change
from answers.store.sql import SqlStore
from answers.types import Article, Status
from tests.making import approvals, article

SEVEN = [article(f"a{n}", question=f"How is disease {n} treated?", focus=f"disease {n}") for n in range(7)]


async def approve(store: SqlStore, *articles: Article, workspace: str | None = None) -> None:
    await store.put(articles, actor="t", workspace=workspace, approvals=approvals(*articles))


class Counting:
    """The encoder, remembering what it was given."""

    name = MiniLm.name
    dimensions = MiniLm.dimensions

    def __init__(self, encoder: MiniLm) -> None:
        self._encoder = encoder
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return self._encoder.encode(texts)


class Unsteady:
    """A store that is away the first times it is asked for changes."""

    def __init__(self, store: SqlStore, failures: int) -> None:
        self._store = store
        self.failures = failures

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def approved_since(self, sequence: int, limit: int) -> tuple[list[Change], int]:
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("away")
        return await self._store.approved_since(sequence, limit)


async def until(index: ArticleIndex, length: int) -> None:
    for _ in range(500):
        if len(index) == length:
            return
        await asyncio.sleep(0.01)


async def test_more_changes_than_a_batch_are_brought_in_with_progress(
    sqlite_store: SqlStore, encoder: MiniLm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "BATCH", 3)
    await approve(sqlite_store, *SEVEN)
    told: list[tuple[int, int]] = []
    with ArticleIndex(None, encoder) as index:
        done = await IndexFollower(sqlite_store, index, encoder).catch_up(lambda *said: told.append(said))
        assert (done, len(index), index.sequence) == (7, 7, 7)
    assert told == [(3, 7), (6, 7), (7, 7)]


async def test_nothing_new_is_nothing_to_do(sqlite_store: SqlStore, encoder: MiniLm) -> None:
    with ArticleIndex(None, encoder) as index:
        follower = IndexFollower(sqlite_store, index, encoder)
        assert await follower.catch_up() == 0
        await sqlite_store.put(SEVEN, actor="t")
        assert await follower.catch_up() == 0
        assert len(index) == 0


async def test_a_text_is_encoded_once_for_all_processes_and_times(
    sqlite_store: SqlStore, encoder: MiniLm
) -> None:
    counting = Counting(encoder)
    same_title = SEVEN[0].model_copy(update={"external_id": "b", "aliases": ("disease 0 therapy",)})
    await approve(sqlite_store, *SEVEN, same_title)
    for _ in range(2):
        with ArticleIndex(None, counting) as index:
            await IndexFollower(sqlite_store, index, counting).catch_up()
            assert len(index) == 8
    assert sorted(counting.encoded) == sorted([*(a.question.rstrip("?") for a in SEVEN), "disease 0 therapy"])


async def test_aliases_are_found_by_their_meaning(sqlite_store: SqlStore, encoder: MiniLm) -> None:
    kept = article(aliases=("Which pills for uric crystals in the toe?",))
    await approve(sqlite_store, kept, *SEVEN)
    with ArticleIndex(None, encoder) as index:
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        best = index.search("pills for uric crystals in a toe", None, 5)[0]
        assert best.article_id == (await sqlite_store.find("gout-treatment")).id
        assert best.cosine > 0.9


async def test_every_process_follows_by_itself(sqlite_store: SqlStore, encoder: MiniLm) -> None:
    await approve(sqlite_store, *SEVEN)
    await approve(sqlite_store, article("own"), workspace="T1")
    with ArticleIndex(None, encoder) as one, ArticleIndex(None, encoder) as two:
        followers = [IndexFollower(sqlite_store, index, encoder) for index in (one, two)]
        assert [await follower.catch_up() for follower in followers] == [8, 8]
        for version in (await sqlite_store.find("a3"), await sqlite_store.find("own", "T1")):
            await sqlite_store.change_status(version, Status.WITHDRAWN, actor="t")
        assert [await follower.catch_up() for follower in followers] == [2, 2]
        kept = {(await sqlite_store.find(f"a{n}")).id for n in (0, 1, 2, 4, 5, 6)}
        for index in (one, two):
            assert len(index) == len(index._lexical) == 6
            assert {hit.article_id for hit in index.search("gout", "T1", 40)} == kept


async def test_two_who_catch_up_at_once_bring_each_change_in_once(
    sqlite_store: SqlStore, encoder: MiniLm
) -> None:
    await approve(sqlite_store, *SEVEN)
    with ArticleIndex(None, encoder) as index:
        follower = IndexFollower(sqlite_store, index, encoder)
        assert sorted(await asyncio.gather(*(follower.catch_up() for _ in range(3)))) == [0, 0, 7]


async def test_a_database_that_comes_back_is_followed_again(
    sqlite_store: SqlStore, encoder: MiniLm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "FOLLOW_EVERY_S", 0.01)
    store = Unsteady(sqlite_store, failures=3)
    await approve(sqlite_store, *SEVEN)
    with ArticleIndex(None, encoder) as index:
        following = asyncio.create_task(IndexFollower(store, index, encoder).run())
        await until(index, 7)
        assert (len(index), store.failures) == (7, 0)
        await sqlite_store.change_status(await sqlite_store.find("a1"), Status.WITHDRAWN, actor="t")
        await until(index, 6)
        following.cancel()
        assert len(index) == 6
        with pytest.raises(asyncio.CancelledError):
            await following


async def test_what_cannot_be_read_is_logged_and_looked_at_again(
    sqlite_store: SqlStore,
    encoder: MiniLm,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(follow, "FOLLOW_EVERY_S", 0.01)
    read, met = sqlite_store.approved_since, list[int]()

    async def unreadable_once(sequence: int, limit: int) -> tuple[list[Change], int]:
        if not met:
            met.append(sequence)
            raise ValueError("somebody's words")
        return await read(sequence, limit)

    monkeypatch.setattr(sqlite_store, "approved_since", unreadable_once)
    await approve(sqlite_store, *SEVEN)
    with ArticleIndex(None, encoder) as index:
        following = asyncio.create_task(IndexFollower(sqlite_store, index, encoder).run())
        await until(index, 7)
        following.cancel()
        with pytest.raises(asyncio.CancelledError):
            await following
    assert "index not followed: ValueError" in caplog.text
    assert "words" not in caplog.text


async def test_a_gap_between_two_followings_is_made_good(sqlite_store: SqlStore, encoder: MiniLm) -> None:
    store = Unsteady(sqlite_store, failures=0)
    await approve(sqlite_store, *SEVEN)
    with ArticleIndex(None, encoder) as index:
        follower = IndexFollower(store, index, encoder)
        await follower.catch_up()
        store.failures = 1
        await sqlite_store.change_status(await sqlite_store.find("a1"), Status.WITHDRAWN, actor="t")
        with pytest.raises(StoreUnavailable):
            await follower.catch_up()
        assert await follower.catch_up() == 1
        assert len(index) == 6
