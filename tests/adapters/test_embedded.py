"""The embedded server: shared by who uses the data directory, stopped by the last, found after a crash."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from adapters.embedded.keys import key_file
from adapters.embedded.redis_server import embedded_redis
from adapters.errors import SettingInvalid

_CRASH = """
import asyncio, os, signal, sys
from pathlib import Path
from adapters.embedded.redis_server import embedded_redis
async def main():
    async with embedded_redis(Path(sys.argv[1])):
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""


async def answers(url: str) -> bool:
    client = Redis.from_url(url)
    try:
        return bool(await client.ping())
    except (RedisError, OSError):
        return False
    finally:
        await client.aclose()


async def test_the_last_user_stops_the_server(tmp_path: Path) -> None:
    async with embedded_redis(tmp_path) as first:
        async with embedded_redis(tmp_path) as second:
            assert first == second
        assert await answers(first)
    assert not await answers(first)


async def test_a_server_whose_starter_was_killed_is_found_again(tmp_path: Path) -> None:
    crashing = await asyncio.create_subprocess_exec(sys.executable, "-c", _CRASH, str(tmp_path))
    assert await crashing.wait() == -signal.SIGKILL
    async with embedded_redis(tmp_path) as url:
        assert await answers(url)
    assert not await answers(url)


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    for round_ in range(2):
        async with embedded_redis(tmp_path) as url:
            client = Redis.from_url(url)
            if round_ == 0:
                await client.set("kept", "yes")
            assert await client.get("kept") == b"yes"
            assert (await client.config_get("appendfsync"))["appendfsync"] == "always"
            await client.aclose()


async def test_a_path_too_long_for_a_socket_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    async with embedded_redis(deep) as url:
        assert await answers(url)


def test_the_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    keys = key_file(tmp_path)
    assert key_file(tmp_path) == keys
    path = tmp_path / "encryption.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(SettingInvalid, match="chmod 600"):
        key_file(tmp_path)
