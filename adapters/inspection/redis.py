"""Whether Redis keeps what it has acknowledged: what it says of itself, and what follows from that.

What INFO tells is read there: managed services forbid CONFIG, and there only `appendfsync` stays unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoPermissionError, RedisError, ResponseError

from adapters.inspection.base import Finding, doubt, fault, fine

VERSION_MIN = (7, 0)
"""The scripts are written for it."""
FULL = 0.95
NEARLY_FULL = 0.8
"""Parts of maxmemory; above, an operator has to act."""
MIB = 1 << 20
CONFIGURED = "in redis.conf, or with CONFIG SET and CONFIG REWRITE"


@dataclass(frozen=True, slots=True)
class Server:
    """What one server says of itself. `appendfsync` is None where it may not be asked; `memory_max_bytes` is
    0 where nothing limits it."""

    name: str
    """The product with its version."""
    version: str
    """Of Redis, or of the one that it is compatible with."""
    is_replica: bool
    replicas: int
    """Connected and in step."""
    has_log: bool
    """`appendonly`: there is a file from which a restart reads all that was acknowledged."""
    log_is_written: bool
    appendfsync: str | None
    policy: str
    memory_bytes: int
    memory_max_bytes: int
    is_clustered: bool = False


async def asked(redis: Redis) -> Server:
    """One server's state. Raises redis-py's errors."""
    info: dict[str, Any] = await redis.info()
    return server_of(info, await _appendfsync(redis))


async def _appendfsync(redis: Redis) -> str | None:
    try:
        said = await redis.config_get("appendfsync")
    except NoPermissionError:
        return None
    except ResponseError as error:
        # Some services take the command away, under one of these words.
        if any(word in str(error).lower() for word in ("unknown command", "not allowed", "disabled")):
            return None
        raise
    return said.get("appendfsync")


def server_of(info: dict[str, Any], appendfsync: str | None) -> Server:
    """From INFO as redis-py reads it."""
    version = str(info["redis_version"])
    links = (value for name, value in info.items() if name.startswith("slave") and isinstance(value, dict))
    return Server(
        name=f"Valkey {info['valkey_version']}" if "valkey_version" in info else f"Redis {version}",
        version=version,
        is_replica=info["role"] == "slave",
        replicas=sum(link.get("state") == "online" for link in links),
        has_log=bool(info["aof_enabled"]),
        log_is_written=info.get("aof_last_write_status", "ok") == "ok",
        appendfsync=appendfsync,
        policy=str(info["maxmemory_policy"]),
        memory_bytes=int(info["used_memory"]),
        memory_max_bytes=int(info["maxmemory"]),
        is_clustered=bool(info.get("cluster_enabled")),
    )


def judged(server: Server, replicas_wanted: int) -> Sequence[Finding]:
    """What is to be said of one server; never empty."""
    return [
        _version(server),
        *_role(server),
        _log(server),
        _policy(server),
        _memory(server),
        *_replicas(server, replicas_wanted),
    ]


def _version(server: Server) -> Finding:
    if tuple(int(part) for part in server.version.split(".")[:2]) < VERSION_MIN:
        return fault(f"{server.name} is too old", "Redis 7.0 or Valkey 7.2 at least is needed")
    return fine(server.name)


def _role(server: Server) -> Iterable[Finding]:
    if server.is_replica:
        yield fault("it is a replica and takes no writes", "let REDIS_URL name the primary")


def _log(server: Server) -> Finding:
    if not server.has_log:
        return fault(
            "appendonly is off: a restart loses every question that waits",
            f"set 'appendonly yes' and 'appendfsync always' {CONFIGURED}",
            loses=True,
        )
    if not server.log_is_written:
        return fault(
            "it cannot write its append-only file and refuses writes",
            "look at its disk: space, rights, and its log",
        )
    if server.appendfsync is None:
        return doubt(
            "appendonly is on; appendfsync cannot be read here (CONFIG is forbidden)",
            "look in the service's console or parameter group: it must be 'always'. Where it can't be set,"
            " have a replica and set CURBSIDE_REDIS_REPLICAS",
        )
    if server.appendfsync != "always":
        return fault(
            f"appendfsync is {server.appendfsync}: a crash loses questions that were acknowledged",
            f"set 'appendfsync always' {CONFIGURED}",
            loses=True,
        )
    return fine("appendonly yes, appendfsync always")


def _policy(server: Server) -> Finding:
    if server.policy != "noeviction":
        return fault(
            f"maxmemory-policy is {server.policy}: full, it drops questions that wait",
            f"set 'maxmemory-policy noeviction' {CONFIGURED}",
            loses=True,
        )
    return fine("maxmemory-policy noeviction")


def _memory(server: Server) -> Finding:
    used = f"{server.memory_bytes / MIB:.0f} MiB"
    if server.memory_max_bytes == 0:
        return doubt(
            f"memory {used}, without a limit",
            f"set maxmemory {CONFIGURED}, below what the machine has: full, it then refuses"
            " what is new instead of being killed",
        )
    part = server.memory_bytes / server.memory_max_bytes
    said = f"memory {used} of {server.memory_max_bytes / MIB:.0f} MiB"
    if part >= FULL:
        return fault(f"{said}: new questions are refused", "raise maxmemory, or see what waits below")
    if part >= NEARLY_FULL:
        return doubt(f"{said}: nearly full", "raise maxmemory, or see what waits below")
    return fine(said)


def _replicas(server: Server, wanted: int) -> Iterable[Finding]:
    if server.is_replica:
        return
    if server.replicas < wanted:
        yield fault(
            f"{server.replicas} of {wanted} replicas are in step: no question can be acknowledged",
            "start them, or lower CURBSIDE_REDIS_REPLICAS",
        )
    elif wanted:
        yield fine(f"{server.replicas} replicas in step, {wanted} confirm each question")
    elif server.replicas:
        yield doubt(
            f"{server.replicas} replicas, and none confirms: a fail-over can lose acknowledged questions",
            "set CURBSIDE_REDIS_REPLICAS to 1 (docs/operations.md)",
            loses=True,
        )


async def losing(redis: Redis, replicas_wanted: int) -> Sequence[str]:
    """For the start of a process: by what acknowledged questions can be lost, with what to do.

    Empty where nothing is known: a Redis that is away now says so by itself.
    """
    try:
        findings = judged(await asked(redis), replicas_wanted)
    except RedisError:
        return ()
    return [f"questions can be lost: Redis: {finding}" for finding in findings if finding.loses]
