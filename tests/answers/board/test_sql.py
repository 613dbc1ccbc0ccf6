"""Submitted answers in every database: the same tests on SQLite and on a real PostgreSQL."""

import asyncio
from datetime import date

import pytest
import sqlalchemy as sa

from answers.board.base import TIMES_SHOWN_FROM, Basis
from answers.errors import Conflict
from answers.review import approve, move
from answers.store.sql import SqlStore
from answers.types import Audience, Passage, Status, Support, Writer
from tests.making import PAGE, article

BASIS = Basis(
    writer=Writer(model="a-model", prompt="7"),
    support=(
        Support(
            statement=0,
            citation=1,
            passage=Passage(id="1.1.1", text="Rest helped.", reference=PAGE),
            marked=((0, 4),),
        ),
    ),
    lacking=("follow-up",),
)
DUE = date(2999, 1, 1)


async def test_a_submitted_answer_waits_with_its_evidence(store: SqlStore) -> None:
    await store.submit(article(), BASIS, Audience.CLINICIAN, actor="engine")
    version = await store.find("gout-treatment")
    assert version.status is Status.SUBMITTED
    found = (await store.submissions([version]))[version.id]
    assert (found.basis, found.audience, found.asked) == (BASIS, Audience.CLINICIAN, 1)
    assert await store.waiting(Audience.CLINICIAN, None) == [version]


async def test_the_same_question_again_is_counted_and_its_first_answer_stays(store: SqlStore) -> None:
    first = await store.submit(article(), BASIS, Audience.CLINICIAN, actor="engine")
    second = await store.submit(article(said="Other words."), BASIS, Audience.CLINICIAN, actor="engine")
    assert (second.version, second.asked) == (first.version, 2)


async def test_a_count_below_five_is_not_shown(store: SqlStore) -> None:
    submitted = await store.submit(article(), BASIS, Audience.CLINICIAN, actor="engine")
    for _ in range(TIMES_SHOWN_FROM - 2):
        await store.count(submitted.version)
    few = (await store.submissions([submitted.version]))[submitted.version.id]
    assert (few.asked, few.times_shown) == (4, None)
    await store.count(submitted.version)
    assert (await store.submissions([submitted.version]))[submitted.version.id].times_shown == 5


async def test_another_workspace_and_audience_see_nothing_of_it(store: SqlStore) -> None:
    await store.submit(article(), BASIS, Audience.CLINICIAN, actor="engine", workspace="T1")
    assert await store.waiting(Audience.CLINICIAN, None) == []
    assert await store.waiting(Audience.CLINICIAN, "T2") == []
    assert await store.waiting(Audience.PATIENT, "T1") == []
    assert len(await store.waiting(Audience.CLINICIAN, "T1")) == 1


async def test_what_was_decided_waits_no_more(store: SqlStore) -> None:
    submitted = await store.submit(article(), BASIS, Audience.CLINICIAN, actor="engine")
    under_review = await move(store, submitted.version, Status.UNDER_REVIEW, actor="Ada")
    assert await store.waiting(Audience.CLINICIAN, None) == [under_review]
    approved = await approve(store, under_review, by="Ada", credential="MD", review_due=DUE)
    assert await store.waiting(Audience.CLINICIAN, None) == []
    assert (await store.submissions([approved]))[approved.id].basis == BASIS


async def test_after_a_rejection_another_answer_can_be_submitted(store: SqlStore) -> None:
    submitted = await store.submit(article(), BASIS, Audience.CLINICIAN, actor="engine")
    await move(store, submitted.version, Status.REJECTED, actor="Ada")
    again = await store.submit(article(said="Other words."), BASIS, Audience.CLINICIAN, actor="engine")
    assert (again.version.version, again.version.status, again.asked) == (2, Status.SUBMITTED, 1)


async def test_the_rejected_words_themselves_stay_rejected(store: SqlStore) -> None:
    submitted = await store.submit(article(), BASIS, Audience.CLINICIAN, actor="engine")
    await move(store, submitted.version, Status.REJECTED, actor="Ada")
    again = await store.submit(article(), BASIS, Audience.CLINICIAN, actor="engine")
    assert (again.version.status, again.asked) == (Status.REJECTED, 2)


async def test_the_last_asked_for_comes_first(store: SqlStore) -> None:
    for name in ("a", "b"):
        await store.submit(article(name), BASIS, Audience.CLINICIAN, actor="engine")
    first = await store.find("a")
    await store.count(first)
    assert [v.article.external_id for v in await store.waiting(Audience.CLINICIAN, None)] == ["a", "b"]
    assert len(await store.waiting(Audience.CLINICIAN, None, limit=1)) == 1


async def test_what_a_person_wrote_is_no_submission_of_an_engine(store: SqlStore) -> None:
    await store.put([article()], actor="me")
    version = await store.find("gout-treatment")
    await store.count(version)
    assert await store.submissions([version]) == {}
    assert await store.waiting(Audience.CLINICIAN, None) == []


async def test_two_who_submit_at_once_make_one_article(store: SqlStore) -> None:
    async def submit(said: str) -> bool:
        try:
            await store.submit(article(said=said), BASIS, Audience.CLINICIAN, actor="engine")
        except Conflict:
            return False
        return True

    done = await asyncio.gather(*(submit(f"Answer {n}.") for n in range(4)))
    version = await store.find("gout-treatment")
    assert version.version == 1
    assert (await store.submissions([version]))[version.id].asked == sum(done)


async def test_nothing_is_left_of_a_submission_that_fails(sqlite_store: SqlStore) -> None:
    async with sqlite_store._writer.begin() as connection:
        await connection.execute(sa.text("DROP TABLE submissions"))
    with pytest.raises(Exception, match="submissions"):
        await sqlite_store.submit(article(), BASIS, Audience.CLINICIAN, actor="engine")
    assert await sqlite_store.page() == []
