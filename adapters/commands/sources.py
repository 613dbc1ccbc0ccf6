"""`curbside sources …`: import, look at, remove and check the sources of the answer engine."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from rich.console import Console
from rich.table import Column, Table

from adapters.console.progress import bar
from adapters.root import open_store
from adapters.settings import Settings
from answers.library.base import printable
from answers.sources.base import SourceStore, StoredSource
from answers.sources.formats.base import About
from answers.sources.formats.registry import FORMATS
from answers.sources.load import Revision, SourceCounts, load
from answers.store.base import Put
from answers.types import Retraction

NAMED_PER_REASON = 3
REVISIONS_SHOWN = 20
PAGE = 200
"""Sources that are read at once, with all their passages, to be listed."""


async def import_(
    settings: Settings,
    path: Path,
    *,
    format_: str,
    about: About,
    workspace: str | None,
    actor: str,
    as_json: bool,
) -> None:
    """Import; who follows the store's feed takes it from there. Raises `InvalidRecord`, `StoreError`."""
    async with open_store(settings) as store:
        with bar("importing sources") as step:
            counts = await load(
                FORMATS[format_](path, about),
                store,
                actor=actor,
                workspace=workspace,
                progress=lambda so_far: step(so_far.put.total() + so_far.skipped.total(), 0),
            )
    if as_json:
        click.echo(json.dumps(_record(counts), ensure_ascii=False))
    else:
        _report(counts)


def about(**given: Any) -> About:
    """What the operator says of all sources of an import. Raises `UsageError`."""
    try:
        return About.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = "date" if first["loc"][0] == "published" else first["loc"][0]
        raise click.UsageError(f"--{option}: {first['msg']}") from error


def _record(counts: SourceCounts) -> dict[str, object]:
    return {
        **{put.value: counts.put[put] for put in Put},
        "skipped": dict(sorted(counts.skipped.items())),
        "passages": counts.passages,
        "changes": [_changes(revision) for revision in counts.revisions],
    }


def _changes(revision: Revision) -> dict[str, object]:
    return {
        "external_id": revision.external_id,
        "title": revision.title,
        "passages": {
            "added": revision.added,
            "removed": revision.removed,
            "changed": revision.changed,
        },
        "edition": list(revision.edition),
        "published": [day and day.isoformat() for day in revision.published],
        "retraction": list(revision.retraction),
    }


def _report(counts: SourceCounts) -> None:
    said = ", ".join(f"{counts.put[put]:,} {put.value}" for put in Put)
    click.echo(f"{said} ({counts.passages:,} passages)" if counts.passages else said)
    for reason, count in counts.skipped.most_common():
        click.echo(f"{count:,} skipped: {reason}")
        for place in [p for p in counts.places if p.reason == reason][:NAMED_PER_REASON]:
            detail = f" ({place.detail})" if place.detail else ""
            click.echo(f"    {place.where}{detail}", err=True)
    for revision in counts.revisions[:REVISIONS_SHOWN]:
        click.echo(f"changed: {printable(revision.title)} [{printable(revision.external_id)}]")
        for line in _differences(revision):
            click.echo(f"    {line}")
    if len(counts.revisions) > REVISIONS_SHOWN:
        click.echo(f"    … and {len(counts.revisions) - REVISIONS_SHOWN:,} more: --json names them")


def _differences(revision: Revision) -> Iterable[str]:
    counts = (("added", revision.added), ("removed", revision.removed), ("changed", revision.changed))
    if any(count for _, count in counts):
        yield "passages: " + ", ".join(f"{count} {name}" for name, count in counts if count)
    for name, (before, after) in (
        ("edition", revision.edition),
        ("date", revision.published),
        ("retraction", revision.retraction),
    ):
        if before != after:
            yield f"{name}: {before or 'none given'} → {after or 'none given'}"


async def list_(settings: Settings, *, workspace: str | None, limit: int, after: str, as_json: bool) -> None:
    """The latest version of each source."""
    rows: list[dict[str, object]] = []
    async with open_store(settings) as store:
        while len(rows) < limit:
            size = min(PAGE, limit - len(rows))
            found = await store.sources_page(workspace=workspace, limit=size, after=after)
            rows += map(_row, found)
            if len(found) < size:
                break
            after = found[-1].source.external_id
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table(*(Column(name, no_wrap=True) for name in _COLUMNS), box=None)
    for row in rows:
        table.add_row(*(printable(str(row[name] if row[name] is not None else "")) for name in _COLUMNS))
    Console().print(table)


_COLUMNS = ("external_id", "version", "kind", "issuer", "published", "passages", "state", "title")


def _row(stored: StoredSource) -> dict[str, object]:
    source = stored.source
    reference = source.reference
    return {
        "external_id": source.external_id,
        "version": stored.version,
        "kind": reference.kind,
        "title": reference.title,
        "issuer": reference.issuer,
        "country": reference.country,
        "published": source.published and source.published.isoformat(),
        "edition": source.edition,
        "passages": len(source.passages),
        "quotable": source.quotable,
        "licence": source.licence,
        "retraction": reference.retraction,
        "checked": reference.checked and reference.checked.isoformat(),
        "usable": stored.usable,
        "state": _state(stored),
    }


def _state(stored: StoredSource) -> str:
    """Why nothing may be said from it, or what must be said with it."""
    reference = stored.source.reference
    if stored.removed:
        return "removed"
    if stored.source.withdrawn_by_issuer:
        return "withdrawn"
    if reference.superseded_by:
        return "superseded"
    if reference.retraction in {Retraction.RETRACTED, Retraction.CONCERN, Retraction.CORRECTED}:
        return str(reference.retraction)
    return "in use" if stored.source.quotable else "in use, not shown"


async def show(
    settings: Settings, external_id: str, *, workspace: str | None, version: int | None, as_json: bool
) -> None:
    """A source with its passages and history. Raises `NotFound`."""
    async with open_store(settings) as store:
        stored = await store.find_source(external_id, workspace)
        source = await store.source_version(stored.id, version) if version else stored.source
        steps = await store.source_history(stored.id)
    history = [
        {
            "at": step.at.isoformat(),
            "version": step.version,
            "action": step.action,
            "actor": step.actor,
            "note": step.note,
        }
        for step in steps
    ]
    if as_json:
        row = {**_row(stored), "source": source.model_dump(mode="json"), "history": history}
        click.echo(json.dumps(row, ensure_ascii=False, indent=2))
        return
    for name, value in _row(stored).items():
        click.echo(f"{name}: {printable(str(value))}")
    click.echo(f"link: {source.reference.link}\n")
    for number, passage in enumerate(source.passages, start=1):
        about_it = " · ".join(filter(None, (passage.place, passage.part)))
        click.echo(f"[{number}] {printable(about_it)}")
        click.echo("\n".join(f"    {printable(line)}" for line in passage.text.splitlines()))
    click.echo()
    for entry in history:
        note = f" · {entry['note']}" if entry["note"] else ""
        click.echo(
            printable(f"{entry['at']} · v{entry['version']} · {entry['action']} · {entry['actor']}{note}")
        )


async def remove(
    settings: Settings, external_id: str, *, workspace: str | None, actor: str, note: str | None, back: bool
) -> None:
    """Take a source out of use, or back into it. Raises `NotFound`, `Conflict`."""
    async with open_store(settings) as store:
        stored = await store.find_source(external_id, workspace)
        if stored.removed is not back:
            click.echo(f"{external_id} is {'removed' if stored.removed else 'in use'} already")
            return
        change = store.restore_source if back else store.remove_source
        changed = await change(stored, actor=actor, note=note)
    click.echo(f"{external_id} version {changed.version} is {_state(changed)}")


async def mark(
    settings: Settings,
    external_id: str,
    retraction: Retraction,
    *,
    workspace: str | None,
    on: datetime | None,
    actor: str,
    note: str | None,
) -> None:
    """Write down what was found out of a retraction. Raises `NotFound`, `Conflict`."""
    async with open_store(settings) as store:
        found = await _marked(store, external_id, retraction, workspace, on, actor, note)
    reference = found.source.reference
    use = "it can be used" if found.usable else "nothing is said from it any more"
    click.echo(f"{external_id}: {reference.retraction} (checked {reference.checked}); {use}")


async def _marked(
    store: SourceStore,
    external_id: str,
    retraction: Retraction,
    workspace: str | None,
    on: datetime | None,
    actor: str,
    note: str | None,
) -> StoredSource:
    at = on.replace(tzinfo=UTC) if on else datetime.now(UTC)
    stored = await store.find_source(external_id, workspace)
    return await store.mark_retraction(stored, retraction, at=at, actor=actor, note=note)
