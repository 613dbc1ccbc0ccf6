"""From the inbox to the platform: in order, recorded, once, and never in silence."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from answers.answerer import NOTHING, Answerer
from answers.types import Answer, Audience, Origin, Query
from bot import sending, wording, worker
from bot.bot import Bot
from bot.context.memory import MemoryContext
from bot.errors import CannotLook, LedgerUnavailable, SendLater, SendRefused, SendUnknown
from bot.hands import Hands
from bot.mail.base import Delivery, Lane, Part, Reason, Sent
from bot.mail.letters import Control, ControlKind, Deed, Letter
from bot.mail.memory import MemoryInbox
from bot.mail.memory_ledger import MemoryLedger
from bot.sending import REPEATS_MAX
from bot.types import Alert, Answering, Badge, Banner, Disclaimer, Heading, Notice, Reply
from bot.worker import ATTEMPTS_MAX, Office, Worker

NOW = timedelta(0)
HERE = "test:1"


class Ladder(Answerer):
    """Answers none to everything, or does what the test gives it to do."""

    def __init__(self) -> None:
        self.fails: Exception | None = None

    async def answer(self, query: Query) -> Answer:
        if self.fails:
            raise self.fails
        assert NOTHING.served() is None
        return Answer(origin=Origin.NONE, question=query.question, exhausted=True)


class Platform:
    """A messenger that keeps what it was given; `troubles` are raised first, one for each send."""

    platform = "test"
    send_timeout = timedelta(seconds=1)

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.replaced: list[tuple[str, str]] = []
        self.troubles: list[Exception] = []
        self.signs = 0

    def render(self, reply: Reply) -> Sequence[Part]:
        texts = [
            block.text
            for block in reply.blocks
            if isinstance(block, Badge | Banner | Notice | Heading | Disclaimer)
        ]
        texts += [line for block in reply.blocks if isinstance(block, Alert) for line in block.lines]
        texts += [block.question for block in reply.blocks if isinstance(block, Answering)]
        return [Part("\n".join(texts))]

    async def working(self, letter: Letter) -> None:
        self.signs += 1

    async def settled(self, letter: Letter) -> None:
        self.signs -= 1

    async def send(self, letter: Letter, part: Part, *, private: bool) -> str:
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent.append(str(part.body))
        return f"sent{len(self.sent)}"

    def lanes(self, letter: Letter, *, private: bool) -> Sequence[Lane]:
        return ()

    async def find(self, letter: Letter, part: int, *, private: bool) -> str | None:
        raise CannotLook("it has no history")

    async def replace(self, letter: Letter, message: str, part: Part) -> None:
        self.replaced.append((message, str(part.body)))

    async def remove(self, letter: Letter, message: str) -> None:
        self.replaced.append((message, ""))


class Desk:
    """A worker with everything that it works with, in memory."""

    def __init__(self) -> None:
        self.inbox, self.ledger = MemoryInbox(), MemoryLedger()
        self.context, self.platform, self.ladder = MemoryContext(), Platform(), Ladder()
        bot = Bot(self.ladder, self.context)
        self.office = Office(self.inbox, self.ledger, bot, {"test": self.platform})
        self.worker = Worker(self.office)

    async def receive(self, text: str = "How is gout treated?", number: int = 1, **fields: Any) -> Letter:
        letter = Letter.model_validate(
            {
                "id": f"test:{number}", "conversation": HERE, "text": text, "order": float(number),
                "message": f"m{number}", "received_at": datetime.now(UTC), **fields,
            }
        )  # fmt: skip
        await self.inbox.put(letter)
        return letter

    async def work(self) -> None:
        while await self.worker.one(NOW):
            pass

    async def states(self, letter: Letter) -> list[Sent]:
        return [delivery.state for delivery in await self.ledger.begin(letter, [], fence=99)]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ("PAUSE", "UNKNOWN_PAUSE"):
        monkeypatch.setattr(sending, name, timedelta(seconds=0.001))
    return Desk()


async def test_a_question_is_answered_once_and_recorded(desk: Desk) -> None:
    letter = await desk.receive()
    await desk.receive()
    await desk.work()
    assert len(desk.platform.sent) == 1
    assert "How is gout treated?" in desk.platform.sent[0]
    assert await desk.states(letter) == [Sent.DELIVERED]
    assert (await desk.inbox.waiting(), desk.platform.signs) == (0, 0)


async def test_questions_are_answered_in_the_order_of_asking(desk: Desk) -> None:
    for number in (2, 1, 3):
        await desk.receive(f"How is disease {number} treated?", number)
    await desk.work()
    assert ["disease 1" in desk.platform.sent[0], "disease 3" in desk.platform.sent[2]] == [True, True]


async def test_the_platforms_wait_is_kept_and_then_it_is_sent(desk: Desk) -> None:
    desk.platform.troubles = [SendLater(timedelta(0)), SendLater(timedelta(0))]
    letter = await desk.receive()
    await desk.work()
    assert len(desk.platform.sent) == 1
    assert await desk.states(letter) == [Sent.DELIVERED]


async def test_a_platform_that_is_away_for_long_is_tried_again_from_the_inbox(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LATER_MAX", timedelta(seconds=0.01))
    monkeypatch.setattr(worker, "AWAY", NOW)
    desk.platform.troubles = [SendLater(timedelta(0))] * 20
    letter = await desk.receive()
    await desk.work()
    assert len(desk.platform.sent) == 1
    assert await desk.states(letter) == [Sent.DELIVERED]


async def test_a_wait_of_hours_is_not_waited_for(desk: Desk) -> None:
    desk.platform.troubles = [SendLater(timedelta(hours=4))]
    letter = await desk.receive()
    await desk.work()
    assert await desk.states(letter) == [Sent.ABANDONED]


async def test_who_blocked_the_bot_is_not_written_to_again(desk: Desk) -> None:
    desk.platform.troubles = [SendRefused("blocked")]
    letter = await desk.receive()
    await desk.work()
    assert (desk.platform.sent, await desk.states(letter)) == ([], [Sent.FAILED])


async def test_a_second_send_says_that_it_may_be_a_repeat(desk: Desk) -> None:
    desk.platform.troubles = [SendUnknown("no answer")]
    await desk.receive()
    await desk.work()
    (sent,) = desk.platform.sent
    assert sent.startswith(wording.MAY_BE_REPEAT)


async def test_a_repeat_that_may_not_have_arrived_is_repeated(desk: Desk) -> None:
    desk.platform.troubles = [SendUnknown("no answer"), SendUnknown("no answer"), SendLater(NOW)]
    letter = await desk.receive()
    await desk.work()
    (sent,) = desk.platform.sent
    assert sent.startswith(wording.MAY_BE_REPEAT)
    assert await desk.states(letter) == [Sent.DELIVERED]


async def test_repeats_have_an_end(desk: Desk) -> None:
    desk.platform.troubles = [SendUnknown("no answer")] * (1 + REPEATS_MAX)
    letter = await desk.receive()
    await desk.work()
    assert (desk.platform.sent, desk.platform.troubles) == ([], [])
    assert await desk.states(letter) == [Sent.UNKNOWN]


async def test_what_may_have_arrived_stays_so_while_the_platform_asks_to_wait(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put back meanwhile, it would else be taken for never sent, and be sent without the line."""
    monkeypatch.setattr(sending, "LATER_MAX", timedelta(seconds=0.01))
    monkeypatch.setattr(worker, "AWAY", NOW)
    desk.platform.troubles = [SendUnknown("no answer"), *[SendLater(NOW)] * 20]
    await desk.receive()
    await desk.work()
    (sent,) = desk.platform.sent
    assert sent.startswith(wording.MAY_BE_REPEAT)


async def test_after_a_crash_what_was_delivered_is_not_sent_again(desk: Desk) -> None:
    letter = await desk.receive()
    await desk.ledger.begin(letter, [Delivery(letter.id, 0, Sent.PENDING)], fence=0)
    await desk.ledger.mark(letter.id, 0, Sent.DELIVERED, "sent0", fence=0)
    await desk.work()
    assert desk.platform.sent == []


async def test_after_a_crash_in_the_middle_of_a_send_the_repeat_is_marked(desk: Desk) -> None:
    letter = await desk.receive()
    await desk.ledger.begin(letter, [Delivery(letter.id, 0, Sent.ATTEMPTING)], fence=0)
    await desk.work()
    (sent,) = desk.platform.sent
    assert sent.startswith(wording.MAY_BE_REPEAT)


async def test_stop_before_the_send_sends_nothing(desk: Desk) -> None:
    await desk.receive()
    taken = await desk.inbox.take(NOW)
    assert taken
    stop = Control(id="c", conversation=HERE, kind=ControlKind.STOP, received_at=datetime.now(UTC))
    await desk.inbox.control(stop)
    await desk.inbox.give_back(taken)
    await desk.work()
    assert (desk.platform.sent, await desk.inbox.waiting()) == ([], 0)


async def test_an_edited_question_corrects_its_answer_in_place(desk: Desk) -> None:
    await desk.receive()
    await desk.work()
    await desk.receive(
        "How is measles treated?", id="test:2", message="m1", address={"edited": True}, order=2.0
    )
    await desk.work()
    ((message, text),) = desk.platform.replaced
    assert message == "sent1"
    assert "How is measles treated?" in text
    assert len(desk.platform.sent) == 1


async def test_people_who_talk_to_each_other_are_left_alone(desk: Desk) -> None:
    presence = {"needs_presence": True}
    await desk.receive("see you at lunch", 1, address=presence)
    await desk.work()
    assert (desk.platform.sent, desk.platform.signs) == ([], 0)
    await desk.receive("How is gout treated?", 2, private=False)
    await desk.receive("and in pregnancy?", 3, address=presence)
    await desk.work()
    assert len(desk.platform.sent) == 2
    assert "How is gout treated in pregnancy?" in desk.platform.sent[1]


async def test_a_bug_is_one_apology_and_no_text_of_the_person_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.ladder.fails = RuntimeError("gout of somebody")
    await desk.receive("How is gout treated?")
    await desk.work()
    assert desk.platform.sent == [wording.TROUBLE]
    assert "RuntimeError" in caplog.text
    assert "gout" not in caplog.text


async def test_a_letter_that_crashes_every_worker_gets_an_apology(desk: Desk) -> None:
    letter = await desk.receive()
    taken = await desk.inbox.take(NOW)
    assert taken
    await desk.inbox.give_back(replace(taken, attempt=ATTEMPTS_MAX + 1))
    await desk.work()
    assert desk.platform.sent == [wording.TROUBLE]
    assert await desk.states(letter) == [Sent.DELIVERED]
    assert [dead.letter for dead in await desk.inbox.dead(10)] == [letter]
    assert await desk.inbox.waiting() == 0


async def test_a_letter_that_is_put_back_by_an_operator_gets_its_answer(desk: Desk) -> None:
    letter = await desk.receive()
    taken = await desk.inbox.take(NOW)
    assert taken
    await desk.inbox.give_back(replace(taken, attempt=ATTEMPTS_MAX + 1))
    await desk.work()
    (dead,) = await desk.inbox.dead(10)
    await desk.ledger.reopen(letter.id)
    await desk.inbox.retry(dead.place)
    await desk.work()
    assert len(desk.platform.sent) == 2
    assert desk.platform.sent[1] != wording.TROUBLE
    assert await desk.inbox.dead(10) == []


@pytest.mark.parametrize("deed", [Deed.START, Deed.HELP, Deed.SOURCES, Deed.POLICY, Deed.PRIVACY, Deed.NEW])
async def test_every_command_has_a_reply(desk: Desk, deed: Deed) -> None:
    await desk.receive("", deed=deed)
    await desk.work()
    assert len(desk.platform.sent) == 1


async def test_a_worker_that_is_stopped_gives_back_what_it_holds(desk: Desk) -> None:
    started = asyncio.Event()

    async def slow(query: Query) -> Answer:
        started.set()
        await asyncio.sleep(60)
        raise AssertionError("it was not stopped")

    desk.ladder.answer = slow  # type: ignore[method-assign]
    await desk.receive()
    working = asyncio.create_task(desk.worker.run(asyncio.Event()))
    await started.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    taken = await desk.inbox.take(NOW)
    assert taken
    assert (taken.attempt, desk.platform.sent) == (1, [])


async def until_sent(desk: Desk, number: int) -> None:
    while len(desk.platform.sent) < number:  # noqa: ASYNC110 - the platform has no event for it
        await asyncio.sleep(0.01)


async def test_who_waits_for_a_slow_answer_does_not_hold_up_who_could_be_answered_at_once(
    desk: Desk,
) -> None:
    answer, slow = desk.ladder.answer, asyncio.Event()

    async def sometimes_slow(query: Query) -> Answer:
        if "gout" in query.question:
            await slow.wait()
        return await answer(query)

    desk.ladder.answer = sometimes_slow  # type: ignore[method-assign]
    worker = Worker(desk.office, hands=Hands(1, 2, NOW))
    for number in (1, 2):
        await desk.receive("How is gout treated?", number, conversation=f"test:{number}")
    await desk.receive("How is measles treated?", 3, conversation="test:3")
    stop = asyncio.Event()
    working = asyncio.create_task(worker.run(stop))
    async with asyncio.timeout(10):
        await until_sent(desk, 1)
        assert "How is measles treated?" in desk.platform.sent[0]
        slow.set()
        await until_sent(desk, 3)
        stop.set()
        await working
    assert len(desk.platform.sent) == 3


async def test_a_worker_that_is_told_to_end_finishes_what_it_can(desk: Desk) -> None:
    stop, answer = asyncio.Event(), desk.ladder.answer

    async def told_meanwhile(query: Query) -> Answer:
        stop.set()
        await asyncio.sleep(0.05)
        return await answer(query)

    desk.ladder.answer = told_meanwhile  # type: ignore[method-assign]
    await desk.receive("How is gout treated?", 1)
    await desk.receive("How is measles treated?", 2)
    await desk.worker.run(stop)
    (sent,) = desk.platform.sent
    assert "gout" in sent
    taken = await desk.inbox.take(NOW)
    assert taken
    assert (taken.letter.text, taken.attempt) == ("How is measles treated?", 1)


async def test_nothing_is_taken_while_the_ledger_is_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "AWAY", timedelta(seconds=0.01))
    asked, is_closed = 0, desk.ledger.is_closed

    async def away(letter: Letter) -> bool:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise LedgerUnavailable("away")
        return await is_closed(letter)

    monkeypatch.setattr(desk.ledger, "is_closed", away)
    letter = await desk.receive()
    stop = asyncio.Event()
    working = asyncio.create_task(desk.worker.run(stop))
    async with asyncio.timeout(20):
        await until_sent(desk, 1)
        stop.set()
        await working
    assert asked == 3, "with a pause each time, and not by every hand that is free"
    assert await desk.states(letter) == [Sent.DELIVERED]


async def test_whoever_needs_help_at_once_gets_it_while_the_ledger_is_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(letter: Letter) -> bool:
        raise LedgerUnavailable("away")

    monkeypatch.setattr(desk.ledger, "is_closed", away)
    await desk.receive("I have chest pain and cannot breathe", audience=Audience.PATIENT)
    assert await desk.worker.one(NOW)
    assert len(desk.platform.sent) == 1
    assert "emergency" in str(desk.platform.sent[0])
    assert await desk.inbox.waiting() == 0, "and once"


SELF_HARM = "I want to kill myself"


@pytest.mark.parametrize("deed", [Deed.HELP, Deed.NEW, Deed.START, Deed.SOURCES])
async def test_no_command_stands_before_the_guard(desk: Desk, deed: Deed) -> None:
    await desk.receive(SELF_HARM, deed=deed, audience=Audience.PATIENT)
    await desk.work()
    (sent,) = desk.platform.sent
    assert "harm yourself" in sent


async def test_what_stands_behind_new_is_asked_in_the_new_conversation(desk: Desk) -> None:
    await desk.receive("How is gout treated?", 1)
    await desk.receive("", 2, deed=Deed.NEW)
    await desk.receive("How is measles treated?", 3, deed=Deed.NEW)
    await desk.work()
    assert desk.platform.sent[1] == wording.NEW_CONVERSATION
    assert "How is measles treated?" in desk.platform.sent[2]


async def test_a_new_conversation_forgets_what_was_set_aside_too(desk: Desk) -> None:
    await desk.receive()
    taken = await desk.inbox.take(NOW)
    assert taken
    await desk.inbox.set_aside(taken, Reason.FAILED)
    await desk.receive("", 2, deed=Deed.NEW)
    await desk.work()
    assert await desk.inbox.dead(10) == []


async def test_help_for_the_asker_alone_is_not_overwritten_by_an_answer_for_all(desk: Desk) -> None:
    await desk.receive(SELF_HARM, 1, private=False, audience=Audience.PATIENT)
    await desk.work()
    await desk.receive(
        "How is gout treated?", 2, private=False, message="m1", address={"edited": True}, order=2.0
    )
    await desk.work()
    assert len(desk.platform.sent) == 2
    assert desk.platform.replaced == []


async def test_a_sign_of_life_that_fails_or_hangs_holds_up_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs(_: Letter) -> None:
        await asyncio.sleep(60)

    async def fails(_: Letter) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(worker, "SIGN", timedelta(seconds=0.01))
    monkeypatch.setattr(desk.platform, "working", hangs)
    monkeypatch.setattr(desk.platform, "settled", fails)
    letter = await desk.receive()
    await desk.work()
    assert await desk.states(letter) == [Sent.DELIVERED]
    assert await desk.inbox.waiting() == 0


async def test_each_answer_of_one_message_is_a_message_of_its_own(desk: Desk) -> None:
    letter = await desk.receive("What causes gout and how is measles treated?")
    await desk.work()
    assert len(desk.platform.sent) == 2
    assert desk.platform.sent[0].endswith("What causes gout?")
    assert desk.platform.sent[1].endswith("How is measles treated?")
    assert await desk.states(letter) == [Sent.DELIVERED, Sent.DELIVERED]
