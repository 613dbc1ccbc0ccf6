"""Every role ends as it is told to: what is being sent arrives, the rest is handed on, nothing half-sent."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.connections import cipher_of, inbox_of, open_redis
from adapters.serving import SLACK_PATH
from bot import wording
from bot.mail.base import Line
from bot.worker import FINISH, SENDING
from tests.adapters.messengers.silent_model import silent_at_first
from tests.processes import Deployment, Process, deployed

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

SEVERAL = "What causes gout and how is measles treated?"
SLACK_BY_SOCKET = {"SLACK_SIGNING_SECRET": None}
BY_POLLING = {"TELEGRAM_WEBHOOK_SECRET": None}


async def until(is_so: Callable[[], bool], process: Process) -> None:
    """Until it is so, while the process runs."""
    async with asyncio.timeout(60):
        while not is_so():
            assert process.status is None, process.tail()
            await asyncio.sleep(0.02)


async def asked(product: Deployment, text: str) -> None:
    """A direct message in Slack, which `web` records."""
    delivered = await product.slack.http.deliver(product.slack.events.dm(text), product.url + SLACK_PATH)
    assert delivered.ok, delivered


async def lines(product: Deployment) -> list[Line]:
    """What waits in the inbox."""
    async with open_redis(product.settings) as redis:
        return await inbox_of(redis, cipher_of(product.settings)).lines(10)


def heard(product: Deployment) -> list[str]:
    return [seen.text for seen in product.slack.transcript(bots=True)]


async def test_every_role_ends_with_status_0(tmp_path: Path) -> None:
    async with deployed(tmp_path) as product:
        first = await product.start("worker")
        started = [first, *await asyncio.gather(
            product.start("web"),
            product.start("slack", **SLACK_BY_SOCKET),
            product.start("telegram", **BY_POLLING),
        )]  # fmt: skip
        for process in started:
            process.terminate()
        assert [await process.ended() for process in started] == [0, 0, 0, 0]
        together = await product.start("serve")
        together._tell(signal.SIGINT)
        assert await together.ended() == 0
        assert "Traceback" not in "".join(each.log.read_text() for each in product.processes)


async def test_a_question_that_a_slow_model_has_in_hand_is_handed_on(tmp_path: Path) -> None:
    async with silent_at_first(tmp_path) as (product, model):
        await product.start("web")
        worker = await product.start("worker")
        await asked(product, "How is gout treated?")
        await until(model.arrived.is_set, worker)
        worker.terminate()
        assert await worker.ended() == 0
        (line,) = await lines(product)
        assert (line.waiting, line.attempts, line.held) == (1, 0, False)
        other = await product.start("worker")
        await until(lambda: len(heard(product)) > 0, other)
        await until_empty(product, other)
        (text,) = heard(product)
        assert wording.MAY_BE_REPEAT not in text


async def until_empty(product: Deployment, process: Process) -> None:
    async with asyncio.timeout(60):
        while await lines(product):
            assert process.status is None, process.tail()
            await asyncio.sleep(0.05)


async def test_the_rest_of_a_reply_goes_on_by_another_worker(tmp_path: Path) -> None:
    async with deployed(tmp_path) as product:
        web, worker = await product.start("web"), await product.start("worker")
        held = product.slack.faults.hold("chat.postMessage")
        await asked(product, SEVERAL)
        await until(held.struck.is_set, worker)
        worker.terminate()
        # Longer than it goes on answering, shorter than it waits for what is on its way.
        await asyncio.sleep((FINISH + SENDING / 2).total_seconds())
        held.release()
        assert await worker.ended() == 0
        assert len(heard(product)) == 1
        other = await product.start("worker")
        await until_empty(product, other)
        assert ["gout" in text for text in heard(product)] == [True, False]
        assert not any(wording.MAY_BE_REPEAT in text for text in heard(product))
        assert web.status is None


async def test_receiving_ends_before_sending_does(tmp_path: Path) -> None:
    async with deployed(tmp_path) as product:
        process = await product.start("serve", **SLACK_BY_SOCKET)
        held = product.slack.faults.hold("chat.postMessage")
        await product.slack.socket_mode.send(product.slack.events.dm("How is gout treated?"))
        await until(held.struck.is_set, process)
        process.terminate()
        await until(lambda: product.slack.socket_mode.connections == 0, process)
        held.release()
        assert await process.ended() == 0
        assert len(heard(product)) == 1


async def test_a_message_that_does_not_arrive_holds_up_no_end_and_another_sees_to_it(
    tmp_path: Path,
) -> None:
    async with deployed(tmp_path) as product:
        await product.start("web")
        worker = await product.start("worker")
        held = product.slack.faults.hold("chat.postMessage")
        await asked(product, "How is gout treated?")
        await until(held.struck.is_set, worker)
        worker.terminate()
        assert await worker.ended() == 0
        other = await product.start("worker")
        await until_empty(product, other)
        (text,) = heard(product)
        assert wording.MAY_BE_REPEAT not in text


async def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    async with deployed(tmp_path) as product:
        await product.start("web")
        worker = await product.start("worker")
        held = product.slack.faults.hold("chat.postMessage")
        await asked(product, "How is gout treated?")
        await until(held.struck.is_set, worker)
        worker.terminate()
        await asyncio.sleep(0.5)
        worker.terminate()
        assert await worker.ended(2) == -signal.SIGTERM


async def test_what_is_told_to_end_while_it_starts_ends_with_status_0(tmp_path: Path) -> None:
    async with deployed(tmp_path) as product:
        held = product.slack.faults.hold("auth.test")
        worker = product.launch("worker")
        await until(held.struck.is_set, worker)
        worker.terminate()
        assert await worker.ended() == 0
