"""One run, from an empty folder to the table of counts."""

import asyncio
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adapters.connections import cipher_of, inbox_of, open_redis
from adapters.serving import Role
from bench.chaos import library
from bench.chaos.people import People, Receiving
from bench.chaos.plan import plan
from bench.chaos.trouble import Amounts, Crew, Happened, Weather, spoil_calls
from bench.chaos.verdict import Left, Verdict, judge, ledger_of, shown_by
from bench.measuring import machine
from bot.errors import InboxUnavailable
from tests.processes import Deployment, deployed

DRAIN_S = 240
"""After the last question: longer than a lease, all pauses of a platform and a start."""
SETTLED_S = 3
"""Nothing waits for so long: what was killed cannot come back from there."""
TELL_EVERY_S = 15
FAULTS_PRINTED = 60


@dataclass(frozen=True, slots=True)
class Form:
    """How much of everything; `lasts_s` is the time in which the questions come."""

    questions: int
    conversations: int
    workers: int
    lasts_s: float
    amounts: Amounts


FULL = Form(2_000, 200, 3, 480, Amounts(50, 15, 5, 5, until=0.96, polling_too=True))
SMALL = Form(200, 20, 3, 20, Amounts(6, 2, 1, 1, until=0.7, polling_too=False))


async def run(form: Form, seed: int, folder: Path) -> Verdict:
    """Everything, from an empty folder to the verdict."""
    rng = random.Random(seed)
    planned = plan(rng, questions=form.questions, conversations=form.conversations)
    library.write(folder / "articles.jsonl", planned.subjects)
    async with deployed(folder, CURBSIDE_SAMPLE_LIBRARY="0") as product:
        await product.command(
            "articles", "import", str(folder / "articles.jsonl"),
            "--format", "jsonl", "--audience", "patient", "--release-as", library.RELEASED_BY,
        )  # fmt: skip
        happened, receiving = Happened(), Receiving()
        crew = Crew(product, rng, happened)
        web = await crew.hire(Role.WEB)
        await asyncio.gather(*(crew.hire(Role.WORKER) for _ in range(form.workers)), crew.hire(Role.SLACK))
        _say(f"{form.workers} workers are ready; questions come for {form.lasts_s:.0f} s")
        spoil_calls(product, rng, happened)
        people = People(product, planned, rng, lasts_s=form.lasts_s, receiving=receiving)
        weather = Weather(product, crew, rng, form.amounts, happened)
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
            (folder / "diary.txt").write_text(happened.diary(), "utf-8")
        left_s = await crew.close()
        shown, left = shown_by(product), await _left(product)
        logs = [process.log for process in product.processes]
        return judge(people.record, shown, happened, left, left_s, logs, planned.withdrawn)


async def _drained(product: Deployment) -> None:
    """Until nothing waits, and has not for a while; or until it is clear that something will for ever."""
    until, since = time.monotonic() + DRAIN_S, None
    async with open_redis(product.settings) as redis:
        inbox = inbox_of(redis, cipher_of(product.settings))
        while time.monotonic() < until:
            try:
                waiting = await inbox.waiting()
            except InboxUnavailable:
                waiting = 1
            now = time.monotonic()
            since = (since or now) if not waiting else None
            if since and now - since > SETTLED_S:
                return
            await asyncio.sleep(0.5)


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
        sent = sum(
            c.ok for c in (*product.slack.called("chat.postMessage"), *product.telegram.called("sendMessage"))
        )
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
        print(f"the logs of all processes, and when what happened (diary.txt), are in {folder}")


def main(form: Form, seed: int | None = None, *, keep: bool = False) -> list[str]:
    """One run; its faults. Without a seed it takes one, and prints it. Where there are faults, or with
    `keep`, the logs of all processes stay."""
    seed = int.from_bytes(os.urandom(3)) if seed is None else seed
    print(f"machine: {machine()}")
    _say(f"{form.questions:,} questions in {form.conversations} conversations, seed {seed}")
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
