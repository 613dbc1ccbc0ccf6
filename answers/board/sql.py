"""Submitted answers in the database: the part of `SqlStore` that keeps them, for SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from answers.board.base import UNDECIDED, WAITING_MAX, Basis, Submitted
from answers.store import schema
from answers.store.base import IN_MAX
from answers.store.database import Database
from answers.store.mapping import mapped
from answers.store.put import Writes, known_articles
from answers.store.rows import utc, version_of
from answers.types import Article, ArticleVersion, Audience


class BoardTables(Database):
    """`BoardStore`, over a database whose schema is the library's."""

    @mapped
    async def submit(
        self, article: Article, basis: Basis, audience: Audience, *, actor: str, workspace: str | None = None
    ) -> Submitted:
        now, where = datetime.now(UTC), workspace or ""
        async with self._writer.begin() as connection:
            known = (await known_articles(connection, [article.external_id], where)).get(article.external_id)
            if known is None or known.latest.status not in UNDECIDED:
                writes = Writes(actor=actor, workspace=where, at=now)
                writes.plan(article, None, known)
                await writes.carry_out(connection)
                known = (await known_articles(connection, [article.external_id], where))[article.external_id]
            version = known.latest
            if not await _count(connection, version, now):
                await connection.execute(sa.insert(schema.submissions), [_row(version, basis, audience, now)])
            stored = (await connection.execute(_of(version))).one()
        return _submitted(version, stored)

    @mapped
    async def count(self, version: ArticleVersion) -> None:
        async with self._writer.begin() as connection:
            await _count(connection, version, datetime.now(UTC))

    @mapped
    async def waiting(
        self, audience: Audience, workspace: str | None, limit: int = WAITING_MAX
    ) -> list[ArticleVersion]:
        articles, versions, submissions = schema.articles, schema.versions, schema.submissions
        query = (
            sa.select(articles.c.workspace, versions)
            .join(versions, versions.c.article_id == articles.c.id)
            .join(
                submissions,
                sa.and_(
                    submissions.c.article_id == versions.c.article_id,
                    submissions.c.version == versions.c.version,
                ),
            )
            .where(
                articles.c.workspace == (workspace or ""),
                versions.c.version == articles.c.latest_version,
                versions.c.status.in_(UNDECIDED),
                submissions.c.audience == audience,
            )
            .order_by(submissions.c.asked_last.desc(), articles.c.id)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            return [version_of(row) for row in (await connection.execute(query)).all()]

    @mapped
    async def submissions(self, versions: Sequence[ArticleVersion]) -> dict[int, Submitted]:
        table = schema.submissions
        wanted = {(version.id, version.version): version for version in versions}
        found: dict[int, Submitted] = {}
        async with self._engine.connect() as connection:
            for start in range(0, len(versions), IN_MAX):
                ids = [version.id for version in versions[start : start + IN_MAX]]
                for row in await connection.execute(sa.select(table).where(table.c.article_id.in_(ids))):
                    if version := wanted.get((row.article_id, row.version)):
                        found[version.id] = _submitted(version, row)
        return found


async def _count(connection: AsyncConnection, version: ArticleVersion, now: datetime) -> bool:
    """Count it up; False where no engine has written it."""
    table = schema.submissions
    result = await connection.execute(
        sa.update(table)
        .where(table.c.article_id == version.id, table.c.version == version.version)
        .values(asked=table.c.asked + 1, asked_last=now)
    )
    return result.rowcount == 1


def _of(version: ArticleVersion) -> sa.Select[Any]:
    table = schema.submissions
    return sa.select(table).where(table.c.article_id == version.id, table.c.version == version.version)


def _row(version: ArticleVersion, basis: Basis, audience: Audience, now: datetime) -> dict[str, Any]:
    return {
        "article_id": version.id,
        "version": version.version,
        "audience": audience,
        "content": basis.model_dump_json(),
        "asked": 1,
        "asked_last": now,
    }


def _submitted(version: ArticleVersion, row: Any) -> Submitted:
    return Submitted(
        version=version,
        audience=Audience(row.audience),
        basis=Basis.model_validate_json(row.content),
        asked=row.asked,
        asked_last=utc(row.asked_last),
    )
