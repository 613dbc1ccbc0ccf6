"""`curbside eval thresholds`: those that hold, who set them and when, and what was set before."""

import json
from datetime import UTC, datetime
from typing import Any

import click

from adapters.root import open_store
from adapters.settings import Settings
from answers.match import shipped_thresholds
from answers.thresholds import InForce, Thresholds, set_for_another_model


def in_force(thresholds: Thresholds) -> str:
    """What they are, who set them and on what evidence, as a line."""
    evidence = thresholds.evidence
    rests = f"precision {evidence.precision:g} asked: {evidence}" if evidence else "as shipped"
    return (
        f"serve from {thresholds.serve_at:.4g}, suggest from {thresholds.suggest_at:.4g}: "
        f"set by {thresholds.set_by} on {thresholds.set_at:%Y-%m-%d} for model {thresholds.model}; {rests}"
    )


def warning(ignored: Thresholds, thresholds: Thresholds) -> str:
    """That the newest thresholds are another model's."""
    return (
        f"warning: the thresholds that {ignored.set_by} set on {ignored.set_at:%Y-%m-%d} are for model "
        f"{ignored.model}, this is model {thresholds.model}: they are not used; run curbside eval calibrate"
    )


def as_record(thresholds: Thresholds, ignored: Thresholds | None = None) -> dict[str, Any]:
    """The thresholds for JSON; `ignored` are another model's."""
    return thresholds.model_dump(mode="json") | {
        "ignored": ignored.model_dump(mode="json") if ignored else None
    }


async def show(settings: Settings, *, as_json: bool) -> None:
    """The thresholds that hold, and all that were ever set, the newest first."""
    async with open_store(settings) as store:
        now = await InForce(store, shipped_thresholds())()
        ignored = await set_for_another_model(store, now.model)
        history = await store.thresholds()
    if as_json:
        record = {
            "in_force": as_record(now, ignored),
            "history": [t.model_dump(mode="json") for t in history],
        }
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(in_force(now))
    if ignored:
        click.echo(warning(ignored, now))
    for each in history:
        click.echo(f"  {each.set_at:%Y-%m-%d %H:%M} UTC · {in_force(each)}")


async def put_back(settings: Settings, by: str) -> None:
    """Let the shipped thresholds hold again; recorded like any others."""
    shipped = shipped_thresholds()
    back = shipped.model_copy(update={"set_by": by, "set_at": datetime.now(UTC)})
    async with open_store(settings) as store:
        await store.set_thresholds(Thresholds.model_validate(back.model_dump()))
    click.echo(in_force(back))
