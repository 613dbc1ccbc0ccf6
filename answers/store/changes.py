"""Changes of status inside a transaction: compare and swap, supersede, and the change feed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from answers.errors import Conflict
from answers.store import schema
from answers.store.feed import ARTICLES
from answers.types import ArticleVersion, Status


async def swap(connection: AsyncConnection, before: ArticleVersion, after: ArticleVersion) -> None:
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


async def follow_approval(
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
            await supersede(connection, after.id, served, actor, after.changed_at)
        await connection.execute(sa.update(articles).where(mine).values(approved_version=after.version))
    elif served == after.version:
        await connection.execute(sa.update(articles).where(mine).values(approved_version=None))
    await ARTICLES.record(connection, [after.id])


async def supersede(
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
