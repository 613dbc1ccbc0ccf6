from datetime import date

import pytest

from answers.library.base import Skipped
from answers.sources import load as loading
from answers.sources.load import SourceCounts, load
from answers.store.base import Put
from answers.store.sql import SqlStore
from answers.types import Retraction
from tests.sources import source


async def test_records_are_counted_by_what_became_of_them(store: SqlStore) -> None:
    first = await load(iter([source("a"), Skipped("no text", "x"), source("b")]), store, actor="me")
    assert (first.put[Put.CREATED], dict(first.skipped), first.passages) == (2, {"no text": 1}, 2)
    second = await load(iter([source("a"), source("b", "New words."), source("c")]), store, actor="me")
    assert dict(second.put) == {Put.UNCHANGED: 1, Put.UPDATED: 1, Put.CREATED: 1}


async def test_the_same_twice_changes_nothing(store: SqlStore) -> None:
    many = [source(f"s{n}") for n in range(10)]
    await load(iter(many), store, actor="me")
    _, head = await store.sources_since(0, 1)
    again = await load(iter(many), store, actor="me")
    assert again.put[Put.UNCHANGED] == 10
    assert again.revisions == []
    assert (await store.sources_since(0, 1))[1] == head


async def test_a_changed_source_is_described(store: SqlStore) -> None:
    old = source("a", "One.", "Two.", "Three.", edition="1st", published=date(2020, 1, 1))
    new = source(
        "a", "One.", "Two, but not in children.", "Three.", "Four.", edition="2nd", published=date(2024, 5, 1)
    )
    await load(iter([old]), store, actor="me")
    (revision,) = (await load(iter([new]), store, actor="me")).revisions
    assert (revision.added, revision.removed, revision.changed) == (1, 0, 1)
    assert revision.edition == ("1st", "2nd")
    assert revision.published == (date(2020, 1, 1), date(2024, 5, 1))
    assert revision.retraction == (Retraction.UNCHECKED, Retraction.UNCHECKED)


async def test_a_retraction_that_an_import_brings_is_described(store: SqlStore) -> None:
    await load(iter([source("a")]), store, actor="me")
    retracted = source("a", retraction=Retraction.RETRACTED, checked=date(2026, 1, 1))
    (revision,) = (await load(iter([retracted]), store, actor="me")).revisions
    assert revision.retraction == (Retraction.UNCHECKED, Retraction.RETRACTED)
    assert (revision.added, revision.removed, revision.changed) == (0, 0, 0)


async def test_a_passage_that_goes_is_told(store: SqlStore) -> None:
    await load(iter([source("a", "One.", "Never in children.")]), store, actor="me")
    (revision,) = (await load(iter([source("a", "One.")]), store, actor="me")).revisions
    assert (revision.added, revision.removed, revision.changed) == (0, 1, 0)


async def test_large_ones_are_written_in_smaller_batches(
    sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH_PASSAGES", 4)
    seen: list[int] = []

    def progress(counts: SourceCounts) -> None:
        seen.append(counts.put.total())

    many = [source(f"s{n}", "One.", "Two.") for n in range(5)]
    await load(iter(many), sqlite_store, actor="me", progress=progress)
    assert seen == [2, 4, 5]


async def test_sources_of_a_workspace_are_its_own(sqlite_store: SqlStore) -> None:
    await load(iter([source("a")]), sqlite_store, actor="me", workspace="T1")
    assert (await sqlite_store.find_source("a", "T1")).workspace == "T1"
    assert await sqlite_store.sources_page() == []
