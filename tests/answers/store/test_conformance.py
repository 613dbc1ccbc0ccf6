"""What every store must do: the same tests on SQLite and on a real PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from answers.errors import Conflict, NotFound, StoreError, StoreUnavailable
from answers.store.base import PUT_MAX, Put
from answers.store.engine import engine
from answers.store.migrate import migrate
from answers.store.migrations import LIBRARY
from answers.store.sql import SqlStore
from answers.thresholds import Evidence, Thresholds
from answers.types import ApprovalBasis, Status
from tests.making import approval, approvals, article


def now() -> datetime:
    return datetime.now(UTC)


async def test_a_new_article_arrives_submitted_and_is_not_served(store: SqlStore) -> None:
    assert await store.put([article()], actor="me") == {"gout-treatment": Put.CREATED}
    found = await store.find("gout-treatment")
    assert (found.version, found.status, found.approval) == (1, Status.SUBMITTED, None)
    assert await store.served([found.id], workspace=None, moment=now()) == {}


async def test_an_article_with_an_approval_is_served(store: SqlStore) -> None:
    gout = article()
    await store.put([gout], actor="me", approvals=approvals(gout))
    found = await store.find("gout-treatment")
    served = await store.served([found.id], workspace=None, moment=now())
    assert served[found.id].article == gout


async def test_the_same_content_twice_changes_nothing(store: SqlStore) -> None:
    gout = article()
    await store.put([gout], actor="me", approvals=approvals(gout))
    before = await store.find("gout-treatment")
    assert await store.put([gout], actor="me", approvals=approvals(gout)) == {"gout-treatment": Put.UNCHANGED}
    assert await store.find("gout-treatment") == before


async def test_new_content_waits_while_the_old_version_is_served(store: SqlStore) -> None:
    old, new = article(), article(said="Something else.")
    await store.put([old], actor="me", approvals=approvals(old))
    assert await store.put([new], actor="me") == {"gout-treatment": Put.UPDATED}
    latest = await store.find("gout-treatment")
    assert (latest.version, latest.status) == (2, Status.SUBMITTED)
    served = await store.served([latest.id], workspace=None, moment=now())
    assert served[latest.id].article == old


async def test_approving_a_version_supersedes_the_one_before(store: SqlStore) -> None:
    old, new = article(), article(said="Something else.")
    await store.put([old], actor="me", approvals=approvals(old))
    await store.put([new], actor="me")
    latest = await store.find("gout-treatment")
    await store.change_status(latest, Status.APPROVED, actor="me", approval=approval(new))
    assert (await store.get(latest.id, 1)).status is Status.SUPERSEDED
    served = await store.served([latest.id], workspace=None, moment=now())
    assert served[latest.id].version == 2


async def test_a_released_update_supersedes_too(store: SqlStore) -> None:
    old, new = article(), article(said="Something else.")
    await store.put([old], actor="me", approvals=approvals(old))
    await store.put([new], actor="me", approvals=approvals(new))
    latest = await store.find("gout-treatment")
    assert (latest.version, latest.status) == (2, Status.APPROVED)
    assert (await store.get(latest.id, 1)).status is Status.SUPERSEDED


async def test_a_release_approves_what_was_only_submitted(store: SqlStore) -> None:
    gout = article()
    await store.put([gout], actor="me")
    outcome = await store.put([gout], actor="me", approvals=approvals(gout))
    assert outcome == {"gout-treatment": Put.UPDATED}
    assert (await store.find("gout-treatment")).status is Status.APPROVED


async def test_a_release_does_not_bring_back_what_a_person_withdrew(store: SqlStore) -> None:
    gout = article()
    await store.put([gout], actor="me", approvals=approvals(gout))
    found = await store.find("gout-treatment")
    await store.change_status(found, Status.WITHDRAWN, actor="reviewer")
    assert await store.put([gout], actor="me", approvals=approvals(gout)) == {"gout-treatment": Put.UNCHANGED}
    assert await store.served([found.id], workspace=None, moment=now()) == {}


async def test_two_who_read_the_same_state_cannot_both_change_it(store: SqlStore) -> None:
    gout = article()
    await store.put([gout], actor="me")
    read = await store.find("gout-treatment")
    outcomes = await asyncio.gather(
        store.change_status(read, Status.UNDER_REVIEW, actor="one"),
        store.change_status(read, Status.REJECTED, actor="two"),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1


async def test_an_expired_approval_is_not_served(store: SqlStore) -> None:
    gout = article()
    due = date(2026, 1, 31)
    await store.put([gout], actor="me", approvals=approvals(gout, review_due=due))
    found = await store.find("gout-treatment")
    on_the_day = datetime(2026, 1, 31, 23, 59, tzinfo=UTC)
    assert await store.served([found.id], workspace=None, moment=on_the_day)
    assert not await store.served([found.id], workspace=None, moment=on_the_day + timedelta(minutes=1))


async def test_one_workspaces_articles_are_never_served_to_another(store: SqlStore) -> None:
    gout = article()
    await store.put([gout], actor="me", workspace="T1", approvals=approvals(gout))
    found = await store.find("gout-treatment", "T1")
    for workspace, visible in (("T1", True), ("T2", False), (None, False)):
        served = await store.served([found.id], workspace=workspace, moment=now())
        assert bool(served) is visible
    with pytest.raises(NotFound):
        await store.find("gout-treatment")


async def test_a_shared_article_is_served_to_every_workspace(store: SqlStore) -> None:
    gout = article()
    await store.put([gout], actor="me", approvals=approvals(gout))
    found = await store.find("gout-treatment")
    assert await store.served([found.id], workspace="T1", moment=now())


async def test_the_change_feed_has_no_gaps_and_tells_every_change(store: SqlStore) -> None:
    many = [article(f"a{n}", question=f"What is disease {n}?") for n in range(20)]
    await asyncio.gather(*(store.put([a], actor="me", approvals=approvals(a)) for a in many), store.counts())
    found = await store.find("a3")
    await store.change_status(found, Status.WITHDRAWN, actor="me")
    changes, head = await store.approved_since(0, 1_000)
    assert [change.sequence for change in changes] == list(range(1, head + 1))
    assert changes[-1].article_id == found.id
    assert {change.article_id for change in changes} == {(await store.find(a.external_id)).id for a in many}


async def test_a_submission_is_no_change_of_what_is_served(store: SqlStore) -> None:
    await store.put([article()], actor="me")
    assert await store.approved_since(0, 10) == ([], 0)


async def test_the_history_tells_who_did_what_in_order(store: SqlStore) -> None:
    gout = article()
    await store.put([gout], actor="author")
    version = await store.find("gout-treatment")
    version = await store.change_status(version, Status.UNDER_REVIEW, actor="reviewer", note="mine")
    await store.change_status(version, Status.APPROVED, actor="reviewer", approval=approval(gout))
    steps = await store.history(version.id)
    assert [(s.actor, s.before, s.after, s.note) for s in steps] == [
        ("author", None, Status.SUBMITTED, None),
        ("reviewer", Status.SUBMITTED, Status.UNDER_REVIEW, "mine"),
        ("reviewer", Status.UNDER_REVIEW, Status.APPROVED, None),
    ]
    assert all(step.at.tzinfo for step in steps)


@pytest.mark.parametrize(
    "statement", ["UPDATE article_history SET actor = 'x'", "DELETE FROM article_history"]
)
async def test_the_history_is_append_only_in_the_database_itself(store: SqlStore, statement: str) -> None:
    await store.put([article()], actor="me")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        async with store._writer.begin() as connection:
            await connection.execute(sa.text(statement))


async def test_approved_content_cannot_be_stored_under_an_approval_of_other_content(
    store: SqlStore,
) -> None:
    gout, other = article(), article(said="Something else.")
    with pytest.raises(ValueError, match="other content"):
        await store.put([gout], actor="me", approvals={gout.external_id: approval(other)})


async def test_content_changed_behind_the_stores_back_is_not_read_as_approved(
    store: SqlStore,
) -> None:
    gout = article()
    await store.put([gout], actor="me", approvals=approvals(gout))
    found = await store.find("gout-treatment")
    async with store._writer.begin() as connection:
        await connection.execute(
            sa.text("UPDATE article_versions SET content = replace(content, 'Rest', 'Salt')")
        )
    with pytest.raises(ValueError, match="other content"):
        await store.served([found.id], workspace=None, moment=now())


async def test_pages_go_on_after_the_last_id(store: SqlStore) -> None:
    many = [article(f"a{n}", question=f"What is disease {n}?") for n in range(5)]
    await store.put(many, actor="me")
    first = await store.page(limit=2)
    second = await store.page(limit=9, after=first[-1].article.external_id)
    assert [v.article.external_id for v in (*first, *second)] == ["a0", "a1", "a2", "a3", "a4"]


async def test_counts_are_by_status(store: SqlStore) -> None:
    gout, other = article(), article("b", question="What is b?")
    await store.put([gout, other], actor="me", approvals=approvals(gout))
    assert await store.counts() == {Status.APPROVED: 1, Status.SUBMITTED: 1}


async def test_vectors_are_kept_by_encoder_and_text(store: SqlStore) -> None:
    await store.put_vectors("one", {"h": b"12"})
    await store.put_vectors("one", {"h": b"34", "i": b"56"})
    await store.put_vectors("two", {})
    assert await store.vectors("one", ["h", "i", "j"]) == {"h": b"12", "i": b"56"}
    assert await store.vectors("two", ["h"]) == {}


def thresholds(serve_at: float, model: str = "m1") -> Thresholds:
    evidence = Evidence(precision=0.95, questions=200, taken=100, right=99, at_least=0.953)
    return Thresholds(
        serve_at=serve_at,
        suggest_at=0.5,
        model=model,
        set_by="Dr Ada Example",
        set_at=now(),
        evidence=evidence,
    )


async def test_thresholds_are_kept_one_after_another_the_newest_first(store: SqlStore) -> None:
    assert await store.thresholds() == []
    kept = [thresholds(0.8), thresholds(0.9, "m2"), thresholds(0.7)]
    for each in kept:
        await store.set_thresholds(each)
    assert await store.thresholds() == kept[::-1]
    assert await store.thresholds("m2") == [kept[1]]
    assert await store.thresholds("m1", limit=1) == [kept[2]]


@pytest.mark.parametrize(
    "statement", ["UPDATE match_thresholds SET content = '{}'", "DELETE FROM match_thresholds"]
)
async def test_nobody_changes_what_thresholds_were_set(store: SqlStore, statement: str) -> None:
    await store.set_thresholds(thresholds(0.8))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        async with store._writer.begin() as connection:
            await connection.execute(sa.text(statement))


@pytest.mark.parametrize("content", ["{}", '{"serve_at": 0, "suggest_at": 0}', "not json"])
async def test_thresholds_that_cannot_be_read_are_not_guessed(store: SqlStore, content: str) -> None:
    async with store._writer.begin() as connection:
        insert = sa.text("INSERT INTO match_thresholds (model, content) VALUES ('m1', :content)")
        await connection.execute(insert, {"content": content})
    with pytest.raises(StoreError, match="thresholds cannot be read"):
        await store.thresholds("m1")


async def test_a_library_from_before_thresholds_is_brought_along(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    old = engine(url)
    await migrate(old, replace(LIBRARY, head="0001"))
    await old.dispose()
    async with SqlStore(url) as store:
        await store.set_thresholds(thresholds(0.8))
        assert [each.serve_at for each in await store.thresholds()] == [0.8]


async def test_an_unknown_article_is_not_found(store: SqlStore) -> None:
    with pytest.raises(NotFound, match="articles list"):
        await store.find("nothing")
    with pytest.raises(NotFound):
        await store.get(1)


async def test_too_many_articles_at_once_are_refused(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="at most"):
        await store.put([article()] * (PUT_MAX + 1), actor="me")


async def test_a_bulk_release_is_not_an_individual_review(store: SqlStore) -> None:
    gout = article()
    await store.put([gout], actor="me", approvals=approvals(gout, basis=ApprovalBasis.BULK))
    found = await store.find("gout-treatment")
    assert found.approval
    assert found.approval.basis is ApprovalBasis.BULK


async def test_a_database_that_is_not_there_is_said_to_be_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        async with SqlStore("postgresql://nobody@127.0.0.1:9/none"):
            pass


async def test_an_open_store_keeps_its_errors_in_one_tree(sqlite_store: SqlStore) -> None:
    async with sqlite_store._writer.begin() as connection:
        await connection.execute(sa.text("DELETE FROM library_head"))
    gout = article()
    with pytest.raises(StoreError, match="head of the library is missing"):
        await sqlite_store.put([gout], actor="me", approvals=approvals(gout))
