"""The store on SQLAlchemy: SQLite embedded, PostgreSQL in production, one code for both."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from answers.board.sql import BoardTables
from answers.errors import NotFound, StoreError
from answers.sources.sql import SourceTables
from answers.store import schema
from answers.store.base import IN_MAX, PUT_MAX, Change, HistoryEntry, Put
from answers.store.changes import follow_approval, swap
from answers.store.engine import CONNECT_TIMEOUT_S
from answers.store.feed import ARTICLES
from answers.store.kept import KeptVersions
from answers.store.mapping import mapped
from answers.store.migrations import LIBRARY
from answers.store.put import Writes, known_articles
from answers.store.rows import history_row, utc, version_of
from answers.thresholds import Thresholds
from answers.types import Approval, Article, ArticleVersion, Status


class SqlStore(SourceTables, BoardTables):
    """Articles, sources, vectors and thresholds: those ports over one database; open with `async with`."""

    def __init__(self, url: str) -> None:
        super().__init__(url, LIBRARY)
        self._kept = KeptVersions()

    @property
    def name(self) -> str:
        """Which database this is, without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    @mapped
    async def _migrate(self) -> None:
        await super()._migrate()

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[AsyncConnection]:
        async with self._writer.begin() as connection:
            yield connection

    # -- writing

    @mapped
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
            known = await known_articles(connection, [a.external_id for a in articles], workspace or "")
            writes = Writes(actor=actor, workspace=workspace or "", at=datetime.now(UTC))
            outcome = {
                article.external_id: writes.plan(
                    article, approvals.get(article.external_id), known.get(article.external_id)
                )
                for article in articles
            }
            await writes.carry_out(connection)
        return outcome

    @mapped
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
            await swap(connection, current, changed)
            await connection.execute(
                sa.insert(schema.history), [history_row(changed, current.status, actor, note)]
            )
            await follow_approval(connection, current, changed, actor)
        return changed

    # -- reading

    @mapped
    async def get(self, article_id: int, version: int | None = None) -> ArticleVersion:
        wanted = schema.articles.c.latest_version if version is None else sa.literal(version)
        found = await self._versions(schema.articles.c.id == article_id, schema.versions.c.version == wanted)
        if not found:
            raise NotFound(f"no article {article_id}" + (f" version {version}" if version else ""))
        return found[0]

    @mapped
    async def find(self, external_id: str, workspace: str | None = None) -> ArticleVersion:
        found = await self._versions(
            schema.articles.c.external_id == external_id,
            schema.articles.c.workspace == (workspace or ""),
            schema.versions.c.version == schema.articles.c.latest_version,
        )
        if not found:
            raise NotFound(f"no article with the id {external_id!r}; see 'curbside articles list'")
        return found[0]

    @mapped
    async def served(
        self, article_ids: Sequence[int], *, workspace: str | None, moment: datetime
    ) -> dict[int, ArticleVersion]:
        wanted = list(article_ids)[:IN_MAX]
        found = await self._served(wanted, workspace, self._kept.among(wanted))
        # Kept when it was asked for, and another version by now.
        if outdated := [key for key, version in found.items() if version is None]:
            found |= await self._served(outdated, workspace, [])
        return {key: v for key, v in found.items() if v and v.status_at(moment) is Status.APPROVED}

    async def _served(
        self, article_ids: Sequence[int], workspace: str | None, kept: Sequence[int]
    ) -> dict[int, ArticleVersion | None]:
        """The approved versions; read without their content where the article is `kept`, and None where what
        is kept is not what is approved."""
        content = sa.case(
            (schema.versions.c.article_id.in_(kept), sa.null()), else_=schema.versions.c.content
        )
        others = [column for column in schema.versions.c if column.name != "content"]
        query = (
            sa.select(schema.articles.c.workspace, *others, content.label("content"))
            .join(schema.versions, schema.versions.c.article_id == schema.articles.c.id)
            .where(
                schema.articles.c.id.in_(article_ids),
                _unindexed(schema.articles.c.workspace).in_({"", workspace or ""}),
                schema.versions.c.version == schema.articles.c.approved_version,
                _unindexed(schema.versions.c.status) == Status.APPROVED,
            )
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {row.article_id: self._kept.version(row) for row in rows}

    @mapped
    async def approved_versions(self, article_ids: Sequence[int]) -> dict[int, ArticleVersion]:
        found: list[ArticleVersion] = []
        for start in range(0, len(article_ids), IN_MAX):
            found += await self._versions(
                schema.articles.c.id.in_(list(article_ids)[start : start + IN_MAX]),
                schema.versions.c.version == schema.articles.c.approved_version,
            )
        return {version.id: version for version in found}

    @mapped
    async def approved_since(self, sequence: int, limit: int) -> tuple[list[Change], int]:
        async with self._engine.connect() as connection:
            return await ARTICLES.since(connection, sequence, limit)

    @mapped
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

    @mapped
    async def counts(self, workspace: str | None = None) -> dict[Status, int]:
        query = (
            sa.select(schema.versions.c.status, sa.func.count())
            .join(schema.articles, schema.articles.c.id == schema.versions.c.article_id)
            .where(schema.articles.c.workspace == (workspace or ""))
            .group_by(schema.versions.c.status)
        )
        async with self._engine.connect() as connection:
            return {Status(row[0]): row[1] for row in await connection.execute(query)}

    @mapped
    async def history(self, article_id: int) -> list[HistoryEntry]:
        table = schema.history
        query = sa.select(table).where(table.c.article_id == article_id).order_by(table.c.id)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            HistoryEntry(
                version=row.version,
                revision=row.revision,
                at=utc(row.at),
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
        return [version_of(row) for row in rows]

    # -- thresholds

    @mapped
    async def set_thresholds(self, thresholds: Thresholds) -> None:
        row = {"model": thresholds.model, "content": thresholds.model_dump_json()}
        async with self._changing() as connection:
            await connection.execute(sa.insert(schema.thresholds), [row])

    @mapped
    async def thresholds(self, model: str | None = None, limit: int = 50) -> list[Thresholds]:
        table = schema.thresholds
        query = sa.select(table.c.content).order_by(table.c.id.desc()).limit(limit)
        if model is not None:
            query = query.where(table.c.model == model)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        try:
            return [Thresholds.model_validate_json(row.content) for row in rows]
        except ValidationError as error:
            # Never guessed at: without thresholds that can be read, nothing is served.
            raise StoreError("stored thresholds cannot be read: was the program put back?") from error

    # -- vectors

    @mapped
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

    @mapped
    async def put_vectors(self, encoder: str, vectors: Mapping[str, bytes]) -> None:
        if not vectors:
            return
        rows = [{"encoder": encoder, "text_hash": h, "data": d} for h, d in vectors.items()]
        async with self._changing() as connection:
            await connection.execute(_insert_new(connection, schema.vectors), rows)


def _unindexed(column: sa.Column[str]) -> sa.ColumnElement[str]:
    """A column of which the database does not use the index. SQLite has no statistics of the tables, takes
    “is approved” for rarer than ten ids, and reads every row of the library: 15 ms a question at 16,000."""
    return column.concat("")


def _insert_new(connection: AsyncConnection, table: sa.Table) -> sa.sql.dml.Insert:
    """An INSERT that leaves known rows alone, in the dialect's own words."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table).on_conflict_do_nothing()
    return sa.insert(table).prefix_with("OR IGNORE", dialect="sqlite")


async def check(url: str) -> str:
    """Connect once and say what is there, for the doctor. Raises `StoreUnavailable`."""
    async with asyncio.timeout(CONNECT_TIMEOUT_S), SqlStore(url) as store:
        counts = await store.counts()
    return ", ".join(f"{count} {status}" for status, count in counts.items()) or "empty"
