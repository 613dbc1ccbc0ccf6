"""`curbside eval liveqa --answered`: consumers' questions over what has a text, as a patient asks."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from adapters.commands.ask import Asked, answer
from adapters.commands.evaluate import vars_of
from adapters.commands.medquad_library import open_medquad
from adapters.console.progress import bar
from adapters.root import Library
from adapters.settings import Settings
from answers.evaluation.answered import Result, Shown, evaluate
from answers.evaluation.intervals import Measured
from answers.evaluation.liveqa import Judged, questions
from answers.store.base import ArticleStore
from answers.types import Audience
from bot.types import Reply

PAGE = 1_000


async def run(settings: Settings, archive: Path, labels: Path, *, wording: str, as_json: bool) -> None:
    """Ask, count and report. Raises `InvalidRecord`, `StoreError`."""
    judged = questions(labels, wording)
    async with open_medquad(settings, archive) as library:
        known = await _external_ids(library.store)
        result = evaluate(await _ask_all(library, judged), known)
    if as_json:
        click.echo(json.dumps(_record(result, len(known), wording)))
        return
    click.echo(f"LiveQA-Med, {wording} wording, over {len(known):,} answered entries of MedQuAD")
    click.echo(f"of what is served, grade 2 or 3            {_words(result.precision)}")
    click.echo(f"of the answerable, served or offered right {_words(result.showable)}")
    for question, entry, grade in result.served:
        click.echo(f"served for {question}: {entry}, grade {grade}")
    if result.missed:
        click.echo(f"nothing right shown for {', '.join(result.missed)}")


async def _external_ids(store: ArticleStore) -> frozenset[str]:
    known: set[str] = set()
    after = ""
    while page := await store.page(limit=PAGE, after=after):
        known |= {version.article.external_id for version in page}
        after = page[-1].article.external_id
    return frozenset(known)


async def _ask_all(library: Library, judged: Sequence[Judged]) -> list[Shown]:
    shown = []
    with bar("asking") as step:
        for number, question in enumerate(judged, start=1):
            reply = await answer(library.answerer, Asked(question.text, (), Audience.PATIENT, None))
            shown.append(_shown(question, reply))
            step(number, len(judged))
    return shown


def _shown(question: Judged, reply: Reply) -> Shown:
    given = [each.answer for each in reply.each if each.answer]
    return Shown(
        question,
        served=tuple(each.version.article.external_id for each in given if each.version),
        offered=tuple(one.external_id for each in given for one in each.suggestions),
    )


def _record(result: Result, entries: int, wording: str) -> dict[str, object]:
    return {
        "entries": entries,
        "questions": result.questions,
        "wording": wording,
        "precision": vars_of(result.precision) if result.precision else None,
        "showable": vars_of(result.showable) if result.showable else None,
        "served": [{"id": i, "entry": e, "grade": g} for i, e, g in result.served],
        "missed": list(result.missed),
    }


def _words(measured: Measured | None) -> str:
    return str(measured) if measured else "–"
