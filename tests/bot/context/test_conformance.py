"""What every memory of conversations must do: in the process and in a real Redis."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from answers.types import Audience, Origin
from bot.cipher import Cipher, new_key
from bot.context.base import MISSED_DAYS, MISSED_PER_DAY_MAX, TTL, TURNS_MAX, ContextStore
from bot.context.memory import CONVERSATIONS_MAX, MemoryContext
from bot.context.redis import ATTEMPTS, RedisContext
from bot.errors import ContextUnavailable
from bot.types import Miss, Missed, Turn

HERE, THERE = "slack:T1:C1:1", "slack:T2:C1:1"


def turn(question: str = "How is gout treated?", of: str | None = None, number: int = 0) -> Turn:
    at = datetime.now(UTC)
    return Turn(question=question, origin=Origin.APPROVED, article_id=7, at=at, of=of, number=number)


@pytest.fixture(params=["memory", "valkey", "redis7", "cluster"])
def context(request: pytest.FixtureRequest) -> ContextStore:
    if request.param == "memory":
        return MemoryContext()
    return RedisContext(request.getfixturevalue(request.param), Cipher({"k1": new_key()}))


async def test_what_was_said_is_remembered_in_order(context: ContextStore) -> None:
    for question in ("one?", "two?"):
        await context.append(HERE, turn(question))
    assert (await context.load(HERE)).questions == ["one?", "two?"]


async def test_what_is_answered_again_is_remembered_once_in_its_place(context: ContextStore) -> None:
    for said in (turn("one?", "a"), turn("two?", "a", 1), turn("three?", "b"), turn("one anew?", "a")):
        await context.append(HERE, said)
    assert (await context.load(HERE)).questions == ["one anew?", "two?", "three?"]


async def test_what_is_answered_again_and_again_pushes_nothing_out(context: ContextStore) -> None:
    await context.append(HERE, turn("one?", "a"))
    for _ in range(TURNS_MAX + 1):
        await context.append(HERE, turn("two?", "b"))
    assert (await context.load(HERE)).questions == ["one?", "two?"]


async def test_the_same_question_of_another_message_is_another_exchange(context: ContextStore) -> None:
    for said in (turn("one?", "a"), turn("one?", "b"), turn("one?"), turn("one?")):
        await context.append(HERE, said)
    assert (await context.load(HERE)).questions == ["one?"] * 4


async def test_one_conversation_knows_nothing_of_another(context: ContextStore) -> None:
    await context.append(HERE, turn())
    assert (await context.load(THERE)).turns == ()


async def test_only_the_last_turns_are_kept(context: ContextStore) -> None:
    for number in range(TURNS_MAX + 3):
        await context.append(HERE, turn(f"{number}?"))
    kept = (await context.load(HERE)).questions
    assert kept == [f"{number}?" for number in range(3, TURNS_MAX + 3)]


async def test_long_questions_push_out_old_ones_and_not_the_newest(context: ContextStore) -> None:
    for letter in "abcdefgh":
        await context.append(HERE, turn(letter * 3_999))
    kept = (await context.load(HERE)).questions
    assert 1 <= len(kept) < TURNS_MAX
    assert kept[-1][0] == "h"


async def test_what_is_forgotten_is_gone(context: ContextStore) -> None:
    await context.append(HERE, turn())
    await context.forget(HERE)
    assert (await context.load(HERE)).turns == ()


async def test_all_that_is_remembered_is_given_without_saying_where_it_was_said(
    context: ContextStore,
) -> None:
    assert await context.all(9) == []
    for conversation in (HERE, THERE):
        await context.append(conversation, turn(f"{conversation}?"))
    assert sorted(c.questions for c in await context.all(9)) == [[f"{HERE}?"], [f"{THERE}?"]]
    assert len(await context.all(1)) == 1
    await context.forget(HERE)
    assert [c.questions for c in await context.all(9)] == [[f"{THERE}?"]]


async def test_two_who_write_at_once_lose_nothing(context: ContextStore) -> None:
    await asyncio.gather(*(context.append(HERE, turn(f"{n}?")) for n in range(4)))
    assert sorted((await context.load(HERE)).questions) == ["0?", "1?", "2?", "3?"]


async def test_nothing_stands_in_redis_in_clear_and_everything_expires(redis: Redis) -> None:
    await RedisContext(redis, Cipher({"k1": new_key()})).append(HERE, turn("gout of somebody?"))
    (key,) = await redis.keys("*")
    stored = key + (await redis.get(key) or b"")
    assert b"gout" not in stored
    assert b"slack" not in stored
    assert 0 < await redis.ttl(key) <= TTL.total_seconds()


async def test_after_a_rotation_old_texts_are_read_and_new_ones_are_under_the_new_key(redis: Redis) -> None:
    old, new = new_key(), new_key()
    await RedisContext(redis, Cipher({"k1": old})).append(HERE, turn("one?"))
    rotated = RedisContext(redis, Cipher({"k2": new, "k1": old}))
    await rotated.append(HERE, turn("two?"))
    assert (await rotated.load(HERE)).questions == ["one?", "two?"]
    assert (await RedisContext(redis, Cipher({"k2": new})).load(HERE)).questions == ["one?", "two?"]


async def test_a_text_whose_key_is_gone_is_as_good_as_expired(redis: Redis) -> None:
    await RedisContext(redis, Cipher({"k1": new_key()})).append(HERE, turn())
    assert (await RedisContext(redis, Cipher({"k2": new_key()})).load(HERE)).turns == ()


async def test_a_redis_that_is_away_says_so() -> None:
    away = RedisContext(Redis(port=9, socket_connect_timeout=0.2), Cipher({"k1": new_key()}))
    with pytest.raises(ContextUnavailable):
        await away.load(HERE)


async def test_the_newest_question_is_kept_however_long_it_is(context: ContextStore) -> None:
    await context.append(HERE, turn("\N{FACE WITH THERMOMETER}" * 4_000))
    assert len((await context.load(HERE)).turns) == 1


async def test_what_is_forgotten_here_is_still_known_there(context: ContextStore) -> None:
    for conversation in (HERE, THERE):
        await context.append(conversation, turn())
    await context.forget(HERE)
    assert (await context.load(THERE)).questions == ["How is gout treated?"]


@pytest.mark.parametrize("key", ["", "a\nb", "{x}", "*", "ключ", "k" * 10_000])
async def test_any_key_is_a_conversation_of_its_own(context: ContextStore, key: str) -> None:
    await context.append(HERE, turn())
    await context.append(key, turn("one?"))
    assert (await context.load(key)).questions == ["one?"]
    await context.forget(key)
    assert (await context.load(HERE)).questions == ["How is gout treated?"]


@pytest.mark.parametrize("damage", [b"", b"k1:damaged", b"k9:x", b"{}", b"\xff\xfe"])
async def test_a_value_that_cannot_be_read_is_no_memory_and_can_be_written_over(
    redis: Redis, damage: bytes
) -> None:
    context = RedisContext(redis, Cipher({"k1": new_key()}))
    await context.append(HERE, turn())
    (key,) = await redis.keys("*")
    await redis.set(key, damage)
    assert (await context.load(HERE)).turns == ()
    await context.append(HERE, turn("one?"))
    assert (await context.load(HERE)).questions == ["one?"]


async def test_a_value_of_another_kind_is_said(redis: Redis) -> None:
    context = RedisContext(redis, Cipher({"k1": new_key()}))
    await context.append(HERE, turn())
    (key,) = await redis.keys("*")
    await redis.delete(key)
    await redis.rpush(key, "x")
    with pytest.raises(ContextUnavailable):
        await context.load(HERE)


async def test_where_too_many_write_at_once_what_is_not_kept_is_said(redis: Redis) -> None:
    """Each that was not told otherwise finds its turn."""
    context = RedisContext(redis, Cipher({"k1": new_key()}))
    many = [f"{n}?" for n in range(ATTEMPTS + 3)]
    told = await asyncio.gather(*(context.append(HERE, turn(q)) for q in many), return_exceptions=True)
    kept = (await context.load(HERE)).questions
    written = [question for question, error in zip(many, told, strict=True) if error is None]
    assert sorted(kept) == sorted(written)[-TURNS_MAX:]
    assert all(error is None or isinstance(error, ContextUnavailable) for error in told)


async def test_the_time_to_live_counts_anew_with_each_turn(redis: Redis) -> None:
    context = RedisContext(redis, Cipher({"k1": new_key()}))
    await context.append(HERE, turn())
    (key,) = await redis.keys("*")
    await redis.expire(key, 60)
    await context.append(HERE, turn("two?"))
    assert await redis.ttl(key) > TTL.total_seconds() - 60


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


async def test_the_memory_in_the_process_forgets_after_the_same_time() -> None:
    clock = Clock()
    context = MemoryContext(clock)
    await context.append(HERE, turn())
    clock.now += TTL - timedelta(seconds=1)
    assert (await context.load(HERE)).questions == ["How is gout treated?"]
    await context.append(HERE, turn("two?"))
    clock.now += TTL
    assert (await context.load(HERE)).turns == ()


async def test_the_memory_in_the_process_drops_the_longest_unused() -> None:
    context = MemoryContext()
    for number in range(CONVERSATIONS_MAX):
        await context.append(f"{number}", turn())
    await context.append("0", turn("again?"))
    await context.append("one more", turn())
    assert (await context.load("1")).turns == ()
    assert len((await context.load("0")).turns) == 2


def missed(question: str = "How is gout treated?", asker: str | None = None, **fields: Any) -> Missed:
    at = fields.pop("at", datetime.now(UTC))
    return Missed(
        question=question, miss=Miss.NOTHING, audience=Audience.CLINICIAN, asker=asker, at=at, **fields
    )


async def test_a_question_that_was_left_open_is_kept(context: ContextStore) -> None:
    await context.keep(HERE, missed("one?", workspace="T1"))
    (kept,) = await context.missed(9)
    assert (kept.question, kept.miss, kept.workspace) == ("one?", Miss.NOTHING, "T1")


async def test_the_asker_is_a_pseudonym_and_the_same_in_every_conversation(context: ContextStore) -> None:
    await context.keep(HERE, missed("one?", asker="slack:T1:U1"))
    await context.keep(THERE, missed("two?", asker="slack:T1:U1"))
    await context.keep(THERE, missed("three?", asker="slack:T1:U2"))
    askers = {each.question: each.asker for each in await context.missed(9)}
    assert askers["one?"] == askers["two?"] != askers["three?"]
    assert all(asker and "U1" not in asker and ":" in asker for asker in askers.values())


async def test_who_forgets_a_conversation_takes_its_open_questions_along(context: ContextStore) -> None:
    await context.keep(HERE, missed("one?"))
    await context.keep(HERE, missed("old?", at=datetime.now(UTC) - timedelta(days=MISSED_DAYS - 1)))
    await context.keep(THERE, missed("two?"))
    await context.forget(HERE)
    assert [each.question for each in await context.missed(9)] == ["two?"]


async def test_what_is_too_old_is_told_to_nobody(context: ContextStore) -> None:
    await context.keep(HERE, missed(at=datetime.now(UTC) - timedelta(days=MISSED_DAYS)))
    assert await context.missed(9) == []


async def test_of_one_day_only_so_many_are_kept(context: ContextStore) -> None:
    for number in range(MISSED_DAYS * MISSED_PER_DAY_MAX + 3 if isinstance(context, MemoryContext) else 25):
        await context.keep(HERE, missed(f"{number}?"))
    kept = [each.question for each in await context.missed(10_000)]
    assert "0?" not in kept
    assert await context.missed(3) == (await context.missed(10_000))[:3]


async def test_open_questions_stand_in_redis_neither_in_clear_nor_for_ever(redis: Redis) -> None:
    context = RedisContext(redis, Cipher({"k1": new_key()}))
    await context.keep(HERE, missed("How is gout treated?", asker="slack:T1:U0SOMEBODY"))
    (key,) = await redis.keys("curbside:missed:*")
    assert b"slack" not in key
    (stored,) = await redis.lrange(key, 0, -1)
    assert b"gout" not in stored
    assert b"U0SOMEBODY" not in stored
    assert 0 < await redis.ttl(key) <= MISSED_DAYS * 24 * 3600


async def test_open_questions_under_a_dropped_key_are_as_good_as_gone(redis: Redis) -> None:
    await RedisContext(redis, Cipher({"k1": new_key()})).keep(HERE, missed())
    assert await RedisContext(redis, Cipher({"k2": new_key()})).missed(9) == []
