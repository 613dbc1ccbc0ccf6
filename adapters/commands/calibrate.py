"""`curbside eval calibrate`: from when on an article is served, by the operator's own labelled questions."""

import json
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from adapters.commands.evaluate_library import ask_all
from adapters.commands.thresholds import as_record, in_force
from adapters.console.progress import indexing
from adapters.root import open_library
from adapters.settings import Settings
from answers.evaluation.calibration import for_serving, for_suggesting
from answers.evaluation.library import Found, labels
from answers.thresholds import Thresholds
from answers.types import Audience


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a calibration; `suggest_precision` None leaves suggesting as it stands."""

    precision: float
    suggest_precision: float | None
    by: str


async def run(
    settings: Settings, path: Path, wanted: Wanted, *, audience: Audience, dry_run: bool, as_json: bool
) -> None:
    """Measure, and store unless `dry_run`. Raises `InvalidRecord`, `CalibrationRefused`."""
    read = labels(path)
    async with AsyncExitStack() as stack:
        with indexing() as progress:
            library = await stack.enter_async_context(open_library(settings, progress))
        now = await library.thresholds()
        measured = _calibrated(await ask_all(library, read, audience), wanted, now)
        if not dry_run:
            await library.store.set_thresholds(measured)
    if as_json:
        record = {
            "before": as_record(now),
            "thresholds": as_record(measured),
            "stored": not dry_run,
        }
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(f"before: {in_force(now)}")
    click.echo(f"now:    {in_force(measured)}")
    if measured.suggest_evidence:
        click.echo(f"        suggesting: {measured.suggest_evidence}")
    click.echo("not stored (--dry-run)" if dry_run else "stored: every process goes by it within seconds")


def _calibrated(all_found: list[Found], wanted: Wanted, now: Thresholds) -> Thresholds:
    serve = for_serving(all_found, wanted.precision)
    suggest = for_suggesting(all_found, wanted.suggest_precision) if wanted.suggest_precision else None
    return Thresholds(
        serve_at=serve.threshold,
        suggest_at=min(suggest.threshold if suggest else now.suggest_at, serve.threshold),
        model=now.model,
        set_by=wanted.by,
        set_at=datetime.now(UTC),
        evidence=serve.evidence,
        suggest_evidence=suggest.evidence if suggest else now.suggest_evidence,
    )
