"""A write and the wait for its replicas, on one connection: WAIT counts what that connection wrote."""

from datetime import timedelta
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.exceptions import ReadOnlyError

from bot.redis_calls import StoppableRedis, stop_if_told_to

WAIT_MAX = timedelta(milliseconds=500)
"""Slack gives three seconds for everything."""


async def written(
    redis: Redis | RedisCluster, script: str, keys: list[str], arguments: list[Any], *, replicas: int
) -> tuple[Any, int]:
    """What the script gave, and how many replicas have what it wrote within `WAIT_MAX`."""
    to: dict[str, Any] = {}
    if isinstance(redis, RedisCluster):
        await redis.initialize()
        # WAIT has no key that would lead it to the node that wrote.
        to = {"target_nodes": redis.get_node_from_key(keys[0])}
    pipe = redis.pipeline(transaction=False)
    pipe.execute_command("EVAL", script, len(keys), *keys, *arguments, **to)
    pipe.execute_command("WAIT", replicas, int(WAIT_MAX.total_seconds() * 1000), **to)
    try:
        result, copies = await pipe.execute()
    except ReadOnlyError:
        if isinstance(redis, StoppableRedis):
            await redis.leave_replica()
        raise
    stop_if_told_to()
    return result, int(copies)
