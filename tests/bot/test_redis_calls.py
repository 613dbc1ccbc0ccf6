"""What redis-py does not do by itself."""

import pytest
from redis.asyncio import Redis
from redis.exceptions import ReadOnlyError

from bot.redis_calls import StoppableRedis

NOWHERE = ("127.0.0.1", 1)


async def test_after_a_fail_over_nobody_holds_on_to_the_old_server(redis: Redis) -> None:
    client = StoppableRedis(connection_pool=redis.connection_pool)
    before = await client.client_id()
    await client.replicaof(*NOWHERE)
    with pytest.raises(ReadOnlyError):
        await client.set("a", "b")
    assert await client.client_id() != before
    with pytest.raises(ReadOnlyError):
        await client.eval("return redis.call('SET', KEYS[1], 'b')", 1, "a")
    await client.replicaof("NO", "ONE")
    assert await client.set("a", "b")
