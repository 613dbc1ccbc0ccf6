"""A letter that kills every process that touches it ends with an apology, and its conversation goes on."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.connections import cipher_of, inbox_of, open_redis
from adapters.settings import Settings
from adapters.slack.app import open_slack
from adapters.slack.parse import parse
from bot import wording
from bot.mail.base import Reason
from bot.mail.letters import Letter
from bot.mail.redis import RedisInbox
from bot.worker import ATTEMPTS_MAX
from tests.adapters.messengers.poisoned import DEADLY
from tests.fakes import FakeSlack

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parent.parent.parent.parent
LEASE_S = 1.0


@pytest.mark.timeout(240)
async def test_a_letter_that_kills_every_worker_gets_an_apology_and_those_behind_it_an_answer(
    tmp_path: Path,
) -> None:
    async with FakeSlack() as slack:
        values = {
            "CURBSIDE_DATA_DIR": str(tmp_path / "data"),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_API_URL": slack.api_url,
        }
        settings = Settings.model_validate(values)
        async with open_redis(settings) as redis:
            inbox = inbox_of(redis, cipher_of(settings))
            for letter in await letters(slack, f"How is {DEADLY} treated?", "How is measles treated?"):
                await inbox.put(letter)
            statuses = [status async for status in killed(inbox, values)]
            (dead,) = await inbox.dead(10)
    assert statuses == [1] * ATTEMPTS_MAX
    assert (dead.reason, dead.attempts) == (Reason.FAILED, ATTEMPTS_MAX + 1)
    apology, answer = (seen.text for seen in slack.transcript(bots=True))
    assert wording.TROUBLE in apology
    assert "How is measles treated?" in answer


async def letters(slack: FakeSlack, *texts: str) -> list[Letter]:
    """One after the other in one thread."""
    async with open_slack(slack.bot_token, slack.api_url) as opened:
        first = slack.events.dm(texts[0])
        said = [first, *(slack.events.dm(text, thread_ts=first.root) for text in texts[1:])]
        parsed = [parse(each.body, bot=opened.identity, received_at=datetime.now(UTC)) for each in said]
    return [each for each in parsed if isinstance(each, Letter)]


async def killed(inbox: RedisInbox, values: dict[str, str]) -> AsyncIterator[int]:
    """The exit statuses of workers that are started one after another, until nothing waits."""
    environment = {"PATH": os.environ["PATH"], "HOME": values["CURBSIDE_DATA_DIR"], **values}
    while await inbox.waiting():
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.adapters.messengers.poisoned", str(LEASE_S),
            cwd=ROOT, env=environment, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(60):
                while process.returncode is None and await inbox.waiting():  # noqa: ASYNC110 - looked at
                    await asyncio.sleep(0.05)
            if process.returncode is not None:
                yield process.returncode
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
