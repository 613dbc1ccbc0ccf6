"""Nobody's words, name, id or token in what the processes write, whatever goes wrong (invariant 5).

Each role as a process of its own, before real servers and both platforms' fakes; what they write to stderr,
and what an operator is shown, is searched for what must not be there.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.serving import SLACK_PATH, TELEGRAM_PATH
from tests.fakes.slack.errors import Refused as SlackRefused
from tests.fakes.telegram.errors import Refused as TelegramRefused
from tests.processes import Deployment, deployed

pytestmark = pytest.mark.faults

NAME = "Zephyrine Quackenbush"
TEXT = f"How is gout treated in {NAME}, born 3 May 1971?"
TOKEN = "a-token-for-the-metrics"
WITHIN_S = 40


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not is_so():  # noqa: ASYNC110 - another process tells us nothing
            await asyncio.sleep(0.02)


async def on_slack(product: Deployment) -> bool:
    sent = product.slack.events.dm(TEXT)
    return (await product.slack.http.deliver(sent, product.url + SLACK_PATH)).ok


async def on_telegram(product: Deployment) -> bool:
    update = product.telegram.happenings.private(TEXT)
    return (await product.telegram.http.deliver(update, product.url + TELEGRAM_PATH)).ok


async def refused(product: Deployment) -> None:
    """Both platforms refuse a reply, and quote the question in doing so."""
    slack, telegram = product.slack, product.telegram
    of_slack = slack.faults.refuse("chat.postMessage", SlackRefused("invalid_blocks", [TEXT]))
    words = f"Bad Request: can't parse entities: unsupported start tag {TEXT}"
    of_telegram = telegram.faults.refuse("sendMessage", TelegramRefused(400, words), times=2)
    assert await on_slack(product)
    assert await on_telegram(product)
    await asyncio.wait_for(of_slack.struck.wait(), WITHIN_S)
    await until(lambda: of_telegram.count == 2)


async def answered(product: Deployment) -> None:
    before = len(product.slack.transcript(bots=True)), len(product.telegram.transcript(bots=True))
    assert await on_slack(product)
    assert await on_telegram(product)
    await until(lambda: len(product.slack.transcript(bots=True)) > before[0])
    await until(lambda: len(product.telegram.transcript(bots=True)) > before[1])


async def without(product: Deployment, server: str) -> None:
    """Questions while a server is away, and its return."""
    away = getattr(product, server)
    await asyncio.to_thread(away.crash)
    await asyncio.gather(on_slack(product), on_telegram(product))
    await asyncio.sleep(1)
    await asyncio.to_thread(away.start)


def secrets(product: Deployment) -> set[str]:
    given = product.environment
    tokens = {given[name] for name in given if name.startswith(("SLACK_", "TELEGRAM_")) and "URL" not in name}
    key = given["CURBSIDE_ENCRYPTION_KEYS"].partition(":")[2]
    people = {product.slack.person, str(product.telegram.person)}
    return tokens | people | {key, TOKEN, "Zephyrine", "Quackenbush", "1971", "gout"}


def written(folder: Path) -> dict[str, str]:
    return {log.name: log.read_text("utf-8", "replace") for log in folder.rglob("*.log")}


@pytest.mark.timeout(180)
async def test_nothing_of_people_is_in_what_the_processes_write_and_an_operator_sees(tmp_path: Path) -> None:
    async with deployed(tmp_path, CURBSIDE_METRICS_TOKEN=TOKEN) as product:
        await product.start("web")
        worker = await product.start("worker")
        await product.start("slack")
        await answered(product)
        await refused(product)
        await without(product, "redis")
        await without(product, "postgres")
        worker.kill()
        assert await on_telegram(product)
        shown = await product.command("inbox", "list", "--json") + await product.command("inbox", "list")
        await product.start("worker")
        await answered(product)
        texts = written(tmp_path) | {"inbox list": shown}
        assert "refused by" in "".join(texts.values()), "what went wrong is said"
        found = {
            (name, word)
            for name, text in texts.items()
            for word in secrets(product)
            if word.lower() in text.lower()
        }
        assert not found
        assert product.ended_by_themselves() == []
