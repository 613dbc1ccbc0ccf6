"""One run, from an empty folder to the table of counts."""

import asyncio
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adapters.connections import cipher_of, inbox_of, open_redis
from adapters.serving import Role
from bench.chaos import library
from bench.chaos.calls import SEND, spoil
from bench.chaos.crew import Crew
from bench.chaos.happened import Happened
from bench.chaos.people import People, Receiving
from bench.chaos.plan import plan
from bench.chaos.verdict import Left, Verdict, judge, ledger_of, shown_by
from bench.chaos.weather import Amounts, Weather
from bench.measuring import machine
from tests.processes import Deployment, deployed

STUCK_S = 120
"""After the last question nothing is sent for so long: longer than a lease, all pauses of a platform and a
start."""
SETTLED_S = 3
"""Nothing waits for so long: what was killed cannot come back from there."""
TELL_EVERY_S = 15
FAULTS_PRINTED = 60
DIARY, ALL_FAULTS = "diary.txt", "faults.txt"


@dataclass(frozen=True, slots=True)
class Form:
    """How much of everything; `lasts_s` is the time in which the questions come."""

    questions: int
    conversations: int
    workers: int
    lasts_s: float
    amounts: Amounts


_MUCH = Amounts(
    worker_kills=50, worker_ends=8, worker_pauses=5, receiver_kills=15, redis_restarts=5, redis_pauses=2,
    postgres_restarts=5, until=0.96, polling_too=True,
)  # fmt: skip
_LITTLE = Amounts(
    worker_kills=6, worker_ends=1, worker_pauses=0, receiver_kills=2, redis_restarts=1, redis_pauses=0,
    postgres_restarts=1, until=0.7, polling_too=False,
)  # fmt: skip
FULL = Form(2_000, 200, 3, 480, _MUCH)
SMALL = Form(200, 20, 3, 20, _LITTLE)


async def run(form: Form, seed: int, folder: Path) -> Verdict:
    """Everything, from an empty folder to the verdict."""
    planned = plan(_rng(seed, "plan"), questions=form.questions, conversations=form.conversations)
    library.write(folder / "articles.jsonl", planned.subjects)
    async with deployed(folder, CURBSIDE_SAMPLE_LIBRARY="0") as product:
        await product.command(
            "articles", "import", str(folder / "articles.jsonl"),
            "--format", "jsonl", "--audience", "patient", "--release-as", library.RELEASED_BY,
        )  # fmt: skip
        happened, receiving = Happened(), Receiving()
        crew = Crew(product, _rng(seed, "crew"), happened)
        web = await crew.hire(Role.WEB)
        await asyncio.gather(*(crew.hire(Role.WORKER) for _ in range(form.workers)), crew.hire(Role.SLACK))
        _say(f"{form.workers} workers are ready; questions come for {form.lasts_s:.0f} s")
        spoil(product, _rng(seed, "calls"), happened)
        people = People(product, planned, _rng(seed, "people"), lasts_s=form.lasts_s, receiving=receiving)
        weather = Weather(product, crew, _rng(seed, "weather"), form.amounts, happened)
        telling = asyncio.create_task(_tell(product, people, happened))
        try:
            await asyncio.gather(
                people.ask_everything(), weather.rage(planned.withdrawn, receiving, web, form.lasts_s)
            )
            await _drained(product)
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling
            (folder / DIARY).write_text(happened.diary(), "utf-8")
        await crew.close()
        shown, left = shown_by(product), await _left(product)
        logs = [process.log for process in product.processes]
        return judge(people.record, shown, happened, left, logs, planned.withdrawn)


def _rng(seed: int, whose: str) -> random.Random:
    """Apart from each other: what one draws does not depend on how often the others did."""
    return random.Random(f"{seed} {whose}")


async def _drained(product: Deployment) -> None:
    """Until nothing has waited for a while; or until nothing happens any more, though something waits."""
    sent, moved, empty = 0, time.monotonic(), time.monotonic()
    async with open_redis(product.settings) as redis:
        inbox = inbox_of(redis, cipher_of(product.settings))
        while (now := time.monotonic()) - moved < STUCK_S:
            if sent != (sent := _sent(product)):
                moved = now
            empty = now if await inbox.waiting() else empty
            if now - empty > SETTLED_S:
                return
            await asyncio.sleep(0.5)


def _sent(product: Deployment) -> int:
    """Messages that the platforms took."""
    calls = (*product.slack.called(SEND["slack"]), *product.telegram.called(SEND["telegram"]))
    return sum(call.ok for call in calls)


async def _left(product: Deployment) -> Left:
    async with open_redis(product.settings) as redis:
        inbox = inbox_of(redis, cipher_of(product.settings))
        waiting, dead = await inbox.waiting(), await inbox.dead(1_000)
    return Left(waiting, dead, await ledger_of(product.postgres.url, cipher_of(product.settings)))


async def _tell(product: Deployment, people: People, happened: Happened) -> None:
    began = time.monotonic()
    while True:
        await asyncio.sleep(TELL_EVERY_S)
        said = people.record.said
        sent = _sent(product)
        arrived = sum(each.acknowledged_at is not None for each in said)
        _say(
            f"{time.monotonic() - began:4.0f} s: {len(said):,} asked, {arrived:,} acknowledged,"
            f" {sent:,} sent, {len(happened.kills)} kills, {len(happened.outages)} restarts"
        )


def _say(line: str) -> None:
    print(f"[chaos] {line}", flush=True)


def report(verdict: Verdict, folder: Path) -> None:
    """The table, and what is wrong with where to look."""
    width = max(map(len, verdict.counts))
    for name, value in verdict.counts.items():
        print(f"{name:<{width}}  {value}")
    for fault in verdict.faults[:FAULTS_PRINTED]:
        print(f"FAULT {fault}")
    if len(verdict.faults) > FAULTS_PRINTED:
        kinds = Counter(fault.split(":", 1)[0] for fault in verdict.faults)
        print(f"… and {len(verdict.faults) - FAULTS_PRINTED} more; by kind: {dict(kinds)}")
    if verdict.faults:
        (folder / ALL_FAULTS).write_text("\n".join(verdict.faults), "utf-8")
        print(f"in {folder}: the logs of all processes, what happened when ({DIARY}), {ALL_FAULTS}")


def main(form: Form, seed: int | None = None, *, keep: bool = False) -> list[str]:
    """One run; its faults. Without a seed it takes one, and prints it. Where there are faults, or with
    `keep`, the logs of all processes stay."""
    seed = int.from_bytes(os.urandom(3)) if seed is None else seed
    print(f"machine: {machine()}")
    _say(f"{form.questions:,} questions in {form.conversations} conversations, seed {seed}")
    # Told to end, it leaves no process behind; and in the background of a shell Ctrl-C would be ignored.
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, signal.default_int_handler)
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="curbside-chaos-"))
    verdict = Verdict(faults=["it did not come to an end"])
    try:
        verdict = asyncio.run(run(form, seed, folder))
    finally:
        if not (keep or verdict.faults):
            shutil.rmtree(folder, ignore_errors=True)
    report(verdict, folder)
    print(f"{len(verdict.faults)} faults in {time.monotonic() - began:.0f} s, seed {seed}", flush=True)
    return verdict.faults
