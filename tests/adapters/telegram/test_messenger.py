"""What Telegram's errors mean to who sends: the real python-telegram-bot against the fake."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from adapters.telegram.messenger import WAIT, TelegramMessenger
from bot.errors import CannotLook, SendBlocked, SendError, SendGone, SendLater, SendRefused, SendUnknown
from bot.mail.base import Part
from bot.mail.letters import Letter
from bot.types import Notice, Reply
from tests.fakes.telegram import FakeTelegram, Refused
from tests.fakes.telegram.errors import bad, blocked, flood, kicked, unparsable

SHORT_S = 0.05
NEVER = "http://127.0.0.1:1/bot"


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTelegram]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    """With one connection, for which it hardly waits."""
    request = HTTPXRequest(connection_pool_size=1, pool_timeout=SHORT_S)
    async with Bot(telegram.token, base_url=telegram.base_url, request=request) as bot:
        yield bot


@pytest.fixture
def messenger(bot: Bot) -> TelegramMessenger:
    return TelegramMessenger(bot)


def letter(telegram: FakeTelegram) -> Letter:
    return Letter(
        id="telegram:1:1",
        conversation="telegram:1:1:0",
        order=1.0,
        address={"chat_id": telegram.person, "message_id": 1, "user": telegram.person},
        received_at=datetime.now(UTC),
    )


def part(messenger: TelegramMessenger, text: str = "Hello") -> Part:
    (only,) = messenger.render(Reply((Notice(text),)))
    return only


def refused(error: Refused) -> Callable[[FakeTelegram], object]:
    return lambda telegram: telegram.faults.refuse("*", error)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (refused(flood(7)), SendLater),
        (refused(blocked()), SendBlocked),
        (refused(kicked("supergroup")), SendBlocked),
        (refused(bad("chat not found")), SendBlocked),
        (refused(bad("TOPIC_CLOSED")), SendRefused),
        (refused(Refused(401, "Unauthorized")), SendRefused),
        (lambda telegram: telegram.faults.status("*", 502), SendUnknown),
        (lambda telegram: telegram.faults.status("*", 200), SendUnknown),
        (lambda telegram: telegram.faults.drop("*"), SendUnknown),
        (lambda telegram: telegram.faults.drop("*", after=True), SendUnknown),
    ],
)
async def test_a_send_fails_as_the_error_says(
    telegram: FakeTelegram,
    messenger: TelegramMessenger,
    fault: Callable[[FakeTelegram], object],
    kind: type[SendError],
) -> None:
    fault(telegram)
    with pytest.raises(SendError) as failed:
        await messenger.send(letter(telegram), part(messenger), private=False)
    assert type(failed.value) is kind
    assert not isinstance(failed.value, SendLater) or failed.value.after == timedelta(seconds=7)


async def test_an_answer_that_does_not_come_in_time_leaves_it_unknown(telegram: FakeTelegram) -> None:
    telegram.faults.hold("sendMessage", after=True)
    hasty = HTTPXRequest(read_timeout=SHORT_S)
    messenger = TelegramMessenger(Bot(telegram.token, base_url=telegram.base_url, request=hasty))
    with pytest.raises(SendUnknown):
        await messenger.send(letter(telegram), part(messenger), private=False)
    assert len(telegram.transcript(telegram.person)) == 1
    await hasty.shutdown()


async def test_what_never_left_is_sent_later(telegram: FakeTelegram, messenger: TelegramMessenger) -> None:
    held = telegram.faults.hold("sendMessage")
    first = asyncio.create_task(messenger.send(letter(telegram), part(messenger, "first"), private=False))
    await held.struck.wait()
    with pytest.raises(SendLater) as no_connection:
        await messenger.send(letter(telegram), part(messenger), private=False)
    held.release()
    await first
    closed = TelegramMessenger(Bot(telegram.token, base_url=NEVER))
    with pytest.raises(SendLater) as no_server:
        await closed.send(letter(telegram), part(closed), private=False)
    assert no_connection.value.after == no_server.value.after == WAIT
    assert [each.text for each in telegram.transcript(telegram.person)] == ["first"]


async def test_the_same_edit_twice_is_one_edit(telegram: FakeTelegram, messenger: TelegramMessenger) -> None:
    asked = letter(telegram)
    sent = await messenger.send(asked, part(messenger), private=False)
    telegram.faults.drop("editMessageText", after=True)
    with pytest.raises(SendUnknown):
        await messenger.replace(asked, sent, part(messenger, "Goodbye"))
    await messenger.replace(asked, sent, part(messenger, "Goodbye"))
    (seen,) = telegram.transcript(telegram.person)
    assert (seen.text, seen.edits) == ("Goodbye", ("Hello",))


async def test_what_is_to_be_changed_and_cannot_be_is_said_to_be_gone(
    telegram: FakeTelegram, messenger: TelegramMessenger
) -> None:
    asked = letter(telegram)
    sent = await messenger.send(asked, part(messenger), private=False)
    telegram.faults.refuse("editMessageText", bad("message can't be edited"))
    with pytest.raises(SendGone):
        await messenger.replace(asked, sent, part(messenger, "Goodbye"))
    await messenger.remove(asked, sent)
    await messenger.remove(asked, sent)
    assert telegram.transcript(telegram.person) == []


async def test_a_bot_cannot_look_what_stands_in_a_chat(
    telegram: FakeTelegram, messenger: TelegramMessenger
) -> None:
    with pytest.raises(CannotLook):
        await messenger.find(letter(telegram), 0, private=False)


async def test_text_that_is_refused_as_html_and_as_plain_text_is_refused(
    telegram: FakeTelegram, messenger: TelegramMessenger
) -> None:
    telegram.faults.refuse("sendMessage", unparsable("x"), times=None)
    with pytest.raises(SendRefused):
        await messenger.send(letter(telegram), part(messenger), private=False)
    assert len(telegram.called("sendMessage")) == 2


async def test_typing_is_one_task_for_a_letter_and_ends(
    telegram: FakeTelegram, messenger: TelegramMessenger
) -> None:
    asked = letter(telegram)
    await messenger.working(asked)
    await messenger.working(asked)
    async with asyncio.timeout(5):
        while not telegram.is_typing(telegram.person):  # noqa: ASYNC110 - the fake has no event for it
            await asyncio.sleep(0.005)
    await messenger.settled(asked)
    await messenger.settled(asked)
    assert len(telegram.called("sendChatAction")) == 1
    assert messenger._signs == {}
