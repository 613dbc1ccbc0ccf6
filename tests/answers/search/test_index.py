"""The index follows what is approved, on disk and through crashes."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from answers.errors import SearchError
from answers.search import index as index_module
from answers.search.encoder import MiniLm
from answers.search.follow import IndexFollower
from answers.search.index import ArticleIndex
from answers.search.vocabulary import vocabulary
from answers.store.sql import SqlStore
from answers.types import Article, Status
from tests.making import approvals, article

DISEASES = ["gout", "measles", "rickets", "scurvy", "asthma", "shingles"]


def library() -> list[Article]:
    return [article(d, question=f"How is {d} treated?", focus=d) for d in DISEASES]


async def filled(store: SqlStore, *, workspace: str | None = None) -> None:
    await store.put(library(), actor="t", workspace=workspace, approvals=approvals(*library()))


def found(index: ArticleIndex, question: str, workspace: str | None = None) -> list[int]:
    return [hit.article_id for hit in index.search(question, workspace, 10)]


async def test_approvals_and_withdrawals_are_followed_without_a_rebuild(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path
) -> None:
    with ArticleIndex(tmp_path, encoder) as index:
        follower = IndexFollower(sqlite_store, index, encoder)
        await filled(sqlite_store)
        assert await follower.catch_up() == len(DISEASES)
        gout = await sqlite_store.find("gout")
        assert found(index, "How is gout treated?")[0] == gout.id
        await sqlite_store.change_status(gout, Status.WITHDRAWN, actor="t")
        assert await follower.catch_up() == 1
        assert gout.id not in found(index, "How is gout treated?")
        assert len(index) == len(DISEASES) - 1


async def test_it_follows_by_itself(sqlite_store: SqlStore, encoder: MiniLm) -> None:
    with ArticleIndex(None, encoder) as index:
        following = asyncio.create_task(IndexFollower(sqlite_store, index, encoder).run())
        await filled(sqlite_store)
        for _ in range(200):
            await asyncio.sleep(0.05)
            if len(index) == len(DISEASES):
                break
        following.cancel()
        assert len(index) == len(DISEASES)


async def test_a_workspace_finds_its_own_and_the_shared_and_no_others(
    sqlite_store: SqlStore, encoder: MiniLm
) -> None:
    await filled(sqlite_store, workspace="T1")
    with ArticleIndex(None, encoder) as index:
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        assert found(index, "How is gout treated?", "T1")
        assert found(index, "How is gout treated?", "T2") == found(index, "How is gout treated?") == []


_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from answers.search import index as module
from answers.search.encoder import MiniLm
from answers.search.follow import IndexFollower
from answers.store.sql import SqlStore
url, home, point = sys.argv[1:]
module.SNAPSHOT_AFTER = 1
target = {"words": module.LexicalIndex, "vectors": module.SemanticIndex}[point]
name = {"words": "update", "vectors": "save"}[point]
original = getattr(target, name)
def dying(self, *arguments):
    original(self, *arguments)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(target, name, dying)
async def main():
    encoder = MiniLm()
    async with SqlStore(url) as store:
        with module.ArticleIndex(Path(home), encoder) as index:
            await IndexFollower(store, index, encoder).catch_up()
asyncio.run(main())
"""


@pytest.mark.parametrize("point", ["words", "vectors"])
async def test_after_a_kill_in_the_middle_it_is_what_the_store_says(
    encoder: MiniLm, tmp_path: Path, point: str
) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    async with SqlStore(url) as store:
        await filled(store)
        killed = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _KILLED, url, str(tmp_path / "index"), point, stderr=subprocess.DEVNULL
        )
        assert await killed.wait() == -9
        with ArticleIndex(tmp_path / "index", encoder) as index:
            await IndexFollower(store, index, encoder).catch_up()
            assert len(index) == len(index._lexical) == len(DISEASES)
            for disease in DISEASES:
                expected = (await store.find(disease)).id
                assert found(index, f"How is {disease} treated?")[0] == expected


@pytest.mark.parametrize("damaged", ["state.json", "vectors/shared.usearch", "lexical/meta.json"])
async def test_a_damaged_part_is_made_again(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path, damaged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "SNAPSHOT_AFTER", 1)
    await filled(sqlite_store)
    with ArticleIndex(tmp_path, encoder) as index:
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        slot = index._slot
    assert slot is not None
    (slot / damaged).write_bytes(b"\x00 not what it was \xff")
    with ArticleIndex(tmp_path, encoder) as index:
        assert await IndexFollower(sqlite_store, index, encoder).catch_up() == len(DISEASES)
        assert len(found(index, "How is gout treated?")) > 0


async def test_another_database_behind_the_same_folder_is_noticed(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path
) -> None:
    with ArticleIndex(tmp_path / "index", encoder) as index:
        await filled(sqlite_store)
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        async with SqlStore(f"sqlite:///{tmp_path / 'empty.db'}") as empty:
            await IndexFollower(empty, index, encoder).catch_up()
        assert len(index) == 0


def test_slots_have_an_end(encoder: MiniLm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "SLOTS", 1)
    with (
        ArticleIndex(tmp_path, encoder),
        pytest.raises(SearchError, match="data directory"),
        ArticleIndex(tmp_path, encoder),
    ):
        pass


async def test_what_is_found_by_other_names_is_the_same_article(
    sqlite_store: SqlStore, encoder: MiniLm
) -> None:
    await filled(sqlite_store)
    with ArticleIndex(None, encoder) as index:
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        shingles = (await sqlite_store.find("shingles")).id
        assert found(index, "therapy of herpes zoster")[0] == shingles


def test_the_vocabulary_contradicts_itself_nowhere() -> None:
    names = vocabulary()
    assert names.spelled_out("osteosarcoma with lung mets") == "osteosarcoma with lung metastases"
    assert (
        names.canonical("heart attack") == names.canonical("MI") == names.canonical("myocardial infarction")
    )
    assert names.canonical("hypoglycaemia") == names.canonical("low blood sugar")
    assert names.canonical("hypoglycemia") != names.canonical("hyperglycemia")
    # A word that is written small is the word, in capitals the abbreviation.
    assert names.canonical("a hit on the head") == names.canonical("the head")
    assert len(names.canonical("HIT")) > 1


def test_the_encoder_gives_unit_vectors_whatever_the_order(encoder: MiniLm) -> None:
    texts = ["gout", "How is gout treated in people over sixty-five?", "measles"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (3, 384)
    assert abs((vectors**2).sum(axis=1) - 1).max() < 1e-5
    assert abs(encoder.encode(texts[::-1])[::-1] - vectors).max() < 0.05
    assert encoder.encode([]).shape == (0, 384)
