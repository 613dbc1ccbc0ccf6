"""Calls to Redis: their errors as ours, and no cancellation lost in them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.exceptions import ReadOnlyError, RedisClusterException, RedisError

from answers.errors import AnswersError
from bot.errors import BotError

ERRORS = (RedisError, RedisClusterException, OSError)
"""What a call can raise where Redis does not answer: the cluster's own errors are no `RedisError`s."""


class StoppableRedis(Redis):
    """The client to use where tasks are cancelled.

    redis-py writes inside of `asyncio.wait_for`, which before Python 3.12 swallows a cancellation that
    arrives together with the result (python/cpython#86296): a worker that is told to stop would go on.
    """

    async def execute_command(self, *arguments: Any, **options: Any) -> Any:
        try:
            result = await super().execute_command(*arguments, **options)  # type: ignore[no-untyped-call]
        except ReadOnlyError:
            await self.leave_replica()
            raise
        stop_if_told_to()
        return result

    async def leave_replica(self) -> None:
        """After a fail-over the old connections lead to what is a replica now: new ones look the name up."""
        await self.connection_pool.disconnect(inuse_connections=False)


class StoppableCluster(RedisCluster):
    """The same for a cluster."""

    async def execute_command(self, *arguments: Any, **options: Any) -> Any:
        result = await super().execute_command(*arguments, **options)
        stop_if_told_to()
        return result


def stop_if_told_to() -> None:
    """Raises a cancellation that redis-py swallowed."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


@asynccontextmanager
async def redis_calls(unavailable: type[BotError] | type[AnswersError]) -> AsyncIterator[None]:
    """Raises `unavailable` where Redis did not answer."""
    try:
        yield
    except ERRORS as error:
        raise unavailable(f"Redis did not answer: {type(error).__name__}") from error
