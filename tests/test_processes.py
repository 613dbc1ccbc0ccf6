"""The harness for real processes: they start, answer, die and leave nothing behind."""

import asyncio
import os
from pathlib import Path

import pytest

from adapters.serving import SLACK_PATH, TELEGRAM_PATH
from tests.processes import Deployment, deployed

pytestmark = pytest.mark.faults

QUESTION = "What are the treatment options for osteosarcoma with lung metastases?"


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def answered(product: Deployment, times: int) -> None:
    async with asyncio.timeout(40):
        while len(product.slack.transcript(bots=True)) < times:  # noqa: ASYNC110 - the fake has no event for it
            await asyncio.sleep(0.02)


@pytest.mark.timeout(180)
async def test_roles_run_as_processes_and_survive_a_kill_and_restarted_servers(tmp_path: Path) -> None:
    async with deployed(tmp_path) as product:
        web, worker = await product.start("web"), await product.start("worker")
        first = await product.slack.http.deliver(product.slack.events.dm(QUESTION), product.url + SLACK_PATH)
        assert first.ok
        await answered(product, 1)
        worker.kill()
        assert not worker.ended_by_itself
        for server in (product.redis, product.postgres):
            await asyncio.to_thread(server.crash)
            await asyncio.to_thread(server.start)
        again = await product.start("worker")
        update = product.telegram.happenings.private(QUESTION)
        delivered = await product.telegram.http.deliver(update, product.url + TELEGRAM_PATH)
        assert delivered.ok
        async with asyncio.timeout(40):
            while not product.telegram.transcript(bots=True):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)
        assert product.ended_by_themselves() == []
    assert not any(is_alive(process.pid) for process in (web, worker, again))


@pytest.mark.timeout(120)
async def test_nothing_is_left_behind_after_a_failure(tmp_path: Path) -> None:
    pids = []

    async def failing() -> None:
        async with deployed(tmp_path) as product:
            pids.append(product.launch("worker").pid)
            raise AssertionError("as it happens")

    with pytest.raises(AssertionError, match="as it happens"):
        await failing()
    assert len(pids) == 1
    assert not is_alive(pids[0])
