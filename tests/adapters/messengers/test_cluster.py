"""The whole product over a Redis Cluster, by both ways of each platform: its keys lie on three nodes."""

from pathlib import Path

import pytest

from bot.cipher import new_key
from bot.redis_calls import StoppableCluster
from tests.adapters.messengers.conftest import SECRET, WAYS, more, talk
from tests.adapters.messengers.product import running
from tests.adapters.messengers.test_conformance import SEED, assert_is_clinical_reply, only


@pytest.mark.parametrize("way", list(WAYS))
async def test_a_question_and_its_follow_up_are_answered_over_a_cluster(
    library: Path, tmp_path: Path, redis_cluster_url: str, cluster: StoppableCluster, way: str
) -> None:
    over = {"REDIS_URL": redis_cluster_url, "CURBSIDE_ENCRYPTION_KEYS": f"k1:{new_key()}", **more(way)}
    async with running(library, tmp_path / "data", WAYS[way], **over) as product:
        product.telegram.http.secret = SECRET
        person = talk(way, product, private=True)
        await person.ask(SEED)
        assert_is_clinical_reply(only(person.heard()))
        await person.ask("what about children?")
        assert len(person.heard()) >= 2
    assert [key async for key in cluster.scan_iter(match="curbside:context:*")]
