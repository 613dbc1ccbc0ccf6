"""The port to imported sources. Each import of changed content is a new version; old ones are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import AwareDatetime, Field

from answers.sources.record import Source
from answers.store.base import Change, Put
from answers.types import Frozen, Passage, Retraction


class StoredSource(Frozen):
    """A source at its latest version. `workspace` None: shared by all. `removed`: an operator took it out.

    `revision` counts every change of it and is what optimistic concurrency compares. What is known of a
    retraction stands in the source's reference, whether an import or a later check brought it.
    """

    id: int = Field(ge=1, lt=2**53)
    workspace: str | None = None
    version: int = Field(ge=1)
    revision: int = Field(default=1, ge=1)
    source: Source
    removed: bool = False
    changed_at: AwareDatetime

    @property
    def usable(self) -> bool:
        """Whether anything may be said from it: not retracted, withdrawn, superseded or removed."""
        reference = self.source.reference
        return not (
            self.removed
            or self.source.withdrawn_by_issuer
            or reference.superseded_by
            or reference.retraction is Retraction.RETRACTED
        )

    def passages(self) -> list[Passage]:
        """Its passages in order, each under an id that names source, version and place in it."""
        return [
            Passage(
                id=f"{self.id}.{self.version}.{number}",
                text=passage.text,
                reference=self.source.reference,
                place=passage.place,
                part=passage.part,
                published=self.source.published,
                language=self.source.language,
                quotable=self.source.quotable,
            )
            for number, passage in enumerate(self.source.passages, start=1)
        ]


class SourceAction(StrEnum):
    """What can happen to a source."""

    IMPORTED = "imported"
    UPDATED = "updated"
    REMOVED = "removed"
    RESTORED = "restored"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One step in a source's life: who did what to it, at which version, and when (UTC)."""

    version: int
    revision: int
    at: datetime
    actor: str
    action: SourceAction
    note: str | None


class SourceStore(Protocol):
    """Sources by id. Every method raises `StoreUnavailable` when the database cannot be reached."""

    async def put_sources(
        self, sources: Sequence[Source], *, actor: str, workspace: str | None = None
    ) -> dict[str, Put]:
        """Add new sources, or new versions of known ones, by external id; at most `PUT_MAX`.

        A source that was removed stays so. What is known of a retraction is not content: an import that was
        not checked leaves it, a later check than the known one replaces it, and the new day alone changes
        nothing else.
        """
        ...

    async def find_source(self, external_id: str, workspace: str | None = None) -> StoredSource:
        """By its external id. Raises `NotFound`."""
        ...

    async def find_sources(
        self, external_ids: Sequence[str], workspace: str | None = None
    ) -> dict[str, StoredSource]:
        """Of these external ids, the known ones."""
        ...

    async def source_version(self, source_id: int, version: int) -> Source:
        """The content of one version, as imported but for its retraction. Raises `NotFound`."""
        ...

    async def remove_source(
        self, source: StoredSource, *, actor: str, note: str | None = None
    ) -> StoredSource:
        """Take it out of use; its versions are kept. Raises `Conflict` where it was changed since."""
        ...

    async def restore_source(
        self, source: StoredSource, *, actor: str, note: str | None = None
    ) -> StoredSource:
        """Take it back into use. Raises `Conflict` where it was changed since."""
        ...

    async def mark_retraction(
        self,
        source: StoredSource,
        retraction: Retraction,
        *,
        at: datetime,
        actor: str,
        note: str | None = None,
    ) -> StoredSource:
        """What a check on day `at` found; the same as before with a later day is no change for the feed.

        Raises `Conflict` where it was changed since.
        """
        ...

    async def sources(self, source_ids: Sequence[int]) -> dict[int, StoredSource]:
        """Of these, those that exist, usable or not, at their latest version."""
        ...

    async def sources_since(self, sequence: int, limit: int) -> tuple[list[Change], int]:
        """Changes after `sequence`, oldest first, at most `limit` (`article_id` is the source's id); and the
        newest sequence of all."""
        ...

    async def sources_page(
        self, *, workspace: str | None = None, limit: int = 50, after: str = ""
    ) -> list[StoredSource]:
        """By external id, those after `after`."""
        ...

    async def source_workspaces(self) -> list[str | None]:
        """Those that have sources; None, what is shared by all, first where it has some."""
        ...

    async def source_history(self, source_id: int) -> list[SourceEntry]:
        """All steps of a source, oldest first."""
        ...
