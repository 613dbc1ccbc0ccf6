"""What every store must do with sources: the same tests on SQLite and on a real PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from answers.errors import Conflict, NotFound, StoreError, StoreUnavailable
from answers.sources.base import SourceAction, SourceStore
from answers.store.base import PUT_MAX, Put
from answers.store.engine import engine
from answers.store.migrate import migrate
from answers.store.migrations import LIBRARY
from answers.store.sql import SqlStore
from answers.types import Retraction
from tests.sources import source

CHECKED = date(2026, 3, 1)
LATER = datetime(2026, 4, 1, 12, tzinfo=UTC)


async def test_a_store_of_articles_is_a_store_of_sources(store: SqlStore) -> None:
    port: SourceStore = store
    assert await port.sources_page() == []


async def test_a_new_source_arrives_whole_and_can_be_used(store: SqlStore) -> None:
    given = source("pmid:1", "Rest helps.", "Salt does not.")
    assert await store.put_sources([given], actor="me") == {"pmid:1": Put.CREATED}
    found = await store.find_source("pmid:1")
    assert (found.version, found.revision, found.source, found.usable) == (1, 1, given, True)
    assert [passage.text for passage in found.passages()] == ["Rest helps.", "Salt does not."]
    assert await store.sources([found.id]) == {found.id: found}


async def test_the_same_content_twice_changes_nothing(store: SqlStore) -> None:
    await store.put_sources([source()], actor="me")
    before = await store.find_source("pmid:1")
    assert await store.put_sources([source()], actor="you") == {"pmid:1": Put.UNCHANGED}
    assert await store.find_source("pmid:1") == before
    assert len(await store.source_history(before.id)) == 1
    assert (await store.sources_since(0, 10))[1] == 1


async def test_new_content_is_a_new_version_and_the_old_one_is_kept(store: SqlStore) -> None:
    old, new = source("pmid:1", "Old words."), source("pmid:1", "New words.")
    await store.put_sources([old], actor="me")
    first = await store.find_source("pmid:1")
    assert await store.put_sources([new], actor="me") == {"pmid:1": Put.UPDATED}
    found = await store.find_source("pmid:1")
    assert (found.id, found.version, found.source) == (first.id, 2, new)
    assert await store.source_version(found.id, 1) == old
    assert found.passages()[0].id == f"{found.id}.2.1"
    with pytest.raises(NotFound):
        await store.source_version(found.id, 3)


async def test_a_removed_source_is_not_usable_and_an_import_does_not_bring_it_back(store: SqlStore) -> None:
    await store.put_sources([source()], actor="me")
    removed = await store.remove_source(await store.find_source("pmid:1"), actor="me", note="out of date")
    assert (removed.removed, removed.usable) == (True, False)
    assert await store.put_sources([source("pmid:1", "New words.")], actor="me") == {"pmid:1": Put.UPDATED}
    again = await store.find_source("pmid:1")
    assert (again.version, again.usable) == (2, False)
    assert (await store.restore_source(again, actor="me")).usable


async def test_a_retraction_that_was_found_takes_the_source_out_of_use(store: SqlStore) -> None:
    await store.put_sources([source()], actor="me")
    found = await store.find_source("pmid:1")
    marked = await store.mark_retraction(found, Retraction.RETRACTED, at=LATER, actor="checker")
    reference = marked.source.reference
    assert (reference.retraction, reference.checked) == (Retraction.RETRACTED, LATER.date())
    assert not marked.usable
    assert await store.find_source("pmid:1") == marked
    assert marked.version == 1


@pytest.mark.parametrize("status", [Retraction.CORRECTED, Retraction.CONCERN, Retraction.REINSTATED])
async def test_what_is_corrected_or_doubted_is_flagged_and_stays_in_use(
    store: SqlStore, status: Retraction
) -> None:
    await store.put_sources([source()], actor="me")
    found = await store.find_source("pmid:1")
    assert (await store.mark_retraction(found, status, at=LATER, actor="checker")).usable


async def test_an_unchecked_import_leaves_what_a_check_found(store: SqlStore) -> None:
    await store.put_sources([source()], actor="me")
    await store.mark_retraction(
        await store.find_source("pmid:1"), Retraction.RETRACTED, at=LATER, actor="checker"
    )
    assert await store.put_sources([source()], actor="me") == {"pmid:1": Put.UNCHANGED}
    await store.put_sources([source("pmid:1", "New words.")], actor="me")
    assert not (await store.find_source("pmid:1")).usable


async def test_an_import_never_brings_back_what_is_retracted(store: SqlStore) -> None:
    await store.put_sources([source(retraction=Retraction.RETRACTED, checked=CHECKED)], actor="me")
    later = source(retraction=Retraction.NONE, checked=date(2026, 12, 1))
    assert await store.put_sources([later], actor="me") == {"pmid:1": Put.UNCHANGED}
    assert not (await store.find_source("pmid:1")).usable
    back = source(retraction=Retraction.REINSTATED, checked=date(2026, 12, 1))
    assert await store.put_sources([back], actor="me") == {"pmid:1": Put.UPDATED}
    assert (await store.find_source("pmid:1")).usable


async def test_the_same_import_again_does_not_bring_back_what_was_superseded_since(store: SqlStore) -> None:
    file, later = source(edition="1"), source(edition="1", superseded_by="PMID 9")
    for each, actor in ((file, "import"), (later, "check")):
        await store.put_sources([each], actor=actor)
    assert await store.put_sources([file], actor="import") == {"pmid:1": Put.UNCHANGED}
    assert not (await store.find_source("pmid:1")).usable
    await store.put_sources([source(edition="2")], actor="import")
    assert (await store.find_source("pmid:1")).usable


async def test_what_a_record_itself_no_longer_says_is_superseded_is_not(store: SqlStore) -> None:
    await store.put_sources([source(superseded_by="PMID 9")], actor="import")
    assert await store.put_sources([source()], actor="import") == {"pmid:1": Put.UPDATED}
    assert (await store.find_source("pmid:1")).usable


async def test_an_older_check_does_not_replace_a_later_one(store: SqlStore) -> None:
    await store.put_sources([source(retraction=Retraction.CONCERN, checked=CHECKED)], actor="me")
    older = source(retraction=Retraction.NONE, checked=date(2020, 1, 1))
    assert await store.put_sources([older], actor="me") == {"pmid:1": Put.UNCHANGED}
    assert (await store.find_source("pmid:1")).source.reference.retraction is Retraction.CONCERN


async def test_a_retraction_that_an_import_brings_is_a_change_of_its_own(store: SqlStore) -> None:
    await store.put_sources([source()], actor="me")
    retracted = source(retraction=Retraction.RETRACTED, checked=CHECKED)
    assert await store.put_sources([retracted], actor="me") == {"pmid:1": Put.UPDATED}
    found = await store.find_source("pmid:1")
    assert (found.version, found.revision, found.usable) == (1, 2, False)
    assert [step.action for step in await store.source_history(found.id)] == [
        SourceAction.IMPORTED,
        SourceAction.RETRACTION,
    ]


async def test_the_same_finding_on_a_later_day_moves_the_day_alone(store: SqlStore) -> None:
    await store.put_sources([source(retraction=Retraction.NONE, checked=CHECKED)], actor="me")
    before = await store.find_source("pmid:1")
    after = await store.mark_retraction(before, Retraction.NONE, at=LATER, actor="checker")
    assert after.source.reference.checked == LATER.date()
    assert after.revision == before.revision
    assert (await store.sources_since(0, 10))[1] == 1
    assert len(await store.source_history(after.id)) == 1


async def test_a_check_that_found_nothing_out_is_no_check(store: SqlStore) -> None:
    await store.put_sources([source()], actor="me")
    with pytest.raises(ValueError, match="a check finds"):
        await store.mark_retraction(
            await store.find_source("pmid:1"), Retraction.UNCHECKED, at=LATER, actor="me"
        )


async def test_two_who_read_the_same_state_cannot_both_change_it(store: SqlStore) -> None:
    await store.put_sources([source()], actor="me")
    read = await store.find_source("pmid:1")
    outcomes = await asyncio.gather(
        store.remove_source(read, actor="one"),
        store.mark_retraction(read, Retraction.CONCERN, at=LATER, actor="two"),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1


async def test_two_imports_of_one_source_at_once_end_in_one_version(store: SqlStore) -> None:
    outcomes = await asyncio.gather(*(store.put_sources([source()], actor=f"{n}") for n in range(5)))
    assert sorted(outcome["pmid:1"] for outcome in outcomes) == [Put.CREATED, *[Put.UNCHANGED] * 4]
    assert (await store.find_source("pmid:1")).version == 1


async def test_one_workspaces_sources_are_its_own(store: SqlStore) -> None:
    await store.put_sources([source("a", "Shared words.")], actor="me")
    await store.put_sources([source("a", "Own words.")], actor="me", workspace="T1")
    shared, own = await store.find_source("a"), await store.find_source("a", "T1")
    assert (shared.workspace, own.workspace) == (None, "T1")
    assert shared.id != own.id
    assert [s.id for s in await store.sources_page(workspace="T1")] == [own.id]
    with pytest.raises(NotFound, match="sources list"):
        await store.find_source("a", "T2")


async def test_the_change_feed_has_no_gaps_and_tells_every_change(store: SqlStore) -> None:
    many = [source(f"s{n}") for n in range(20)]
    await asyncio.gather(*(store.put_sources([each], actor="me") for each in many))
    third = await store.find_source("s3")
    third = await store.remove_source(third, actor="me")
    await store.mark_retraction(third, Retraction.RETRACTED, at=LATER, actor="me")
    changes, head = await store.sources_since(0, 1_000)
    assert [change.sequence for change in changes] == list(range(1, head + 1))
    assert [change.article_id for change in changes[-2:]] == [third.id, third.id]
    assert len({change.article_id for change in changes}) == len(many)
    assert (await store.sources_since(head, 10)) == ([], head)
    assert len((await store.sources_since(0, 7))[0]) == 7


async def test_sources_and_articles_have_feeds_of_their_own(store: SqlStore) -> None:
    await store.put_sources([source()], actor="me")
    assert await store.approved_since(0, 10) == ([], 0)


async def test_the_history_tells_who_did_what_in_order(store: SqlStore) -> None:
    await store.put_sources([source()], actor="importer")
    await store.put_sources([source("pmid:1", "New words.")], actor="importer")
    found = await store.remove_source(await store.find_source("pmid:1"), actor="librarian", note="superseded")
    found = await store.restore_source(found, actor="librarian")
    await store.mark_retraction(found, Retraction.CONCERN, at=LATER, actor="checker", note="journal's notice")
    steps = await store.source_history(found.id)
    assert [(s.version, s.revision, s.actor, s.action, s.note) for s in steps] == [
        (1, 1, "importer", SourceAction.IMPORTED, None),
        (2, 2, "importer", SourceAction.UPDATED, None),
        (2, 3, "librarian", SourceAction.REMOVED, "superseded"),
        (2, 4, "librarian", SourceAction.RESTORED, None),
        (2, 5, "checker", SourceAction.RETRACTION, "unchecked → expression_of_concern: journal's notice"),
    ]
    assert all(step.at.tzinfo for step in steps)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE source_history SET actor = 'x'", "append-only"),
        ("DELETE FROM source_history", "append-only"),
        ("UPDATE source_versions SET content = '{}'", "never changed"),
    ],
)
async def test_what_happened_is_kept_by_the_database_itself(
    store: SqlStore, statement: str, words: str
) -> None:
    await store.put_sources([source()], actor="me")
    with pytest.raises(sa.exc.DBAPIError, match=words):
        async with store._writer.begin() as connection:
            await connection.execute(sa.text(statement))


async def test_pages_go_on_after_the_last_id(store: SqlStore) -> None:
    await store.put_sources([source(f"s{n}") for n in range(5)], actor="me")
    first = await store.sources_page(limit=2)
    second = await store.sources_page(limit=9, after=first[-1].source.external_id)
    assert [s.source.external_id for s in (*first, *second)] == ["s0", "s1", "s2", "s3", "s4"]


async def test_known_ones_are_found_by_many_external_ids(store: SqlStore) -> None:
    await store.put_sources([source(f"s{n}") for n in range(3)], actor="me")
    found = await store.find_sources([f"s{n}" for n in range(1, 1_200)])
    assert sorted(found) == ["s1", "s2"]


async def test_many_are_found_by_id_at_once(store: SqlStore) -> None:
    await store.put_sources([source(f"s{n}") for n in range(700)], actor="me")
    changes, _ = await store.sources_since(0, 1_000)
    assert len(await store.sources([*(change.article_id for change in changes), 1])) == 700


async def test_too_many_or_the_same_twice_are_refused(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="at most"):
        await store.put_sources([source()] * (PUT_MAX + 1), actor="me")
    with pytest.raises(ValueError, match="same external id"):
        await store.put_sources([source(), source()], actor="me")


async def test_a_library_from_before_sources_is_brought_along(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    old = engine(url)
    await migrate(old, replace(LIBRARY, head="0002"))
    await old.dispose()
    async with SqlStore(url) as store:
        assert await store.put_sources([source()], actor="me") == {"pmid:1": Put.CREATED}


async def test_an_open_store_keeps_its_errors_in_one_tree(sqlite_store: SqlStore) -> None:
    async with sqlite_store._writer.begin() as connection:
        await connection.execute(sa.text("DELETE FROM source_head"))
    with pytest.raises(StoreError, match="head of the sources is missing"):
        await sqlite_store.put_sources([source()], actor="me")
    async with sqlite_store._writer.begin() as connection:
        await connection.execute(sa.text("DROP TABLE source_changes"))
    with pytest.raises(StoreUnavailable):
        await sqlite_store.sources_since(-1, 1)
