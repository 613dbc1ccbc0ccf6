"""Whether Redis keeps what it has acknowledged: what it says of itself, and what follows from that.

What INFO tells is read there: managed services forbid CONFIG, and there only `appendfsync` stays unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.exceptions import NoPermissionError, ResponseError

from adapters.inspection.base import Finding, Level, doubt, fault, fine
from bot.redis_calls import ERRORS

VERSION_MIN = (7, 0)
"""The scripts are written for it."""
FULL = 0.95
NEARLY_FULL = 0.8
"""Parts of maxmemory; above, an operator has to act."""
MIB = 1 << 20
SLOTS = 16_384
"""Of a Redis Cluster (its specification)."""
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
    node: str = ""
    """Host and port, where there are several."""


async def asked(redis: Redis | RedisCluster) -> Sequence[Server]:
    """The state of the server, or of each primary of a cluster. Raises redis-py's errors."""
    if not isinstance(redis, RedisCluster):
        return [server_of(await redis.info(), await _appendfsync(redis))]
    await redis.initialize()
    return [await _node(redis, node) for node in redis.get_primaries()]


async def _node(cluster: RedisCluster, node: ClusterNode) -> Server:
    info = await cluster.info(target_nodes=node)
    found = server_of(info, await _appendfsync(cluster, target_nodes=node))
    return replace(found, node=str(node.name))


async def _appendfsync(redis: Redis | RedisCluster, **where: Any) -> str | None:
    try:
        said = await redis.config_get("appendfsync", **where)
    except NoPermissionError:
        return None
    except ResponseError as error:
        # Some services take the command away, under one of these words.
        if any(word in str(error).lower() for word in ("unknown command", "not allowed", "disabled")):
            return None
        raise
    return str(said["appendfsync"]) if "appendfsync" in said else None


async def inspected(redis: Redis | RedisCluster, replicas_wanted: int) -> Sequence[Finding]:
    """What is to be said of the server or the cluster. Raises redis-py's errors."""
    servers = await asked(redis)
    if isinstance(redis, RedisCluster):
        info = await redis.cluster_info(target_nodes=RedisCluster.RANDOM)
        covered = _covered(int(info["cluster_slots_ok"]), len(servers))
        return [covered, *(found for server in servers for found in _of_node(server, replicas_wanted))]
    (server,) = servers
    if server.is_clustered:
        return [fault("it is a node of a cluster", "write REDIS_URL as redis+cluster://…")]
    return judged(server, replicas_wanted)


def _covered(slots: int, nodes: int) -> Finding:
    said = f"cluster of {nodes} primaries, {slots} of {SLOTS} slots served"
    if slots < SLOTS:
        return fault(said, "see 'redis-cli --cluster check'; what belongs to the others is refused")
    return fine(said)


def _of_node(server: Server, replicas_wanted: int) -> Iterable[Finding]:
    """Only what is not as it should be, with the node's address."""
    for found in judged(server, replicas_wanted):
        if found.level is not Level.FINE:
            yield replace(found, said=f"{server.node}: {found.said}")


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
        findings = await inspected(redis, replicas_wanted)
    except ERRORS:
        return ()
    return [f"questions can be lost: Redis: {finding}" for finding in findings if finding.loses]
