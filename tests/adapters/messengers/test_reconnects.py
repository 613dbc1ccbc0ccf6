"""Redis and PostgreSQL go away and come back: no role ends, health says so meanwhile, nothing is lost."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from adapters.serving import SLACK_PATH
from tests.processes import Deployment, deployed

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

QUESTION = "What are the treatment options for osteosarcoma with lung metastases?"
AWAY_S = 5.0
LINES_MAX = 20
"""Of a process that waits, in `AWAY_S`: more of them would come of a loop without a pause."""


@asynccontextmanager
async def all_roles(folder: Path) -> AsyncIterator[Deployment]:
    """Web, two workers, and Telegram by polling; at the end all of them still run."""
    async with deployed(folder) as product:
        await product.start("worker")
        await asyncio.gather(
            product.start("web", TELEGRAM_WEBHOOK_SECRET=None),
            product.start("worker"),
            product.start("telegram", TELEGRAM_WEBHOOK_SECRET=None),
        )
        await answered(product, "before")
        yield product
        await health(product, 200)
        await answered(product, "after")
        assert product.ended_by_themselves() == []
        assert not any("Traceback" in each.log.read_text() for each in product.processes)


async def asks(product: Deployment, word: str) -> bool:
    """A question on each platform; Slack tries again until it is recorded, as Slack does. Whether it was at
    once."""
    event = product.slack.events.dm(f"{QUESTION} ({word})")
    await product.telegram.push(product.telegram.happenings.private(f"{QUESTION} ({word})"))
    at_once = True
    async with asyncio.timeout(60):
        while not (await product.slack.http.deliver(event, product.url + SLACK_PATH)).ok:
            at_once = False
            await asyncio.sleep(0.5)
    return at_once


async def answered(product: Deployment, word: str) -> None:
    """Asked, and answered once on each platform."""
    before = len(heard(product))
    await asks(product, word)
    await until(lambda: len(heard(product)) >= before + 2)


def heard(product: Deployment) -> list[str]:
    seen = (*product.slack.transcript(bots=True), *product.telegram.transcript(bots=True))
    return [each.text for each in seen]


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(90):
        while not is_so():  # noqa: ASYNC110 - the fakes have no event for it
            await asyncio.sleep(0.05)


async def health(product: Deployment, status: int) -> None:
    """Until health says so."""
    async with asyncio.timeout(60), httpx.AsyncClient(timeout=30) as http:
        ready = f"{product.url}/health/ready"
        while (found := await http.get(ready)).status_code != status:  # noqa: ASYNC110 - it is asked
            await asyncio.sleep(0.2)
    assert found.json()["status"] == {200: "ready", 503: "degraded"}[status]


async def lines(product: Deployment) -> list[int]:
    return [len(each.log.read_text().splitlines()) for each in product.processes]


@pytest.mark.parametrize("server", ["redis", "postgres"])
async def test_a_server_that_crashes_and_comes_back_costs_no_question(server: str, tmp_path: Path) -> None:
    async with all_roles(tmp_path) as product:
        gone = getattr(product, server)
        before, said = len(heard(product)), await lines(product)
        await asyncio.to_thread(gone.crash)
        asking = asyncio.create_task(asks(product, "meanwhile"))
        await health(product, 503)
        await asyncio.sleep(AWAY_S)
        more = [now - then for now, then in zip(await lines(product), said, strict=True)]
        assert max(more) < LINES_MAX, more
        await asyncio.to_thread(gone.start)
        assert await asking is (server == "postgres")
        await until(lambda: len(heard(product)) >= before + 2)
        await health(product, 200)
        assert len(heard(product)) == before + 2


@pytest.mark.parametrize("server", ["redis", "postgres"])
async def test_a_server_that_stands_still_for_a_while_costs_no_question(server: str, tmp_path: Path) -> None:
    async with all_roles(tmp_path) as product:
        still, before = getattr(product, server)._server, len(heard(product))
        still.send_signal(signal.SIGSTOP)
        try:
            asking = asyncio.create_task(asks(product, "meanwhile"))
            await asyncio.sleep(AWAY_S)
        finally:
            still.send_signal(signal.SIGCONT)
        await asking
        await until(lambda: len(heard(product)) >= before + 2)
        assert len(heard(product)) == before + 2


async def test_a_server_that_became_a_replica_is_not_written_to_for_ever(tmp_path: Path) -> None:
    async with all_roles(tmp_path) as product:
        before = len(heard(product))
        async with Redis.from_url(product.redis.url) as redis:
            await redis.replicaof("127.0.0.1", 1)
            asking = asyncio.create_task(asks(product, "meanwhile"))
            await health(product, 503)
            await asyncio.sleep(AWAY_S)
            await redis.replicaof("NO", "ONE")
        assert await asking is False
        await until(lambda: len(heard(product)) >= before + 2)
        assert len(heard(product)) == before + 2
