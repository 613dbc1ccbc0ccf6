"""The port to answers that an engine wrote, as they wait for the board.

A submitted answer is an article version like any other, and is decided on like any other
(`answers/review.py`). Beside it is kept what a reviewer needs to see: the passages that each citation rests
on, and what wrote it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pydantic import Field

from answers.types import Article, ArticleVersion, Audience, Caveat, Frozen, Line, Status, Support, Writer

UNDECIDED = frozenset({Status.SUBMITTED, Status.UNDER_REVIEW, Status.CHANGES_REQUESTED})
"""Where a version stands that the board has still to decide on."""
WAITING_MAX = 500
"""Versions that a new question is compared with: those asked for last."""
TIMES_SHOWN_FROM = 5
"""How often a question was asked is said from here on (clinical rule 10)."""


class Basis(Frozen):
    """What a written answer rests on, as it was when it was written. `support` is the answer's own."""

    writer: Writer
    support: tuple[Support, ...] = ()
    lacking: tuple[Line, ...] = ()
    caveats: tuple[Caveat, ...] = ()


class Submitted(Frozen):
    """A version with its basis. `asked` counts how often the question came, its near-duplicates too; a person
    who asks twice counts twice."""

    version: ArticleVersion
    audience: Audience
    basis: Basis
    asked: int = Field(ge=1)
    asked_last: datetime

    @property
    def times_shown(self) -> int | None:
        """How often it was asked, where that may be said."""
        return self.asked if self.asked >= TIMES_SHOWN_FROM else None


class BoardStore(Protocol):
    """Submitted answers. Every method raises `StoreUnavailable` when the database cannot be reached."""

    async def submit(
        self, article: Article, basis: Basis, audience: Audience, *, actor: str, workspace: str | None = None
    ) -> Submitted:
        """Keep it as a submitted version. Where one with its external id waits already, that one is counted
        up and stays as it is. Raises `Conflict` where another process submitted it in the same moment."""
        ...

    async def count(self, version: ArticleVersion) -> None:
        """Once more asked for."""
        ...

    async def waiting(
        self, audience: Audience, workspace: str | None, limit: int = WAITING_MAX
    ) -> list[ArticleVersion]:
        """Undecided ones of exactly this audience and workspace, the last asked for first."""
        ...

    async def submissions(self, versions: Sequence[ArticleVersion]) -> dict[int, Submitted]:
        """Of these versions, those that an engine wrote, by article id."""
        ...
