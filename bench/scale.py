"""`python -m bench.scale [N]`: the index at up to N articles (10⁶ unless said), grown from MedQuAD's entries.

At each size, in a process of its own: resident memory, the time of a search and of its parts, what is found
against a comparison with everything, the time until one change is found and durable, and the time to open
it, after a clean close and after a kill. Built indexes stay in `--keep DIR` for the next run; what changes
one is done to a copy. Processor time stands beside the clock's, for a machine that others use too.
"""

import argparse
import csv
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answers.evaluation.liveqa import questions as liveqa_questions
from answers.library.files import SourceFiles
from answers.library.medquad import Entry as Source
from answers.library.medquad import entries as medquad_entries
from answers.search.encoder import MiniLm, Vectors
from answers.search.index import DEPTH, ArticleIndex, fused
from answers.search.journal import Entry
from answers.search.lexical import OTHER_NAMES_BOOST, _weighed
from answers.search.vocabulary import vocabulary
from bench.growth import BLOCK, Growth
from bench.library import ARCHIVE
from bench.measuring import machine, quantile

SIZES = (10_000, 100_000, 1_000_000)
SMALL = 100_000
"""How far `make bench` goes: the largest size takes most of an hour to build."""
QUESTIONS = 100
"""Taken of each kind: titles of the library, questions of patients in a line, and in a letter."""
CHANGES = 100
"""Of each kind: new, changed, removed."""
SEARCHED = 40
"""As many hits as the approved engine asks for."""
TOP = 10
WORKSPACE = "W3"
SEED = 11


@dataclass(frozen=True, slots=True)
class Material:
    """What a library is grown from, and what it is asked."""

    sources: Sequence[Source]
    vectors: Vectors
    asked: Sequence[str]

    def growth(self) -> Growth:
        return Growth(self.sources, self.vectors)


@dataclass(frozen=True, slots=True)
class Task:
    """What a process measures: the index of a size, in its folder; `other` is where copies are made."""

    size: int
    home: Path
    other: Path
    material: Material


def main(archive: Path, largest: int, keep: Path | None) -> None:
    """Build and measure each size up to the largest."""
    print(f"machine: {machine()}, load {os.getloadavg()[0]:.1f}")
    home = keep or Path(tempfile.mkdtemp(prefix="curbside-scale-"))
    home.mkdir(parents=True, exist_ok=True)
    try:
        material = _material(archive, home)
        before: Path | None = None
        for size in [size for size in SIZES if size <= largest]:
            task = Task(size, home / str(size), home / "changed", material)
            print(f"\n{size:,} articles")
            _grow(task, before)
            for step in (_search, _exact, _change, _open_after_close, _open_after_kill):
                _apart(step, task)
            before = task.home
    finally:
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)


def _apart(step: Callable[[Task], None], task: Task) -> None:
    """In a fresh process, whose memory is that of this step alone; one may end by its own hand."""
    process = multiprocessing.get_context("spawn").Process(target=step, args=(task,))
    process.start()
    process.join()
    if process.exitcode not in (0, -signal.SIGKILL):
        sys.exit(f"{step.__name__} failed")


# -- material


def _material(archive: Path, home: Path) -> Material:
    sources = list(medquad_entries(SourceFiles(archive, (".xml",))))
    names = vocabulary()
    titles = [names.spelled_out(source.question) for source in sources]
    vectors = _encoded(titles, home / "titles.npy")
    choose = random.Random(SEED)
    asked = [*choose.sample([source.question for source in sources], QUESTIONS), *_patients(archive.parent)]
    return Material(sources, vectors, asked)


def _encoded(titles: Sequence[str], kept: Path) -> Vectors:
    """The titles' vectors, in half precision as the store keeps them."""
    if not kept.exists():
        once = sorted(set(titles))
        place = {title: n for n, title in enumerate(once)}
        started = time.perf_counter()
        made = MiniLm().encode(once).astype(np.float16)
        print(f"encoding {len(once):,} titles {time.perf_counter() - started:.0f} s")
        np.save(kept, made[[place[title] for title in titles]])
    return np.asarray(np.load(kept), np.float32)


def _patients(folder: Path) -> list[str]:
    """Real questions from the data sets beside the archive, as far as they are there."""
    asked: list[str] = []
    if (pairs := folder / "mqp-dev.csv").exists():
        with pairs.open(newline="", encoding="utf-8") as file:
            lines = sorted({row["question_2"] for row in csv.DictReader(file)})
        asked += random.Random(SEED).sample(lines, QUESTIONS)
    if (letters := folder / "liveqa-dev.jsonl").exists():
        asked += [judged.text for judged in liveqa_questions(letters)][:QUESTIONS]
    return asked


# -- building


def _grow(task: Task, before: Path | None) -> None:
    """Build the index of this size on a copy of the smaller one, unless it is kept from an earlier run."""
    if not task.home.exists():
        new = task.home.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        if before:
            shutil.copytree(before, new)
        _apart(_build, Task(task.size, new, task.other, task.material))
        new.rename(task.home)
    stored = sum(file.stat().st_size for file in task.home.rglob("*") if file.is_file())
    print(f"on disk                 {stored / 2**20:,.0f} MiB")


def _build(task: Task) -> None:
    growth, encoder = task.material.growth(), MiniLm()
    with ArticleIndex(task.home, encoder) as index:
        begun, first = index.sequence, time.perf_counter()
        for block in range(index.sequence, task.size // BLOCK):
            index.apply(list(growth.block(block)), [], block + 1)
            if block % 50 == 49:
                print(f"  {len(index):,} built", file=sys.stderr, flush=True)
        took = time.perf_counter() - first
        grown = (task.size // BLOCK - begun) * BLOCK
    spent = time.process_time()
    print(f"built                   {grown:,} articles in {took:,.0f} s, {spent:,.0f} s of processor")


# -- measuring


def _search(task: Task) -> None:
    """Times of a search and of its parts, and the memory that the process then has."""
    encoder = MiniLm()
    with ArticleIndex(task.home, encoder) as index:
        for question in task.material.asked[::10]:
            index.search(question, WORKSPACE, SEARCHED)
        clock: dict[str, list[float]] = {}
        busy: list[float] = []
        for number, question in enumerate(task.material.asked):
            workspace = WORKSPACE if number % 2 else None
            at, spent = time.perf_counter(), time.thread_time()
            index.search(question, workspace, SEARCHED)
            clock.setdefault("search", []).append(time.perf_counter() - at)
            busy.append(time.thread_time() - spent)
            _parts(index, encoder, question, workspace, clock)
        status = Path("/proc/self/status").read_text()
    for name, seconds in clock.items():
        print(f"{name:<24}p50 {quantile(seconds, 0.5)}, p95 {quantile(seconds, 0.95)}")
    print(f"search, processor time  p50 {quantile(busy, 0.5)}, p95 {quantile(busy, 0.95)}")
    said = {line.split(":")[0]: int(line.split()[1]) for line in status.splitlines() if line.endswith("kB")}
    print(
        f"resident                {said['VmRSS'] / 1024:,.0f} MiB (budget 3,072), of which files"
        f" {said['RssFile'] / 1024:,.0f}; at most {said['VmHWM'] / 1024:,.0f}"
    )


def _parts(
    index: ArticleIndex,
    encoder: MiniLm,
    question: str,
    workspace: str | None,
    clock: dict[str, list[float]],
) -> None:
    names = vocabulary()
    at = [time.perf_counter()]
    vector = encoder.encode([names.spelled_out(question)])[0]
    at.append(time.perf_counter())
    index._lexical.search(question, names.other_names(question), workspace, DEPTH)  # noqa: SLF001
    at.append(time.perf_counter())
    index._semantic.search(vector, workspace, DEPTH)  # noqa: SLF001
    at.append(time.perf_counter())
    for name, seconds in zip(("  encoder", "  words", "  vectors"), np.diff(at).tolist(), strict=True):
        clock.setdefault(name, []).append(seconds)


def _exact(task: Task) -> None:
    """Recall against a comparison of each question with every vector, and fused with the same words."""
    names, encoder = vocabulary(), MiniLm()
    asked = [(q, WORKSPACE if n % 2 else None) for n, q in enumerate(task.material.asked)]
    vectors = encoder.encode([names.spelled_out(question) for question, _ in asked])
    nearest = _nearest(task, vectors, [workspace for _, workspace in asked])
    recalls: dict[str, list[float]] = {"vectors": [], f"vectors, of {DEPTH}": [], "words": [], "fused": []}
    with ArticleIndex(task.home, encoder) as index:
        for (question, workspace), vector, true in zip(asked, vectors, nearest, strict=True):
            found = index._semantic.search(vector, workspace, DEPTH)  # noqa: SLF001
            recalls["vectors"].append(_recall(found[:TOP], true[:TOP]))
            recalls[f"vectors, of {DEPTH}"].append(_recall(found, true))
            every = _all_words(index, question, workspace)
            recalls["words"].append(_recall(_words(index, question, workspace)[:TOP], every[:TOP]))
            hits = [(hit.article_id, hit.score) for hit in index.search(question, workspace, TOP)]
            recalls["fused"].append(_recall(hits, fused(every, true)[:TOP]))
    for name, values in recalls.items():
        draws = np.random.default_rng(SEED).choice(values, (2_000, len(values))).mean(axis=1)
        low, high = np.percentile(draws, [2.5, 97.5])
        print(f"recall@10, {name:<13}{np.mean(values):.4f} ({low:.4f}–{high:.4f}, n={len(values)})")


def _recall(found: Sequence[tuple[int, float]], true: Sequence[tuple[int, float]]) -> float:
    """Of the true ones, how many were found; 1 where there are none."""
    wanted = {key for key, _ in true}
    return len(wanted & {key for key, _ in found}) / len(wanted) if wanted else 1.0


def _words(index: ArticleIndex, question: str, workspace: str | None) -> list[tuple[int, float]]:
    other = vocabulary().other_names(question)
    return index._lexical.search(question, other, workspace, DEPTH)  # noqa: SLF001


def _all_words(index: ArticleIndex, question: str, workspace: str | None) -> list[tuple[int, float]]:
    """The same search with every document scored: under a filter, tantivy passes over none."""
    words = index._lexical  # noqa: SLF001
    other = " ".join(vocabulary().other_names(question))
    terms = [*words._terms(question, 1.0), *words._terms(other, OTHER_NAMES_BOOST)]  # noqa: SLF001
    readers = list(words._view.readers(workspace))  # noqa: SLF001
    found = [
        hit
        for reader, weighed in zip(readers, _weighed(terms, readers), strict=True)
        if weighed
        for hit in reader.best(weighed, workspace, DEPTH, everyones=False)
    ]
    return sorted(found, key=lambda hit: -hit[1])[:DEPTH]


def _nearest(task: Task, asked: Vectors, workspaces: Sequence[str | None]) -> list[list[tuple[int, float]]]:
    """For each question the `DEPTH` articles with the nearest vectors of those that its workspace sees."""
    growth = task.material.growth()
    best = [np.empty((0, 2)) for _ in asked]
    for block in range(task.size // BLOCK):
        entries = list(growth.block(block))
        ids = np.array([e.document.article_id for e in entries])
        owners = np.array([e.document.workspace or "" for e in entries])
        cosines = _per_article(entries, asked)
        for n, workspace in enumerate(workspaces):
            seen = (owners == "") | (owners == (workspace or ""))
            rows = np.column_stack([ids[seen], cosines[n, seen]])
            merged = np.concatenate([best[n], rows])
            # Entries with the same title have the same vector: as the index does, by id.
            best[n] = merged[np.lexsort((merged[:, 0], -np.round(merged[:, 1], 5)))[:DEPTH]]
    return [[(int(key), float(cosine)) for key, cosine in rows] for rows in best]


def _per_article(entries: Sequence[Entry], asked: Vectors) -> NDArray[np.float32]:
    """Cosines of each question with each article's nearest vector (questions × articles)."""
    vectors = np.concatenate([entry.vectors for entry in entries])
    starts = np.cumsum([0, *(len(entry.vectors) for entry in entries[:-1])])
    return np.maximum.reduceat(asked @ vectors.T, starts, axis=1)


# -- changing


def _change(task: Task) -> None:
    """Times of one change each, found and durable; then a kill, with all of it in the journal."""
    shutil.rmtree(task.other, ignore_errors=True)
    shutil.copytree(task.home, task.other)
    growth = task.material.growth()
    block = task.size // BLOCK
    new = list(growth.block(block))[:CHANGES]
    changed = list(growth.block(block // 2, edition=1))[:CHANGES]
    removed = [entry.document.article_id for entry in list(growth.block(block // 3))[:CHANGES]]
    with ArticleIndex(task.other, MiniLm()) as index:
        kinds: dict[str, list[tuple[list[Entry], list[int]]]] = {
            "new": [([entry], []) for entry in new],
            "changed": [([entry], []) for entry in changed],
            "removed": [([], [key]) for key in removed],
        }
        for name, changes in kinds.items():
            took = [_applied(index, entries, gone) for entries, gone in changes]
            print(
                f"one article {name:<12}p50 {quantile(took, 0.5)}, p95 {quantile(took, 0.95)},"
                f" at most {max(took) * 1000:.0f} ms (budget 50 ms)"
            )
        _check(index, task.size, new, changed, removed)
        sys.stdout.flush()
        os.kill(os.getpid(), signal.SIGKILL)


def _applied(index: ArticleIndex, entries: list[Entry], removed: list[int]) -> float:
    started = time.perf_counter()
    index.apply(entries, removed, index.sequence + 1)
    return time.perf_counter() - started


def _check(
    index: ArticleIndex,
    size: int,
    new: Sequence[Entry],
    changed: Sequence[Entry],
    removed: Sequence[int],
) -> None:
    """What was put in is found by words and by vector, what was removed by neither."""
    assert len(index) == len(index._lexical) == size + len(new) - len(removed)  # noqa: SLF001
    for entry in (*new[::10], *changed[::10]):
        document = entry.document
        found = index._semantic.search(entry.vectors[0], document.workspace, 1)  # noqa: SLF001
        words = _words(index, f"{document.question} {document.focus[0]}", document.workspace)
        assert document.article_id in {key for key, _ in found} & {key for key, _ in words}
    assert not set(removed) & {hit.article_id for hit in index.search("treatment", None, DEPTH)}
    assert not any(index._semantic.cosines(removed, new[0].vectors[0]))  # noqa: SLF001


def _open_after_close(task: Task) -> None:
    encoder = MiniLm()
    started = time.perf_counter()
    with ArticleIndex(task.home, encoder) as index:
        took = time.perf_counter() - started
        assert len(index) == task.size
    print(f"open, after a close     {took:.1f} s (1 run)")


def _open_after_kill(task: Task) -> None:
    encoder = MiniLm()
    started = time.perf_counter()
    with ArticleIndex(task.other, encoder) as index:
        took = time.perf_counter() - started
        assert len(index) == len(index._lexical) == task.size  # noqa: SLF001
        assert index.sequence == task.size // BLOCK + 3 * CHANGES
        saving = time.perf_counter()
    saved = time.perf_counter() - saving
    print(f"open, after a kill      {took:.1f} s with {3 * CHANGES} changes in the journal (1 run)")
    print(f"snapshot at closing     {saved:.1f} s (1 run)")
    shutil.rmtree(task.other)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    parser.add_argument("largest", nargs="?", type=int, default=SIZES[-1])
    parser.add_argument("--keep", type=Path, default=None)
    parser.add_argument("--archive", type=Path, default=ARCHIVE)
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    if not given.archive.exists():
        sys.exit(f"no library to grow from: {given.archive} is not there (--archive FILE)")
    main(given.archive, given.largest, given.keep)
