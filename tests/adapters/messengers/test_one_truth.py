"""An approval and a withdrawal hold in every process, though nobody told it: each looks by itself."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.connections import cipher_of, inbox_of, open_redis
from adapters.root import open_store
from adapters.serving import SLACK_PATH
from answers.types import Status
from tests.making import approvals, article
from tests.processes import Deployment, Process, deployed

pytestmark = pytest.mark.faults

EVERYWHERE_S = 5.0
"""The time in which every process knows what was approved (design §5.1)."""
ASKED = "What are the treatment options for gout?"
SAID = "Rest and cooling ease an attack."


@contextmanager
def still(process: Process) -> Iterator[None]:
    """It does nothing meanwhile, so that the other one has to answer."""
    process._process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process._process.send_signal(signal.SIGCONT)


async def answer(product: Deployment) -> str:
    """To a question in Slack; nobody has anything in hand any more when it is given."""
    before = len(product.slack.transcript(bots=True))
    delivered = await product.slack.http.deliver(product.slack.events.dm(ASKED), product.url + SLACK_PATH)
    assert delivered.ok
    async with asyncio.timeout(40):
        while len(product.slack.transcript(bots=True)) == before:  # noqa: ASYNC110 - the fake has no event
            await asyncio.sleep(0.02)
        async with open_redis(product.settings) as redis:
            # Stopped in the middle of writing, a worker would keep SQLite's lock.
            inbox = inbox_of(redis, cipher_of(product.settings))
            while await inbox.waiting():  # noqa: ASYNC110 - looked at from outside
                await asyncio.sleep(0.02)
    return product.slack.transcript(bots=True)[-1].text


@pytest.mark.timeout(240)
@pytest.mark.parametrize("database", ["postgres", "sqlite"])
async def test_what_is_approved_or_withdrawn_is_so_in_every_process(database: str, tmp_path: Path) -> None:
    more = {"CURBSIDE_SAMPLE_LIBRARY": "0"}
    if database == "sqlite":
        more["DATABASE_URL"] = f"sqlite:///{tmp_path / 'library.db'}"
    async with deployed(tmp_path, **more) as product, open_store(product.settings) as store:
        await product.start("web")
        workers = [await product.start("worker"), await product.start("worker")]
        page = article(said=SAID)
        await store.put([page], actor="test", approvals=approvals(page))
        await asyncio.sleep(EVERYWHERE_S)
        for one, other in (workers, reversed(workers)):
            assert one.status is None
            with still(other):
                assert SAID in await answer(product)
        await store.change_status(await store.find(page.external_id), Status.WITHDRAWN, actor="test")
        for other in workers:
            with still(other):
                assert SAID not in await answer(product)
        assert product.ended_by_themselves() == []
