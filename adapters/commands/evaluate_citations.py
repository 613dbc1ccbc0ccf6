"""The citation check on its labelled set: lies that pass and truths that are lost, with 95% intervals."""

import asyncio
import json
from pathlib import Path
from typing import Any

import click

from adapters.console.progress import bar
from answers.citations.check import CitationCheck
from answers.evaluation import liar_held_back
from answers.evaluation.citations.documents import Half
from answers.evaluation.citations.measure import (
    CitationResult,
    as_record,
    as_text,
    documents,
    evaluate,
)
from answers.evaluation.citations.truths import Case
from answers.evaluation.lies import templates
from answers.search.encoder import MiniLm


async def run(sources: Path, part: str, *, each: int, listed: bool, as_json: bool) -> None:
    """Tell the check truths and lies over PubMedQA's abstracts and the passages that were written for it.

    Raises `InvalidRecord`.
    """
    result = await measured(sources, part, each)
    if as_json:
        click.echo(json.dumps({"part": part, **as_record(result), **(_wrong(result) if listed else {})}))
        return
    click.echo(f"citation check, {part} half, up to {each} lies of each template")
    click.echo(as_text(result))
    for kind, wrong in _wrong(result).items() if listed else ():
        for one in wrong:
            click.echo(f"{kind}: {json.dumps(one, ensure_ascii=False)}")


async def measured(sources: Path, part: str, each: int) -> CitationResult:
    """The tables, for one half; the test half with what was held back. Raises `InvalidRecord`."""
    half = Half(part)
    found = await asyncio.to_thread(documents, sources, half)
    lies, besides = list(templates()), list[Case]()
    if half is Half.TEST:
        found += liar_held_back.documents()
        lies += liar_held_back.templates()
        besides += liar_held_back.cases()
    check = CitationCheck(await asyncio.to_thread(MiniLm))
    with bar("checking claims") as step:
        return await asyncio.to_thread(
            evaluate, check, found, lies, besides=besides, each=each, progress=step
        )


def _wrong(result: CitationResult) -> dict[str, list[dict[str, Any]]]:
    """What went wrong, claim by claim."""
    return {
        "passed": [
            {"template": one.template.name, "told": one.lie.text, "source": one.case.source}
            for one in result.passed
        ],
        "lost": [
            {"manner": case.manner, "told": case.text, "source": case.source, "faults": list(verdict.faults)}
            for case, verdict in result.missed
        ],
    }
