"""Scripts that run at the same time go together, and each is answered as if it were alone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ReadOnlyError, RedisError, ResponseError

from bot.redis_calls import StoppableCluster, StoppableRedis
from bot.redis_scripts import UNDER_WAY_MAX, Script, Scripts
from tests.servers import RedisServer

COUNT = Script("return redis.call('INCRBY', KEYS[1], ARGV[1])")
FAIL = Script("return redis.error_reply('it was told to')")
AT_ONCE = 200


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    with RedisServer(tmp_path) as one:
        yield one


async def count(scripts: Scripts, name: str = "a", by: int = 1) -> int:
    result = await scripts.run(COUNT, [name], [by])
    return int(result)


async def test_each_of_many_gets_its_own_answer(redis: Redis) -> None:
    scripts = Scripts(redis)
    found = await asyncio.gather(*(count(scripts, f"k{number}", number) for number in range(AT_ONCE)))
    assert found == list(range(AT_ONCE))


async def test_many_at_once_take_few_connections(redis: Redis) -> None:
    scripts = Scripts(redis)
    before = len(await redis.client_list())
    await asyncio.gather(*(count(scripts) for _ in range(AT_ONCE)))
    assert len(await redis.client_list()) <= before + UNDER_WAY_MAX
    assert await redis.get("a") == str(AT_ONCE).encode()


async def test_nobody_waits_for_ever_where_lots_follow_one_another(redis: Redis) -> None:
    """A call that came at the very end of a lot found it still on its way, and was sent by nobody."""
    scripts = Scripts(redis, under_way_max=1)

    async with asyncio.timeout(20):
        for steps in range(12):
            await count(scripts)
            for _ in range(steps):
                await asyncio.sleep(0)
    assert await redis.get("a") == b"12"


async def test_a_script_that_fails_fails_alone(redis: Redis) -> None:
    scripts = Scripts(redis)
    failing = scripts.run(FAIL, ["a"], [])
    first, wrong, second = await asyncio.gather(
        count(scripts), failing, count(scripts), return_exceptions=True
    )
    assert (first, second) == (1, 2)
    assert isinstance(wrong, ResponseError)


async def test_a_script_that_redis_has_forgotten_is_told_again(redis: Redis) -> None:
    scripts = Scripts(redis)
    assert await count(scripts) == 1
    await redis.script_flush()
    assert sorted(await asyncio.gather(*(count(scripts) for _ in range(3)))) == [2, 3, 4]


async def test_who_does_not_wait_any_more_takes_no_answer_from_the_others(redis: Redis) -> None:
    scripts = Scripts(redis)
    asking = [asyncio.create_task(count(scripts)) for _ in range(10)]
    await asyncio.sleep(0)
    asking[3].cancel()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(found.pop(3), asyncio.CancelledError)
    assert len(set(found)) == 9


async def test_where_redis_is_away_each_is_told_and_what_comes_later_is_answered(server: RedisServer) -> None:
    client = StoppableRedis.from_url(server.url, retry=Retry(NoBackoff(), 1))
    scripts = Scripts(client)
    assert await count(scripts) == 1
    server.crash()
    found = await asyncio.gather(*(count(scripts) for _ in range(5)), return_exceptions=True)
    assert [isinstance(each, RedisError) for each in found] == [True] * 5
    server.start()
    assert await count(scripts) == 2
    await client.aclose()


async def test_a_connection_that_was_dropped_is_made_anew(server: RedisServer) -> None:
    client = StoppableRedis.from_url(server.url, retry=Retry(NoBackoff(), 1))
    scripts = Scripts(client)
    assert await count(scripts) == 1
    another = Redis.from_url(server.url)
    await another.client_kill_filter(_type="normal", skipme=True)
    assert sorted(await asyncio.gather(count(scripts), count(scripts))) == [2, 3]
    await another.aclose()
    await client.aclose()


async def test_after_a_fail_over_the_old_server_is_left(redis: Redis) -> None:
    client = StoppableRedis(connection_pool=redis.connection_pool)
    before = await client.client_id()
    await client.replicaof("127.0.0.1", 1)
    with pytest.raises(ReadOnlyError):
        await count(Scripts(client))
    assert await client.client_id() != before
    await client.replicaof("NO", "ONE")


async def test_the_nodes_of_a_cluster_are_asked_each_for_its_own(cluster: StoppableCluster) -> None:
    scripts = Scripts(cluster)
    found = await asyncio.gather(*(count(scripts, f"k{number}", number) for number in range(AT_ONCE)))
    assert found == list(range(AT_ONCE))
