"""The port to the database: articles in all their versions, the review's history, vectors by text.

Versions are immutable; what changes is a version's status, each time with its `revision` counted up and
a line in the append-only history. Every change to what may be served also adds a `Change`, which the
index follows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from answers.types import Approval, Article, ArticleVersion, Status

PUT_MAX = 1_000
"""Articles in one `put`: one transaction, held for about a second on SQLite."""

IN_MAX = 500
"""Ids in one question to the database: below SQLite's default bound of 999 variables, even in old builds."""


class Put(StrEnum):
    """What became of an article that was put."""

    CREATED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """Article `article_id` may be served differently since `sequence`; numbers have no gaps."""

    sequence: int
    article_id: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step in an article's life: who did what to which version, and when (UTC)."""

    version: int
    revision: int
    at: datetime
    actor: str
    action: str
    before: Status | None
    after: Status
    note: str | None


class ArticleStore(Protocol):
    """Articles by id. `workspace` None stands for the library that all workspaces share.

    Every method raises `StoreUnavailable` when the database cannot be reached.
    """

    async def put(
        self,
        articles: Sequence[Article],
        *,
        actor: str,
        workspace: str | None = None,
        approvals: Mapping[str, Approval] | None = None,
    ) -> dict[str, Put]:
        """Add new articles, or new versions of known ones, by external id; at most `PUT_MAX`.

        `approvals` by external id arrive approved, the others submitted. Content that is already the latest
        version's is left as it stands, unless it is only submitted and comes with an approval now: what a
        person rejected or withdrew stays so.
        """
        ...

    async def get(self, article_id: int, version: int | None = None) -> ArticleVersion:
        """One version, the latest by default. Raises `NotFound`."""
        ...

    async def find(self, external_id: str, workspace: str | None = None) -> ArticleVersion:
        """The latest version by its external id. Raises `NotFound`."""
        ...

    async def change_status(
        self,
        current: ArticleVersion,
        status: Status,
        *,
        actor: str,
        approval: Approval | None = None,
        note: str | None = None,
    ) -> ArticleVersion:
        """Move a version to `status`; approving one supersedes the approved one before it.

        Raises `Conflict` where `current` is no longer what is stored.
        """
        ...

    async def served(
        self, article_ids: Sequence[int], *, workspace: str | None, moment: datetime
    ) -> dict[int, ArticleVersion]:
        """Of these, the approved, unexpired versions that the workspace may see, by article id."""
        ...

    async def approved_since(self, sequence: int, limit: int) -> tuple[list[Change], int]:
        """Changes after `sequence`, oldest first, at most `limit`; and the newest sequence of all."""
        ...

    async def approved_versions(self, article_ids: Sequence[int]) -> dict[int, ArticleVersion]:
        """The approved versions of these, of every workspace and expired ones too: for the index."""
        ...

    async def page(
        self,
        *,
        workspace: str | None = None,
        status: Status | None = None,
        limit: int = 50,
        after: str = "",
    ) -> list[ArticleVersion]:
        """Latest versions by external id, those after `after`."""
        ...

    async def counts(self, workspace: str | None = None) -> dict[Status, int]:
        """How many versions stand at each status (as stored: expiry is not counted)."""
        ...

    async def history(self, article_id: int) -> list[HistoryEntry]:
        """All steps of an article, oldest first."""
        ...


class VectorStore(Protocol):
    """Vectors computed once per text and encoder, kept by the text's hash."""

    async def vectors(self, encoder: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """Those of `hashes` that are known: little-endian float16 arrays."""
        ...

    async def put_vectors(self, encoder: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors; one that is known already stays as it is."""
        ...
