"""The index follows what is approved, on disk and through crashes."""

import asyncio
import json
import shutil
import signal
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from answers.errors import SearchError
from answers.search import index as index_module
from answers.search.encoder import MiniLm
from answers.search.follow import IndexFollower
from answers.search.index import ArticleIndex, fused
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
from answers.search import index as module, journal
from answers.search.encoder import MiniLm
from answers.search.follow import IndexFollower
from answers.store.sql import SqlStore
url, home, point = sys.argv[1:]
module.SNAPSHOT_AFTER = 1
target, name = {
    "words": (module.LexicalIndex, "update"),
    "vectors": (module.SemanticIndex, "put"),
    "half a record": (journal, "_write_all"),
    "record": (module.Journal, "append"),
    "words on disk": (module.LexicalIndex, "commit"),
    "snapshot": (Path, "replace"),
    "state": (module.SemanticIndex, "save"),
    "old snapshots": (module, "_write"),
}[point]
original = getattr(target, name)
def dying(self, *arguments):
    if point == "half a record":
        record, at = arguments
        original(self, record[: len(record) // 2], at)
    elif point != "snapshot":
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


async def killed_while_following(url: str, home: Path, point: str) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _KILLED, url, str(home), point, stderr=subprocess.DEVNULL
    )
    assert await child.wait() == -signal.SIGKILL


async def assert_it_is_what_the_store_says(index: ArticleIndex, store: SqlStore) -> None:
    approved = {v.id: v.article for v in await store.page(status=Status.APPROVED)}
    assert len(index) == len(index._lexical) == len(approved)
    for key, kept in approved.items():
        assert found(index, kept.question)[0] == key
    assert set(found(index, "How is it treated?")) == set(approved)
    assert {key for key, _ in index._lexical.search("treated", (), None, 100)} == set(approved)


POINTS = [
    "words",
    "vectors",
    "half a record",
    "record",
    "words on disk",
    "snapshot",
    "state",
    "old snapshots",
]
"""Dead after this step of an update and of the snapshot that follows it (`snapshot`: before its renaming)."""


@pytest.mark.parametrize("point", POINTS)
async def test_after_a_kill_in_the_first_update_it_is_what_the_store_says(
    encoder: MiniLm, tmp_path: Path, point: str
) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    async with SqlStore(url) as store:
        await filled(store)
        await killed_while_following(url, tmp_path / "index", point)
        with ArticleIndex(tmp_path / "index", encoder) as index:
            await IndexFollower(store, index, encoder).catch_up()
            await assert_it_is_what_the_store_says(index, store)


@pytest.mark.parametrize("point", POINTS)
async def test_after_a_kill_in_a_later_update_it_is_what_the_store_says(
    encoder: MiniLm, tmp_path: Path, point: str
) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    async with SqlStore(url) as store:
        await filled(store)
        with ArticleIndex(tmp_path / "index", encoder) as index:
            await IndexFollower(store, index, encoder).catch_up()
        await store.change_status(await store.find("gout"), Status.WITHDRAWN, actor="t")
        newer = [
            article("measles", question="How is German measles treated?", focus="German measles"),
            article("tetanus", question="How is tetanus treated?", focus="tetanus"),
        ]
        await store.put(newer, actor="t", approvals=approvals(*newer))
        await killed_while_following(url, tmp_path / "index", point)
        await store.change_status(await store.find("rickets"), Status.WITHDRAWN, actor="t")
        with ArticleIndex(tmp_path / "index", encoder) as index:
            await IndexFollower(store, index, encoder).catch_up()
            await assert_it_is_what_the_store_says(index, store)


@pytest.mark.parametrize("damaged", ["state.json", "vectors/6/shared.usearch", "lexical/shared/meta.json"])
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
        await assert_it_is_what_the_store_says(index, sqlite_store)


async def test_a_journal_that_is_torn_ends_there_and_one_of_another_snapshot_is_not_believed(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path
) -> None:
    await filled(sqlite_store)
    with ArticleIndex(tmp_path, encoder) as index:
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        slot = index._slot
        assert slot is not None
        journal = (slot / "journal").read_bytes()
    for kept, changes in ((journal[:-1], 0), (journal[: len(journal) // 2], 0), (b"", 0)):
        (slot / "journal").write_bytes(kept)
        with ArticleIndex(tmp_path, encoder) as index:
            assert await IndexFollower(sqlite_store, index, encoder).catch_up() == changes
            await assert_it_is_what_the_store_says(index, sqlite_store)
    (slot / "journal").write_bytes(_record(after=999))
    with ArticleIndex(tmp_path, encoder) as index:
        assert index.sequence == 0
        assert await IndexFollower(sqlite_store, index, encoder).catch_up() == len(DISEASES)
        await assert_it_is_what_the_store_says(index, sqlite_store)


def _record(after: int) -> bytes:
    plain = {"after": after, "sequence": after + 1, "removed": [1], "words_on_disk": False, "entries": []}
    payload = json.dumps(plain).encode()
    return struct.pack("<II", len(payload), zlib.crc32(payload)) + payload


@pytest.mark.parametrize("missing", ["state.json", "vectors", "lexical"])
async def test_a_missing_part_is_made_again(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path, missing: str
) -> None:
    await filled(sqlite_store)
    with ArticleIndex(tmp_path, encoder) as index:
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        slot = index._slot
    assert slot is not None
    shutil.move(slot / missing, tmp_path / "elsewhere")
    with ArticleIndex(tmp_path, encoder) as index:
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        await assert_it_is_what_the_store_says(index, sqlite_store)


async def test_what_cannot_be_written_is_an_error_of_ours_and_the_slot_is_given_back(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path
) -> None:
    await filled(sqlite_store)
    broken = ArticleIndex(tmp_path, encoder).__enter__()
    await IndexFollower(sqlite_store, broken, encoder).catch_up()
    assert broken._slot is not None
    (broken._slot / "vectors").write_text("a file where a folder should be")
    with pytest.raises(SearchError, match="cannot be written"):
        broken.__exit__()
    (broken._slot / "vectors").unlink()
    with ArticleIndex(tmp_path, encoder) as index:
        assert index._slot is not None
        assert index._slot.name == "0"
        # The journal has what the snapshot was to hold.
        assert len(index) == len(DISEASES)


async def test_an_earlier_state_of_the_database_is_followed_from_its_beginning(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path
) -> None:
    with ArticleIndex(tmp_path / "index", encoder) as index:
        await filled(sqlite_store)
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        async with SqlStore(f"sqlite:///{tmp_path / 'earlier.db'}") as earlier:
            two = library()[:2]
            await earlier.put(two, actor="t", approvals=approvals(*two))
            assert await IndexFollower(earlier, index, encoder).catch_up() == 2
            await assert_it_is_what_the_store_says(index, earlier)


async def test_another_database_behind_the_same_folder_is_noticed(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path
) -> None:
    with ArticleIndex(tmp_path / "index", encoder) as index:
        await filled(sqlite_store)
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        async with SqlStore(f"sqlite:///{tmp_path / 'empty.db'}") as empty:
            await IndexFollower(empty, index, encoder).catch_up()
        assert len(index) == 0


_HOLDING = """
import sys
from pathlib import Path
from answers.search.encoder import MiniLm
from answers.search.index import ArticleIndex
with ArticleIndex(Path(sys.argv[1]), MiniLm()) as index:
    print(index._slot.name, flush=True)
    sys.stdin.readline()
"""


def test_two_processes_have_a_slot_each_and_a_dead_ones_is_free_again(
    encoder: MiniLm, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", _HOLDING, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "0\n"
        with ArticleIndex(tmp_path, encoder) as index:
            assert index._slot is not None
            assert index._slot.name == "1"
        other.kill()
        other.communicate()
    with ArticleIndex(tmp_path, encoder) as index:
        assert index._slot is not None
        assert index._slot.name == "0"


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


@pytest.mark.parametrize(
    "hostile", ['gout" OR *:*', "NOT ( gout", "~ + - && || ! \\", ":" * 99, "gout " * 9_999]
)
async def test_a_question_is_only_words(sqlite_store: SqlStore, encoder: MiniLm, hostile: str) -> None:
    await filled(sqlite_store, workspace="T1")
    with ArticleIndex(None, encoder) as index:
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        gout = (await sqlite_store.find("gout", "T1")).id
        assert "gout" not in hostile or found(index, hostile, "T1")[0] == gout
        assert found(index, hostile) == []


async def test_the_words_of_a_former_version_find_nothing(sqlite_store: SqlStore, encoder: MiniLm) -> None:
    old = article(question="How is podagra treated?", focus="podagra")
    new = article(question="How is gout treated?", focus="gout")
    with ArticleIndex(None, encoder) as index:
        for version in (old, new):
            await sqlite_store.put([version], actor="t", approvals=approvals(version))
            await IndexFollower(sqlite_store, index, encoder).catch_up()
        assert index._lexical.search("podagra", (), None, 10) == []
        assert len(index._lexical.search("gout", (), None, 10)) == 1


def test_two_rankings_are_one_by_the_sum_of_reciprocal_ranks() -> None:
    by_words, by_meaning = [(1, 9.0), (2, 8.0)], [(3, 0.9), (2, 0.8), (1, 0.1)]
    ranked = dict(fused(by_words, by_meaning))
    assert ranked == pytest.approx({1: 1 / 61 + 1 / 63, 2: 1 / 62 + 1 / 62, 3: 1 / 61})
    assert [key for key, _ in fused(by_words, by_meaning)] == [1, 2, 3]
    assert [key for key, _ in fused([(5, 1.0)], [(4, 1.0)])] == [4, 5]
    assert fused([], []) == []


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
