"""Before the platform hears that an event came: recorded, or answered where an answer cannot wait."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from answers.outward.memory import MemoryPace
from answers.types import Audience
from bot import reception, wording
from bot.errors import InboxUnavailable, LimitsUnavailable, SendLater, SendRefused
from bot.limits.base import Quotas
from bot.limits.memory import MemoryLimits
from bot.mail import memory
from bot.mail.base import QUEUE_MAX, SHARDS, Lane
from bot.mail.letters import FIRST, Control, ControlKind, Deed, Letter
from bot.mail.memory import MemoryInbox
from bot.reception import AHEAD_ELSEWHERE_MAX, AHEAD_MAX, PLACES_AT_ONCE, TOLD_EVERY_S, Reception
from tests.bot.test_worker import NOW, Platform

MANY = 4
EMERGENCY = "My father has crushing chest pain and can't breathe, what should I do?"


class Away(MemoryInbox):
    """An inbox that can be away, or slow."""

    away = slow = False

    async def put(self, letter: Letter) -> Any:
        if self.away:
            raise InboxUnavailable("away")
        if self.slow:
            await asyncio.sleep(60)
        return await super().put(letter)


class Counting(MemoryLimits):
    """Limits that can be away."""

    away = False

    async def admit(self, letter: Letter) -> Any:
        if self.away:
            raise LimitsUnavailable("away")
        return await super().admit(letter)


class Front:
    def __init__(self) -> None:
        self.inbox, self.platform, self.now = Away(), Platform(), 0.0
        self.limits = Counting(Quotas(person_minute=MANY, person_hour=0, workspace_minute=0))
        self.reception = Reception(self.inbox, self.platform, self.limits, clock=lambda: self.now)

    async def receive(self, text: str = "How is gout treated?", number: int = 1, **fields: Any) -> bool:
        return await self.reception.receive(letter(text, number, **fields))

    async def ask(self, number: int, text: str = "How is gout treated?") -> bool:
        """By one person, who is counted."""
        return await self.receive(text, number, conversation="test:1:1", address={"user": "U1"})

    async def many_ask(self) -> None:
        for number in range(AHEAD_ELSEWHERE_MAX):
            await self.inbox.put(letter(number=number, conversation=f"test:{number}:1"))

    async def said(self) -> list[str]:
        """What was told so far."""
        await self.reception.close()
        return self.platform.sent

    async def fill(self) -> None:
        """The conversation, by somebody whom nobody tells anything."""
        for number in range(QUEUE_MAX):
            await self.inbox.put(letter(number=number))


def letter(text: str = "How is gout treated?", number: int = 1, **fields: Any) -> Letter:
    return Letter.model_validate(
        {
            "id": f"test:{number}", "conversation": "test:1", "text": text, "order": float(number),
            "message": f"m{number}", "received_at": datetime.now(UTC), "audience": Audience.PATIENT, **fields,
        }
    )  # fmt: skip


@pytest.fixture
def front() -> Front:
    return Front()


async def test_what_is_recorded_is_answered_by_others(front: Front) -> None:
    await front.receive()
    await front.receive(EMERGENCY, 2)
    assert (await front.inbox.waiting(), front.platform.sent) == (2, [])


async def test_what_is_not_recorded_is_not_acknowledged(front: Front) -> None:
    front.inbox.away = True
    with pytest.raises(InboxUnavailable):
        await front.receive()
    assert front.platform.sent == []


async def test_an_emergency_does_not_wait_for_the_inbox_and_is_answered_once(front: Front) -> None:
    front.inbox.away = True
    for _ in range(3):
        await front.receive(EMERGENCY)
    (said,) = front.platform.sent
    assert "call your local emergency number" in said.lower()
    assert wording.TROUBLE not in said


async def test_a_clinician_is_told_besides_that_there_is_no_answer(front: Front) -> None:
    front.inbox.away = True
    await front.receive("My colleague collapsed, he is not breathing, help!", audience=Audience.CLINICIAN)
    (said,) = front.platform.sent
    assert wording.TROUBLE in said


async def test_help_that_did_not_arrive_is_to_be_delivered_again(front: Front) -> None:
    front.inbox.away = True
    front.platform.troubles = [SendRefused("gone")]
    with pytest.raises(InboxUnavailable):
        await front.receive(EMERGENCY)
    await front.receive(EMERGENCY)
    assert len(front.platform.sent) == 1


async def test_talk_between_people_is_no_emergency_of_the_bots(front: Front) -> None:
    front.inbox.away = True
    with pytest.raises(InboxUnavailable):
        await front.receive(EMERGENCY, address={"needs_presence": True})
    assert front.platform.sent == []


async def test_who_asks_too_much_is_told_so_now_and_then(front: Front) -> None:
    await front.fill()
    for number in range(3):
        await front.receive(number=QUEUE_MAX + number)
    await front.reception.close()
    assert front.platform.sent == [wording.BUSY]
    front.now += TOLD_EVERY_S
    await front.receive(number=QUEUE_MAX)
    await front.reception.close()
    assert front.platform.sent == [wording.BUSY, wording.BUSY]


async def test_people_who_talk_to_each_other_are_not_told_to_wait(front: Front) -> None:
    await front.fill()
    await front.receive(number=QUEUE_MAX, address={"needs_presence": True})
    await front.reception.close()
    assert front.platform.sent == []


async def test_an_emergency_behind_too_much_is_answered_at_once(front: Front) -> None:
    await front.fill()
    await front.receive(EMERGENCY, QUEUE_MAX)
    (said,) = front.platform.sent
    assert "call your local emergency number" in said.lower()


async def test_not_being_able_to_say_so_disturbs_nobody(front: Front) -> None:
    await front.fill()
    front.platform.troubles = [SendRefused("gone")]
    await front.receive(number=QUEUE_MAX)
    await front.reception.close()
    assert front.platform.sent == []


async def test_stop_cancels_what_is_in_hand_and_is_confirmed_next(front: Front) -> None:
    await front.receive(number=1)
    await front.receive(number=2)
    first = await front.inbox.take(NOW)
    assert first
    stopped = letter("", 9, id="test:stop:letter", deed=Deed.STOPPED, order=FIRST, message=None)
    stop = Control(
        id="test:stop", conversation="test:1", kind=ControlKind.STOP, letter=stopped,
        received_at=datetime.now(UTC),
    )  # fmt: skip
    await front.reception.receive(stop)
    await front.reception.receive(stop)
    assert await front.inbox.cancelled(first)
    await front.inbox.done(first)
    confirmed = await front.inbox.take(NOW)
    assert confirmed
    assert confirmed.letter.deed is Deed.STOPPED
    await front.inbox.done(confirmed)
    assert await front.inbox.waiting() == 1


# -- too much


async def test_what_is_taken_up_is_said_to_be(front: Front) -> None:
    assert await front.receive(number=1)
    assert await front.receive(number=1)
    await front.fill()
    assert not await front.receive(number=QUEUE_MAX)


async def test_who_has_many_questions_waiting_is_told_how_many(front: Front) -> None:
    for number in range(AHEAD_MAX):
        await front.receive(number=number)
    assert await front.said() == []
    for number in range(AHEAD_MAX, AHEAD_MAX + 2):
        assert await front.receive(number=number)
    assert await front.said() == [wording.AHEAD.format(count=AHEAD_MAX)]


async def test_under_overload_not_everybody_is_told_their_place(front: Front) -> None:
    await front.many_ask()
    for number in range(100, 100 + 3 * PLACES_AT_ONCE):
        assert await front.receive(number=number, conversation=f"test:{number}:1")
    assert len(await front.said()) == PLACES_AT_ONCE
    front.now += 1.0
    assert await front.receive(number=99, conversation="test:mine:1")
    assert len(await front.said()) == PLACES_AT_ONCE + 1


class Chat(Platform):
    """A platform that counts what is sent to its one chat."""

    def lanes(self, letter: Letter, *, private: bool) -> Sequence[Lane]:
        return (Lane("chat", 1.0, 1),)


async def test_a_notice_stands_in_its_chats_queue_and_a_wait_that_is_asked_of_it_is_the_chats() -> None:
    chat, queue = Chat(), MemoryPace(1.0, lambda: 0.0, burst=5)
    reception = Reception(MemoryInbox(), chat, MemoryLimits(Quotas()), pace=lambda _: queue)
    chat.troubles = [SendLater(timedelta(seconds=60))]
    for number in range(AHEAD_MAX + 1):
        await reception.receive(letter("How is gout treated?", number))
    await reception.close()
    assert chat.sent == []
    assert await queue.turn(at_most=timedelta(seconds=90)) == timedelta(seconds=60)
    for number in range(50, 50 + AHEAD_MAX + 1):
        await reception.receive(letter("How is gout treated?", number, conversation="test:2"))
    await reception.close()
    assert chat.sent == []


async def test_who_comes_when_many_wait_is_told_how_many(front: Front) -> None:
    await front.many_ask()
    assert await front.receive(number=99, conversation="test:mine:1")
    assert await front.said() == [wording.AHEAD.format(count=AHEAD_ELSEWHERE_MAX)]


async def test_an_emergency_goes_before_all_who_wait(front: Front) -> None:
    await front.many_ask()
    assert await front.receive(EMERGENCY, 99, conversation="test:mine:1")
    assert await front.said() == []
    first = await front.inbox.take(NOW)
    assert first
    assert first.letter.text == EMERGENCY


async def test_where_all_is_full_one_is_asked_to_come_back(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "SHARD_MAX", 1)
    for number in range(SHARDS):
        await front.inbox.put(letter(number=number, conversation=f"test:{number}:1"))
    assert not await front.receive(number=SHARDS, conversation="test:mine:1")
    assert await front.said() == [wording.OVERLOADED]


async def test_who_asks_more_than_one_may_is_told_when_to_come_back(front: Front) -> None:
    for number in range(MANY):
        await front.ask(number)
    assert not await front.ask(MANY)
    assert not await front.ask(MANY + 1)
    assert [said for said in await front.said() if "questions are ahead" not in said] == [
        "You have asked more than I answer in so short a time. Please ask again in about a minute."
    ]
    assert await front.inbox.waiting() == MANY


async def test_the_redelivery_of_what_was_recorded_is_never_refused(front: Front) -> None:
    """Also where the limits have forgotten it."""
    for number in range(MANY):
        await front.ask(number)
    front.limits._kept.clear()
    for number in range(10, 10 + MANY):
        await front.ask(number)
    sent = len(await front.said())
    assert await front.ask(0)
    assert len(await front.said()) == sent


async def test_an_emergency_is_nobodys_too_much(front: Front) -> None:
    for number in range(MANY):
        await front.ask(number)
    assert not await front.ask(MANY, EMERGENCY)
    assert any("call your local emergency number" in said.lower() for said in await front.said())


async def test_an_edit_that_is_too_much_cancels_all_the_same(front: Front) -> None:
    for number in range(MANY):
        await front.ask(number)
    assert not await front.reception.receive(edit_of(0))
    assert await front.inbox.waiting() == MANY - 1
    assert any(said.startswith("You have asked more") for said in await front.said())


async def test_a_stop_is_never_too_much(front: Front) -> None:
    for number in range(MANY):
        await front.ask(number)
    for number in range(MANY):
        stop = Control(
            id=f"test:stop{number}", conversation="test:1:1", kind=ControlKind.STOP,
            received_at=datetime.now(UTC),
        )  # fmt: skip
        assert await front.reception.receive(stop)


async def test_who_deletes_a_message_is_told_nothing_of_what_waits(front: Front) -> None:
    await front.fill()
    about = {"deleted": "m77"}
    gone = letter("", 9, id="test:gone:letter", deed=Deed.DELETE, order=FIRST, message=None, address=about)
    deleted = Control(
        id="test:gone", conversation="test:1", kind=ControlKind.DELETE, message="m77", letter=gone,
        received_at=datetime.now(UTC),
    )  # fmt: skip
    assert await front.reception.receive(deleted)
    assert await front.said() == []
    assert await front.inbox.waiting() == QUEUE_MAX + 1


async def test_nobody_is_refused_where_the_limits_are_away(front: Front) -> None:
    front.limits.away = True
    for number in range(2 * MANY):
        assert await front.ask(number)


async def test_an_inbox_that_is_too_slow_is_away(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "RECORD_TIMEOUT", NOW)
    front.inbox.slow = True
    with pytest.raises(InboxUnavailable):
        await front.receive()
    assert await front.receive(EMERGENCY)


def edit_of(number: int) -> Control:
    edited = letter(
        "How is measles treated?", number, id=f"test:edit{number}:letter", conversation="test:1:1",
        address={"user": "U1"},
    )  # fmt: skip
    return Control(
        id=f"test:edit{number}", conversation="test:1:1", kind=ControlKind.EDIT, message=edited.message,
        letter=edited, received_at=datetime.now(UTC),
    )  # fmt: skip
