"""One `put`: what each article means for what is known, and the rows of it, written in bulk."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from answers.store import schema
from answers.store.base import IN_MAX, Put
from answers.store.changes import supersede, swap
from answers.store.feed import ARTICLES
from answers.store.rows import history_row, version_of, version_row
from answers.types import Approval, Article, ArticleVersion, Status

_ID_BOUND = 2**53 - 1


class Writes:
    """The rows of one `put`, planned against what is known and written in bulk."""

    def __init__(self, *, actor: str, workspace: str, at: datetime) -> None:
        self._actor = actor
        self._workspace = workspace
        self._at = at
        self._articles: list[dict[str, Any]] = []
        self._pointers: list[dict[str, Any]] = []
        self._versions: list[ArticleVersion] = []
        self._approved_now: list[tuple[ArticleVersion, ArticleVersion]] = []
        self.superseded: list[tuple[int, int]] = []
        self._changed: list[int] = []

    def plan(self, article: Article, approval: Approval | None, known: "Known | None") -> Put:
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
            self.superseded.append((version.id, known.approved_version))
        return Put.UPDATED

    def _release(self, known: "Known", approval: Approval | None) -> Put:
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
            self.superseded.append((latest.id, known.approved_version))
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
            rows = [version_row(version) for version in self._versions]
            await connection.execute(sa.insert(versions), rows)
            steps = [history_row(v, None, self._actor, None) for v in self._versions]
            await connection.execute(sa.insert(schema.history), steps)
        if self._pointers:
            update = (
                sa.update(articles)
                .where(articles.c.id == sa.bindparam("key"))
                .values(latest_version=sa.bindparam("latest"), approved_version=sa.bindparam("approved"))
            )
            await connection.execute(update, self._pointers)
        for before, after in self._approved_now:
            await swap(connection, before, after)
            await connection.execute(
                sa.insert(schema.history), [history_row(after, before.status, self._actor, None)]
            )
        for article_id, number in self.superseded:
            await supersede(connection, article_id, number, self._actor, self._at)
        await ARTICLES.record(connection, self._changed)


class Known:
    """The latest version of a known article, and which version is approved."""

    def __init__(self, latest: ArticleVersion, approved_version: int | None) -> None:
        self.latest = latest
        self.approved_version = approved_version


async def known_articles(
    connection: AsyncConnection, external_ids: Sequence[str], workspace: str
) -> dict[str, Known]:
    articles, versions = schema.articles, schema.versions
    found: dict[str, Known] = {}
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
            version = version_of(row)
            found[version.article.external_id] = Known(version, row.approved_version)
    return found
