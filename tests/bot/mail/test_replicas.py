"""What is only said to be recorded when the replicas have it: over a real primary and a real replica."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.cipher import Cipher, new_key
from bot.errors import InboxUnavailable
from bot.mail.base import Put
from bot.mail.letters import ControlKind
from bot.mail.redis import RedisInbox
from bot.redis_calls import StoppableCluster
from tests.bot.mail.test_inbox import control, letter, put, taken
from tests.servers import RedisServer, redis_with_replica


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[RedisServer, RedisServer]]:
    with redis_with_replica(tmp_path) as both:
        yield both


@pytest.fixture
def replica(servers: tuple[RedisServer, RedisServer]) -> RedisServer:
    return servers[1]


@pytest.fixture
async def inbox(servers: tuple[RedisServer, RedisServer]) -> AsyncIterator[RedisInbox]:
    client = Redis.from_url(servers[0].url, socket_timeout=2.0)
    yield RedisInbox(client, Cipher({"k1": new_key()}), replicas=1)
    await client.aclose()


async def test_what_the_replica_has_is_recorded(inbox: RedisInbox) -> None:
    assert await put(inbox, letter()) is Put.NEW
    assert await put(inbox, letter()) is Put.KNOWN
    assert await inbox.done(await taken(inbox))


async def test_what_the_replica_lacks_is_not_acknowledged_and_is_known_when_it_comes_again(
    inbox: RedisInbox, replica: RedisServer
) -> None:
    await inbox.put(letter(1))
    replica.pause()
    for _ in range(2):  # known is no success either, as long as the replica lacks it
        with pytest.raises(InboxUnavailable):
            await inbox.put(letter(2))
    replica.resume()
    assert await put(inbox, letter(2)) is Put.KNOWN
    assert await inbox.waiting() == 2


async def test_a_known_letter_waits_for_the_replica_on_whatever_connection(
    servers: tuple[RedisServer, RedisServer], inbox: RedisInbox, replica: RedisServer
) -> None:
    """WAIT counts what its own connection wrote: one that wrote nothing would be answered at once."""
    replica.pause()
    with pytest.raises(InboxUnavailable):
        await inbox.put(letter())
    another = Redis.from_url(servers[0].url)
    with pytest.raises(InboxUnavailable):
        await RedisInbox(another, inbox._cipher, replicas=1).put(letter())
    await another.aclose()


async def test_a_stop_that_the_replica_lacks_is_not_acknowledged(
    inbox: RedisInbox, replica: RedisServer
) -> None:
    await inbox.put(letter())
    held = await taken(inbox)
    replica.pause()
    with pytest.raises(InboxUnavailable):
        await inbox.control(control(ControlKind.STOP))
    assert await inbox.cancelled(held)


async def test_an_answer_that_the_replica_does_not_know_of_is_logged(
    inbox: RedisInbox, replica: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    await inbox.put(letter())
    held = await taken(inbox)
    replica.pause()
    with caplog.at_level(logging.WARNING):
        assert await inbox.done(held)
    assert "too few replicas" in caplog.text


async def test_a_replica_that_took_over_has_what_was_acknowledged(
    servers: tuple[RedisServer, RedisServer], inbox: RedisInbox
) -> None:
    primary, replica = servers
    for number in range(20):
        await inbox.put(letter(number))
    primary.crash()
    heir = Redis.from_url(replica.url)
    await heir.replicaof("NO", "ONE")
    assert await RedisInbox(heir, inbox._cipher).waiting() == 20
    await heir.aclose()


async def test_a_cluster_waits_on_the_connection_that_wrote(cluster: StoppableCluster) -> None:
    """Its nodes have no replicas, so that nothing is ever on one."""
    cipher = Cipher({"k1": new_key()})
    inbox = RedisInbox(cluster, cipher, replicas=1)  # type: ignore[arg-type] # it has the same commands
    with pytest.raises(InboxUnavailable, match="too few replicas"):
        await inbox.put(letter())
    assert await RedisInbox(cluster, cipher).waiting() == 1  # type: ignore[arg-type]
