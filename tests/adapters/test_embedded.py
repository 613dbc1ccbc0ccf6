"""The embedded server: shared by who uses the data directory, stopped by the last, found after a crash."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError, RedisError

from adapters.embedded import redis_server
from adapters.embedded.keys import key_file
from adapters.embedded.redis_server import embedded_redis
from adapters.errors import ServerFailed, SettingInvalid

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


async def test_who_watches_the_server_ends_whenever_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """redis-py can swallow a cancellation that comes with an answer: then nothing would end the process."""
    async with embedded_redis(tmp_path) as url:
        monkeypatch.setattr(redis_server, "WATCH_EVERY_S", 0.0)
        home = redis_server._Home(tmp_path / "redis", Path(url.removeprefix("unix://")), "64mb")
        for step in range(150):
            watching = asyncio.create_task(redis_server._watch(home))
            for _ in range(step):
                await asyncio.sleep(0)
            watching.cancel()
            done, _ = await asyncio.wait({watching}, timeout=5)
            assert done, f"goes on after {step} steps"


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


async def killed(url: str, sign: signal.Signals = signal.SIGKILL) -> int:
    """The server gets a signal; its process id."""
    client = Redis.from_url(url)
    process = int((await client.info("server"))["process_id"])
    await client.aclose()
    os.kill(process, sign)
    return process


async def until_it_answers(url: str) -> None:
    async with asyncio.timeout(20):
        while not await answers(url):  # noqa: ASYNC110 # another process tells us nothing
            await asyncio.sleep(0.05)


async def test_a_server_that_was_killed_is_started_again_with_what_it_had_confirmed(tmp_path: Path) -> None:
    async with embedded_redis(tmp_path) as url:
        client = Redis.from_url(url)
        await client.set("kept", "yes")
        await killed(url)
        await until_it_answers(url)
        assert await client.get("kept") == b"yes"
        await client.aclose()
    assert not await answers(url)


async def test_a_server_that_stands_still_gets_no_second_one_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_server, "COMMAND_TIMEOUT_S", 0.1)
    monkeypatch.setattr(redis_server, "START_TIMEOUT_S", 0.3)
    async with embedded_redis(tmp_path) as url:
        process = await killed(url, signal.SIGSTOP)
        with pytest.raises(ServerFailed, match=r"does not answer: see .*server\.log"):
            async with embedded_redis(tmp_path):
                pass
        os.kill(process, signal.SIGCONT)
        await until_it_answers(url)
        assert process == await killed(url, signal.SIGCONT)


async def test_a_server_that_is_ending_is_waited_for(tmp_path: Path) -> None:
    for _ in range(5):
        async with embedded_redis(tmp_path) as url:
            assert await answers(url)


async def test_a_full_server_says_so_and_gives_back_what_it_has(tmp_path: Path) -> None:
    async with embedded_redis(tmp_path, max_memory="3mb") as url:
        client = Redis.from_url(url)
        await client.set("kept", "yes")
        with pytest.raises(OutOfMemoryError):
            await asyncio.gather(*(client.set(f"k{n}", b"x" * 100_000) for n in range(50)))
        assert await client.get("kept") == b"yes"
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
