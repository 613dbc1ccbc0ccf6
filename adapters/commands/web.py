"""`curbside web`: serve health and pages over HTTP."""

import asyncio
import signal
from contextlib import AsyncExitStack

import uvicorn

from adapters.console.progress import indexing
from adapters.root import open_library, open_redis
from adapters.settings import Settings
from adapters.web.app import application

GRACE_S = 10
"""What is in hand at SIGTERM may take so long."""


async def run(settings: Settings) -> None:
    """Until SIGTERM or Ctrl-C."""
    async with AsyncExitStack() as stack:
        with indexing() as progress:
            library = await stack.enter_async_context(open_library(settings, progress))
        redis = await stack.enter_async_context(open_redis(settings))

        async def database() -> str:
            return f"{sum((await library.store.counts()).values())} versions"

        async def memory() -> str:
            await redis.ping()
            return "answers"

        async def index() -> str:
            return f"{len(library.index)} approved articles"

        app = application({"database": database, "redis": memory, "index": index})
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        _leave_signals_to_the_server()
        await uvicorn.Server(config).serve()


def _leave_signals_to_the_server() -> None:
    """It catches them, finishes what is in hand, and then raises them once more: by then they must not
    end the process, which still has to close what it opened."""
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
