"""`curbside eval engine`: what the answer engine finds and quotes, and what its citation check lets pass.

With 95% intervals.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click

from adapters.commands import injections
from adapters.commands.evaluate_citations import measured
from adapters.commands.injections import Injected, planted
from adapters.console.progress import bar
from adapters.root import open_store
from adapters.settings import Settings, made
from answers.errors import InvalidRecord
from answers.evaluation.citations.measure import EACH, CitationResult, as_record, as_text
from answers.evaluation.evidence import (
    Asked,
    Quoted,
    Ranked,
    own_questions,
    quoted,
    ranks,
    rewrites,
    unanswerable,
    without_title,
)
from answers.evaluation.intervals import Quantile
from answers.evaluation.timing import TimedQuoting, percentiles
from answers.evidence.follow import SourceFollower
from answers.evidence.gather import Evidences
from answers.evidence.passages import PassageIndex
from answers.evidence.sources import SourceEvidence
from answers.question import analyse
from answers.search.encoder import MiniLm
from answers.sources.formats.base import About
from answers.sources.formats.registry import FORMATS
from answers.sources.record import Source
from answers.store.base import PUT_MAX
from answers.types import Answer, Query

HOME = "engine"
"""A library of its own in the data directory: the operator's stays as it is."""
LIMIT = 5


@dataclass(frozen=True, slots=True)
class _Opened:
    """Sources, ready to be found and quoted."""

    evidence: SourceEvidence
    quoting: TimedQuoting
    answers: dict[str, Answer | None] = field(default_factory=dict)
    """By question: one answer is looked at from several sides."""

    async def found(self, question: str) -> list[str | None]:
        """The PubMed ids of the best sources."""
        found = await self.evidence.find(Query(question=question), LIMIT)
        return list(dict.fromkeys(each.passage.reference.pmid for each in found))

    async def answer(self, question: str) -> Answer | None:
        if question not in self.answers:
            self.answers[question] = await self.quoting.answer(Query(question=question), analyse(question))
        return self.answers[question]

    async def cited(self, question: str) -> list[str | None]:
        """The PubMed ids of a quoted answer's references."""
        answer = await self.answer(question)
        return [reference.pmid for reference in answer.references] if answer else []


@dataclass(frozen=True, slots=True)
class _Result:
    """All that is measured, for one part."""

    sources: int
    part: str
    retrieval: Sequence[Ranked]
    quoted: Quoted
    unanswerable: Quoted
    took: Mapping[str, tuple[Quantile, Quantile]]
    checked: CitationResult
    injected: Mapping[str, Sequence[Injected]]


async def run(settings: Settings, sources: Path, part: str, *, as_json: bool) -> None:
    """PubMedQA as sources, asked its own questions and people's; then lies to the citation check, and orders
    planted in sources and a model's output. Raises `InvalidRecord`, `StoreError`."""
    records = [each for each in FORMATS["pubmedqa"](sources, About()) if isinstance(each, Source)]
    if not records:
        raise InvalidRecord("no sources", str(sources))
    known = {record.reference.pmid for record in records}
    titles = own_questions(sources)
    people = rewrites(part, {pmid for pmid in known if pmid})
    encoder = await asyncio.to_thread(MiniLm)
    ranked: list[Ranked] = []
    async with _opened(settings, records, encoder) as there:
        ranked += await _ranked(there, "found", titles, people)
        ranked += await _cited(there, titles, people)
        said = await quoted([a.question for a in (*titles, *people)], there.answer)
        nothing = await quoted(unanswerable(part), there.answer)
        took = percentiles(there.quoting.seconds)
    untitled = [without_title(record) for record in records]
    async with _opened(settings, untitled, encoder) as there:
        ranked += await _ranked(there, "found, titles not indexed", titles, people)
    checked = await measured(sources, part, EACH)
    _report(
        _Result(len(records), part, ranked, said, nothing, took, checked, await planted(settings)),
        as_json=as_json,
    )


async def _ranked(
    there: _Opened, name: str, titles: Sequence[Asked], people: Sequence[Asked]
) -> list[Ranked]:
    return [await ranks(f"{name}: {of}", asked, there.found) for of, asked in _groups(titles, people)]


async def _cited(there: _Opened, titles: Sequence[Asked], people: Sequence[Asked]) -> list[Ranked]:
    return [await ranks(f"quoted: {of}", asked, there.cited) for of, asked in _groups(titles, people)]


def _groups(titles: Sequence[Asked], people: Sequence[Asked]) -> Iterable[tuple[str, Sequence[Asked]]]:
    """The questions by whose words they are in."""
    yield "their own titles", titles
    for voice in ("clinician", "patient"):
        if theirs := [each for each in people if each.voice == voice]:
            yield f"a {voice}'s words", theirs
    if people:
        yield "both people's words", people


@asynccontextmanager
async def _opened(settings: Settings, records: Sequence[Source], encoder: MiniLm) -> AsyncIterator[_Opened]:
    """The sources, as new versions of those that are there, in a database and an index of their own; vectors
    are kept for the next time."""
    home = settings.model_copy(update={"data_dir": settings.data_dir / HOME, "database_url": None})
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(home))
        for start in range(0, len(records), PUT_MAX):
            await store.put_sources(records[start : start + PUT_MAX], actor="evaluation")
        index = stack.enter_context(PassageIndex(made(home.data_dir) / "index", encoder))
        with bar("indexing sources") as step:
            await SourceFollower(store, index, encoder).catch_up(step)
        evidence = SourceEvidence(store, index)
        yield _Opened(evidence, TimedQuoting(Evidences({"sources": evidence}), encoder))


def _report(result: _Result, *, as_json: bool) -> None:
    if as_json:
        record = {
            "sources": result.sources,
            "part": result.part,
            "retrieval": [asdict(row) for row in result.retrieval],
            "quoted": asdict(result.quoted),
            "unanswerable": asdict(result.unanswerable),
            "latency_ms": {
                name: {"p50": asdict(half), "p95": asdict(most)} for name, (half, most) in result.took.items()
            },
            "citation_check": as_record(result.checked),
            "injection": injections.as_record(result.injected),
        }
        click.echo(json.dumps(record))
        return
    click.echo(
        f"PubMedQA, {result.sources:,} abstracts as sources; people's questions: the {result.part} part"
    )
    click.echo(f"{'':48}{'right one first':36}{'among five':36}any")
    for row in result.retrieval:
        click.echo(f"{row.name:48}{row.first!s:36}{row.among!s:36}{row.answered}")
    said, nothing = result.quoted, result.unanswerable
    click.echo(f"quoted statements that are not verbatim: {said.wrong} of {said.statements:,}")
    click.echo(f"answered, of questions that no abstract answers: {nothing.answered}")
    click.echo("\nhow long a quoted answer takes")
    for name, (half, most) in result.took.items():
        click.echo(f"{name:26} p50 {half}   p95 {most}")
    click.echo(f"\nthe citation check, {result.part} half")
    click.echo(as_text(result.checked))
    click.echo("")
    for part, met in result.injected.items():
        click.echo(injections.as_line(part, met))
