"""The budgets of a library of 16,407 articles: import, cold start, answers, memory (design §8)."""

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from adapters.root import open_library
from adapters.settings import Settings
from answers.library.formats import FORMATS
from answers.search.encoder import MiniLm
from answers.search.vocabulary import vocabulary
from answers.types import Answer, Article, Query
from bench.measuring import machine, quantile, run, timed

QUESTIONS = 500
SEED = 7
STARTS = 5
AT_ONCE = 8
ARCHIVE = Path(__file__).parent.parent.parent / "shared" / "data" / "medquad.tar.xz"
PROBE = "What are the treatment options for osteosarcoma with lung metastases?"
BARE_START = "import sqlalchemy, aiosqlite, onnxruntime, tokenizers, tantivy, usearch, pydantic, click, rich"


def main(archive: Path) -> None:
    """Measure all of it in a fresh data directory."""
    print(f"machine: {machine()}")
    home = Path(tempfile.mkdtemp(prefix="curbside-bench-"))
    try:
        _import(archive, home)
        _start(home)
        asyncio.run(_answers(archive, home))
        _memory(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _import(archive: Path, home: Path) -> None:
    arguments = ("articles", "import", str(archive), "--format", "medquad", "--release-as", "Bench")
    whole = timed(lambda: run(*arguments, data_dir=home))
    again = timed(lambda: run(*arguments, data_dir=home))
    names = vocabulary()
    titles = {names.spelled_out(article.question) for article in _articles(archive)}
    encoder = MiniLm()
    encoding = timed(lambda: encoder.encode(sorted(titles)))
    print(f"import                  {whole:.1f} s (budget 120 s); again, unchanged: {again:.1f} s")
    print(
        f"  limit: encoding {len(titles):,} titles on one core {encoding:.1f} s, ratio {whole / encoding:.2f}"
    )


def _articles(archive: Path) -> list[Article]:
    records = FORMATS["medquad"].read(archive)
    return [record for record in records if isinstance(record, Article)]


def _start(home: Path) -> None:
    ours = [timed(lambda: run("ask", "--json", PROBE, data_dir=home)) for _ in range(STARTS)]
    bare = [
        timed(lambda: subprocess.run([sys.executable, "-c", BARE_START], check=True)) for _ in range(STARTS)
    ]
    print(f"cold start to answer    {quantile(ours, 0.5)} (budget 3,000 ms)")
    ratio = sorted(ours)[STARTS // 2] / sorted(bare)[STARTS // 2]
    print(f"  limit: importing the libraries {quantile(bare, 0.5)}, ratio {ratio:.2f}")


async def _answers(archive: Path, home: Path) -> None:
    asked = [a.question for a in random.Random(SEED).sample(_articles(archive), QUESTIONS)]
    encoder = MiniLm()
    async with open_library(Settings(CURBSIDE_DATA_DIR=home)) as library:
        await library.answerer.answer(Query(question=PROBE))
        ours, bare = [], []
        for question in asked:
            started = time.perf_counter()
            await library.answerer.answer(Query(question=question))
            ours.append(time.perf_counter() - started)
            started = time.perf_counter()
            encoder.encode([question])
            bare.append(time.perf_counter() - started)
        rate = await _rate(library.answerer.answer, asked)
    print(f"approved answer p50     {quantile(ours, 0.5)} (budget 40 ms)")
    print(f"approved answer p99     {quantile(ours, 0.99)} (budget 150 ms)")
    ratio = sorted(ours)[QUESTIONS // 2] / sorted(bare)[QUESTIONS // 2]
    print(f"  limit: encoding the question once {quantile(bare, 0.5)}, ratio {ratio:.2f}")
    print(f"answers a second        {rate:.0f} with {AT_ONCE} at once (budget 50)")


async def _rate(answer: Callable[[Query], Awaitable[Answer]], asked: list[str]) -> float:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(question: str) -> None:
        async with gate:
            await answer(Query(question=question))

    started = time.perf_counter()
    await asyncio.gather(*(one(question) for question in asked))
    return len(asked) / (time.perf_counter() - started)


_RESIDENT = """
import asyncio, json, resource, sys
from adapters.root import open_bot
from adapters.settings import read_settings
async def idle():
    async with open_bot(read_settings()):
        await asyncio.sleep(2)
        pages = int(open("/proc/self/statm").read().split()[1])
        print(json.dumps({"rss": pages * resource.getpagesize()}))
asyncio.run(idle())
"""


def _memory(home: Path) -> None:
    if not Path("/proc/self/statm").exists():
        print("memory: not measured, /proc is not there")
        return
    done = subprocess.run(
        [sys.executable, "-c", _RESIDENT],
        env={**os.environ, "CURBSIDE_DATA_DIR": str(home)},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    resident = json.loads(done.stdout)["rss"] / 2**20
    print(f"memory of an idle bot   {resident:.0f} MiB (budget 600 MiB)")
