"""The status machine: which step follows which."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from answers.errors import Conflict, ReviewRefused
from answers.review import STEPS, approve, move
from answers.store.sql import SqlStore
from answers.types import ApprovalBasis, ArticleVersion, Status
from tests.making import approval, article

STORED = [status for status in Status if status is not Status.EXPIRED]
SOON = datetime.now(UTC).date() + timedelta(days=30)


async def version_at(store: SqlStore, status: Status) -> ArticleVersion:
    gout = article()
    await store.put([gout], actor="t")
    version = await store.find("gout-treatment")
    if status is Status.SUBMITTED:
        return version
    return await store.change_status(
        version, status, actor="t", approval=approval(gout) if status is Status.APPROVED else None
    )


@pytest.mark.parametrize(("before", "after"), list(product(STORED, STORED)))
async def test_only_the_allowed_steps_can_be_taken(
    sqlite_store: SqlStore, before: Status, after: Status
) -> None:
    version = await version_at(sqlite_store, before)
    if after in STEPS[before] and after is not Status.APPROVED:
        assert (await move(sqlite_store, version, after, actor="t")).status is after
    else:
        with pytest.raises(ReviewRefused):
            await move(sqlite_store, version, after, actor="t")


async def test_an_approval_is_of_what_was_read_by_who_read_it(sqlite_store: SqlStore) -> None:
    version = await version_at(sqlite_store, Status.UNDER_REVIEW)
    approved = await approve(sqlite_store, version, by="Dr Ada", credential="MD", review_due=SOON)
    assert approved.approval
    assert (approved.approval.basis, approved.approval.by) == (ApprovalBasis.INDIVIDUAL, "Dr Ada")
    assert approved.approval.content_hash == version.article.content_hash()
    with pytest.raises(Conflict):
        await approve(sqlite_store, version, by="Dr Bo", credential="MD", review_due=SOON)


async def test_what_is_not_under_review_cannot_be_approved(sqlite_store: SqlStore) -> None:
    version = await version_at(sqlite_store, Status.SUBMITTED)
    with pytest.raises(ReviewRefused, match="under_review"):
        await approve(sqlite_store, version, by="Dr Ada", credential="MD", review_due=SOON)


async def test_a_next_review_in_the_past_is_refused(sqlite_store: SqlStore) -> None:
    version = await version_at(sqlite_store, Status.UNDER_REVIEW)
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    with pytest.raises(ReviewRefused, match="future"):
        await approve(sqlite_store, version, by="Dr Ada", credential="MD", review_due=yesterday)
