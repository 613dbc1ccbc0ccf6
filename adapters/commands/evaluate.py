"""`curbside eval …`: quality on labelled data."""

import asyncio
import json
from pathlib import Path

import click

from adapters.commands.pictures import curves_record, reliability_line, write_plots
from adapters.console.progress import bar
from adapters.settings import Settings, made
from answers.errors import InvalidRecord
from answers.evaluation import liveqa, pairs
from answers.evaluation.intervals import Measured
from answers.library.files import SourceFiles
from answers.library.medquad import entries
from answers.search.encoder import MiniLm
from answers.search.index import ArticleIndex
from answers.store.sql import SqlStore

CACHE = "evaluation.db"


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
    model = await asyncio.to_thread(pairs.PairModel)
    asked = [(pair.asked, pair.candidate) for pair in labelled]
    chances = await asyncio.to_thread(model.probabilities, asked)
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


def vars_of(measured: Measured) -> dict[str, float]:
    """A measure for JSON."""
    return {"mean": measured.mean, "low": measured.low, "high": measured.high, "n": measured.n}
