"""`curbside sources check`: what became of the stored sources, as PubMed knows it today."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import click

from adapters.connections import open_redis
from adapters.console.progress import bar
from adapters.root import open_eutilities, open_store
from adapters.settings import Settings
from answers.library.base import printable
from answers.sources.recheck import Changed, Checked, recheck

SHOWN = 50
"""Sources named of each sort; --json names them all."""


async def run(settings: Settings, *, workspace: str | None, actor: str, as_json: bool) -> None:
    """Check and mark. Raises `StoreError`, `EvidenceUnavailable`."""
    async with (
        open_store(settings) as store,
        open_redis(settings) as redis,
        open_eutilities(settings, redis) as pubmed,
    ):
        with bar("asking PubMed") as step:
            found = await recheck(
                store,
                pubmed,
                at=datetime.now(UTC),
                actor=actor,
                workspace=workspace,
                progress=lambda so_far: step(so_far.checked, 0),
            )
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: Checked) -> Iterator[str]:
    yield f"{found.checked:,} checked, {len(found.changed):,} changed"
    yield from (f"    {_change(each)}" for each in found.changed[:SHOWN])
    if found.left:
        yield f"{len(found.left):,} left as they were, though PubMed says less: mark them if it is right"
        yield from (f"    {_change(each)}" for each in found.left[:SHOWN])
    if found.unknown:
        yield f"{len(found.unknown):,} not in PubMed: {', '.join(found.unknown[:SHOWN])}"
    if found.without_pmid:
        yield f"{found.without_pmid:,} without a PubMed id: not checked"
    if found.busy:
        yield f"{found.busy:,} changed by somebody else meanwhile: check again"


def _change(change: Changed) -> str:
    later = f", superseded by {change.superseded_by}" if change.superseded_by else ""
    return printable(f"{change.external_id}: {change.before} → {change.after}{later} · {change.title}")
