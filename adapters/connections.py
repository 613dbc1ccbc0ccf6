"""What processes have in common: Redis, the keys, and what is kept under them (inbox, ledger, memory).

Everything is imported where it is opened: `curbside ask` needs no Redis, and would wait 0.3 s for its client.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

from adapters.settings import Settings, made

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from bot.cipher import Cipher
    from bot.context.redis import RedisContext
    from bot.limits.redis import RedisLimits
    from bot.mail.redis import RedisInbox
    from bot.mail.sql import SqlLedger
    from bot.tally.base import Tally

REDIS_TIMEOUT_S = 2.0
WORKER_REDIS_TIMEOUT_S = 10.0
"""A worker's look into the inbox waits by itself, and nobody waits for the worker's acknowledgement."""


@asynccontextmanager
async def open_redis(settings: Settings, timeout_s: float = REDIS_TIMEOUT_S) -> AsyncIterator["Redis"]:
    """The given Redis or Redis Cluster, else the embedded one; an answer may take `timeout_s`."""
    from adapters.embedded.redis_server import embedded_redis

    async with AsyncExitStack() as stack:
        if settings.redis_url:
            url = settings.redis_url.get_secret_value()
        else:
            url = await stack.enter_async_context(embedded_redis(made(settings.data_dir)))
        redis = _client(url, timeout_s)
        stack.push_async_callback(redis.aclose)
        yield redis


def _client(url: str, timeout_s: float) -> "Redis":
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    from bot.redis_calls import StoppableCluster, StoppableRedis

    limits: dict[str, Any] = {
        "socket_timeout": timeout_s,
        "socket_connect_timeout": timeout_s,
        # One more try for a dropped connection; by default it would be seconds of them.
        "retry": Retry(NoBackoff(), 1),
    }
    scheme, _, rest = url.partition("://")
    if scheme.endswith("+cluster"):
        cluster = StoppableCluster.from_url(f"{scheme.removesuffix('+cluster')}://{rest}", **limits)
        # It has the same commands, though no base in common.
        return cast("Redis", cluster)
    return StoppableRedis.from_url(url, **limits)


def cipher_of(settings: Settings) -> "Cipher":
    """The keys that people's text is encrypted under. Raises `SettingMissing`, `SettingInvalid`."""
    from adapters.embedded.keys import key_file
    from bot.cipher import Cipher

    return Cipher(settings.keys() or key_file(made(settings.data_dir)))


def inbox_of(
    redis: "Redis", cipher: "Cipher", *, replicas: int = 0, tally: "Tally | None" = None
) -> "RedisInbox":
    """The inbox that all processes share. What is put there must be on so many `replicas`; with a `tally`,
    what passes through it is counted."""
    from bot.mail.redis import RedisInbox
    from bot.tally.counted import CountedInbox

    if tally is None:
        return RedisInbox(redis, cipher, replicas=replicas)
    return CountedInbox(redis, cipher, replicas=replicas, tally=tally)


def limits_of(redis: "Redis", settings: Settings, tally: "Tally | None" = None) -> "RedisLimits":
    """How much each may ask, counted by all processes."""
    from bot.limits.base import Quotas
    from bot.limits.redis import RedisLimits
    from bot.tally.counted import CountedLimits

    quotas = Quotas(settings.limit_person_minute, settings.limit_person_hour, settings.limit_workspace_minute)
    return CountedLimits(redis, quotas, tally=tally) if tally else RedisLimits(redis, quotas)


def ledger_of(settings: Settings, cipher: "Cipher", tally: "Tally | None" = None) -> "SqlLedger":
    """The delivery records, to be opened; they stand beside the articles. Counted as the inbox is."""
    from bot.mail.sql import SqlLedger
    from bot.tally.counted import CountedLedger

    url = settings.database()
    return CountedLedger(url, cipher, tally=tally) if tally else SqlLedger(url, cipher)


def context_of(redis: "Redis", cipher: "Cipher") -> "RedisContext":
    """The memory of conversations that all processes share."""
    from bot.context.redis import RedisContext

    return RedisContext(redis, cipher)
