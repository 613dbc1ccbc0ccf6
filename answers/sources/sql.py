"""The sources in the database: the part of `SqlStore` that keeps them, for SQLite and PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from answers.errors import Conflict, NotFound
from answers.sources.base import SourceAction, SourceEntry, StoredSource
from answers.sources.put import Writes, known_sources, still_superseded
from answers.sources.record import Source
from answers.store import schema
from answers.store.base import IN_MAX, PUT_MAX, Change, Put
from answers.store.database import Database
from answers.store.feed import SOURCES
from answers.store.mapping import mapped
from answers.store.rows import utc
from answers.types import Retraction


class SourceTables(Database):
    """`SourceStore`, over a database whose schema is the library's."""

    @asynccontextmanager
    async def _changing_sources(self) -> AsyncIterator[AsyncConnection]:
        async with self._writer.begin() as connection:
            await SOURCES.hold(connection)
            yield connection

    # -- writing

    @mapped
    async def put_sources(
        self, sources: Sequence[Source], *, actor: str, workspace: str | None = None
    ) -> dict[str, Put]:
        if len(sources) > PUT_MAX:
            raise ValueError(f"at most {PUT_MAX} sources in one put")
        if len({source.external_id for source in sources}) < len(sources):
            raise ValueError("two sources of the same external id in one put")
        async with self._changing_sources() as connection:
            known = await known_sources(connection, [s.external_id for s in sources], workspace or "")
            writes = Writes(actor=actor, workspace=workspace or "", at=datetime.now(UTC))
            outcome = {}
            for source in sources:
                before = known.get(source.external_id)
                current = await still_superseded(connection, source, before)
                outcome[source.external_id] = writes.plan(current, before)
            await writes.carry_out(connection)
        return outcome

    @mapped
    async def remove_source(
        self, source: StoredSource, *, actor: str, note: str | None = None
    ) -> StoredSource:
        return await self._change(source, SourceAction.REMOVED, actor, note, removed=True)

    @mapped
    async def restore_source(
        self, source: StoredSource, *, actor: str, note: str | None = None
    ) -> StoredSource:
        return await self._change(source, SourceAction.RESTORED, actor, note, removed=False)

    @mapped
    async def mark_retraction(
        self,
        source: StoredSource,
        retraction: Retraction,
        *,
        at: datetime,
        actor: str,
        note: str | None = None,
    ) -> StoredSource:
        if retraction is Retraction.UNCHECKED:
            raise ValueError("a check finds something, if only that there is nothing")
        before, day = source.source.reference.retraction, at.astimezone(UTC).date()
        if before is retraction:
            return await self._note_check(source, day)
        said = f"{before} → {retraction}"
        found = f"{said}: {note}" if note else said
        return await self._change(
            source, SourceAction.RETRACTION, actor, found, retraction=retraction, checked=day
        )

    async def _change(
        self, source: StoredSource, action: SourceAction, actor: str, note: str | None, **values: Any
    ) -> StoredSource:
        now, revision = datetime.now(UTC), source.revision + 1
        async with self._changing_sources() as connection:
            await _swap(connection, source, {**values, "revision": revision, "changed_at": now})
            step = {
                "source_id": source.id,
                "version": source.version,
                "revision": revision,
                "at": now,
                "actor": actor,
                "action": action,
                "note": note,
            }
            await connection.execute(sa.insert(schema.source_history), [step])
            await SOURCES.record(connection, [source.id])
        return (await self._found(schema.sources.c.id == source.id))[0]

    async def _note_check(self, source: StoredSource, day: date) -> StoredSource:
        """The same finding on a later day: no step of its life, or each check would add one to each."""
        async with self._changing_sources() as connection:
            await _swap(connection, source, {"checked": day})
        return (await self._found(schema.sources.c.id == source.id))[0]

    # -- reading

    @mapped
    async def find_source(self, external_id: str, workspace: str | None = None) -> StoredSource:
        found = await self._found(
            schema.sources.c.external_id == external_id, schema.sources.c.workspace == (workspace or "")
        )
        if not found:
            raise NotFound(f"no source with the id {external_id!r}; see 'curbside sources list'")
        return found[0]

    @mapped
    async def find_sources(
        self, external_ids: Sequence[str], workspace: str | None = None
    ) -> dict[str, StoredSource]:
        found: list[StoredSource] = []
        for start in range(0, len(external_ids), IN_MAX):
            found += await self._found(
                schema.sources.c.external_id.in_(list(external_ids)[start : start + IN_MAX]),
                schema.sources.c.workspace == (workspace or ""),
            )
        return {stored.source.external_id: stored for stored in found}

    @mapped
    async def source_version(self, source_id: int, version: int) -> Source:
        table = schema.source_versions
        query = sa.select(table.c.content).where(table.c.source_id == source_id, table.c.version == version)
        async with self._engine.connect() as connection:
            content = await connection.scalar(query)
        if content is None:
            raise NotFound(f"no version {version} of source {source_id}")
        return Source.model_validate_json(content)

    @mapped
    async def sources(self, source_ids: Sequence[int]) -> dict[int, StoredSource]:
        found: list[StoredSource] = []
        for start in range(0, len(source_ids), IN_MAX):
            found += await self._found(schema.sources.c.id.in_(list(source_ids)[start : start + IN_MAX]))
        return {stored.id: stored for stored in found}

    @mapped
    async def sources_since(self, sequence: int, limit: int) -> tuple[list[Change], int]:
        async with self._engine.connect() as connection:
            return await SOURCES.since(connection, sequence, limit)

    @mapped
    async def sources_page(
        self, *, workspace: str | None = None, limit: int = 50, after: str = ""
    ) -> list[StoredSource]:
        return await self._found(
            schema.sources.c.workspace == (workspace or ""),
            schema.sources.c.external_id > after,
            limit=limit,
        )

    @mapped
    async def source_workspaces(self) -> list[str | None]:
        column = schema.sources.c.workspace
        async with self._engine.connect() as connection:
            found = await connection.scalars(sa.select(column).distinct().order_by(column))
            return [workspace or None for workspace in found]

    @mapped
    async def source_history(self, source_id: int) -> list[SourceEntry]:
        table = schema.source_history
        query = sa.select(table).where(table.c.source_id == source_id).order_by(table.c.id)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            SourceEntry(
                version=row.version,
                revision=row.revision,
                at=utc(row.at),
                actor=row.actor,
                action=SourceAction(row.action),
                note=row.note,
            )
            for row in rows
        ]

    async def _found(
        self, *conditions: sa.ColumnElement[bool], limit: int | None = None
    ) -> list[StoredSource]:
        sources, versions = schema.sources, schema.source_versions
        latest = sa.and_(versions.c.source_id == sources.c.id, versions.c.version == sources.c.latest_version)
        query = (
            sa.select(sources, versions.c.content)
            .join(versions, latest)
            .where(*conditions)
            .order_by(sources.c.external_id)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_stored(row) for row in rows]


async def _swap(connection: AsyncConnection, before: StoredSource, values: dict[str, Any]) -> None:
    """Change a source's state if it is still the one that was read."""
    table = schema.sources
    result = await connection.execute(
        sa.update(table).where(table.c.id == before.id, table.c.revision == before.revision).values(**values)
    )
    if result.rowcount != 1:
        raise Conflict("the source has changed since it was read; look at it again, then repeat")


def _stored(row: Any) -> StoredSource:
    content = Source.model_validate_json(row.content)
    return StoredSource(
        id=row.id,
        workspace=row.workspace or None,
        version=row.latest_version,
        revision=row.revision,
        source=content.with_retraction(Retraction(row.retraction), row.checked),
        removed=row.removed,
        changed_at=utc(row.changed_at),
    )
