"""The status machine: which step follows which, and what an approval needs.

Who may take a step (roles, declarations of interest, four eyes) is decided by those who call this.
"""

from datetime import UTC, date, datetime

from answers.errors import ReviewRefused
from answers.store.base import ArticleStore
from answers.types import Approval, ApprovalBasis, ArticleVersion, Status

_S = Status
STEPS: dict[Status, frozenset[Status]] = {
    _S.SUBMITTED: frozenset({_S.UNDER_REVIEW, _S.REJECTED, _S.WITHDRAWN}),
    _S.UNDER_REVIEW: frozenset({_S.APPROVED, _S.CHANGES_REQUESTED, _S.REJECTED, _S.WITHDRAWN}),
    _S.CHANGES_REQUESTED: frozenset({_S.UNDER_REVIEW, _S.REJECTED, _S.WITHDRAWN}),
    _S.APPROVED: frozenset({_S.UNDER_REVIEW, _S.WITHDRAWN}),
    _S.REJECTED: frozenset({_S.UNDER_REVIEW}),
    _S.WITHDRAWN: frozenset({_S.UNDER_REVIEW}),
    _S.SUPERSEDED: frozenset(),
}
"""Allowed steps. An approved version goes back under review when its evidence has changed; while it is
there it is not served. `EXPIRED` is never stored: it follows from the review date."""


async def move(
    store: ArticleStore,
    current: ArticleVersion,
    status: Status,
    *,
    actor: str,
    note: str | None = None,
) -> ArticleVersion:
    """Take a step that needs no approval. Raises `ReviewRefused`, `Conflict`."""
    if status is Status.APPROVED:
        raise ReviewRefused("an approval needs a reviewer: use approve")
    _allow(current, status)
    return await store.change_status(current, status, actor=actor, note=note)


async def approve(
    store: ArticleStore,
    current: ArticleVersion,
    *,
    by: str,
    credential: str,
    review_due: date,
    note: str | None = None,
) -> ArticleVersion:
    """Approve what is under review: `by` states to have read exactly this version.

    Raises `ReviewRefused` for a wrong status or a review date that is past, `Conflict`.
    """
    _allow(current, Status.APPROVED)
    now = datetime.now(UTC)
    if review_due <= now.date():
        raise ReviewRefused("the next review must lie in the future")
    approval = Approval(
        basis=ApprovalBasis.INDIVIDUAL,
        by=by,
        credential=credential,
        at=now,
        content_hash=current.article.content_hash(),
        review_due=review_due,
    )
    return await store.change_status(current, Status.APPROVED, actor=by, approval=approval, note=note)


def _allow(current: ArticleVersion, status: Status) -> None:
    steps = STEPS.get(current.status, frozenset())
    if status not in steps:
        possible = ", ".join(sorted(steps)) or "nothing"
        raise ReviewRefused(
            f"version {current.version} is {current.status}; from there it can become: {possible}"
        )
