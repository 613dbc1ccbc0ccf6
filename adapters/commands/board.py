"""`curbside board …`: what the library lacks."""

import json
from dataclasses import asdict

import click

from adapters.connections import cipher_of, context_of, open_redis
from adapters.console.render import visible
from adapters.root import open_store
from adapters.settings import Settings
from answers.board.gaps import ASKERS_MIN, Gap, OpenQuestion, gaps
from answers.pair_model import shipped
from answers.store.base import ArticleStore
from answers.types import Article, Status
from bot.context.base import MISSED_DAYS, ContextStore

MISSED_MAX = 20_000
ARTICLES_MAX = 20_000
"""Whose words a title may be made of."""
PAGE = 500


async def show_gaps(settings: Settings, workspace: str | None, *, as_json: bool) -> None:
    """Clusters of questions that were left open, of a workspace or of all. Raises `ContextUnavailable`."""
    cipher = cipher_of(settings)
    async with open_store(settings) as store, open_redis(settings) as redis:
        asked = await _open_questions(context_of(redis, cipher), workspace)
        found = await gaps(asked, await _articles(store), shipped())
    if as_json:
        for gap in found:
            click.echo(json.dumps(asdict(gap), ensure_ascii=False))
        return
    click.echo(
        f"questions left open in {MISSED_DAYS} days, by {ASKERS_MIN} or more different people: {len(found)}"
    )
    for gap in found:
        click.echo(visible(f"  {_described(gap)}"))


def _described(gap: Gap) -> str:
    reasons = ", ".join(f"{reason} {count}" for reason, count in gap.reasons.items())
    return f"{gap.askers} people · {gap.audience} · {gap.title}" + (f" · {reasons}" if reasons else "")


async def _open_questions(context: ContextStore, workspace: str | None) -> list[OpenQuestion]:
    return [
        OpenQuestion(each.question, each.audience, each.asker, each.miss)
        for each in await context.missed(MISSED_MAX)
        if each.asker and workspace in (None, each.workspace)
    ]


async def _articles(store: ArticleStore) -> list[Article]:
    """The approved library's, as far as `ARTICLES_MAX` goes."""
    found: list[Article] = []
    after = ""
    while len(found) < ARTICLES_MAX:
        page = await store.page(status=Status.APPROVED, limit=PAGE, after=after)
        found += [version.article for version in page]
        if len(page) < PAGE:
            break
        after = page[-1].article.external_id
    return found
