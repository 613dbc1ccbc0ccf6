"""Values as rows and rows as values."""

from datetime import UTC, datetime
from typing import Any

from answers.types import Approval, Article, ArticleVersion, Status


def version_row(version: ArticleVersion) -> dict[str, Any]:
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


def history_row(
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


def version_of(row: Any) -> ArticleVersion:
    return ArticleVersion(
        id=row.article_id,
        workspace=row.workspace or None,
        version=row.version,
        revision=row.revision,
        status=Status(row.status),
        article=Article.model_validate_json(row.content),
        approval=Approval.model_validate_json(row.approval) if row.approval else None,
        changed_at=utc(row.changed_at),
    )


def utc(moment: datetime) -> datetime:
    """SQLite gives times back without the zone in which they were stored, which is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
