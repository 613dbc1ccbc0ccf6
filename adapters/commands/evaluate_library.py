"""`curbside eval library`: the operator's own labelled questions over their own library."""

import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from adapters.commands.ask import Asked, answer
from adapters.commands.evaluate import vars_of
from adapters.commands.pictures import curves_record, write_plots
from adapters.commands.thresholds import as_record, in_force, warning
from adapters.console.progress import bar, indexing
from adapters.console.render import visible
from adapters.root import Library, open_library
from adapters.settings import Settings
from answers.answerer import Answerer
from answers.errors import NotFound
from answers.evaluation.intervals import Measured
from answers.evaluation.library import Found, Label, LibraryResult, evaluate, found, labels
from answers.question import analyse
from answers.store.base import IN_MAX
from answers.thresholds import set_for_another_model
from answers.types import QUESTION_MAX_CHARS, Audience, Query

MEASURES = {
    "precision": "of what is served, right",
    "coverage": "of the answerable, served and right",
    "showable": "of the answerable, served or suggested, and right",
    "suggested_right": "of the answerable with suggestions, a right one among them",
    "honest_none": "of the unanswerable, nothing served",
}


async def run(
    settings: Settings, path: Path, *, audience: Audience, as_json: bool, plots: Path | None
) -> None:
    """Measure and report. Raises `InvalidRecord`, `CannotWrite`."""
    read = labels(path)
    async with AsyncExitStack() as stack:
        with indexing() as progress:
            library = await stack.enter_async_context(open_library(settings, progress))
        thresholds = await library.thresholds()
        ignored = await set_for_another_model(library.store, thresholds.model)
        known = await served_ids(library, read, audience)
        result = evaluate(await ask_all(library, read, audience), known)
    absent = sorted({one for label in read for one in label.right} - known)
    if plots:
        write_plots(plots, "library", result.curves, thresholds.serve_at)
    if as_json:
        record = _record(result) | {"thresholds": as_record(thresholds, ignored), "not_served_here": absent}
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(in_force(thresholds))
    if ignored:
        click.echo(warning(ignored, thresholds))
    if absent:
        click.echo(f"{len(absent)} labelled articles are not served here: {', '.join(absent[:5])}")
    _print(result)


async def ask_all(library: Library, read: Sequence[Label], audience: Audience) -> list[Found]:
    """What the library makes of each question, as the bot understands it after the earlier ones."""
    ladder = Answerer(library.approved, [])
    all_found = []
    with bar("asking") as step:
        for number, label in enumerate(read, start=1):
            reply = await answer(ladder, Asked(label.question, label.earlier, audience, None))
            asked = (reply.question or label.question)[:QUESTION_MAX_CHARS]
            findings = await library.approved.find(Query(question=asked, audience=audience), analyse(asked))
            all_found.append(found(label, asked, findings))
            step(number, len(read))
    return all_found


async def served_ids(library: Library, read: Sequence[Label], audience: Audience) -> frozenset[str]:
    """Of the articles that the labels name, those that can be served to the audience now."""
    ids = []
    for external_id in sorted({one for label in read for one in label.right}):
        try:
            ids.append((await library.store.find(external_id)).id)
        except NotFound:
            continue
    known: set[str] = set()
    for start in range(0, len(ids), IN_MAX):
        some = ids[start : start + IN_MAX]
        served = await library.store.served(some, workspace=None, moment=datetime.now(UTC))
        known |= {v.article.external_id for v in served.values() if v.article.text_for(audience)}
    return frozenset(known)


def _record(result: LibraryResult) -> dict[str, Any]:
    measured: dict[str, Measured | None] = {name: getattr(result, name) for name in MEASURES}
    return {
        "questions": result.questions,
        **{name: _measure(value) for name, value in measured.items()},
        "wrong": [
            {
                "question": f.label.question,
                "asked": f.asked,
                "served": f.served,
                "right": sorted(f.label.right),
                "probability": f.servable[1] if f.servable else None,
            }
            for f in result.wrong
        ],
        **curves_record(result.curves),
    }


def _measure(value: Measured | None) -> dict[str, float] | None:
    return vars_of(value) if value else None


def _print(result: LibraryResult) -> None:
    table = Table("measure", "share", "95% interval", "n", title=f"{result.questions:,} labelled questions")
    for name, words in MEASURES.items():
        value: Measured | None = getattr(result, name)
        if value is None:
            table.add_row(words, "–", "–", "0")
        else:
            table.add_row(words, f"{value.mean:.3f}", f"{value.low:.3f}–{value.high:.3f}", str(value.n))
    Console().print(table)
    if result.wrong:
        click.echo("wrongly served:")
    for each in result.wrong:
        right = ", ".join(sorted(each.label.right)) or "nothing"
        chance = f"{each.servable[1]:.3f}" if each.servable else "–"
        click.echo(visible(f"  {chance}  “{each.asked}” → {each.served}; right: {right}"))
