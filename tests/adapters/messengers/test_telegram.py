"""What is special to Telegram, end to end: the secret and the offset, commands, groups, presses, retries."""

import asyncio
import logging
import re
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio

from adapters.errors import PlatformUnreachable, SettingInvalid
from adapters.logs import QUIET
from adapters.serving import TELEGRAM_PATH, serve
from adapters.splitting.paragraphs import WRONG_ARTICLE
from adapters.telegram import app, messenger
from adapters.telegram.app import open_telegram, poll, set_webhook
from answers.answerer import Answerer
from answers.types import Answer
from bot import about, sending, wording
from bot.errors import InboxUnavailable
from bot.mail.base import Put
from bot.mail.letters import Deed, Letter
from bot.mail.redis import RedisInbox
from tests.adapters.messengers.apart import APART, Separately
from tests.adapters.messengers.conftest import SECRET, WAYS, more
from tests.adapters.messengers.product import LOOK_EVERY_S, Here, Product, running
from tests.adapters.messengers.talks import TelegramTalk
from tests.adapters.messengers.test_conformance import SEED, assert_is_clinical_reply, only
from tests.fakes import FakeTelegram
from tests.fakes.telegram import Refused, Seen, limits
from tests.fakes.telegram.delivery import SECRET_HEADER, WRONG_SECRETS, Secret
from tests.fakes.telegram.entities import utf16
from tests.fakes.telegram.errors import conflict, flood, unparsable

pytestmark = pytest.mark.asyncio(loop_scope="session")

POLLING, WEBHOOK = "telegram-polling", "telegram-webhook"
OTHER = "How is gout treated?"
VAGUE = "How is osteosarcoma treated?"
FOLLOW_UP = "what about children?"
HARM = "I want to kill myself"
SOON_S = 5.0
WRITTEN_S = 0.1


@asynccontextmanager
async def started(way: str, library: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Here]:
    home = tmp_path_factory.mktemp(way) / "data"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(app, "AWAY_S", LOOK_EVERY_S)
        async with running(library, home, WAYS[way], **more(way)) as product:
            product.telegram.http.secret = SECRET
            yield product
            await stop(product)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def polling(library: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Here]:
    async with started(POLLING, library, tmp_path_factory) as product:
        yield product


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def by_webhook(library: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Here]:
    async with started(WEBHOOK, library, tmp_path_factory) as product:
        yield product


@pytest_asyncio.fixture(loop_scope="session", params=["here", APART])
async def webhook(request: pytest.FixtureRequest, by_webhook: Here, separately: Separately) -> Product:
    return by_webhook if request.param == "here" else await separately.running()


@pytest_asyncio.fixture(loop_scope="session", params=["here", APART])
async def product(
    request: pytest.FixtureRequest, polling: Here, separately: Separately
) -> AsyncIterator[Product]:
    """Here the one that polls, for what is the same by both ways; nothing goes wrong in the next test."""
    product = polling if request.param == "here" else await separately.running()
    yield product
    product.telegram.faults.clear()


@pytest.fixture(params=["polling", "by_webhook"])
def either(request: pytest.FixtureRequest) -> Here:
    product: Here = request.getfixturevalue(request.param)
    return product


@pytest.fixture
def telegram(product: Product) -> FakeTelegram:
    return product.telegram


def talk(product: Product, *, private: bool = True, by_webhook: bool = False) -> TelegramTalk:
    return TelegramTalk(product, private=private, by_webhook=by_webhook)


def seen(talk: TelegramTalk, thread_id: int | None = None) -> list[Seen]:
    """The bot's messages in the conversation's chat."""
    return talk._telegram.transcript(talk.chat, thread_id, bots=True)


async def stop(product: Here) -> None:
    # On Python 3.11 a cancellation is lost that meets redis-py while it writes: let the worker wait for work.
    await asyncio.sleep(WRITTEN_S)
    product.task.cancel()
    _, left = await asyncio.wait({product.task}, timeout=SOON_S)
    assert not left, "the product did not stop"


async def start(product: Here) -> None:
    ready = asyncio.Event()
    roles = WAYS[POLLING]
    product.task = asyncio.create_task(serve(product.settings, roles, say=lambda line: _set(ready, line)))
    async with asyncio.timeout(SOON_S):
        await ready.wait()


def _set(ready: asyncio.Event, line: str) -> None:
    if line == "ready":
        ready.set()


async def until(what: Callable[[], object]) -> None:
    """Look until it is so."""
    async with asyncio.timeout(SOON_S):
        while not what():  # noqa: ASYNC110 - what is looked at has no event
            await asyncio.sleep(LOOK_EVERY_S)


@dataclass
class Door:
    """Stands before a method; whoever comes waits while it is shut."""

    open: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)


@pytest.fixture
def thinking(monkeypatch: pytest.MonkeyPatch) -> Door:
    """Answers take until the door is opened."""
    door, answer = Door(), Answerer.answer

    async def slow(self: Answerer, query: Any) -> Answer:
        door.came.set()
        await door.open.wait()
        return await answer(self, query)

    monkeypatch.setattr(Answerer, "answer", slow)
    return door


@dataclass
class Away:
    """The inbox takes no letter with these words in it, while there are any."""

    words: str = ""
    refused: int = 0


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Away:
    away, put = Away(), RedisInbox.put

    async def sometimes(self: RedisInbox, letter: Letter) -> Put:
        if away.words and away.words in letter.text:
            away.refused += 1
            raise InboxUnavailable("Redis did not answer: TestError")
        return await put(self, letter)

    monkeypatch.setattr(RedisInbox, "put", sometimes)
    return away


def sleeps(monkeypatch: pytest.MonkeyPatch, module: ModuleType, seconds: float) -> list[float]:
    """In `module` a sleep of just so many seconds is over at once, and is counted."""
    counted: list[float] = []

    async def sleep(asked: float) -> None:
        if asked == seconds:
            counted.append(asked)
        await asyncio.sleep(0 if asked == seconds else asked)

    monkeypatch.setattr(module, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": sleep}))
    return counted


# -- the webhook


async def body_status(product: Product, body: Any) -> int | None:
    headers = {"Content-Type": "application/json", SECRET_HEADER: SECRET}
    url = product.url + TELEGRAM_PATH
    return (await product.telegram.hand_over(url, body, headers, SOON_S)).status


async def test_the_webhook_is_set_with_secret_address_and_kinds(webhook: Product) -> None:
    (call,) = webhook.telegram.called("setWebhook")
    assert call.arguments["url"] == webhook.url + TELEGRAM_PATH
    assert call.arguments["secret_token"] == SECRET
    assert set(call.arguments["allowed_updates"]) == {
        *("message", "edited_message", "callback_query", "stopped_message_generation")
    }
    assert not webhook.telegram.called("getUpdates")


@pytest.mark.parametrize("secret", WRONG_SECRETS)
async def test_a_wrong_secret_is_refused_and_nothing_recorded(webhook: Product, secret: Secret) -> None:
    person = talk(webhook)
    said = webhook.telegram.happenings.private(SEED, user=person.person)
    url = webhook.url + TELEGRAM_PATH
    assert (await webhook.telegram.http.deliver(said, url, secret=secret)).status == 401
    await webhook.quiet()
    assert person.heard() == []
    assert (await webhook.telegram.http.deliver(said, url)).status == 200
    await webhook.quiet()
    only(person.heard())


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"null", b'"x"', b"1", b"[" * 200_000])
async def test_a_body_that_is_no_object_is_a_bad_request(webhook: Product, body: bytes) -> None:
    assert await body_status(webhook, body) == 400


async def test_a_body_that_is_too_large_or_of_unknown_size_is_refused(webhook: Product) -> None:
    async def unsized() -> AsyncIterator[bytes]:
        yield b"{}"

    assert await body_status(webhook, b" " * (app.BODY_MAX_BYTES + 1)) == 413
    assert await body_status(webhook, unsized()) == 413


@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"update_id": "x"}', b'{"update_id": 1, "purchase": {}}', b'{"update_id": 2, "message": 3}'],
)
async def test_an_update_of_an_unknown_kind_is_accepted(webhook: Product, body: bytes) -> None:
    assert await body_status(webhook, body) == 200
    await webhook.quiet()


async def test_what_the_webhook_cannot_record_comes_again_and_is_answered_once(
    webhook: Product, away: Away
) -> None:
    person = talk(webhook, by_webhook=True)
    away.words = SEED
    said = webhook.telegram.happenings.private(SEED, user=person.person)
    url = webhook.url + TELEGRAM_PATH
    assert (await webhook.telegram.http.deliver(said, url)).status == 503
    away.words = ""
    await person.tell(said)
    only(person.heard())


async def test_no_log_has_a_message_or_the_token(either: Product, caplog: pytest.LogCaptureFixture) -> None:
    product = either
    for name, least in QUIET.items():
        caplog.set_level(least, logger=name)
    caplog.set_level(logging.DEBUG)
    person, faults = talk(product), product.telegram.faults
    faults.refuse("sendMessage", unparsable("Unsupported start tag"), times=1)
    faults.status("sendChatAction", 502)
    await person.ask(SEED)
    faults.drop("sendMessage", after=True)
    await person.ask(f"{FOLLOW_UP} My name is Anna Kowalska")
    product.telegram.world.chats[person.chat].is_blocked = True
    await person.ask(OTHER)
    assert len(person.heard()) == 3
    logged = caplog.text.lower()
    assert logged
    assert product.telegram.token.split(":")[1] not in logged
    for words in ("osteosarcoma", "kowalska", "gout", "children"):
        assert words not in logged


# -- polling


async def test_the_offset_moves_only_past_what_is_recorded(
    product: Product, telegram: FakeTelegram, away: Away
) -> None:
    one, other = talk(product), talk(product)
    away.words = OTHER
    first = await telegram.push(telegram.happenings.private(SEED, user=one.person))
    second = await telegram.push(telegram.happenings.private(OTHER, user=other.person))
    await telegram.updates.confirmed(first["update_id"])
    await until(lambda: away.refused > 1)
    assert telegram.updates.unconfirmed == [second]
    assert other.heard() == []
    away.words = ""
    await telegram.updates.confirmed(second["update_id"])
    await product.quiet()
    only(one.heard())
    only(other.heard())


async def test_a_restarted_bot_answers_what_was_not_confirmed_and_nothing_else(
    product: Product, telegram: FakeTelegram, away: Away
) -> None:
    one, other, late = talk(product), talk(product), talk(product)
    answered = await one.ask(SEED)
    away.words = OTHER
    await telegram.push(telegram.happenings.private(OTHER, user=other.person))
    await until(lambda: away.refused)
    await stop(product)
    away.words = ""
    # As if the confirmation of what was answered had been lost.
    await telegram.push(answered)
    await telegram.push(telegram.happenings.private(OTHER, user=late.person))
    await start(product)
    for update in telegram.updates.unconfirmed:
        await telegram.updates.confirmed(update["update_id"])
    await product.quiet()
    for each in (one, other, late):
        only(each.heard())


RESTARTED = pytest.mark.in_process("the product is stopped and started")


@RESTARTED
@pytest.mark.parametrize("failures", [0, 2])
async def test_a_webhook_is_removed_at_the_start_and_what_waits_is_answered(
    product: Product, telegram: FakeTelegram, failures: int
) -> None:
    person = talk(product)
    await stop(product)
    await telegram.updates.set_webhook({"url": "http://127.0.0.1:1/former"})
    waits = await telegram.push(telegram.happenings.private(SEED, user=person.person))
    await telegram.updates.settled()
    telegram.faults.status("deleteWebhook", 502, times=failures)
    await start(product)
    async with asyncio.timeout(SOON_S):
        await telegram.updates.confirmed(waits["update_id"])
    await product.quiet()
    assert telegram.updates.webhook_url == ""
    only(person.heard())


@pytest.mark.parametrize("failure", ["conflict", "flood", "status", "drop", "html"])
async def test_polling_goes_on_after_a_failure(
    product: Product, telegram: FakeTelegram, failure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = sleeps(monkeypatch, app, 7.0)
    match failure:
        case "conflict":
            fault = telegram.faults.refuse("getUpdates", conflict("terminated by other getUpdates request"))
        case "flood":
            fault = telegram.faults.refuse("getUpdates", flood(7))
        case "status":
            fault = telegram.faults.status("getUpdates", 502, times=3)
        case "drop":
            fault = telegram.faults.drop("getUpdates", after=True)
        case _:
            fault = telegram.faults.status("getUpdates", 200)
    person = talk(product)
    await person.ask(SEED)
    await person.ask(OTHER)
    assert fault.struck.is_set()
    assert len(person.heard()) == 2
    assert waited == ([7.0] if failure == "flood" else [])


@pytest.mark.parametrize(
    "message",
    [
        {"text": 3},
        {"message_id": "x", "chat": {}, "date": "yesterday"},
        {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "entities": [3]},
    ],
)
async def test_an_update_that_is_not_understood_stops_nothing(
    product: Product, telegram: FakeTelegram, message: dict[str, Any]
) -> None:
    person = talk(product)
    await telegram.push(telegram.happenings.unknown("message", **message))
    await person.ask(SEED)
    only(person.heard())


# -- commands


TITLES = {"start": "Curbside", "help": "How to use Curbside", "sources": "Where answers come from"} | {
    "policy": "Editorial policy",
    "privacy": "Privacy",
}


@pytest.mark.parametrize("name", TITLES)
async def test_a_command_says_what_the_bot_has_to_say(
    product: Product, telegram: FakeTelegram, name: str
) -> None:
    person, group = talk(product), talk(product, private=False)
    await person.tell(telegram.happenings.command(name, user=person.person))
    private = only(person.heard()).text
    assert private.startswith(f"{TITLES[name]}\n")
    assert all(text.split("\n")[0] in private for text in about.ABOUT[Deed(name)])
    said = telegram.happenings.command(name, chat=group.chat, user=group.person, at="curbside_bot")
    await group.tell(said)
    assert only(group.heard()).text == private
    assert only(seen(group)).reply_to == said["message"]["message_id"]


async def test_a_command_that_there_is_not_gets_the_help_where_it_can_only_be_for_the_bot(
    product: Product, telegram: FakeTelegram
) -> None:
    person, group = talk(product), talk(product, private=False)
    await person.tell(telegram.happenings.command("weather", "in Rome", user=person.person))
    assert only(person.heard()).text.startswith(TITLES["help"])
    for at in (None, "other_bot"):
        await group.tell(telegram.happenings.command("weather", chat=group.chat, user=group.person, at=at))
    await group.tell(telegram.happenings.command("help", chat=group.chat, user=group.person, at="other_bot"))
    await person.tell(telegram.happenings.command("help", user=person.person, at="other_bot"))
    assert group.heard() == []
    only(person.heard())


async def test_a_new_conversation_has_no_subject(product: Product, telegram: FakeTelegram) -> None:
    person = talk(product)
    await person.ask(SEED)
    await person.tell(telegram.happenings.command("new", user=person.person))
    await person.ask(FOLLOW_UP)
    _, told, after = person.heard()
    assert told.text == wording.NEW_CONVERSATION
    assert "osteosarcoma" not in after.text.lower()


@RESTARTED
async def test_commands_and_descriptions_are_set_once(product: Product, telegram: FakeTelegram) -> None:
    setters = ("setMyCommands", "setChatMenuButton", "setMyDescription", "setMyShortDescription")
    await stop(product)
    await start(product)
    assert [len(telegram.called(method)) for method in setters] == [1] * len(setters)
    (commands,) = telegram.commands.values()
    assert [each["command"] for each in commands] == ["new", "help", "sources", "policy", "privacy"]
    assert telegram.menu_buttons == {None: {"type": "commands"}}
    assert telegram.about["description", ""] == wording.DESCRIPTION
    assert telegram.about["short_description", ""] == wording.SHORT_DESCRIPTION


async def test_a_bot_that_may_not_describe_itself_answers_all_the_same(
    product: Product, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    await stop(product)
    telegram.faults.refuse("getMyCommands", flood(3600))
    await start(product)
    assert "commands and description not set" in caplog.text
    person = talk(product)
    await person.ask(SEED)
    only(person.heard())


# -- groups and topics


async def test_in_a_group_the_answer_is_a_reply_to_the_message(
    product: Product, telegram: FakeTelegram
) -> None:
    group = talk(product, private=False)
    where = {"chat": group.chat, "user": group.person}
    mentioned = telegram.happenings.mention(SEED, **where)
    await group.tell(mentioned)
    mine = only(seen(group)).message_id
    replied = telegram.happenings.reply(FOLLOW_UP, to=mine, **where)
    commanded = telegram.happenings.command("ask", OTHER, **where)
    named = telegram.happenings.text_mention(OTHER, **where)
    await group.tell(telegram.happenings.group(OTHER, **where))
    asked = [mentioned, replied, commanded, named]
    for update in asked[1:]:
        await group.tell(update)
    assert [each.reply_to for each in seen(group)] == [each["message"]["message_id"] for each in asked]


async def test_each_topic_is_a_conversation_of_its_own(product: Product, telegram: FakeTelegram) -> None:
    group = talk(product, private=False)
    group.chat = telegram.world.add_group("Clinic", is_forum=True)
    one, other = (telegram.world.add_topic(group.chat, name) for name in ("Bones", "Joints"))

    async def ask(text: str, topic: int | None) -> None:
        where: dict[str, Any] = {"chat": group.chat, "user": group.person, "thread_id": topic}
        await group.tell(telegram.happenings.mention(text, **where))

    for topic in (one, None, other):
        await ask(SEED if topic == one else FOLLOW_UP, topic)
    await ask(FOLLOW_UP, one)
    assert [each.thread_id for each in seen(group)] == [one, None, other, one]
    _, general, apart, followed = (each.text for each in seen(group))
    assert "osteosarcoma" not in (general + apart).lower()
    assert "in children?" in followed
    shown = {each.thread_id for each in telegram.actions if each.chat_id == group.chat and each.action}
    assert shown == {one, None, other}


async def test_a_topic_in_private_is_a_conversation_of_its_own(
    product: Product, telegram: FakeTelegram
) -> None:
    person = talk(product)
    topic = telegram.world.add_topic(person.chat, "Chat 2")
    await person.ask(SEED)
    await person.tell(telegram.happenings.private(FOLLOW_UP, user=person.person, thread_id=topic))
    assert "osteosarcoma" not in only(seen(person, topic)).text.lower()


async def test_a_group_that_becomes_a_supergroup_gets_its_answer_there(
    product: Product, telegram: FakeTelegram, thinking: Door
) -> None:
    group = talk(product, private=False)
    group.chat = telegram.world.add_group("Ward", kind="group")
    where = {"chat": group.chat, "user": group.person}
    await telegram.push(telegram.happenings.mention(VAGUE, **where))
    await thinking.came.wait()
    for update in telegram.happenings.migration(group.chat):
        await telegram.push(update)
    thinking.open.set()
    await product.quiet()
    group.chat = telegram.world.chats[group.chat].migrated_to or 0
    offered = only(group.heard())
    assert_is_clinical_reply(offered)
    assert wording.NONE_OF_THESE in offered.buttons
    await group.ask(SEED)
    assert len(group.heard()) == 2


# -- buttons


def told_to_the_press(telegram: FakeTelegram) -> list[str]:
    """What ended the waiting of the last button that was pressed; nothing where it still waits."""
    return list(telegram.presses.values())[-1].answers


async def test_a_press_is_answered_and_opens_the_article(product: Product, telegram: FakeTelegram) -> None:
    group = talk(product, private=False)
    await group.ask(VAGUE)
    offered = only(group.heard())
    await group.press(offered, offered.buttons[0])
    opened = seen(group)[-1]
    assert wording.OPENED in opened.text
    assert opened.reply_to == offered.id
    assert told_to_the_press(telegram) == [""]


async def test_a_press_is_answered_even_where_the_reply_is_faster(
    product: Product, telegram: FakeTelegram
) -> None:
    person = talk(product)
    await person.ask("hello")
    held = telegram.faults.hold("answerCallbackQuery")
    message = only(person.heard()).id
    pressed = telegram.happenings.forged_press("d", chat=person.chat, message=message, user=person.person)
    await telegram.push(pressed)
    await until(lambda: len(person.heard()) == 2)
    await asyncio.sleep(0.05)
    held.release()
    await product.quiet()
    assert told_to_the_press(telegram) == [""]
    assert person.heard()[-1].text == wording.NOTHING_TO_CHOOSE


async def test_a_press_that_is_too_much_does_not_wait_for_an_answer_either(
    library: Path, tmp_path: Path
) -> None:
    limit = {"CURBSIDE_LIMIT_PERSON_MINUTE": 1}
    async with running(library, tmp_path / "data", WAYS[POLLING], **limit) as product:
        person = talk(product)
        await person.ask("hello")
        message = only(person.heard()).id
        where: dict[str, Any] = {"chat": person.chat, "message": message, "user": person.person}
        await person.tell(product.telegram.happenings.forged_press("d", **where))
        assert told_to_the_press(product.telegram) == [app.NOT_NOW]
        await until(lambda: len(person.heard()) == 2)
        assert person.heard()[-1].text.startswith("You have asked more than I answer")
        await stop(product)


@pytest.mark.parametrize("data", ["show:1", "o:", "o:-1", "f:9999999999999999999", "O:1", "dd", "x" * 64])
async def test_a_button_that_is_not_ours_is_told_so_and_does_nothing(
    product: Product, telegram: FakeTelegram, data: str
) -> None:
    person = talk(product)
    await person.ask("hello")
    message = only(person.heard()).id
    where: dict[str, Any] = {"chat": person.chat, "message": message, "user": person.person}
    await person.tell(telegram.happenings.forged_press(data, **where))
    only(person.heard())
    assert told_to_the_press(telegram) == [app.UNKNOWN_BUTTON]


async def test_an_article_that_is_gone_is_said_to_be(product: Product, telegram: FakeTelegram) -> None:
    person = talk(product)
    await person.ask("hello")
    where: dict[str, Any] = {"chat": person.chat, "message": only(person.heard()).id, "user": person.person}
    await person.tell(telegram.happenings.forged_press("f:999999999", **where))
    assert person.heard()[-1].text == wording.GONE
    assert told_to_the_press(telegram) == [""]


async def test_a_press_on_a_message_too_old_to_be_shown_works(
    product: Product, telegram: FakeTelegram
) -> None:
    person = talk(product)
    await person.ask(VAGUE)
    offered = only(person.heard())
    where: dict[str, Any] = {"chat": person.chat, "message": offered.id, "user": person.person}
    await person.tell(telegram.happenings.press(offered.buttons[0], old=True, **where))
    assert wording.OPENED in person.heard()[-1].text
    assert told_to_the_press(telegram) == [""]


async def test_a_press_that_waited_too_long_to_be_answered_is_worked_on(
    product: Product, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = talk(product)
    await person.ask(VAGUE)
    offered = only(person.heard())
    monkeypatch.setattr(telegram, "press_lifetime_s", 0.0)
    telegram.actions.clear()
    await person.press(offered, offered.buttons[0])
    assert wording.OPENED in person.heard()[-1].text
    assert "typing" in [each.action for each in telegram.actions]


# -- typing


async def test_the_bot_types_until_the_answer_is_there(
    product: Product, telegram: FakeTelegram, thinking: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messenger, "TYPING_EVERY_S", LOOK_EVERY_S)
    person = talk(product)

    def typed() -> int:
        return sum(each.chat_id == person.chat for each in telegram.actions if each.action == "typing")

    await telegram.push(telegram.happenings.private(SEED, user=person.person))
    await until(lambda: typed() > 3)
    assert telegram.is_typing(person.chat)
    assert person.heard() == []
    thinking.open.set()
    await product.quiet()
    only(person.heard())
    before = typed()
    await asyncio.sleep(0.05)
    assert typed() == before


async def test_typing_that_is_refused_keeps_nobody_from_an_answer(
    product: Product, telegram: FakeTelegram
) -> None:
    telegram.faults.status("sendChatAction", 500, times=None)
    person = talk(product)
    await person.ask(SEED)
    assert_is_clinical_reply(only(person.heard()))


# -- sending


async def test_html_that_is_refused_is_sent_once_as_plain_text(
    product: Product, telegram: FakeTelegram
) -> None:
    person, plain = talk(product), talk(product)
    await person.ask(VAGUE)
    telegram.faults.refuse(
        "sendMessage", unparsable("x"), times=None, where=lambda asked: asked.get("parse_mode") == "HTML"
    )
    await plain.ask(VAGUE)
    assert [(each.text, each.keyboard) for each in seen(plain)] == [
        (each.text, each.keyboard) for each in seen(person)
    ]
    await plain.ask(SEED)
    telegram.faults.clear()
    await person.ask(SEED)
    lines = zip(person.heard()[-1].text.split("\n"), plain.heard()[-1].text.split("\n"), strict=True)
    assert all(shown.startswith(meant) for meant, shown in lines)
    assert plain.heard()[-1].links == person.heard()[-1].links
    assert not only(plain.heard()[1:]).previews


async def test_a_chat_that_is_flooded_is_waited_for(
    product: Product, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = sleeps(monkeypatch, sending, 7.0)
    person = talk(product)
    telegram.flood(person.chat, 7, method="sendMessage", times=1)
    await person.ask(SEED)
    assert_is_clinical_reply(only(person.heard()))
    assert waited == [7.0]


async def test_who_blocks_the_bot_is_left_alone(product: Product, telegram: FakeTelegram) -> None:
    person, other = talk(product), talk(product)
    telegram.world.chats[person.chat].is_blocked = True
    await person.ask(SEED)
    await other.ask(SEED)
    assert person.heard() == []
    only(other.heard())
    assert len([c for c in telegram.called("sendMessage") if c.arguments["chat_id"] == str(person.chat)]) == 1


async def test_what_may_have_arrived_is_sent_again_under_a_line_that_says_so(
    product: Product, telegram: FakeTelegram
) -> None:
    person = talk(product)
    telegram.faults.drop("sendMessage", after=True)
    await person.ask(VAGUE)
    first, again = person.heard()
    assert again.text.startswith(wording.MAY_BE_REPEAT)
    assert first.text == again.text.removeprefix(wording.MAY_BE_REPEAT).strip()
    assert again.buttons == first.buttons


async def test_nothing_is_sent_or_edited_with_a_preview(product: Product, telegram: FakeTelegram) -> None:
    person = talk(product)
    said = await person.ask(SEED)
    await person.edit(said, OTHER)
    calls = telegram.called("sendMessage") + telegram.called("editMessageText")
    assert telegram.called("editMessageText")
    assert all(call.arguments["link_preview_options"] == {"is_disabled": True} for call in calls)


def lengthened(answer: Answer) -> Answer:
    """Twelve times the article, of which all must be shown but the last statements."""
    assert answer.text is not None
    whole = [
        section.model_copy(
            update={
                "statements": tuple(
                    each.model_copy(update={"text": f"🩺 {each.text} ({number})", "must_show": number < 12})
                    for each in section.statements
                )
            }
        )
        for number in range(13)
        for section in answer.text.sections
    ]
    text = answer.text.model_copy(update={"bottom_line": None, "sections": tuple(whole)})
    return answer.model_copy(update={"text": text})


async def test_a_long_article_is_split_within_the_limit(
    product: Product, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    def longer(method: Any) -> Any:
        async def answer(*asked: Any) -> Answer:
            return lengthened(await method(*asked))

        return answer

    monkeypatch.setattr(Answerer, "answer", longer(Answerer.answer))
    monkeypatch.setattr(Answerer, "open", longer(Answerer.open))
    person = talk(product)
    await person.ask(SEED)
    first = person.heard()
    assert len(first) > 2
    assert [each.buttons for each in first] == [()] * (len(first) - 1) + [("Full article", WRONG_ARTICLE)]
    await person.press(first[-1], "Full article")
    whole = person.heard()[len(first) :]
    assert "(12)" not in "".join(each.text for each in first)
    assert "(12)" in whole[-1].text or "(12)" in whole[-2].text
    for heard in first + whole:
        assert_is_clinical_reply(heard)
        assert utf16(heard.text) <= limits.TEXT_MAX_UTF16
        assert re.search(r"\(\d+/\d+\)", heard.text)


# -- self-harm in a group


async def test_who_never_started_the_bot_gets_one_discreet_line(
    product: Product, telegram: FakeTelegram
) -> None:
    group = talk(product, private=False)
    group.person = telegram.world.add_user("Cleo", knows_bot=False)
    said = await group.ask(HARM)
    line = only(seen(group))
    assert line.reply_to == said["message"]["message_id"]
    assert line.links == (("https://t.me/curbside_bot?start=private",) * 2,)
    assert line.text == f"{wording.IN_PRIVATE} {line.links[0][0]}"
    assert line.previews_disabled
    assert line.buttons == ()


async def test_the_discreet_link_leads_to_the_bot(product: Product, telegram: FakeTelegram) -> None:
    person = talk(product)
    await person.tell(telegram.happenings.command("start", "private", user=person.person))
    assert only(person.heard()).text.startswith(f"{TITLES['start']}\n")


async def test_in_private_who_may_harm_themselves_is_answered_there(product: Product) -> None:
    person = talk(product)
    await person.ask(HARM)
    assert "harm yourself" in only(person.heard()).text


# -- edits and stops


async def test_a_question_that_is_edited_in_hand_is_answered_once_as_it_stands(
    product: Product, telegram: FakeTelegram, thinking: Door
) -> None:
    person = talk(product)
    said = await telegram.push(telegram.happenings.private(SEED, user=person.person))
    await thinking.came.wait()
    edited = await telegram.push(telegram.happenings.edited(said, OTHER))
    await telegram.updates.confirmed(edited["update_id"])
    thinking.open.set()
    await product.quiet()
    answer = only(person.heard())
    assert "gout" in answer.text.lower()
    assert answer.edits == 0


async def test_a_stop_overtakes_the_answer_and_is_confirmed(
    product: Product, telegram: FakeTelegram, thinking: Door
) -> None:
    person = talk(product)
    await telegram.push(telegram.happenings.private(SEED, user=person.person))
    await thinking.came.wait()
    chat = telegram.world.chats[person.chat].told()
    stopped = telegram.happenings.unknown("stopped_message_generation", chat=chat, draft_id=7)
    await telegram.push(stopped)
    await telegram.updates.confirmed(stopped["update_id"])
    thinking.open.set()
    await product.quiet()
    assert only(person.heard()).text == wording.STOPPED


async def test_an_edit_that_changes_nothing_leaves_the_answer(
    product: Product, telegram: FakeTelegram
) -> None:
    person = talk(product)
    said = await person.ask(OTHER)
    await person.edit(said, OTHER)
    answer = only(person.heard())
    assert answer.edits == 0
    assert "message is not modified" in telegram.called("editMessageText")[-1].answer["description"]
    await person.edit(said, SEED)
    assert only(person.heard()).edits == 1


async def test_the_answer_in_a_group_is_edited_too(product: Product) -> None:
    group = talk(product, private=False)
    said = await group.ask(SEED)
    await group.edit(said, VAGUE)
    answer = only(group.heard())
    assert answer.edits == 1
    assert wording.NONE_OF_THESE in answer.buttons
    await group.edit(said, SEED)
    assert only(group.heard()).buttons == (WRONG_ARTICLE,)


async def test_an_edited_question_whose_answer_is_gone_gets_a_new_one(
    product: Product, telegram: FakeTelegram
) -> None:
    person = talk(product)
    said = await person.ask(SEED)
    telegram.world.messages[person.chat, only(person.heard()).id].is_deleted = True
    await person.edit(said, OTHER)
    assert "gout" in only(person.heard()).text.lower()


async def test_a_question_that_is_edited_to_self_harm_is_answered_in_private(product: Product) -> None:
    group = talk(product, private=False)
    said = await group.ask(SEED)
    await group.edit(said, HARM)
    assert group.heard() == []
    assert "harm yourself" in only(group.elsewhere()).text


async def test_an_edit_whose_html_is_refused_is_plain_text(product: Product, telegram: FakeTelegram) -> None:
    person = talk(product)
    said = await person.ask(SEED)
    telegram.faults.refuse("editMessageText", unparsable("x"))
    await person.edit(said, OTHER)
    answer = only(person.heard())
    assert answer.edits == 1
    assert_is_clinical_reply(answer)


# -- the token


@pytest.mark.parametrize("token", ["123456789:wrong", "none"])
async def test_a_wrong_token_is_named_and_not_shown(telegram: FakeTelegram, token: str) -> None:
    with pytest.raises(SettingInvalid, match=r"^TELEGRAM_BOT_TOKEN: ") as refused:
        async with open_telegram(token, telegram.url):
            pass
    assert token not in "".join(traceback.format_exception(refused.value, limit=0))


async def test_a_telegram_that_cannot_be_reached_is_named() -> None:
    with pytest.raises(PlatformUnreachable, match=r"http://127\.0\.0\.1:1:"):
        async with open_telegram("123456789:x", "http://127.0.0.1:1"):
            pass


async def test_a_token_that_is_revoked_ends_the_polling() -> None:
    async with FakeTelegram() as fake, open_telegram(fake.token, fake.url) as telegram:
        fake.faults.refuse("getUpdates", Refused(401, "Unauthorized"))
        with pytest.raises(SettingInvalid, match=r"^TELEGRAM_BOT_TOKEN: "):
            await poll(telegram, app.Receiver(telegram, SimpleNamespace()))  # type: ignore[arg-type]


async def test_an_address_that_telegram_refuses_is_named() -> None:
    async with FakeTelegram() as fake, open_telegram(fake.token, fake.url) as telegram:
        with pytest.raises(SettingInvalid, match=r"^CURBSIDE_PUBLIC_URL: .*https"):
            await set_webhook(telegram.bot, "http://example.org/telegram", SECRET)
        fake.faults.status("setWebhook", 502)
        with pytest.raises(PlatformUnreachable):
            await set_webhook(telegram.bot, "https://example.org/telegram", SECRET)
