"""A worker of its own process that dies of certain questions, as a bug in a library would have it.

python -m tests.adapters.messengers.poisoned LEASE_S
"""

import asyncio
import os
import sys
from datetime import timedelta

from adapters.connections import cipher_of, ledger_of, open_redis
from adapters.settings import read_settings
from adapters.slack.app import open_slack
from answers.answerer import Answerer
from answers.types import Answer, Origin, Query
from bot.bot import Bot
from bot.context.redis import RedisContext
from bot.mail.redis import RedisInbox
from bot.worker import Office, Worker

DEADLY = "arsenic"


class Poisoned(Answerer):
    """Knows nothing, and ends the process where it hears the word: no exception, no clean-up."""

    def __init__(self) -> None:
        pass

    async def answer(self, query: Query) -> Answer:
        if DEADLY in query.question:
            os._exit(1)
        return Answer(origin=Origin.NONE, question=query.question, exhausted=True)


async def work(lease: timedelta) -> None:
    """Until killed."""
    settings = read_settings()
    cipher = cipher_of(settings)
    assert settings.slack_bot_token
    token = settings.slack_bot_token.get_secret_value()
    async with (
        open_redis(settings, 10) as redis,
        open_slack(token, settings.slack_api_url) as slack,
        ledger_of(settings, cipher) as ledger,
    ):
        bot = Bot(Poisoned(), RedisContext(redis, cipher))
        office = Office(RedisInbox(redis, cipher, lease), ledger, bot, {"slack": slack.messenger})
        await Worker(office, lease=lease).run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(work(timedelta(seconds=float(sys.argv[1]))))
