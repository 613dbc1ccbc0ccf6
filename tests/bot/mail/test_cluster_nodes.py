"""A node of a Redis Cluster that goes and comes back: said in our own words, and nothing is lost."""

import asyncio
from pathlib import Path

from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.cipher import Cipher, new_key
from bot.errors import InboxUnavailable
from bot.mail.base import SHARDS, Put
from bot.mail.letters import Letter
from bot.mail.redis import RedisInbox
from bot.mail.rounds import WAKE, Rounds, listen
from bot.redis_calls import StoppableCluster
from tests.bot.mail.test_inbox import letter, put, taken
from tests.servers import cluster_nodes


async def test_a_node_that_comes_back_has_what_was_recorded(tmp_path: Path) -> None:
    with cluster_nodes(tmp_path) as nodes:
        limits = {"socket_timeout": 2.0, "retry": Retry(NoBackoff(), 1)}
        client = StoppableCluster.from_url(nodes[0].url, **limits)
        inbox = RedisInbox(client, Cipher({"k1": new_key()}))  # type: ignore[arg-type] # the same commands
        letters = [letter(conversation=f"slack:T1:C1:{number}") for number in range(4 * SHARDS)]
        for one in letters:
            await inbox.put(one)
        nodes[1].crash()
        lost = 0
        for one in letters:
            try:
                assert await put(inbox, one) is Put.KNOWN
            except InboxUnavailable:
                lost += 1
        assert lost
        nodes[1].start()
        async with asyncio.timeout(30):
            for one in letters:
                await until_known(inbox, one)
        found = [await taken(inbox) for _ in letters]
        assert {each.letter.id for each in found} == {one.id for one in letters}
        await client.aclose()


async def until_known(inbox: RedisInbox, one: Letter) -> None:
    while True:
        try:
            assert await put(inbox, one) is Put.KNOWN
        except InboxUnavailable:
            await asyncio.sleep(0.1)
        else:
            return


async def test_who_listens_before_all_else_hears(redis_cluster_url: str, cluster: StoppableCluster) -> None:
    """A client that has not asked anything yet knows no nodes."""
    rounds = Rounds()
    client = StoppableCluster.from_url(redis_cluster_url.replace("redis+cluster", "redis"))
    listener = asyncio.create_task(listen(client, rounds))  # type: ignore[arg-type] # the same commands
    async with asyncio.timeout(30):
        while not (rounds._noted or listener.done()):
            await cluster.execute_command("PUBLISH", WAKE, "3")
            await asyncio.sleep(0.02)
    assert not listener.done()
    listener.cancel()
    await client.aclose()
