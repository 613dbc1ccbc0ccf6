"""Before the platform hears that an event came: recorded, or answered where an answer cannot wait."""

from datetime import UTC, datetime
from typing import Any

import pytest

from answers.types import Audience
from bot import wording
from bot.errors import InboxUnavailable, SendRefused
from bot.mail.base import QUEUE_MAX
from bot.mail.letters import FIRST, Control, ControlKind, Deed, Letter
from bot.mail.memory import MemoryInbox
from bot.reception import BUSY_EVERY_S, Reception
from tests.bot.test_worker import NOW, Platform

EMERGENCY = "My father has crushing chest pain and can't breathe, what should I do?"


class Away(MemoryInbox):
    """An inbox that can be away."""

    away = False

    async def put(self, letter: Letter) -> Any:
        if self.away:
            raise InboxUnavailable("away")
        return await super().put(letter)


class Front:
    def __init__(self) -> None:
        self.inbox, self.platform, self.now = Away(), Platform(), 0.0
        self.reception = Reception(self.inbox, self.platform, clock=lambda: self.now)

    async def receive(self, text: str = "How is gout treated?", number: int = 1, **fields: Any) -> None:
        await self.reception.receive(letter(text, number, **fields))

    async def fill(self) -> None:
        for number in range(QUEUE_MAX):
            await self.receive(number=number)


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
    front.now += BUSY_EVERY_S
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
