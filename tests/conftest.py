"""The world of a test: loopback only, an empty environment, real servers started once.

Property tests draw the same examples each time, so that a red check is of the change and not of the dice;
HYPOTHESIS_PROFILE=explore draws others.
"""

import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from redis.asyncio import Redis

from adapters.embedded.redis_server import embedded_redis
from answers.search.encoder import MiniLm
from answers.store.sql import SqlStore
from bot.redis_calls import StoppableCluster
from tests.servers import debian_redis, postgres, redis_cluster

settings.register_profile("repeatable", derandomize=True)
settings.register_profile("explore")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

SHARED = Path(__file__).parent.parent.parent / "shared"
LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing but loopback is reachable, and the environment says nothing about this machine."""
    connect = socket.socket.connect

    def loopback_only(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", loopback_only)
    for name in list(os.environ):
        if name.startswith("CURBSIDE_") or name in {"DATABASE_URL", "REDIS_URL", "PORT"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("CURBSIDE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data folder beside the checkout; tests that need it are skipped where it is absent."""
    if not SHARED.exists():
        pytest.skip(f"no data sets at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def encoder() -> MiniLm:
    return MiniLm()


@pytest.fixture
async def sqlite_store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with SqlStore(f"sqlite:///{tmp_path / 'store.db'}") as store:
        yield store


@pytest.fixture
async def postgres_store(postgres_url: str) -> AsyncIterator[SqlStore]:
    """A database of its own in the session's server."""
    import asyncpg

    name = f"t{os.urandom(6).hex()}"
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f"CREATE DATABASE {name}")
    await admin.close()
    async with SqlStore(postgres_url.rsplit("/", 1)[0] + f"/{name}") as store:
        yield store


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> SqlStore:
    """Every member of the store's family: what passes on one must pass on the other."""
    made: SqlStore = request.getfixturevalue(f"{request.param}_store")
    return made


@pytest.fixture
async def valkey(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Redis]:
    """The embedded server."""
    async with embedded_redis(tmp_path_factory.mktemp("redis")) as url:
        client = Redis.from_url(url)
        yield client
        await client.aclose()


@pytest.fixture
async def redis7(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Redis]:
    """The machine's own server: the Redis 7.0 that production may have."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed (apt-get install redis-server)")
    with debian_redis(tmp_path_factory.mktemp("redis")) as url:
        client = Redis.from_url(url)
        yield client
        await client.aclose()


@pytest.fixture(scope="session")
def redis_cluster_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_cluster(tmp_path_factory.mktemp("cluster")) as url:
        yield url


@pytest.fixture
async def cluster(redis_cluster_url: str) -> AsyncIterator[StoppableCluster]:
    """Three nodes that share the keys among them, empty."""
    client = StoppableCluster.from_url(redis_cluster_url.replace("redis+cluster", "redis"))
    await client.flushall(target_nodes=StoppableCluster.ALL_NODES)
    yield client
    await client.aclose()


@pytest.fixture(params=["valkey", "redis7"])
def redis(request: pytest.FixtureRequest) -> Redis:
    """A real server of its own, of each kind."""
    client: Redis = request.getfixturevalue(request.param)
    return client
