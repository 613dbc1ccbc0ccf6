"""Memory of web and worker over many questions, and what grows in Redis and PostgreSQL.

    python -m bench.memory [QUESTIONS]

Each question is a new person's, so that every conversation, lease and ledger entry is a new one; approved
answers, suggestions and none by turns. Flat is what grows by less than `GROWTH_MIB` in 10,000 questions once
the caches are full. Redis and PostgreSQL keep what people wrote and got for its time (24 hours, 90 days): of
them it is printed what one question costs.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import asyncpg
import numpy as np
from redis.asyncio import Redis

from answers.evaluation.intervals import SEED, Measured
from bench.crowd import Crowd
from bench.measuring import machine
from tests.processes import Deployment, deployed

QUESTIONS = 50_000
A_ROUND = 500
"""Questions between two looks."""
AT_ONCE = 24
WARM_UP = 0.2
"""Share of the questions after which caches and allocators have what they keep."""
GROWTH_MIB = 8.0
RESAMPLES = 2_000
MIB = 2**20
ASKED = (
    "What are the treatment options for osteosarcoma with lung metastases?",
    "How is gout treated?",
    "How is osteosarcoma treated?",
    "Does cold brew coffee prevent the flu in beekeepers?",
    "How is measles treated?",
    "hello",
)


@dataclass(frozen=True)
class Look:
    """After so many questions: bytes of each process and of Redis, and rows of PostgreSQL's tables."""

    questions: int
    processes: dict[str, int]
    redis: int
    rows: dict[str, int]


async def looks(product: Deployment, redis: Redis, questions: int) -> list[Look]:
    """Ask, and look after each round; nothing is in hand then."""
    crowd, seen = Crowd(product), []
    for start in range(0, questions, A_ROUND):
        texts = islice(cycle(ASKED), start, start + A_ROUND)
        began = time.perf_counter()
        await crowd.ask(texts, at_once=AT_ONCE)
        rate = A_ROUND / (time.perf_counter() - began)
        seen.append(await _look(product, redis, start + A_ROUND))
        sizes = ", ".join(f"{name} {size / MIB:.1f} MiB" for name, size in seen[-1].processes.items())
        print(f"  {start + A_ROUND:>6} questions, {rate:.0f} a second: {sizes}", flush=True)
    return seen


async def _look(product: Deployment, redis: Redis, questions: int) -> Look:
    names: Counter[str] = Counter()
    processes = {}
    for process in product.processes:
        names[process.role] += 1
        processes[f"{process.role} {names[process.role]}"] = _resident(process.pid)
    memory = (await redis.info("memory"))["used_memory"]
    return Look(questions, processes, int(memory), await _rows(product.postgres.url))


def _resident(process: int) -> int:
    """Bytes of a process that are in memory (Linux)."""
    for line in Path(f"/proc/{process}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"process {process} is gone")


async def _rows(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch(
            "SELECT relname FROM pg_stat_user_tables WHERE relname <> 'alembic_version'"
        )
        names = [str(row["relname"]) for row in tables]
        return {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in names}  # noqa: S608
    finally:
        await connection.close()


def growth(questions: Sequence[int], sizes: Sequence[int]) -> Measured:
    """The slope in MiB for 10,000 questions after the warm-up, with its 95% bootstrap interval over looks."""
    late = [(n, size) for n, size in zip(questions, sizes, strict=True) if n > WARM_UP * questions[-1]]
    x, y = (np.asarray(values, float) for values in zip(*late, strict=True))
    draws = np.random.default_rng(SEED).integers(0, len(x), (RESAMPLES, len(x)))
    slopes = [_slope(x[draw], y[draw]) for draw in draws if len(set(draw)) > 1]
    low, high = np.percentile(slopes, [2.5, 97.5])
    return Measured(_slope(x, y), float(low), float(high), len(x))


def _slope(x: np.ndarray, y: np.ndarray) -> float:
    return float(np.polyfit(x / 10_000, y / MIB, 1)[0])


def _told(seen: Sequence[Look]) -> bool:
    """Print what grew; whether the processes are flat."""
    questions = [look.questions for look in seen]
    flat = True
    for name in seen[0].processes:
        grew = growth(questions, [look.processes[name] for look in seen])
        flat &= grew.mean < GROWTH_MIB
        now = seen[-1].processes[name] / MIB
        print(f"{name}: {now:.0f} MiB, grows in 10,000 questions by {grew} MiB (flat: < {GROWTH_MIB})")
    first, last = seen[0], seen[-1]
    asked = last.questions - first.questions
    print(f"Redis: {last.redis / MIB:.0f} MiB, {(last.redis - first.redis) / asked:.0f} bytes a question")
    for name, rows in sorted(last.rows.items()):
        if more := rows - first.rows.get(name, 0):
            print(f"PostgreSQL: {name} {rows} rows, {more / asked:.2f} a question")
    return flat


async def main(questions: int) -> bool:
    """Measure; whether it is flat."""
    print(f"memory over {questions:,} questions; machine: {machine()}")
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="curbside-bench-")))
        product = await stack.enter_async_context(deployed(folder, CURBSIDE_LIMIT_WORKSPACE_MINUTE="0"))
        for role in ("worker", "web"):
            await product.start(role)
        redis = await stack.enter_async_context(Redis.from_url(product.redis.url))
        return _told(await looks(product, redis, questions))


if __name__ == "__main__":
    sys.exit(not asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS)))
