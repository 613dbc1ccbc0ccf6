"""What every inbox must do: the same tests in memory and on a real Redis."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import ConnectionPool, Redis, UnixDomainSocketConnection

from bot.cipher import Cipher, new_key
from bot.digests import digest
from bot.mail.base import (
    LETTER_TTL,
    OVERTAKING_MAX,
    QUEUE_MAX,
    SHARDS,
    Inbox,
    InboxRecords,
    Put,
    Reason,
    Receipt,
    Taken,
)  # fmt: skip
from bot.mail.letters import Control, ControlKind, Letter
from bot.mail.memory import MemoryInbox
from bot.mail.redis import _SHARD_KEYS, SWEPT_AT_ONCE, RedisInbox, _shard
from bot.mail.scripts import STEP
from bot.redis_calls import StoppableRedis

NOW = timedelta(milliseconds=1)
SOON = timedelta(seconds=2)


def letter(number: int = 1, conversation: str = "slack:T1:C1:1", **fields: Any) -> Letter:
    defaults = {
        "id": f"slack:Ev{conversation}:{number}",
        "conversation": conversation,
        "text": "How is gout treated?",
        "order": float(number),
        "message": f"m{number}",
        "received_at": datetime.now(UTC),
    }
    return Letter.model_validate({**defaults, **fields})


def control(kind: ControlKind, **fields: Any) -> Control:
    defaults = {
        "id": f"slack:Ctl{kind}{fields.get('message')}",
        "conversation": "slack:T1:C1:1",
        "kind": kind,
        "received_at": datetime.now(UTC),
    }
    return Control.model_validate({**defaults, **fields})


@pytest.fixture(params=["memory", "valkey", "redis7", "cluster"])
def inbox(request: pytest.FixtureRequest) -> Inbox:
    if request.param == "memory":
        return MemoryInbox()
    return RedisInbox(request.getfixturevalue(request.param), Cipher({"k1": new_key()}))


async def put(inbox: Inbox, one: Letter) -> Put:
    return (await inbox.put(one)).put


async def taken(inbox: Inbox) -> Taken:
    found = await inbox.take(SOON)
    assert found is not None
    return found


async def test_a_letter_is_taken_once(inbox: Inbox) -> None:
    assert await put(inbox, letter()) is Put.NEW
    found = await taken(inbox)
    assert found.letter == letter().model_copy(update={"received_at": found.letter.received_at})
    assert await inbox.take(NOW) is None
    assert await inbox.done(found)
    assert await inbox.waiting() == 0


async def test_a_redelivery_is_known_before_and_after_the_answer(inbox: Inbox) -> None:
    await inbox.put(letter())
    assert await put(inbox, letter()) is Put.KNOWN
    await inbox.done(await taken(inbox))
    assert await put(inbox, letter()) is Put.KNOWN
    assert await inbox.take(NOW) is None


async def test_a_conversation_is_answered_in_the_platforms_order_one_at_a_time(inbox: Inbox) -> None:
    for number in (3, 1, 2):
        await inbox.put(letter(number))
    order = []
    for _ in range(3):
        found = await taken(inbox)
        assert await inbox.take(NOW) is None
        order.append(found.letter.order)
        await inbox.done(found)
    assert order == [1.0, 2.0, 3.0]


async def test_other_conversations_are_not_kept_waiting(inbox: Inbox) -> None:
    names = [f"slack:T1:C1:{n}" for n in range(6)]
    for name in names:
        await inbox.put(letter(conversation=name))
    held = [await taken(inbox) for _ in names]
    assert {found.letter.conversation for found in held} == set(names)


async def test_what_is_given_back_is_taken_again_at_once(inbox: Inbox) -> None:
    await inbox.put(letter())
    first = await taken(inbox)
    await inbox.give_back(first)
    again = await taken(inbox)
    assert (again.letter.id, again.attempt) == (first.letter.id, 1)
    assert again.fence > first.fence


async def test_who_gave_back_can_write_no_more(inbox: Inbox) -> None:
    await inbox.put(letter())
    first = await taken(inbox)
    await inbox.give_back(first)
    second = await taken(inbox)
    assert not await inbox.done(first)
    assert not await inbox.renew(first)
    assert await inbox.cancelled(first)
    assert await inbox.renew(second)
    assert await inbox.done(second)


async def test_stop_cancels_what_is_in_hand_and_nothing_else(inbox: Inbox) -> None:
    await inbox.put(letter(1))
    found = await taken(inbox)
    await inbox.put(letter(2))
    assert not await inbox.cancelled(found)
    await inbox.control(control(ControlKind.STOP))
    assert await inbox.cancelled(found)
    await inbox.done(found)
    following = await taken(inbox)
    assert following.letter.order == 2.0
    assert not await inbox.cancelled(following)


async def test_a_deleted_question_is_not_answered(inbox: Inbox) -> None:
    await inbox.put(letter(1))
    await inbox.put(letter(2))
    await inbox.control(control(ControlKind.DELETE, message="m1"))
    assert (await taken(inbox)).letter.order == 2.0


async def test_an_edited_question_takes_the_place_of_the_old_one(inbox: Inbox) -> None:
    await inbox.put(letter(1))
    edited = letter(1, id="slack:EvEdit", text="How is measles treated?")
    await inbox.control(control(ControlKind.EDIT, message="m1", letter=edited))
    found = await taken(inbox)
    assert found.letter.text == "How is measles treated?"
    await inbox.done(found)
    assert await inbox.take(NOW) is None


async def test_an_edit_while_the_answer_is_made_cancels_it(inbox: Inbox) -> None:
    await inbox.put(letter(1))
    found = await taken(inbox)
    edited = letter(1, id="slack:EvEdit", text="How is measles treated?")
    await inbox.control(control(ControlKind.EDIT, message="m1", letter=edited))
    assert await inbox.cancelled(found)
    await inbox.done(found)
    assert (await taken(inbox)).letter.text == "How is measles treated?"


async def test_a_conversation_has_room_for_so_many_and_no_more(inbox: Inbox) -> None:
    for number in range(QUEUE_MAX):
        assert await put(inbox, letter(number)) is Put.NEW
    assert await put(inbox, letter(QUEUE_MAX)) is Put.FULL
    assert await inbox.waiting() == QUEUE_MAX


async def test_a_letter_that_comes_while_another_is_done_is_not_left_lying(inbox: Inbox) -> None:
    for number in range(30):
        await inbox.put(letter(2 * number))
        found = await taken(inbox)
        await asyncio.gather(inbox.done(found), inbox.put(letter(2 * number + 1)))
        await inbox.done(await taken(inbox))
    assert await inbox.waiting() == 0


async def test_many_takers_share_many_letters_without_taking_one_twice(inbox: Inbox) -> None:
    total = 60
    seen: list[str] = []

    async def worker() -> None:
        while found := await inbox.take(timedelta(milliseconds=200)):
            seen.append(found.letter.id)
            await asyncio.sleep(0)
            await inbox.done(found)

    for number in range(total):
        await inbox.put(letter(number, conversation=f"slack:T1:C1:{number % 7}"))
    await asyncio.gather(*(worker() for _ in range(4)))
    assert len(seen) == len(set(seen)) == total


async def test_what_a_crashed_worker_held_is_taken_over(redis: Redis) -> None:
    cipher = Cipher({"k1": new_key()})
    crashed = RedisInbox(redis, cipher, timedelta(milliseconds=50))
    await crashed.put(letter())
    held = await taken(crashed)
    heir = RedisInbox(redis, cipher)
    await asyncio.sleep(0.1)
    found = await taken(heir)
    assert (found.letter.id, found.attempt) == (held.letter.id, 2)
    assert not await crashed.done(held)
    assert await heir.done(found)


async def test_a_later_attempt_counts_when_it_begins(redis: Redis) -> None:
    cipher = Cipher({"k1": new_key()})
    crashing = RedisInbox(redis, cipher, timedelta(milliseconds=50))
    await crashing.put(letter())
    attempts = []
    for begins in (True, False, False, True, False):
        held = await taken(crashing)
        attempts.append(held.attempt)
        if begins:
            assert await crashing.begin(held)
            assert await crashing.begin(held)
        await asyncio.sleep(0.1)
    assert attempts == [1, 2, 2, 2, 3]
    assert not await crashing.begin(held)


async def test_what_is_given_back_before_it_begins_has_been_tried_as_often_as_before(inbox: Inbox) -> None:
    await inbox.put(letter())
    held = await taken(inbox)
    await inbox.give_back(held)
    again = await taken(inbox)
    assert (held.attempt, again.attempt) == (1, 1)
    assert await inbox.begin(again)
    await inbox.give_back(again)
    assert (await taken(inbox)).attempt == 1


async def test_a_slow_answer_is_not_taken_over_while_its_lease_is_renewed(redis: Redis) -> None:
    cipher = Cipher({"k1": new_key()})
    lease = timedelta(seconds=2)
    slow = RedisInbox(redis, cipher, lease)
    await slow.put(letter())
    held = await taken(slow)
    for _ in range(4):
        await asyncio.sleep(0.6)
        assert await slow.renew(held)
        assert await RedisInbox(redis, cipher, lease).take(NOW) is None
    assert await slow.done(held)
    assert await slow.waiting() == 0


async def test_nothing_of_a_letter_stands_in_redis_in_clear(redis: Redis) -> None:
    inbox = RedisInbox(redis, Cipher({"k1": new_key()}))
    await inbox.put(letter(text="gout of somebody"))
    dump = [await redis.dump(key) or b"" for key in await redis.keys("*")]
    everything = b"".join([*dump, *await redis.keys("*")])
    for word in (b"gout", b"somebody", b"slack:T1"):
        assert word not in everything
    for key in await redis.keys("*"):
        assert await redis.ttl(key) > 0


async def test_what_was_deleted_or_edited_before_it_came_is_not_answered(inbox: Inbox) -> None:
    await inbox.control(control(ControlKind.DELETE, message="m1"))
    assert await put(inbox, letter(1, message="m1")) is Put.KNOWN
    edited = letter(2, message="m2", address={"edited": True})
    await inbox.control(control(ControlKind.EDIT, id="slack:EvE", message="m2", letter=edited))
    assert await put(inbox, letter(3, message="m2")) is Put.KNOWN
    assert (await taken(inbox)).letter.id == edited.id
    assert await inbox.waiting() == 1


async def test_a_letter_is_not_kept_longer_than_a_day(inbox: Inbox) -> None:
    await inbox.put(letter(1, received_at=datetime.now(UTC) - LETTER_TTL - SOON))
    await inbox.put(letter(2))
    found = await inbox.take(SOON) or await taken(inbox)
    assert found.letter.id == letter(2).id
    await inbox.done(found)
    assert await inbox.waiting() == 0


async def test_one_message_told_under_two_ids_is_one(inbox: Inbox) -> None:
    assert await put(inbox, letter(1, message="m1")) is Put.NEW
    assert await put(inbox, letter(2, message="m1")) is Put.KNOWN
    assert await inbox.waiting() == 1


async def test_stop_between_two_workers_ends_what_the_first_had(inbox: Inbox) -> None:
    await inbox.put(letter(1))
    await inbox.give_back(await taken(inbox))
    await inbox.control(control(ControlKind.STOP))
    assert await inbox.waiting() == 0


async def test_stop_with_nothing_begun_ends_nothing(inbox: Inbox) -> None:
    await inbox.put(letter(1))
    await inbox.control(control(ControlKind.STOP))
    assert await inbox.waiting() == 1


async def test_who_is_told_to_stop_stops_whatever_it_waits_for(valkey: Redis) -> None:
    """redis-py can swallow a cancellation that comes with an answer: then nothing would end the worker."""
    cipher = Cipher({"k1": new_key()})
    kwargs = {**valkey.connection_pool.connection_kwargs, "socket_timeout": 2.0}
    for step in range(80):
        pool = ConnectionPool(connection_class=UnixDomainSocketConnection, **kwargs)
        taking = asyncio.create_task(
            RedisInbox(StoppableRedis(connection_pool=pool), cipher).take(timedelta(seconds=1))
        )
        for _ in range(step):
            await asyncio.sleep(0)
        taking.cancel()
        done, _ = await asyncio.wait({taking}, timeout=0.5)
        await pool.aclose()
        assert done, f"goes on after {step} steps"
        assert taking.cancelled()


async def test_the_repetition_of_a_take_whose_answer_was_lost_gets_the_same_letter(redis: Redis) -> None:
    """redis-py sends a script again when its connection drops; another worker's call is no repetition."""
    inbox = RedisInbox(redis, Cipher({"k1": new_key()}))
    conversations = [f"slack:T1:C1:{number}" for number in range(2 * SHARDS + 1)]
    for conversation in conversations:
        await inbox.put(letter(conversation=conversation))
    shard = most_common_shard(conversations)
    first, again = await inbox._take_from(shard, "call"), await inbox._take_from(shard, "call")
    assert first == again
    assert first
    another = await inbox._take_from(shard, "another")
    assert another
    assert another.letter.id != first.letter.id
    assert await inbox.done(first)
    assert await inbox.done(another)


def most_common_shard(conversations: list[str]) -> int:
    return Counter(map(_shard, conversations)).most_common(1)[0][0]


async def test_a_channel_with_many_threads_pushes_nobody_back(inbox: Inbox) -> None:
    chatty = [f"slack:T1:C1:{number}" for number in range(10 * SHARDS)]
    for conversation in chatty:
        await inbox.put(letter(conversation=conversation))
    for number in range(SHARDS):
        await inbox.put(letter(conversation=f"slack:T1:D{number}:1"))
    order = [(await taken(inbox)).letter.conversation for _ in range(4 * SHARDS)]
    assert sum("D" in conversation for conversation in order) == SHARDS


async def test_newcomers_do_not_push_back_for_ever_who_has_asked_much(inbox: Inbox) -> None:
    """Of one shard's turns; other shards would be looked into in between."""
    chatty = of_one_shard("slack:T1:C1:{}", 3)
    for conversation in chatty:
        await inbox.put(letter(conversation=conversation))
    newcomers = of_one_shard("slack:T1:D{}:1", 2 * STEP + 4, like=chatty[0])
    answered: list[str] = []
    for conversation in newcomers:
        await inbox.put(letter(conversation=conversation))
        found = await taken(inbox)
        answered.append(found.letter.conversation)
        await inbox.done(found)
    assert set(chatty) <= set(answered)


def of_one_shard(pattern: str, count: int, like: str | None = None) -> list[str]:
    """So many conversations of the shard that `like` is in."""
    shard = _shard(like or pattern.format(0))
    found: list[str] = []
    number = 0
    while len(found) < count:
        if _shard(name := pattern.format(number)) == shard:
            found.append(name)
        number += 1
    return found


async def test_those_behind_in_a_long_conversation_let_others_go_first(inbox: Inbox) -> None:
    mine, *others = of_one_shard("slack:T1:D{}:1", 4)
    for number in range(3):
        await inbox.put(letter(number, mine))
    for conversation in others:
        await inbox.put(letter(conversation=conversation))
    order = []
    for _ in range(6):
        found = await taken(inbox)
        order.append(found.letter.conversation)
        await inbox.done(found)
    assert order == [mine, *others, mine, mine]


async def test_who_comes_is_told_how_many_are_ahead(inbox: Inbox) -> None:
    conversations = of_one_shard("slack:T1:D{}:1", 3)
    for conversation in conversations[:2]:
        await inbox.put(letter(1, conversation))
    assert await inbox.put(letter(1, conversations[2])) == Receipt(Put.NEW, 0, 2)
    assert await inbox.put(letter(2, conversations[2])) == Receipt(Put.NEW, 1, 2)
    assert await inbox.put(letter(0, conversations[2])) == Receipt(Put.NEW, 0, 2)


async def test_an_inbox_knows_what_it_recorded(inbox: Inbox) -> None:
    assert not await inbox.knows(letter())
    await inbox.put(letter())
    assert await inbox.knows(letter())
    await inbox.done(await taken(inbox))
    assert await inbox.knows(letter())


async def test_an_edit_finds_room_in_a_full_conversation_and_not_without_end(inbox: Inbox) -> None:
    for number in range(QUEUE_MAX):
        await inbox.put(letter(number))
    states = []
    for number in range(OVERTAKING_MAX + 1):
        edited = letter(id=f"slack:EvEdit{number}", message=f"answered{number}")
        receipt = await inbox.control(control(ControlKind.EDIT, message=edited.message, letter=edited))
        assert receipt
        states.append(receipt.put)
    assert states == [Put.NEW] * OVERTAKING_MAX + [Put.FULL]


async def test_a_census_counts_what_waits_what_is_in_hand_and_what_was_set_aside(inbox: Inbox) -> None:
    assert isinstance(inbox, RedisInbox | MemoryInbox)
    for number in range(4):
        await inbox.put(letter(conversation=f"slack:T1:C1:{number}"))
    await inbox.set_aside(await taken(inbox), Reason.FAILED)
    await taken(inbox)
    census = await inbox.census()
    assert (census.waiting, census.held, census.dead) == (3, 1, 1)
    assert timedelta(0) <= census.oldest < timedelta(minutes=1)


async def test_work_is_found_at_once_by_who_listens(redis: Redis) -> None:
    """Without being told, the second look would come after a second."""
    cipher = Cipher({"k1": new_key()})
    worker, receiver = RedisInbox(redis, cipher), RedisInbox(redis, cipher)
    async with worker.listening():
        await told(worker, receiver)
        taking = asyncio.create_task(worker.take(timedelta(seconds=20)))
        worker._rounds._round_at = float("inf")  # no round by itself
        await asyncio.sleep(0.05)
        await receiver.put(letter(2))
        found = await taking
    assert found
    assert found.letter.id == letter(2).id


async def told(worker: RedisInbox, receiver: RedisInbox) -> None:
    """Until the worker hears, by letters that are answered at once."""
    for number in range(100, 400):
        await receiver.put(letter(number))
        await receiver.done(await taken(receiver))
        if worker._rounds._noted:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the worker hears nothing")


async def test_who_hears_nothing_finds_work_all_the_same(redis: Redis) -> None:
    cipher = Cipher({"k1": new_key()})
    worker, receiver = RedisInbox(redis, cipher), RedisInbox(redis, cipher)
    taking = asyncio.create_task(worker.take(timedelta(seconds=20)))
    await asyncio.sleep(0.05)
    await receiver.put(letter())
    assert await taking


async def test_what_waits_in_the_streams_of_an_older_version_is_answered(redis: Redis) -> None:
    cipher = Cipher({"k1": new_key()})
    old = RedisInbox(redis, cipher)
    names = of_one_shard("slack:T1:C1:{}", SWEPT_AT_ONCE + 20)
    for name in names:
        await old.put(letter(conversation=name))
        base = f"curbside:inbox:{{s{_shard(name)}}}:"
        await redis.xadd(f"{base}ready", {"c": digest(name)})
    for shard in range(SHARDS):
        await redis.delete(*(f"curbside:inbox:{{s{shard}}}:{kind}" for kind in _SHARD_KEYS))
    new = RedisInbox(redis, cipher)
    found = [await taken(new) for _ in names]
    assert {each.letter.conversation for each in found} == set(names)
    assert await new.take(NOW) is None
    assert not [key async for key in redis.scan_iter("*:ready")]
    assert await new.waiting() == len(names)


async def test_what_a_worker_of_an_older_version_has_in_hand_is_not_taken_from_it(redis: Redis) -> None:
    inbox = RedisInbox(redis, Cipher({"k1": new_key()}))
    await inbox.put(letter())
    held = await taken(inbox)
    base = f"curbside:inbox:{{s{_shard(held.letter.conversation)}}}:"
    name = digest(held.letter.conversation)
    # It knows the lease alone, and announced the conversation in its own way.
    await redis.delete(f"{base}held")
    await redis.xadd(f"{base}ready", {"c": name})
    new = RedisInbox(redis, inbox._cipher)
    assert await new.take(NOW) is None
    # Renewed by it, and so not known here.
    await redis.zadd(f"{base}held", {name: 1})
    assert await RedisInbox(redis, inbox._cipher).take(NOW) is None
    await redis.delete(f"{base}lease:{name}")
    await redis.zadd(f"{base}held", {name: 1})
    assert await taken(new)


async def test_a_fence_is_above_those_that_redis_has_lost(redis: Redis) -> None:
    """The ledger remembers them, and refuses who shows a lower one."""
    inbox = RedisInbox(redis, Cipher({"k1": new_key()}))
    await inbox.put(letter(1))
    before = await taken(inbox)
    await asyncio.sleep(0.01)
    await redis.flushall()
    await inbox.put(letter(1))
    after = await taken(inbox)
    assert after.fence > before.fence
    assert await inbox.done(after)


async def test_a_lost_turn_is_given_again(redis: Redis) -> None:
    inbox = RedisInbox(redis, Cipher({"k1": new_key()}))
    await inbox.put(letter())
    await redis.delete(*(f"curbside:inbox:{{s{shard}}}:turns" for shard in range(SHARDS)))
    assert await taken(inbox)


async def test_what_is_set_aside_waits_for_an_operator_and_for_nobody_else(inbox: Inbox) -> None:
    assert isinstance(inbox, RedisInbox | MemoryInbox)
    await inbox.put(letter(1))
    await inbox.put(letter(2))
    first = await taken(inbox)
    assert await inbox.set_aside(first, Reason.FAILED)
    assert not await inbox.set_aside(first, Reason.FAILED)
    assert (await taken(inbox)).letter.id == letter(2).id
    (dead,) = await inbox.dead(10)
    assert dead.letter
    assert (dead.letter.id, dead.reason, dead.attempts) == (letter(1).id, Reason.FAILED, 1)
    (line,) = await inbox.lines(10)
    assert (line.waiting, line.held, line.attempts) == (1, True, 1)


async def test_what_was_set_aside_is_answered_in_its_place_when_it_is_put_back(inbox: Inbox) -> None:
    records: InboxRecords = inbox  # type: ignore[assignment] # both members are both
    await inbox.put(letter(1))
    await inbox.set_aside(await taken(inbox), Reason.FAILED)
    await inbox.put(letter(2))
    (dead,) = await records.dead(10)
    assert await records.retry(dead.place)
    assert not await records.retry(dead.place)
    assert await records.dead(10) == []
    again = await taken(inbox)
    assert (again.letter.id, again.attempt) == (letter(1).id, 1)
    assert await inbox.done(again)
    assert await put(inbox, letter(1)) is Put.KNOWN


async def test_what_was_set_aside_can_be_dropped(inbox: Inbox) -> None:
    records: InboxRecords = inbox  # type: ignore[assignment] # both members are both
    await inbox.put(letter(1))
    await inbox.set_aside(await taken(inbox), Reason.FAILED)
    (dead,) = await records.dead(10)
    assert await records.drop(dead.place)
    assert not await records.drop(dead.place)
    assert not await records.drop("no such place")
    assert not await records.retry("no such place")
    assert await records.dead(10) == []
    assert await inbox.waiting() == 0


async def test_what_was_set_aside_goes_when_its_conversation_is_forgotten(inbox: Inbox) -> None:
    records: InboxRecords = inbox  # type: ignore[assignment] # both members are both
    for conversation in ("slack:T1:C1:1", "slack:T1:C1:2"):
        await inbox.put(letter(1, conversation))
        await inbox.set_aside(await taken(inbox), Reason.FAILED)
    await inbox.forget("slack:T1:C1:1")
    (left,) = await records.dead(10)
    assert left.letter
    assert left.letter.conversation == "slack:T1:C1:2"


async def test_what_was_set_aside_is_gone_when_its_text_is_too_old(inbox: Inbox) -> None:
    records: InboxRecords = inbox  # type: ignore[assignment] # both members are both
    await inbox.put(letter(1, received_at=datetime.now(UTC) - LETTER_TTL + timedelta(seconds=1)))
    await inbox.set_aside(await taken(inbox), Reason.FAILED)
    await asyncio.sleep(1)
    assert await records.dead(10) == []


async def test_what_was_set_aside_long_ago_goes_though_nothing_else_is(valkey: Redis) -> None:
    inbox = RedisInbox(valkey, Cipher({"k1": new_key()}))
    await valkey.xadd("curbside:inbox:{s3}:dead", {"payload": "x"}, id="1-1")
    assert await inbox.take(NOW) is None
    assert await valkey.xlen("curbside:inbox:{s3}:dead") == 0


async def test_a_letter_without_its_key_is_answered_when_the_key_is_back(valkey: Redis) -> None:
    gone = Cipher({"gone": (lost := new_key())})
    await RedisInbox(valkey, gone).put(letter(1))
    without = RedisInbox(valkey, Cipher({"k1": new_key()}))
    assert await without.take(SOON) is None
    (dead,) = await without.dead(10)
    assert (dead.letter, dead.reason) == (None, Reason.UNREADABLE)
    back = RedisInbox(valkey, Cipher({"k1": new_key(), "gone": lost}))
    assert await back.retry(dead.place)
    assert (await taken(back)).letter.id == letter(1).id


async def test_a_letter_that_nobody_can_read_keeps_nobody_waiting(valkey: Redis) -> None:
    await RedisInbox(valkey, Cipher({"gone": new_key()})).put(letter(1))
    inbox = RedisInbox(valkey, Cipher({"k1": new_key()}))
    await inbox.put(letter(2))
    taken = await inbox.take(timedelta(seconds=1)) or await inbox.take(timedelta(seconds=1))
    assert taken
    assert taken.letter.id == letter(2).id
    await inbox.done(taken)
    assert await inbox.waiting() == 0


async def test_nothing_of_an_answered_letter_is_kept(valkey: Redis) -> None:
    inbox = RedisInbox(valkey, Cipher({"k1": new_key()}))
    await inbox.put(letter())
    taken = await inbox.take(timedelta(seconds=1))
    assert taken
    await inbox.done(taken)
    kept = {key.decode().split("}:")[1].split(":")[0] async for key in valkey.scan_iter(match="curbside:*")}
    assert kept <= {"seen", "fence", "crowds", "clock"}
