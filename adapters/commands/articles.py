"""`curbside articles …`: import, look at and review articles."""

import json
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from adapters.console.progress import bar, indexing
from adapters.console.render import lines, styled, visible
from adapters.root import open_library, open_store
from adapters.settings import Settings
from answers.board.base import TIMES_SHOWN_FROM, Submitted
from answers.library.formats import FORMATS
from answers.library.load import Counts, Release, load, year_from
from answers.review import approve, move
from answers.store.base import ArticleStore, Put
from answers.types import (
    Answer,
    ApprovalBasis,
    ArticleVersion,
    Audience,
    Origin,
    Status,
    as_record,
)
from bot.compose import compose
from bot.types import Reply

NAMED_PER_REASON = 3


async def import_(
    settings: Settings,
    path: Path,
    *,
    format_: str,
    release_as: str | None,
    review_due: date | None,
    audience: Audience | None,
    as_json: bool,
) -> None:
    """Import, then bring the index up to date. Raises `InvalidRecord`, `StoreError`."""
    release = _release(path, release_as, review_due)
    async with AsyncExitStack() as stack:
        with bar("opening the library") as step:
            library = await stack.enter_async_context(open_library(settings, step))
        with bar("importing") as step:
            counts = await load(
                FORMATS[format_].read(path, audience),
                library.store,
                actor=release_as or "import",
                release=release,
                progress=lambda so_far: step(_total(so_far), 0),
            )
        with indexing() as step:
            await library.follower.catch_up(step)
    _report(counts, as_json=as_json)


def _release(path: Path, by: str | None, due: date | None) -> Release | None:
    if by is None:
        return None
    review_due = due or year_from(datetime.now(UTC).date())
    return Release(ApprovalBasis.BULK, by=by, collection=path.name, review_due=review_due)


def _total(counts: Counts) -> int:
    return counts.put.total() + counts.skipped.total()


def _report(counts: Counts, *, as_json: bool) -> None:
    if as_json:
        record = {put.value: counts.put[put] for put in Put}
        skipped = dict(sorted(counts.skipped.items()))
        click.echo(json.dumps({**record, "skipped": skipped}, ensure_ascii=False))
        return
    click.echo(", ".join(f"{counts.put[put]:,} {put.value}" for put in Put))
    for reason, count in counts.skipped.most_common():
        click.echo(f"{count:,} skipped: {reason}")
        for place in [p for p in counts.places if p.reason == reason][:NAMED_PER_REASON]:
            detail = f" ({place.detail})" if place.detail else ""
            click.echo(f"    {place.where}{detail}", err=True)


async def list_(settings: Settings, status: Status | None, limit: int, *, as_json: bool) -> None:
    """The latest version of each article."""
    async with open_store(settings) as store:
        versions = await store.page(status=status, limit=limit)
        written = await store.submissions(versions)
    rows = [_row(version, written.get(version.id)) for version in versions]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table("id", "version", "status", "basis", "asked", "question", box=None)
    for row in rows:
        table.add_row(*(str(row[name] or "") for name in _COLUMNS))
    Console().print(table)


_COLUMNS = ("external_id", "version", "status", "basis", "asked", "question")


def _row(version: ArticleVersion, written: Submitted | None = None) -> dict[str, object]:
    """`asked`: how often a question came that an engine answered, from five times on."""
    return {
        "external_id": version.article.external_id,
        "version": version.version,
        "status": version.status_at(datetime.now(UTC)).value,
        "basis": version.approval.basis.value if version.approval else None,
        "asked": written.times_shown if written else None,
        "question": version.article.question,
    }


async def show(settings: Settings, external_id: str, number: int | None, *, as_json: bool) -> None:
    """One version, as a reader would see it, under its real status."""
    async with open_store(settings) as store:
        version = await _version(store, external_id, number)
        written = (await store.submissions([version])).get(version.id)
    if as_json:
        record = {**as_record(version), "submission": _submission(written) if written else None}
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    console.print(f"{external_id} · version {version.version} · {_row(version)['status']}")
    for audience, text in version.article.texts.items():
        approved = version.status is Status.APPROVED
        answer = Answer(
            origin=Origin.APPROVED if approved else Origin.GENERATED if written else Origin.QUOTED,
            question=version.article.question,
            text=text,
            references=version.article.references,
            version=version if approved else None,
            written_for=audience if approved else None,
            writer=written.basis.writer if written and not approved else None,
        )
        console.rule(f"for {audience}s")
        for row in lines(Reply(compose(answer, audience, full=True))):
            console.print(styled(row))
    if written:
        _show_basis(console, written)


def _submission(written: Submitted) -> dict[str, object]:
    return {**as_record(written.basis), "asked": written.times_shown}


def _show_basis(console: Console, written: Submitted) -> None:
    """What an engine's answer rests on: who wrote it, and under each statement the passages that it cites."""
    basis = written.basis
    times = (
        f"asked {written.times_shown} times"
        if written.times_shown
        else f"asked under {TIMES_SHOWN_FROM} times"
    )
    console.rule("evidence")
    console.print(
        visible(f"Written by {basis.writer.model}, prompt {basis.writer.prompt} · {times}"), markup=False
    )
    chosen = written.version.article.text_for(written.audience)
    said = list(chosen[1].statements()) if chosen else []
    for number, statement in enumerate(said):
        console.print(visible(f"\n{statement.text}"), markup=False)
        for support in (each for each in basis.support if each.statement == number):
            place = f" ({support.passage.place})" if support.passage.place else ""
            passage = f"  [{support.citation}] {support.passage.id}{place}: {support.passage.text}"
            console.print(visible(passage), markup=False)
    for lacking in basis.lacking:
        console.print(visible(f"Not in the sources: {lacking}"), markup=False)


async def history(settings: Settings, external_id: str, *, as_json: bool) -> None:
    """Every step of an article's life."""
    async with open_store(settings) as store:
        version = await store.find(external_id)
        entries = await store.history(version.id)
    for entry in entries:
        if as_json:
            click.echo(
                json.dumps(
                    {
                        "version": entry.version,
                        "at": entry.at.isoformat(),
                        "actor": entry.actor,
                        "before": entry.before,
                        "after": entry.after,
                        "note": entry.note,
                    },
                    ensure_ascii=False,
                )
            )
        else:
            note = f" · {entry.note}" if entry.note else ""
            before = f"{entry.before} → " if entry.before else ""
            click.echo(
                f"{entry.at:%Y-%m-%d %H:%M} UTC · v{entry.version} · {before}{entry.after}"
                f" · {entry.actor}{note}"
            )


async def step(settings: Settings, external_id: str, status: Status, *, actor: str, note: str | None) -> None:
    """Move the version that the step is about. Raises `ReviewRefused`, `Conflict`."""
    async with open_store(settings) as store:
        version = await _version(store, external_id, None, about=status)
        moved = await move(store, version, status, actor=actor, note=note)
    click.echo(f"{external_id} version {moved.version} is now {moved.status}")


async def approve_(
    settings: Settings,
    external_id: str,
    *,
    version: int,
    by: str,
    credential: str,
    review_due: date | None,
    note: str | None,
) -> None:
    """Approve the version that was read. Raises `ReviewRefused`, `Conflict`."""
    due = review_due or year_from(datetime.now(UTC).date())
    async with open_store(settings) as store:
        current = await _version(store, external_id, version)
        approved = await approve(store, current, by=by, credential=credential, review_due=due, note=note)
    click.echo(f"{external_id} version {approved.version} is approved; next review {due}")


async def _version(
    store: ArticleStore, external_id: str, number: int | None, about: Status | None = None
) -> ArticleVersion:
    latest = await store.find(external_id)
    if number is not None:
        return await store.get(latest.id, number)
    if about is Status.WITHDRAWN and latest.status is not Status.APPROVED:
        # What readers get is what is to be withdrawn, also where a newer version waits for review.
        return await _served(store, latest) or latest
    return latest


async def _served(store: ArticleStore, latest: ArticleVersion) -> ArticleVersion | None:
    found = await store.approved_versions([latest.id])
    return found.get(latest.id)
