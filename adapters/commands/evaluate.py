"""`curbside eval …`: quality on labelled data."""

import asyncio
import json
from pathlib import Path

import click

from adapters.commands.pictures import curves_record, reliability_line, write_plots
from adapters.console.progress import bar
from adapters.root import open_library, open_store
from adapters.sample import starter_folder
from adapters.settings import Settings, made
from answers.errors import InvalidRecord
from answers.evaluation import liveqa, pairs
from answers.evaluation.intervals import Measured
from answers.evaluation.minimal import library as minimal_library
from answers.evaluation.minimal import measure as minimal
from answers.evaluation.minimal.build import Builder
from answers.evaluation.minimal.phrasings import Part
from answers.evaluation.minimal.subjects import subjects
from answers.library.files import SourceFiles
from answers.library.formats import FORMATS
from answers.library.load import Release, load
from answers.library.medquad import Entry, entries
from answers.pair_model import shipped
from answers.search.encoder import MiniLm
from answers.search.index import ArticleIndex
from answers.store.sql import SqlStore
from answers.types import ApprovalBasis, Article

CACHE = "evaluation.db"
MINIMAL = "minimal-pairs"
"""The folder of the library that they are measured over."""


async def run_liveqa(settings: Settings, archive: Path, labels: Path, *, wording: str, as_json: bool) -> None:
    """LiveQA over all of MedQuAD, in an index of its own; vectors are kept for the next time."""
    judged = liveqa.questions(labels, wording)
    made(settings.data_dir)
    encoder = await asyncio.to_thread(MiniLm)
    async with SqlStore(f"sqlite:///{settings.data_dir / CACHE}") as store:
        with ArticleIndex(None, encoder) as index, bar("indexing entries") as step:
            source = entries(SourceFiles(archive, (".xml",)))
            ids = await liveqa.build_index(source, index, encoder, store, step)
            result = liveqa.evaluate(judged, index, ids)
    if as_json:
        record = {
            "entries": len(ids),
            "questions": len(judged),
            "wording": wording,
            "first_grade": vars_of(result.first_grade),
            "map_at_10": vars_of(result.average_precision),
            "first": [{"id": i, "entry": e, "grade": g} for i, e, g in result.first],
        }
        click.echo(json.dumps(record))
        return
    click.echo(f"LiveQA-Med, {wording} wording, over {len(ids):,} entries of MedQuAD")
    click.echo(f"mean grade of the first entry  {result.first_grade}")
    click.echo(f"MAP@10                         {result.average_precision}")


async def run_pairs(labels: Path, kind: str, *, as_json: bool, plots: Path | None) -> None:
    """MQP or RQE: the match model on labelled pairs of questions."""
    labelled = {"mqp": pairs.mqp, "rqe": pairs.rqe}[kind](labels)
    if not labelled:
        raise InvalidRecord("no pairs", str(labels))
    model = await asyncio.to_thread(shipped)
    asked = [(pair.asked, pair.candidate) for pair in labelled]
    chances = await asyncio.to_thread(model.of_pairs, asked)
    result = pairs.evaluate(labelled, chances)
    if plots:
        write_plots(plots, kind, result.curves)
    if as_json:
        record = {
            "accuracy": vars_of(result.accuracy),
            "area_under_curve": result.area_under_curve,
            "coverage_at_98": result.coverage,
            **curves_record(result.curves),
        }
        click.echo(json.dumps(record))
        return
    click.echo(f"{kind.upper()}, {len(labelled):,} pairs of {labels.name}")
    click.echo(f"accuracy at 0.5                {result.accuracy}")
    click.echo(f"area under the ROC curve       {result.area_under_curve:.3f}")
    click.echo(f"coverage at 98% precision      {result.coverage:.3f} (threshold set on these pairs)")
    click.echo(f"said → was                     {reliability_line(result.curves)}")


async def run_minimal_pairs(
    settings: Settings, archive: Path, *, part: str, listed: bool, as_json: bool
) -> None:
    """Minimal pairs through the real pipeline, over a library of its own beside the operator's."""
    home = settings.model_copy(
        update={"data_dir": settings.data_dir / MINIMAL, "database_url": None, "sample_library": True}
    )
    known = await asyncio.to_thread(lambda: list(entries(SourceFiles(archive, (".xml",)))))
    async with open_store(home) as store:
        await _fill(store, known, made(home.data_dir) / "filled")
    starter = [a for a in FORMATS["markdown"].read(starter_folder()) if isinstance(a, Article)]
    pairs = minimal.chosen(Builder(subjects(known, starter)), Part(part))
    with bar("indexing articles") as step:
        async with open_library(home, step) as library:
            with bar("asking pairs") as asked:
                result = await minimal.ask(pairs, library.approved, asked)
    table = minimal.rows(result)
    if as_json:
        record = {
            "part": part,
            "classes": [
                {
                    "class": row.change,
                    "phrased": _PHRASED[row.by_hand],
                    "twins_served": vars_of(row.twins_served),
                    "originals_served": vars_of(row.originals_served),
                }
                for row in table
            ],
            "pairs": [_pair_record(asked) for asked in result] if listed else [],
        }
        click.echo(json.dumps(record))
        return
    click.echo(
        f"minimal pairs, {part} part: {len(pairs):,} over MedQuAD with its drugs and the starter library"
    )
    click.echo(f"{'':26}{'twins served':34}originals served")
    for row in table:
        name = f"{row.change} ({_PHRASED[row.by_hand]})"
        click.echo(f"{name:26}{row.twins_served!s:34}{row.originals_served}")
    for each in result if listed else []:
        if each.wrong or each.astray or not each.right:
            click.echo(json.dumps(_pair_record(each), ensure_ascii=False))


_PHRASED = {None: "all", True: "by hand", False: "by script"}


async def _fill(store: SqlStore, known: list[Entry], mark: Path) -> None:
    """Bring the articles in, once."""
    if await asyncio.to_thread(mark.exists):
        return
    release = Release(ApprovalBasis.BULK, by="an evaluation", collection="minimal pairs")
    with bar("importing") as step:
        await load(
            minimal_library.articles(known),
            store,
            actor="evaluation",
            release=release,
            progress=lambda counts: step(counts.put.total(), len(known)),
        )
    await asyncio.to_thread(mark.touch)


def _pair_record(asked: minimal.Asked) -> dict[str, object]:
    pair = asked.pair
    return {
        "class": pair.change,
        "by_hand": pair.by_hand,
        "article": pair.article,
        "title": pair.title,
        "original": pair.original,
        "twin": pair.twin,
        "original_served": asked.original,
        "twin_served": asked.twin,
        "twin_wrong": asked.wrong,
        "original_right": asked.right,
    }


def vars_of(measured: Measured) -> dict[str, float]:
    """A measure for JSON."""
    return {"mean": measured.mean, "low": measured.low, "high": measured.high, "n": measured.n}
