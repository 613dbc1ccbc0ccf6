"""The store on SQLAlchemy: SQLite embedded, PostgreSQL in production, one code for both."""

import asyncio
import functools
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from answers.errors import Conflict, NotFound, StoreError, StoreUnavailable
from answers.store import schema
from answers.store.base import PUT_MAX, Change, HistoryEntry, Put
from answers.store.migrations import HEAD
from answers.types import Approval, Article, ArticleVersion, Status

CONNECT_TIMEOUT_S = 10
STATEMENT_TIMEOUT_S = 30
POOL_SIZE = 10
IN_MAX = 500
"""Values in one IN (…): below SQLite's default bound of 999 variables, even in old builds."""

_ID_BOUND = 2**53 - 1
_MIGRATION_LOCK = 0x43555242  # "CURB": the advisory lock under which PostgreSQL is migrated.

P = ParamSpec("P")
R = TypeVar("R")


def _mapped(call: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """SQLAlchemy's errors, and the drivers' own at connecting, as ours."""

    @functools.wraps(call)
    async def mapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await call(*args, **kwargs)
        except IntegrityError as error:
            raise Conflict("the article was changed by somebody else meanwhile") from error
        except (DBAPIError, OSError, TimeoutError) as error:
            raise StoreUnavailable(f"the database did not answer: {_first_line(error)}") from error
        except SQLAlchemyError as error:
            raise StoreError(_first_line(error)) from error

    return mapped


def _first_line(error: BaseException) -> str:
    """Without the statement and its parameters, which hold content."""
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else ''}"


def _engine(url: str) -> AsyncEngine:
    if url.startswith("sqlite"):
        engine = create_async_engine(url, connect_args={"timeout": STATEMENT_TIMEOUT_S})
        sa.event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        sa.event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=CONNECT_TIMEOUT_S,
        pool_pre_ping=True,
        connect_args={"timeout": CONNECT_TIMEOUT_S, "command_timeout": STATEMENT_TIMEOUT_S},
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own implicit BEGIN comes too late (it would not cover DDL and reads).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer that begins as a reader can find its snapshot outdated and fail: it begins as what it is.
    write = connection.get_execution_options().get("curbside_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def normal_url(url: str) -> str:
    """A database URL as operators write it, with the async driver that is installed here."""
    for given, wanted in (
        ("postgres://", "postgresql+asyncpg://"),
        ("postgresql://", "postgresql+asyncpg://"),
        ("sqlite://", "sqlite+aiosqlite://"),
    ):
        if url.startswith(given):
            return wanted + url.removeprefix(given)
    return url


class SqlStore:
    """`ArticleStore` and `VectorStore` over one database; open with `async with`."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(normal_url(url))
        self._writer = self._engine.execution_options(curbside_write=True)

    @property
    def name(self) -> str:
        """Which database this is, without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    async def __aenter__(self) -> Self:
        """Connect, and bring the schema to what this version needs. Raises `StoreUnavailable`."""
        try:
            await self._migrate()
        except BaseException:
            await self._engine.dispose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._engine.dispose()

    @_mapped
    async def _migrate(self) -> None:
        async with self._engine.connect() as connection:
            if await connection.run_sync(_schema_revision) == HEAD:
                return
        async with self._writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            await connection.run_sync(_upgrade)

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[AsyncConnection]:
        async with self._writer.begin() as connection:
            yield connection

    # -- writing

    @_mapped
    async def put(
        self,
        articles: Sequence[Article],
        *,
        actor: str,
        workspace: str | None = None,
        approvals: Mapping[str, Approval] | None = None,
    ) -> dict[str, Put]:
        if len(articles) > PUT_MAX:
            raise ValueError(f"at most {PUT_MAX} articles in one put")
        approvals = approvals or {}
        async with self._changing() as connection:
            known = await _known(connection, [a.external_id for a in articles], workspace or "")
            writes = _Writes(actor=actor, workspace=workspace or "", at=datetime.now(UTC))
            outcome = {
                article.external_id: writes.plan(
                    article, approvals.get(article.external_id), known.get(article.external_id)
                )
                for article in articles
            }
            await writes.carry_out(connection)
        return outcome

    @_mapped
    async def change_status(
        self,
        current: ArticleVersion,
        status: Status,
        *,
        actor: str,
        approval: Approval | None = None,
        note: str | None = None,
    ) -> ArticleVersion:
        at = datetime.now(UTC)
        changed = ArticleVersion.model_validate(
            {
                **{name: getattr(current, name) for name in ArticleVersion.model_fields},
                "status": status,
                "revision": current.revision + 1,
                "approval": approval or current.approval,
                "changed_at": at,
            }
        )
        async with self._changing() as connection:
            await _swap(connection, current, changed)
            await connection.execute(
                sa.insert(schema.history), [_history_row(changed, current.status, actor, note)]
            )
            await _follow_approval(connection, current, changed, actor)
        return changed

    # -- reading

    @_mapped
    async def get(self, article_id: int, version: int | None = None) -> ArticleVersion:
        wanted = schema.articles.c.latest_version if version is None else sa.literal(version)
        found = await self._versions(
            schema.articles.c.id == article_id, schema.versions.c.version == wanted
        )
        if not found:
            raise NotFound(f"no article {article_id}" + (f" version {version}" if version else ""))
        return found[0]

    @_mapped
    async def find(self, external_id: str, workspace: str | None = None) -> ArticleVersion:
        found = await self._versions(
            schema.articles.c.external_id == external_id,
            schema.articles.c.workspace == (workspace or ""),
            schema.versions.c.version == schema.articles.c.latest_version,
        )
        if not found:
            raise NotFound(f"no article with the id {external_id!r}; see 'curbside articles list'")
        return found[0]

    @_mapped
    async def served(
        self, article_ids: Sequence[int], *, workspace: str | None, moment: datetime
    ) -> dict[int, ArticleVersion]:
        found = await self._versions(
            schema.articles.c.id.in_(list(article_ids)[:IN_MAX]),
            schema.articles.c.workspace.in_({"", workspace or ""}),
            schema.versions.c.version == schema.articles.c.approved_version,
            schema.versions.c.status == Status.APPROVED,
        )
        return {v.id: v for v in found if v.status_at(moment) is Status.APPROVED}

    @_mapped
    async def approved_versions(self, article_ids: Sequence[int]) -> dict[int, ArticleVersion]:
        found: list[ArticleVersion] = []
        for start in range(0, len(article_ids), IN_MAX):
            found += await self._versions(
                schema.articles.c.id.in_(list(article_ids)[start : start + IN_MAX]),
                schema.versions.c.version == schema.articles.c.approved_version,
            )
        return {version.id: version for version in found}

    @_mapped
    async def approved_since(self, sequence: int, limit: int) -> tuple[list[Change], int]:
        changes = schema.library_changes.c
        query = (
            sa.select(changes.sequence, changes.article_id)
            .where(changes.sequence > sequence)
            .order_by(changes.sequence)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            head = await connection.scalar(sa.select(schema.library_head.c.sequence))
            rows = (await connection.execute(query)).all() if (head or 0) > sequence else []
        return [Change(row.sequence, row.article_id) for row in rows], head or 0

    @_mapped
    async def page(
        self,
        *,
        workspace: str | None = None,
        status: Status | None = None,
        limit: int = 50,
        after: str = "",
    ) -> list[ArticleVersion]:
        conditions = [
            schema.articles.c.workspace == (workspace or ""),
            schema.articles.c.external_id > after,
            schema.versions.c.version == schema.articles.c.latest_version,
        ]
        if status:
            conditions.append(schema.versions.c.status == status)
        return await self._versions(*conditions, limit=limit)

    @_mapped
    async def counts(self, workspace: str | None = None) -> dict[Status, int]:
        query = (
            sa.select(schema.versions.c.status, sa.func.count())
            .join(schema.articles, schema.articles.c.id == schema.versions.c.article_id)
            .where(schema.articles.c.workspace == (workspace or ""))
            .group_by(schema.versions.c.status)
        )
        async with self._engine.connect() as connection:
            return {Status(row[0]): row[1] for row in await connection.execute(query)}

    @_mapped
    async def history(self, article_id: int) -> list[HistoryEntry]:
        table = schema.history
        query = sa.select(table).where(table.c.article_id == article_id).order_by(table.c.id)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            HistoryEntry(
                version=row.version,
                revision=row.revision,
                at=_utc(row.at),
                actor=row.actor,
                action=row.action,
                before=Status(row.before) if row.before else None,
                after=Status(row.after),
                note=row.note,
            )
            for row in rows
        ]

    async def _versions(
        self, *conditions: sa.ColumnElement[bool], limit: int | None = None
    ) -> list[ArticleVersion]:
        query = (
            sa.select(schema.articles.c.workspace, schema.versions)
            .join(schema.versions, schema.versions.c.article_id == schema.articles.c.id)
            .where(*conditions)
            .order_by(schema.articles.c.external_id)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_version(row) for row in rows]

    # -- vectors

    @_mapped
    async def vectors(self, encoder: str, hashes: Sequence[str]) -> dict[str, bytes]:
        table = schema.vectors
        found: dict[str, bytes] = {}
        async with self._engine.connect() as connection:
            for start in range(0, len(hashes), IN_MAX):
                query = sa.select(table.c.text_hash, table.c.data).where(
                    table.c.encoder == encoder,
                    table.c.text_hash.in_(list(hashes)[start : start + IN_MAX]),
                )
                found |= {row.text_hash: row.data for row in await connection.execute(query)}
        return found

    @_mapped
    async def put_vectors(self, encoder: str, vectors: Mapping[str, bytes]) -> None:
        if not vectors:
            return
        rows = [{"encoder": encoder, "text_hash": h, "data": d} for h, d in vectors.items()]
        async with self._changing() as connection:
            await connection.execute(_insert_new(connection, schema.vectors), rows)


class _Writes:
    """The rows of one `put`, planned against what is known and written in bulk."""

    def __init__(self, *, actor: str, workspace: str, at: datetime) -> None:
        self._actor = actor
        self._workspace = workspace
        self._at = at
        self._articles: list[dict[str, Any]] = []
        self._pointers: list[dict[str, Any]] = []
        self._versions: list[ArticleVersion] = []
        self._approved_now: list[tuple[ArticleVersion, ArticleVersion]] = []
        self._superseded: list[tuple[int, int]] = []
        self._changed: list[int] = []

    def plan(
        self, article: Article, approval: Approval | None, known: "_Known | None"
    ) -> Put:
        if known is None:
            version = self._version(secrets.randbelow(_ID_BOUND) + 1, 1, article, approval)
            self._articles.append(
                {
                    "id": version.id,
                    "workspace": self._workspace,
                    "external_id": article.external_id,
                    "latest_version": 1,
                    "approved_version": 1 if approval else None,
                }
            )
            return Put.CREATED
        if known.latest.article.content_hash() == article.content_hash():
            return self._release(known, approval)
        version = self._version(known.latest.id, known.latest.version + 1, article, approval)
        approved = version.version if approval else known.approved_version
        self._point(version.id, version.version, approved)
        if approval and known.approved_version:
            self._superseded.append((version.id, known.approved_version))
        return Put.UPDATED

    def _release(self, known: "_Known", approval: Approval | None) -> Put:
        latest = known.latest
        if approval is None or latest.status is not Status.SUBMITTED:
            return Put.UNCHANGED
        approved = ArticleVersion(
            id=latest.id,
            workspace=latest.workspace,
            version=latest.version,
            revision=latest.revision + 1,
            status=Status.APPROVED,
            article=latest.article,
            approval=approval,
            changed_at=self._at,
        )
        self._approved_now.append((latest, approved))
        self._changed.append(latest.id)
        self._point(latest.id, latest.version, latest.version)
        if known.approved_version:
            self._superseded.append((latest.id, known.approved_version))
        return Put.UPDATED

    def _version(
        self, article_id: int, number: int, article: Article, approval: Approval | None
    ) -> ArticleVersion:
        version = ArticleVersion(
            id=article_id,
            workspace=self._workspace or None,
            version=number,
            revision=1,
            status=Status.APPROVED if approval else Status.SUBMITTED,
            article=article,
            approval=approval,
            changed_at=self._at,
        )
        self._versions.append(version)
        if approval:
            self._changed.append(article_id)
        return version

    def _point(self, article_id: int, latest: int, approved: int | None) -> None:
        self._pointers.append({"key": article_id, "latest": latest, "approved": approved})

    async def carry_out(self, connection: AsyncConnection) -> None:
        articles, versions = schema.articles, schema.versions
        if self._articles:
            await connection.execute(sa.insert(articles), self._articles)
        if self._versions:
            rows = [_version_row(version) for version in self._versions]
            await connection.execute(sa.insert(versions), rows)
            steps = [_history_row(v, None, self._actor, None) for v in self._versions]
            await connection.execute(sa.insert(schema.history), steps)
        if self._pointers:
            update = (
                sa.update(articles)
                .where(articles.c.id == sa.bindparam("key"))
                .values(latest_version=sa.bindparam("latest"), approved_version=sa.bindparam("approved"))
            )
            await connection.execute(update, self._pointers)
        for before, after in self._approved_now:
            await _swap(connection, before, after)
            await connection.execute(
                sa.insert(schema.history), [_history_row(after, before.status, self._actor, None)]
            )
        for article_id, number in self._superseded:
            await _supersede(connection, article_id, number, self._actor, self._at)
        await _record_changes(connection, self._changed)


class _Known:
    """The latest version of a known article, and which version is approved."""

    def __init__(self, latest: ArticleVersion, approved_version: int | None) -> None:
        self.latest = latest
        self.approved_version = approved_version


async def _known(
    connection: AsyncConnection, external_ids: Sequence[str], workspace: str
) -> dict[str, _Known]:
    articles, versions = schema.articles, schema.versions
    found: dict[str, _Known] = {}
    for start in range(0, len(external_ids), IN_MAX):
        query = (
            sa.select(articles.c.workspace, articles.c.approved_version, versions)
            .join(
                versions,
                sa.and_(
                    versions.c.article_id == articles.c.id,
                    versions.c.version == articles.c.latest_version,
                ),
            )
            .where(
                articles.c.workspace == workspace,
                articles.c.external_id.in_(list(external_ids)[start : start + IN_MAX]),
            )
        )
        for row in await connection.execute(query):
            version = _version(row)
            found[version.article.external_id] = _Known(version, row.approved_version)
    return found


async def _swap(
    connection: AsyncConnection, before: ArticleVersion, after: ArticleVersion
) -> None:
    """Replace a version's state if it is still the one that was read."""
    table = schema.versions
    result = await connection.execute(
        sa.update(table)
        .where(
            table.c.article_id == before.id,
            table.c.version == before.version,
            table.c.revision == before.revision,
        )
        .values(
            status=after.status,
            revision=after.revision,
            approval=after.approval.model_dump_json() if after.approval else None,
            changed_at=after.changed_at,
        )
    )
    if result.rowcount != 1:
        raise Conflict(
            f"version {before.version} has changed since it was read; look at it again, then repeat"
        )


async def _follow_approval(
    connection: AsyncConnection, before: ArticleVersion, after: ArticleVersion, actor: str
) -> None:
    """Keep the pointer to the approved version, its predecessor's status and the change feed right."""
    if Status.APPROVED not in (before.status, after.status):
        return
    articles = schema.articles
    mine = articles.c.id == after.id
    served = await connection.scalar(sa.select(articles.c.approved_version).where(mine))
    if after.status is Status.APPROVED:
        if served and served != after.version:
            await _supersede(connection, after.id, served, actor, after.changed_at)
        await connection.execute(sa.update(articles).where(mine).values(approved_version=after.version))
    elif served == after.version:
        await connection.execute(sa.update(articles).where(mine).values(approved_version=None))
    await _record_changes(connection, [after.id])


async def _supersede(
    connection: AsyncConnection, article_id: int, number: int, actor: str, at: datetime
) -> None:
    table = schema.versions
    mine = sa.and_(table.c.article_id == article_id, table.c.version == number)
    revision = await connection.scalar(
        sa.update(table)
        .where(mine)
        .values(status=Status.SUPERSEDED, revision=table.c.revision + 1, changed_at=at)
        .returning(table.c.revision)
    )
    row = {
        "article_id": article_id,
        "version": number,
        "revision": revision,
        "at": at,
        "actor": actor,
        "action": Status.SUPERSEDED,
        "before": Status.APPROVED,
        "after": Status.SUPERSEDED,
        "note": None,
    }
    await connection.execute(sa.insert(schema.history), [row])


async def _record_changes(connection: AsyncConnection, article_ids: Sequence[int]) -> None:
    if not article_ids:
        return
    head = schema.library_head
    last = await connection.scalar(
        sa.update(head)
        .values(sequence=head.c.sequence + len(article_ids))
        .returning(head.c.sequence)
    )
    if last is None:
        raise StoreError("the library's head is missing: the database was not migrated")
    first = last - len(article_ids) + 1
    rows = [{"sequence": first + n, "article_id": key} for n, key in enumerate(article_ids)]
    await connection.execute(sa.insert(schema.library_changes), rows)


def _insert_new(connection: AsyncConnection, table: sa.Table) -> sa.sql.dml.Insert:
    """An INSERT that leaves known rows alone, in the dialect's own words."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table).on_conflict_do_nothing()
    return sa.insert(table).prefix_with("OR IGNORE", dialect="sqlite")


def _version_row(version: ArticleVersion) -> dict[str, Any]:
    return {
        "article_id": version.id,
        "version": version.version,
        "revision": version.revision,
        "status": version.status,
        "content": version.article.model_dump_json(),
        "content_hash": version.article.content_hash(),
        "approval": version.approval.model_dump_json() if version.approval else None,
        "changed_at": version.changed_at,
    }


def _history_row(
    version: ArticleVersion, before: Status | None, actor: str, note: str | None
) -> dict[str, Any]:
    return {
        "article_id": version.id,
        "version": version.version,
        "revision": version.revision,
        "at": version.changed_at,
        "actor": actor,
        "action": version.status,
        "before": before,
        "after": version.status,
        "note": note,
    }


def _version(row: Any) -> ArticleVersion:
    return ArticleVersion(
        id=row.article_id,
        workspace=row.workspace or None,
        version=row.version,
        revision=row.revision,
        status=Status(row.status),
        article=Article.model_validate_json(row.content),
        approval=Approval.model_validate_json(row.approval) if row.approval else None,
        changed_at=_utc(row.changed_at),
    )


def _utc(moment: datetime) -> datetime:
    """SQLite gives times back without the zone in which they were stored, which is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _schema_revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def _upgrade(connection: sa.Connection) -> None:
    # Alembic costs 0.2 s to import and is needed once per database.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


async def check(url: str) -> str:
    """Connect once and say what is there, for the doctor. Raises `StoreUnavailable`."""
    async with asyncio.timeout(CONNECT_TIMEOUT_S), SqlStore(url) as store:
        counts = await store.counts()
    return ", ".join(f"{count} {status}" for status, count in counts.items()) or "empty"
