"""`python -m bench.evidence`: finding, quoting and checking evidence on 50,000 passages, without a model.

The passages are PubMedQA's abstracts and others made of them: title and passages are the halves of two
abstracts', vectors are mixed from theirs and disturbed (as `bench/growth.py` makes articles). They stand in a
real database and index. Each abstract's own question and people's wordings of it are asked. Budget (design
§8, issue 5): evidence and checks p95 ≤ 250 ms.
"""

import argparse
import asyncio
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answers.engines.quoting import SOURCES
from answers.evaluation.evidence import Asked, own_questions, rewrites
from answers.evaluation.timing import TimedQuoting, percentiles
from answers.evidence.gather import Evidences
from answers.evidence.passages import Indexed, PassageIndex, texts_of
from answers.evidence.sources import SourceEvidence
from answers.question import analyse
from answers.search.encoder import MiniLm, Vectors
from answers.search.vectors import VectorCache
from answers.sources.formats.base import About
from answers.sources.formats.registry import FORMATS
from answers.sources.record import Source, SourcePassage
from answers.store.base import PUT_MAX
from answers.store.sql import SqlStore
from answers.types import Query
from bench.growth import DISTURBANCE
from bench.library import ARCHIVE
from bench.measuring import machine

PASSAGES = 50_000
QUESTIONS = 100
"""Of each kind."""
SEED = 5
FEED_STEP = 1_000


@dataclass(frozen=True, slots=True)
class Grown:
    """A source and the vectors of its texts."""

    source: Source
    vectors: Mapping[str, Vectors]


def grown(real: Sequence[Source], vectors: Mapping[str, Vectors], passages: int) -> Iterator[Grown]:
    """The real sources, then made ones, until there are so many passages."""
    rng = np.random.default_rng(SEED)
    made = number = 0
    while made < passages:
        source = real[number] if number < len(real) else None
        each = Grown(source, vectors) if source else _made(number, real, vectors, rng)
        made += len(each.source.passages)
        number += 1
        yield each


def _made(
    number: int, real: Sequence[Source], vectors: Mapping[str, Vectors], rng: np.random.Generator
) -> Grown:
    one, other = (real[n] for n in rng.integers(0, len(real), 2))
    halves = zip(one.passages, (*other.passages, *one.passages), strict=False)
    passages = tuple(
        SourcePassage(text=_spliced(a.text, b.text), place=a.place, part=a.part) for a, b in halves
    )
    title = _spliced(one.reference.title, other.reference.title)
    reference = one.reference.model_copy(update={"title": title, "pmid": f"9{number:08}"})
    source = one.model_copy(
        update={"external_id": f"made:{number}", "reference": reference, "passages": passages}
    )
    pairs = zip(texts_of(one), (*texts_of(other), *texts_of(one)), strict=False)
    mixed = [_mixed(vectors[a], vectors[b], rng) for a, b in pairs]
    return Grown(source, dict(zip(texts_of(source), mixed, strict=True)))


def _spliced(one: str, other: str) -> str:
    begun, ended = one.split(), other.split()
    return " ".join((*begun[: -(-len(begun) // 2)], *ended[len(ended) // 2 :]))


def _mixed(one: Vectors, other: Vectors, rng: np.random.Generator) -> Vectors:
    noise = rng.standard_normal(one.shape, np.float32)
    made = _unit(one + other) + DISTURBANCE * _unit(noise)
    return _unit(made)


def _unit(vector: Vectors) -> Vectors:
    made: Vectors = vector / np.linalg.norm(vector)
    return made


async def _fill(store: SqlStore, index: PassageIndex, sources: Iterator[Grown]) -> int:
    """Store and index them; how many passages there are."""
    count = 0
    while batch := [each for each, _ in zip(sources, range(PUT_MAX), strict=False)]:
        await store.put_sources([each.source for each in batch], actor="bench")
        by_name = {each.source.external_id: each for each in batch}
        changes, _ = await store.sources_since(index.sequence, FEED_STEP)
        stored = (await store.sources([change.article_id for change in changes])).values()
        indexed = [Indexed(each, by_name[each.source.external_id].vectors) for each in stored]
        index.apply(indexed, (), changes[-1].sequence)
        count += sum(len(each.source.passages) for each in batch)
    return count


async def measure(sources: Path, home: Path, passages: int) -> None:
    """Build, ask, and print the table."""
    real = [each for each in FORMATS["pubmedqa"](sources, About()) if isinstance(each, Source)]
    encoder = MiniLm()
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(SqlStore(f"sqlite:///{home / 'bench.db'}"))
        index = stack.enter_context(PassageIndex(home / "index", encoder))
        if not len(index):
            texts = list(dict.fromkeys(text for source in real for text in texts_of(source)))
            vectors = await VectorCache(store, encoder).vectors(texts)
            print(f"{await _fill(store, index, grown(real, vectors, passages)):,} passages")
        print(f"{len(index):,} heads and pieces; load {os.getloadavg()[0]:.1f}")
        evidence = SourceEvidence(store, index)
        for name, asked in _questions(sources, [s.reference.pmid for s in real if s.reference.pmid]):
            await _ask(name, asked, evidence, encoder)


def _questions(sources: Path, known: Sequence[str]) -> Iterator[tuple[str, list[Asked]]]:
    choose = random.Random(SEED)
    yield "abstracts' own questions", choose.sample(own_questions(sources), QUESTIONS)
    yield "people's words for them", rewrites("development", known)
    others = (sources.parent / "kqa-questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in choose.sample(others, QUESTIONS)]
    yield "questions that patients asked elsewhere", [Asked(text, "kqa", "") for text in questions]


async def _ask(name: str, asked: Sequence[Asked], evidence: SourceEvidence, encoder: MiniLm) -> None:
    quoting = TimedQuoting(Evidences({"sources": evidence}), encoder)
    cpu_s, first, shown = [], 0, 0
    for each in asked:
        query = Query(question=each.question)
        found = await evidence.find(query, SOURCES)
        first += bool(found) and found[0].passage.reference.pmid == each.pmid
        cpu = time.process_time()
        answer = await quoting.answer(query, analyse(each.question))
        cpu_s.append(time.process_time() - cpu)
        shown += bool(answer and answer.references)
    print(f"\n{name}: the right source found first for {first} of {len(asked)}; {shown} quoted")
    for part, (half, most) in percentiles({**quoting.seconds, "… processor": cpu_s}).items():
        print(f"  {part:26} p50 {half}   p95 {most}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("passages", type=int, nargs="?", default=PASSAGES)
    parser.add_argument("--keep", type=Path, help="where what is built stays for the next run")
    parser.add_argument("--sources", type=Path, default=ARCHIVE.parent / "pubmedqa-dev.jsonl")
    given = parser.parse_args()
    print(f"machine: {machine()}; limit: evidence and checks p95 ≤ 250 ms")
    with tempfile.TemporaryDirectory(prefix="curbside-evidence-") as passing:
        home = given.keep or Path(passing)
        home.mkdir(parents=True, exist_ok=True)
        asyncio.run(measure(given.sources, home, given.passages))


if __name__ == "__main__":
    main()
