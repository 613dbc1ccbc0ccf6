"""Two worker processes against one, while the model is the bottleneck, and with approved answers (design §8).

    python -m bench.workers

Real Valkey and PostgreSQL; web and workers are a process each. The model answers after a fixed time and has
no limit of its own; each worker asks it as many questions at once as it is set to. With approved answers the
machine's cores are the bottleneck, which the fakes, the servers and the sender share with the workers.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from answers.evaluation.intervals import Measured, mean_with_interval
from bench.crowd import Crowd
from bench.measuring import machine
from bot import wording
from tests.fakes.openai.fake import FakeOpenAi, answer, says
from tests.processes import Deployment, deployed

MODEL_S = 1.0
MODEL_AT_ONCE = 4
IN_FLIGHT = 16
"""Twice what two workers ask the model at once: neither waits for a question."""
ROUNDS = 4
"""One worker and two by turns, since a machine's speed changes while others use it."""
RATIO = 1.8
END_S = 30.0
PASSAGE = "Colchicine and rest shorten an attack of gout when they are begun early."
SOURCE = {
    "title": "Gout: a made-up page",
    "kind": "reference_work",
    "issuer": "Made up",
    "country": "GB",
    "published": "2024-01-01",
    "url": "https://example.org/gout",
    "passages": [PASSAGE],
}


@dataclass(frozen=True)
class Load:
    """One question, asked `a_round` times by as many people for each worker, and how its answer begins."""

    name: str
    question: str
    begins: str
    a_round: int
    environment: dict[str, str] = field(default_factory=dict)


def _approved() -> Load:
    question = "What are the treatment options for osteosarcoma with lung metastases?"
    return Load("approved answers", question, wording.SAMPLE, a_round=100)


def _written(model: FakeOpenAi) -> Load:
    environment = {
        "CURBSIDE_SAMPLE_LIBRARY": "0",
        "CURBSIDE_MODEL_URL": model.base,
        "CURBSIDE_MODEL": "fake",
        "CURBSIDE_MODEL_AT_ONCE": str(MODEL_AT_ONCE),
    }
    question = "Do colchicine and rest shorten an attack of gout?"
    # Whether the board was told of it in time or not.
    begins = wording.NOT_SUBMITTED.split(";")[0]
    return Load("written answers", question, begins, a_round=40, environment=environment)


async def _thinks(fake: FakeOpenAi, request: web.Request) -> web.StreamResponse:
    """The passage's own sentence, after the time that a model takes."""
    await asyncio.sleep(MODEL_S)
    return await says(answer([{"text": PASSAGE, "passages": [1]}]))(fake, request)


async def _ratio(load: Load) -> Measured:
    """Print how much one worker and two answer in a second; how many times as much two do."""
    one: list[float] = []
    two: list[float] = []
    async with _running(load) as product:
        crowd = Crowd(product)
        await _rate(crowd, load, 1)
        for _ in range(ROUNDS):
            one.append(await _rate(crowd, load, 1))
            second = await product.start("worker")
            two.append(await _rate(crowd, load, 2))
            second.terminate()
            await second.ended(END_S)
    ratio = mean_with_interval([more / less for more, less in zip(two, one, strict=True)])
    for workers, rates in (("one worker", one), ("two workers", two)):
        print(f"{load.name}, a second, {workers}: {mean_with_interval(rates)}")
    print(f"{load.name}, two workers to one: {ratio}", flush=True)
    return ratio


async def _rate(crowd: Crowd, load: Load, workers: int) -> float:
    """Answered a second."""
    began = time.perf_counter()
    asked = await crowd.ask([load.question] * load.a_round * workers, at_once=IN_FLIGHT)
    took = time.perf_counter() - began
    others = {each.answer.text[:80] for each in asked if not each.answer.text.startswith(load.begins)}
    assert not others, f"not what was to be measured: {others}"
    return len(asked) / took


@asynccontextmanager
async def _running(load: Load) -> AsyncIterator[Deployment]:
    """With web and one worker; the library has what is written from. All ask from one workspace."""
    environment = {"CURBSIDE_LIMIT_WORKSPACE_MINUTE": "0", **load.environment}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="curbside-bench-")))
        product = await stack.enter_async_context(deployed(folder, **environment))
        source = folder / "source.jsonl"
        source.write_text(json.dumps(SOURCE) + "\n", "utf-8")
        await product.command("sources", "import", str(source), "--format", "jsonl")
        await product.start("worker")
        await product.start("web")
        yield product


async def main() -> bool:
    """Both loads; whether the budget is kept."""
    print(f"workers; machine: {machine()}; the model takes {MODEL_S} s, {MODEL_AT_ONCE} at once a worker")
    async with FakeOpenAi(_thinks) as model:
        ratio = await _ratio(_written(model))
    await _ratio(_approved())
    kept = ratio.mean >= RATIO
    print(f"budget: ratio of written answers ≥ {RATIO}: {'kept' if kept else 'MISSED'}")
    return kept


if __name__ == "__main__":
    sys.exit(not asyncio.run(main()))
