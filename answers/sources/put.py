"""One `put_sources`: what each source means for what is known, and the rows of it, written in bulk."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from answers.sources.base import SourceAction
from answers.sources.record import Source
from answers.store import schema
from answers.store.base import IN_MAX, Put
from answers.store.feed import SOURCES
from answers.types import Reference, Retraction

_ID_BOUND = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Known:
    """A source that is there already, without its content."""

    id: int
    version: int
    revision: int
    content_hash: str
    retraction: Retraction
    checked: date | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a retraction, as of a day."""

    retraction: Retraction
    checked: date | None


def finding_after(known: Known, reference: Reference) -> Finding:
    """What holds after an import. A file may be older than it looks: none brings back what is retracted,
    unless it says that it was reinstated."""
    before = Finding(known.retraction, known.checked)
    if reference.checked is None or (known.checked and reference.checked < known.checked):
        return before
    undone = known.retraction is Retraction.RETRACTED and reference.retraction not in {
        Retraction.RETRACTED,
        Retraction.REINSTATED,
    }
    return before if undone else Finding(reference.retraction, reference.checked)


class Writes:
    """The rows of one `put_sources`, planned against what is known and written in bulk."""

    def __init__(self, *, actor: str, workspace: str, at: datetime) -> None:
        self._actor = actor
        self._workspace = workspace
        self._at = at
        self._sources: list[dict[str, Any]] = []
        self._versions: list[dict[str, Any]] = []
        self._updates: list[dict[str, Any]] = []
        self._history: list[dict[str, Any]] = []
        self._changed: list[int] = []

    def plan(self, source: Source, known: Known | None) -> Put:
        if known is None:
            self._create(source)
            return Put.CREATED
        content_hash = source.content_hash()
        finding = finding_after(known, source.reference)
        is_new_text = content_hash != known.content_hash
        is_new_status = finding.retraction is not known.retraction
        version, revision = known.version + is_new_text, known.revision + (is_new_text or is_new_status)
        if is_new_text:
            self._version(known.id, version, source, content_hash)
            self._step(known.id, version, revision, SourceAction.UPDATED)
        if is_new_status:
            note = f"{known.retraction} → {finding.retraction}"
            self._step(known.id, version, revision, SourceAction.RETRACTION, note)
        if revision > known.revision:
            self._changed.append(known.id)
        if revision > known.revision or finding.checked != known.checked:
            self._updates.append(
                {
                    "key": known.id,
                    "new_version": version,
                    "new_revision": revision,
                    "new_retraction": finding.retraction,
                    "new_checked": finding.checked,
                }
            )
        return Put.UPDATED if revision > known.revision else Put.UNCHANGED

    def _create(self, source: Source) -> None:
        key = secrets.randbelow(_ID_BOUND) + 1
        self._sources.append(
            {
                "id": key,
                "workspace": self._workspace,
                "external_id": source.external_id,
                "latest_version": 1,
                "revision": 1,
                "removed": False,
                "retraction": source.reference.retraction,
                "checked": source.reference.checked,
                "changed_at": self._at,
            }
        )
        self._version(key, 1, source, source.content_hash())
        self._step(key, 1, 1, SourceAction.IMPORTED)
        self._changed.append(key)

    def _version(self, source_id: int, number: int, source: Source, content_hash: str) -> None:
        content = source.with_retraction(Retraction.UNCHECKED, None)
        self._versions.append(
            {
                "source_id": source_id,
                "version": number,
                "content": content.model_dump_json(),
                "content_hash": content_hash,
                "imported_at": self._at,
            }
        )

    def _step(
        self, source_id: int, version: int, revision: int, action: SourceAction, note: str | None = None
    ) -> None:
        self._history.append(
            {
                "source_id": source_id,
                "version": version,
                "revision": revision,
                "at": self._at,
                "actor": self._actor,
                "action": action,
                "note": note,
            }
        )

    async def carry_out(self, connection: AsyncConnection) -> None:
        for table, rows in (
            (schema.sources, self._sources),
            (schema.source_versions, self._versions),
            (schema.source_history, self._history),
        ):
            if rows:
                await connection.execute(sa.insert(table), rows)
        if self._updates:
            await connection.execute(self._update(), self._updates)
        await SOURCES.record(connection, self._changed)

    def _update(self) -> sa.Update:
        sources = schema.sources
        return (
            sa.update(sources)
            .where(sources.c.id == sa.bindparam("key"))
            .values(
                latest_version=sa.bindparam("new_version"),
                revision=sa.bindparam("new_revision"),
                retraction=sa.bindparam("new_retraction"),
                checked=sa.bindparam("new_checked"),
                changed_at=self._at,
            )
        )


async def known_sources(
    connection: AsyncConnection, external_ids: Sequence[str], workspace: str
) -> dict[str, Known]:
    sources, versions = schema.sources, schema.source_versions
    found: dict[str, Known] = {}
    for start in range(0, len(external_ids), IN_MAX):
        query = (
            sa.select(sources, versions.c.content_hash)
            .join(
                versions,
                sa.and_(versions.c.source_id == sources.c.id, versions.c.version == sources.c.latest_version),
            )
            .where(
                sources.c.workspace == workspace,
                sources.c.external_id.in_(list(external_ids)[start : start + IN_MAX]),
            )
        )
        for row in await connection.execute(query):
            found[row.external_id] = Known(
                id=row.id,
                version=row.latest_version,
                revision=row.revision,
                content_hash=row.content_hash,
                retraction=Retraction(row.retraction),
                checked=row.checked,
            )
    return found


async def still_superseded(connection: AsyncConnection, source: Source, known: Known | None) -> Source:
    """The source with what stands in its place since, where it is an earlier version once more: importing
    a file again does not undo what a check found. Another text may."""
    content_hash = source.content_hash()
    if known is None or source.reference.superseded_by or content_hash == known.content_hash:
        return source
    table = schema.source_versions
    of_it = table.c.source_id == known.id
    if await connection.scalar(sa.select(table.c.version).where(of_it, table.c.content_hash == content_hash)):
        latest = await connection.scalar(
            sa.select(table.c.content).where(of_it, table.c.version == known.version)
        )
        later = Source.model_validate_json(latest or "").reference.superseded_by
        superseded = source.reference.model_copy(update={"superseded_by": later})
        same = source.model_copy(update={"reference": superseded})
        if same.content_hash() == known.content_hash:
            return same
    return source
