"""The real python-telegram-bot against the fake: limits and errors come as the facts' sheet says."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from aiohttp import web
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from tests.fakes.clock import ManualClock
from tests.fakes.telegram import FakeTelegram, limits
from tests.fakes.telegram.delivery import SECRET_HEADER, WRONG_SECRETS, Secret

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """`retry_after` as a number of seconds is deprecated in python-telegram-bot, with a warning."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def telegram(clock: ManualClock) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(clock=clock) as fake:
        yield fake


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=telegram.base_url) as bot:
        yield bot


async def refusal(call: Awaitable[object], kind: type[TelegramError]) -> Any:
    with pytest.raises(TelegramError) as refused:
        await call
    assert type(refused.value) is kind
    return refused.value


async def bad(call: Awaitable[object]) -> str:
    """What a BadRequest says, in lower case: python-telegram-bot capitalizes it."""
    return (await refusal(call, BadRequest)).message.lower()


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def button(text: str = "Show evidence", data: str = "show:1", **more: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data, **more)


# -- the token


async def test_get_me_says_who_the_bot_is(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.has_topics_enabled = True
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (telegram.world.bot.id, "curbside_bot", True)
    assert (me.can_read_all_group_messages, me.has_topics_enabled) == (False, True)


@pytest.mark.parametrize(
    ("token", "status"), [("123456789:another-token", 401), ("no-token", 404)], ids=["wrong", "none"]
)
async def test_a_wrong_token_is_401_and_what_is_no_token_404(
    telegram: FakeTelegram, token: str, status: int
) -> None:
    with pytest.raises(InvalidToken, match="rejected by the server"):
        await Bot(token, base_url=telegram.base_url).__aenter__()
    (asked,) = telegram.calls
    assert (asked.method, asked.answer["error_code"]) == ("getMe", status)


async def test_an_unknown_method_is_404(telegram: FakeTelegram, bot: Bot) -> None:
    asked: Json = {"chat_id": telegram.person, "rich_message": {"markdown": "# x"}}
    await refusal(bot.do_api_request("sendRichMessage", api_kwargs=asked), EndPointNotFound)


# -- getUpdates


async def ids(bot: Bot, **asked: Any) -> list[int]:
    return [each.update_id for each in await bot.get_updates(**asked)]


async def test_updates_repeat_until_an_offset_beyond_them_confirms(telegram: FakeTelegram, bot: Bot) -> None:
    pushed = [await telegram.push(telegram.happenings.private(f"Question {number}")) for number in range(3)]
    first, second, third = (each["update_id"] for each in pushed)
    assert (second, third) == (first + 1, first + 2)
    assert await ids(bot) == await ids(bot) == [first, second, third]
    assert await ids(bot, limit=2) == [first, second]
    assert await ids(bot, offset=second) == [second, third]
    assert await ids(bot) == [second, third]
    await telegram.updates.confirmed(first)
    assert await ids(bot, offset=third + 1) == []
    assert telegram.updates.unconfirmed == []


async def test_a_negative_offset_keeps_the_last(telegram: FakeTelegram, bot: Bot) -> None:
    asked = [telegram.happenings.private("x") for _ in range(3)]
    for each in reversed(asked):
        await telegram.push(each)
    assert await ids(bot, offset=-1) == [asked[-1]["update_id"]]
    assert telegram.updates.unconfirmed == [asked[-1]]


async def test_one_answer_has_a_hundred_updates_at_most(telegram: FakeTelegram, bot: Bot) -> None:
    for _ in range(limits.UPDATES_MAX + 1):
        await telegram.push(telegram.happenings.private("x"))
    assert len(await bot.get_updates()) == limits.UPDATES_MAX
    assert len(await bot.get_updates(limit=1_000)) == limits.UPDATES_MAX


async def test_updates_are_kept_for_a_day(telegram: FakeTelegram, bot: Bot, clock: ManualClock) -> None:
    await telegram.push(telegram.happenings.private("old"))
    clock.advance(limits.UPDATE_LIFETIME_S - 1)
    young = await telegram.push(telegram.happenings.private("young"))
    assert len(await bot.get_updates()) == 2
    clock.advance(1)
    assert (await bot.get_webhook_info()).pending_update_count == 1
    assert await ids(bot) == [young["update_id"]]


async def test_a_long_poll_ends_with_the_first_update_and_a_short_one_at_once(
    telegram: FakeTelegram, bot: Bot
) -> None:
    assert await bot.get_updates(timeout=0) == ()
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.updates.polled()
    assert not polling.done()
    asked = await telegram.push(telegram.happenings.private("Question"))
    (update,) = await polling
    assert update.update_id == asked["update_id"]
    assert update.message is not None
    assert (update.message.text, update.message.chat.id) == ("Question", telegram.person)


async def test_a_second_poller_ends_the_first_with_a_409(telegram: FakeTelegram, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.updates.polled()
    async with Bot(telegram.token, base_url=telegram.base_url) as other:
        assert await other.get_updates() == ()
    refused = await refusal(polling, Conflict)
    assert "terminated by other getUpdates request" in refused.message


async def test_polling_and_a_webhook_exclude_each_other(
    telegram: FakeTelegram, bot: Bot, receiver: "Receiver"
) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.updates.polled()
    await bot.set_webhook(receiver.url)
    refused = await refusal(polling, Conflict)
    assert refused.message == "Conflict: terminated by setWebhook request"
    refused = await refusal(bot.get_updates(), Conflict)
    assert "can't use getUpdates method while webhook is active" in refused.message
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_only_updates_that_the_bot_allows_are_sent(telegram: FakeTelegram, bot: Bot) -> None:
    asked = telegram.happenings.private("Question")
    message_id = asked["message"]["message_id"]

    def reacted() -> Json:
        return telegram.happenings.reacted("👍", chat=telegram.person, message=message_id)

    await telegram.push(reacted())
    assert await bot.get_updates() == ()
    wanted = ["message_reaction", "stopped_message_generation"]
    assert await bot.get_updates(allowed_updates=wanted) == ()
    await telegram.push(asked)
    reaction = await telegram.push(reacted())
    unknown = await telegram.push(telegram.happenings.unknown("stopped_message_generation", draft_id=7))
    came = await bot.get_updates()
    assert [each.update_id for each in came] == [reaction["update_id"], unknown["update_id"]]
    assert came[1].api_kwargs["stopped_message_generation"] == {"draft_id": 7}
    assert await bot.get_updates(offset=came[1].update_id + 1, allowed_updates=[]) == ()
    await telegram.push(reacted())
    await telegram.push(asked)
    assert await ids(bot) == [asked["update_id"]]


# -- the webhook


class Receiver:
    """An endpoint that keeps what came, and answers while it is `open`: `statuses`, then 200."""

    def __init__(self) -> None:
        self.came: list[tuple[Json, str | None]] = []
        self.statuses: list[int] = []
        self.open = asyncio.Event()
        self.open.set()
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        assert request.content_type == "application/json"
        self.came.append((await request.json(), request.headers.get(SECRET_HEADER)))
        await self.open.wait()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/telegram", receiver.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    yield receiver
    await runner.cleanup()


async def test_a_webhook_gets_what_waited_and_what_comes_with_its_secret(
    telegram: FakeTelegram, bot: Bot, receiver: Receiver
) -> None:
    waited = await telegram.push(telegram.happenings.private("before"))
    assert await bot.set_webhook(receiver.url, secret_token="its-secret_1")
    await telegram.updates.settled()
    came = await telegram.push(telegram.happenings.private("after"))
    await telegram.updates.confirmed(came["update_id"])
    assert receiver.came == [(waited, "its-secret_1"), (came, "its-secret_1")]
    assert telegram.updates.unconfirmed == []
    await bot.set_webhook(receiver.url)
    await telegram.push(waited)
    await telegram.updates.settled()
    assert receiver.came[-1] == (waited, None)


async def test_a_webhook_gets_an_update_again_after_a_5xx(
    telegram: FakeTelegram, bot: Bot, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.statuses = [503, 500]
    await bot.set_webhook(receiver.url, secret_token=telegram.secret)
    asked = await telegram.push(telegram.happenings.private("Question"))
    await telegram.updates.settled()
    assert receiver.came == [(asked, telegram.secret)] * 3
    assert [(number, each.status) for number, each in telegram.updates.deliveries] == [
        (asked["update_id"], status) for status in (503, 500, 200)
    ]
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (receiver.url, 0)
    assert info.last_error_message == "Wrong response from the webhook: 500"
    assert info.last_error_date is not None
    assert info.last_error_date.timestamp() == clock()


async def test_what_a_webhook_never_takes_is_given_up_and_waits(
    telegram: FakeTelegram, bot: Bot, receiver: Receiver
) -> None:
    receiver.statuses = [500] * limits.WEBHOOK_ATTEMPTS_MAX
    await bot.set_webhook(receiver.url)
    asked = await telegram.push(telegram.happenings.private("Question"))
    await telegram.updates.settled()
    assert len(receiver.came) == limits.WEBHOOK_ATTEMPTS_MAX
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook()
    assert await ids(bot) == [asked["update_id"]]
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_a_webhook_that_is_set_again_gets_no_second_copy(
    telegram: FakeTelegram, bot: Bot, receiver: Receiver
) -> None:
    receiver.open.clear()
    await bot.set_webhook(receiver.url)
    asked = await telegram.push(telegram.happenings.private("Question"))
    await bot.set_webhook(receiver.url)
    receiver.open.set()
    await telegram.updates.settled()
    assert [update for update, _ in receiver.came] == [asked]


@pytest.mark.parametrize(
    ("url", "secret", "said"),
    [
        ("http://example.org/hook", "x", "an https url must be provided"),
        ("https://example.org:8080/hook", "x", "only on ports 80, 88, 443 or 8443"),
        ("https://example.org/hook", "no spaces", "secret token contains unallowed characters"),
        ("https://example.org/hook", "x" * 257, "secret token contains unallowed characters"),
    ],
)
async def test_a_webhook_has_rules(bot: Bot, url: str, secret: str, said: str) -> None:
    assert said in await bad(bot.set_webhook(url, secret_token=secret))
    assert (await bot.get_webhook_info()).url == ""


async def test_deliveries_can_be_wrong_doubled_and_out_of_order(
    telegram: FakeTelegram, receiver: Receiver
) -> None:
    asked = [telegram.happenings.private(f"Question {number}") for number in range(2)]
    for secret in WRONG_SECRETS:
        await telegram.http.deliver(asked[0], receiver.url, secret=secret)
    given = [secret for _, secret in receiver.came]
    assert telegram.secret not in given
    assert given[:3] == [each.value for each in WRONG_SECRETS[:3]]
    receiver.came.clear()
    await telegram.http.deliver_copies(asked[0], receiver.url, 3)
    await telegram.http.deliver_in_turn(asked, receiver.url, backwards=True)
    assert receiver.came == [(each, telegram.secret) for each in [asked[0]] * 3 + asked[::-1]]
    receiver.statuses = [502]
    attempts = await telegram.http.deliver_with_retries(asked[0], receiver.url)
    assert [each.status for each in attempts] == [502, 200]
    closed = await telegram.http.deliver(asked[0], "http://127.0.0.1:1/", secret=Secret("x"))
    assert (closed.status, closed.failure) == (None, "connection_failed")


# -- text


async def test_a_message_is_seen_as_a_person_reads_it(telegram: FakeTelegram, bot: Bot) -> None:
    asked = telegram.happenings.private("What treats gout?")
    sent = await bot.send_message(
        telegram.person,
        "  <b>Gout</b> &lt; 5, see <a href='https://example.org/?a=1&amp;b=2&copy=3'>source 1</a> \n",
        parse_mode="HTML",
        reply_parameters=ReplyParameters(asked["message"]["message_id"]),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=keyboard(
            [button(), InlineKeyboardButton("Open", url="https://example.org")], [button("No", "n")]
        ),
    )
    (seen,) = telegram.transcript(telegram.person, bots=True)
    assert seen.message_id == sent.message_id
    assert seen.text == sent.text == "Gout < 5, see source 1"
    assert seen.links == (("source 1", "https://example.org/?a=1&b=2&copy=3"),)
    assert [(each.text, each.data, each.url) for each in seen.buttons] == [
        ("Show evidence", "show:1", None),
        ("Open", None, "https://example.org"),
        ("No", "n", None),
    ]
    assert [len(row) for row in seen.keyboard] == [2, 1]
    assert (seen.previews_disabled, seen.reply_to) == (True, asked["message"]["message_id"])
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "What treats gout?"
    assert [each.text for each in telegram.transcript()] == ["What treats gout?", seen.text]


async def test_4_096_utf_16_units_count_after_the_entities_are_parsed(
    telegram: FakeTelegram, bot: Bot
) -> None:
    longest = "😀" * (limits.TEXT_MAX_UTF16 // 2)
    assert await bad(bot.send_message(telegram.person, longest + "x")) == "message is too long"
    assert telegram.transcript() == []
    await bot.send_message(telegram.person, f"<b>{longest[:-1]}&lt;&amp;</b>", parse_mode="HTML")
    assert telegram.transcript()[0].text == longest[:-1] + "<&"
    message_id = telegram.transcript()[0].message_id
    edited = bot.edit_message_text(longest + "x", telegram.person, message_id)
    assert await bad(edited) == "message is too long"
    await bot.edit_message_text(longest, telegram.person, message_id)


@pytest.mark.parametrize(("text", "mode"), [("", None), (" \n ", None), ("<b> </b>", "HTML")])
async def test_an_empty_text_is_refused(
    telegram: FakeTelegram, bot: Bot, text: str, mode: str | None
) -> None:
    said = await bad(bot.send_message(telegram.person, text, parse_mode=mode))
    assert said == "message text is empty"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("ä <h1>x</h1>", 'unsupported start tag "h1" at byte offset 3'),
        ("2 < 3", "unclosed start tag at byte offset 2"),
        ("<b>x", 'can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "unexpected end tag at byte offset 1"),
        (
            "<b><i>x</b></i>",
            'unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<span>x</span>", 'tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_html_that_is_wrong_is_not_parsed(
    telegram: FakeTelegram, bot: Bot, source: str, said: str
) -> None:
    refused = await bad(bot.send_message(telegram.person, source, parse_mode="HTML"))
    assert refused == f"can't parse entities: {said}"
    await bot.send_message(telegram.person, source)
    assert telegram.transcript()[0].text == source


async def test_html_becomes_entities(telegram: FakeTelegram, bot: Bot) -> None:
    source = (
        "😀<b>a<i>b</i></b><tg-spoiler>c</tg-spoiler><code>/d @some_one</code>"
        '<pre><code class="language-py">e</code></pre><blockquote expandable>f</blockquote>'
        '<a href="https://example.org/?q=a>b">g</a><a href="nowhere">h</a>'
    )
    sent = await bot.send_message(telegram.person, source, parse_mode="HTML")
    assert {(str(each.type), text) for each, text in sent.parse_entities().items()} == {
        ("bold", "ab"),
        ("italic", "b"),
        ("spoiler", "c"),
        ("code", "/d @some_one"),
        ("pre", "e"),
        ("expandable_blockquote", "f"),
        ("text_link", "g"),
    }
    (link,) = sent.parse_entities([MessageEntity.TEXT_LINK])
    assert (link.offset, link.url) == (19, "https://example.org/?q=a>b")
    (code,) = sent.parse_entities([MessageEntity.PRE])
    assert code.language == "py"
    assert telegram.pings == []


async def test_given_entities_lie_in_the_text_and_have_a_type(telegram: FakeTelegram, bot: Bot) -> None:
    async def send(kind: str, length: int) -> Message:
        return await bot.send_message(telegram.person, "😀bold", entities=[MessageEntity(kind, 2, length)])

    assert (await send("bold", 4)).parse_entities() == {MessageEntity("bold", 2, 4): "bold"}
    assert "out of the text" in await bad(send("bold", 5))
    assert "wrong offset or length" in await bad(send("bold", 0))
    assert await bad(send("shiny", 1)) == "can't parse messageentity: unsupported type specified"


async def test_entities_beyond_a_hundred_are_dropped_without_a_word(telegram: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(telegram.person, "<b>x</b> " * 101, parse_mode="HTML")
    assert len(sent.entities) == limits.ENTITIES_MAX
    assert len(telegram.transcript()[0].text) == 2 * 101 - 1


async def test_a_reply_needs_its_message_unless_it_is_allowed_without(
    telegram: FakeTelegram, bot: Bot
) -> None:
    lost = bot.send_message(telegram.person, "x", reply_parameters=ReplyParameters(99))
    assert await bad(lost) == "message to be replied not found"
    lenient = ReplyParameters(99, allow_sending_without_reply=True)
    await bot.send_message(telegram.person, "x", reply_parameters=lenient)
    assert telegram.transcript()[0].reply_to is None


# -- whom a message calls


@pytest.mark.parametrize(
    ("text", "mode", "who"),
    [
        ("Ask @anna_test, please", None, "@anna_test"),
        ("<b>@anna_test</b>", "HTML", "@anna_test"),
        ('<a href="tg://user?id=7000000002">Ben</a>', "HTML", "7000000002"),
    ],
)
async def test_a_name_in_a_group_calls(
    telegram: FakeTelegram, bot: Bot, text: str, mode: str | None, who: str
) -> None:
    sent = await bot.send_message(telegram.group, text, parse_mode=mode)
    assert [(each.chat_id, each.message_id, each.who) for each in telegram.pings] == [
        (telegram.group, sent.message_id, who)
    ]
    await bot.edit_message_text("x", telegram.group, sent.message_id)
    assert len(telegram.pings) == 1
    await bot.edit_message_text(text, telegram.group, sent.message_id, parse_mode=mode)
    assert len(telegram.pings) == 2


@pytest.mark.parametrize(
    "text",
    ["someone@example.org", "<code>@anna_test</code>", "https://example.org/@anna_test", "@ anna_test"],
)
async def test_other_signs_call_nobody(telegram: FakeTelegram, bot: Bot, text: str) -> None:
    await bot.send_message(telegram.group, text, parse_mode="HTML")
    assert telegram.pings == []


# -- chats


async def test_chats_that_are_closed_to_the_bot(telegram: FakeTelegram, bot: Bot) -> None:
    assert await bad(bot.send_message(1, "x")) == "chat not found"
    stranger = telegram.world.add_user("Carla", knows_bot=False)
    assert await bad(bot.send_message(stranger, "x")) == "chat not found"
    blocked = await telegram.push(telegram.happenings.blocked())
    for call in (bot.send_message(telegram.person, "x"), bot.send_chat_action(telegram.person, "typing")):
        refused = await refusal(call, Forbidden)
        assert refused.message == "Forbidden: bot was blocked by the user"
    (told,) = await bot.get_updates()
    assert told.update_id == blocked["update_id"]
    assert told.my_chat_member is not None
    assert told.my_chat_member.new_chat_member.status == "kicked"
    telegram.happenings.unblocked()
    await bot.send_message(telegram.person, "x")
    telegram.happenings.removed()
    refused = await refusal(bot.send_message(telegram.group, "x"), Forbidden)
    assert refused.message == "Forbidden: bot was kicked from the supergroup chat"


async def test_a_group_that_became_a_supergroup_says_its_new_id(telegram: FakeTelegram, bot: Bot) -> None:
    group = telegram.world.add_group("Old", kind="group")
    await bot.send_message(group, "x")
    for update in telegram.happenings.migration(group):
        await telegram.push(update)
    migrated = await refusal(bot.send_message(group, "x"), ChatMigrated)
    await bot.send_message(migrated.new_chat_id, "x")
    left, came = [each.message for each in await bot.get_updates()]
    assert left is not None
    assert came is not None
    assert (left.chat.id, left.migrate_to_chat_id) == (group, migrated.new_chat_id)
    assert (came.chat.id, came.migrate_from_chat_id) == (migrated.new_chat_id, group)


async def test_topics_have_ids_and_the_general_one_has_none(telegram: FakeTelegram, bot: Bot) -> None:
    topic = telegram.world.add_topic(telegram.forum, "Gout")
    asked = Update.de_json(
        telegram.happenings.mention("Question", chat=telegram.forum, thread_id=topic), bot
    ).message
    assert asked is not None
    assert (asked.message_thread_id, asked.is_topic_message, asked.chat.is_forum) == (topic, True, True)
    sent = await bot.send_message(telegram.forum, "Answer", message_thread_id=topic)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic, True)
    general = await bot.send_message(telegram.forum, "Answer")
    assert (general.message_thread_id, general.is_topic_message) == (None, None)
    assert [each.text for each in telegram.transcript(telegram.forum, topic, bots=True)] == ["Answer"]
    for thread_id in (1, topic + 99):
        refused = bot.send_message(telegram.forum, "x", message_thread_id=thread_id)
        assert await bad(refused) == "message thread not found"
    await bot.send_chat_action(telegram.forum, "typing", message_thread_id=1)
    private = telegram.world.add_topic(telegram.person, "Chat 1")
    sent = await bot.send_message(telegram.person, "Answer", message_thread_id=private)
    assert (sent.message_thread_id, sent.is_topic_message) == (private, True)


async def test_the_thread_of_a_reply_without_topics_is_none_to_send_to(
    telegram: FakeTelegram, bot: Bot
) -> None:
    first = telegram.happenings.mention("Question")["message"]["message_id"]
    second = telegram.happenings.reply("more", to=first, chat=telegram.group)["message"]["message_id"]
    told = telegram.happenings.reply("and?", to=second, chat=telegram.group, user=telegram.other_person)
    asked = Update.de_json(told, bot).message
    assert asked is not None
    assert (asked.message_thread_id, asked.is_topic_message) == (first, None)
    refused = bot.send_message(telegram.group, "x", message_thread_id=first)
    assert await bad(refused) == "message thread not found"


# -- edits, deletions, reactions


async def test_an_edit_keeps_the_former_text_and_takes_the_keyboard(telegram: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(telegram.person, "searching", reply_markup=keyboard([button()]))
    where: Json = {"chat_id": telegram.person, "message_id": sent.message_id}
    edited = await bot.edit_message_text("<i>done</i>", parse_mode="HTML", **where)
    assert isinstance(edited, Message)
    assert edited.edit_date is not None
    (seen,) = telegram.transcript()
    assert (seen.text, seen.edits, seen.buttons) == ("done", ("searching",), ())
    same = bot.edit_message_text(" <i>done</i>", parse_mode="HTML", **where)
    assert (await bad(same)).startswith("message is not modified: ")
    await bot.edit_message_reply_markup(reply_markup=keyboard([button("Again")]), **where)
    assert [each.text for each in telegram.transcript()[0].buttons] == ["Again"]
    assert telegram.transcript()[0].entities == seen.entities


async def test_only_own_messages_can_be_edited(telegram: FakeTelegram, bot: Bot) -> None:
    asked = telegram.happenings.private("Question")["message"]["message_id"]
    assert await bad(bot.edit_message_text("x", telegram.person, asked)) == "message can't be edited"
    assert await bad(bot.edit_message_text("x", telegram.person, 99)) == "message to edit not found"


async def test_a_deleted_message_is_out_of_sight(telegram: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(telegram.person, "x")
    assert await bot.delete_message(telegram.person, sent.message_id)
    assert telegram.transcript() == []
    assert [each.is_deleted for each in telegram.transcript(deleted=True)] == [True]
    gone = bot.delete_message(telegram.person, sent.message_id)
    assert await bad(gone) == "message to delete not found"
    asked = telegram.happenings.mention("Question")["message"]["message_id"]
    assert await bad(bot.delete_message(telegram.group, asked)) == "message can't be deleted"


async def test_a_bot_has_one_of_the_fixed_reactions(telegram: FakeTelegram, bot: Bot) -> None:
    asked = telegram.happenings.private("Question")["message"]["message_id"]
    await bot.set_message_reaction(telegram.person, asked, "👀")
    assert telegram.transcript()[0].reactions == ("👀",)
    assert await bad(bot.set_message_reaction(telegram.person, asked, "✅")) == "reaction_invalid"
    assert await bad(bot.set_message_reaction(telegram.person, asked, ["👀", "👍"])) == "reactions_too_many"
    await bot.set_message_reaction(telegram.person, asked, [])
    assert telegram.transcript()[0].reactions == ()


# -- keyboards and presses


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([[button(data="ä" * 32 + "x")]], "button_data_invalid"),
        ([[button()] * 9], "reply markup is too long"),
        ([[button()]] * 101, "reply markup is too long"),
        ([[button(" ")]], "inline keyboard button text must be non-empty"),
        ([[InlineKeyboardButton("x")]], "text buttons are unallowed in the inline keyboard"),
        ([[button(api_kwargs={"style": "shiny"})]], "inline keyboard button style is invalid"),
        (
            [[InlineKeyboardButton("x", url="http://localhost/x")]],
            "inline keyboard button url 'http://localhost/x' is invalid: wrong http url",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_a_keyboard_has_limits(
    telegram: FakeTelegram, bot: Bot, rows: list[list[InlineKeyboardButton]], said: str
) -> None:
    assert await bad(bot.send_message(telegram.person, "x", reply_markup=keyboard(*rows))) == said
    assert telegram.transcript() == []


async def test_keyboards_at_their_limits_pass(telegram: FakeTelegram, bot: Bot) -> None:
    full = [[button(data="ä" * 32, api_kwargs={"style": "success"})] * 8] * 12 + [[button(data="x")] * 4]
    await bot.send_message(telegram.person, "x", reply_markup=keyboard(*full))
    await bot.send_message(telegram.person, "x", reply_markup=ReplyKeyboardRemove())
    assert [len(each.buttons) for each in telegram.transcript()] == [100, 0]


async def test_a_press_is_answered_once(telegram: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(telegram.group, "x", reply_markup=keyboard([button()]))
    at: Json = {"chat": telegram.group, "message": sent.message_id}
    pressed = telegram.happenings.press("Show evidence", user=telegram.other_person, **at)
    query = Update.de_json(pressed, bot).callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("show:1", telegram.other_person)
    assert isinstance(query.message, Message)
    assert query.message.message_id == sent.message_id
    (press,) = telegram.waiting_presses()
    assert await bad(query.answer("x" * 201)) == "message_too_long"
    await query.answer("Here", show_alert=True)
    assert (press.answers, press.alert, telegram.waiting_presses()) == (["Here"], True, [])
    assert "query is too old" in await bad(query.answer())
    with pytest.raises(AssertionError, match="there are"):
        telegram.happenings.press("Maybe", **at)


async def test_a_press_can_be_too_late_and_its_message_too_old(
    telegram: FakeTelegram, bot: Bot, clock: ManualClock
) -> None:
    sent = await bot.send_message(telegram.person, "x", reply_markup=keyboard([button()]))
    pressed = telegram.happenings.press("show:1", message=sent.message_id, old=True)
    query = Update.de_json(pressed, bot).callback_query
    assert query is not None
    assert query.message is not None
    assert not query.message.is_accessible
    clock.advance(telegram.press_lifetime_s)
    said = await bad(query.answer())
    assert said == "query is too old and response timeout expired or query id is invalid"
    forged = telegram.happenings.forged_press("show:666", message=sent.message_id)
    assert forged["callback_query"]["data"] == "show:666"


# -- what does not stay


async def test_typing_shows_for_five_seconds_or_until_a_message(
    telegram: FakeTelegram, bot: Bot, clock: ManualClock
) -> None:
    await bot.send_chat_action(telegram.person, "typing")
    clock.advance(4.9)
    assert telegram.is_typing()
    assert not telegram.is_typing(telegram.group)
    clock.advance(0.1)
    assert not telegram.is_typing()
    await bot.send_chat_action(telegram.person, "typing")
    assert telegram.is_typing()
    await bot.send_message(telegram.person, "Answer")
    assert not telegram.is_typing()
    wrong = bot.send_chat_action(telegram.person, "thinking")
    assert await bad(wrong) == "wrong parameter action in request"
    channel = telegram.world.add_group("News", kind="channel")
    assert "channel" in await bad(bot.send_chat_action(channel, "typing"))


async def test_a_draft_shows_until_the_message_or_for_thirty_seconds(
    telegram: FakeTelegram, bot: Bot, clock: ManualClock
) -> None:
    await bot.send_message_draft(telegram.person, 7, "", api_kwargs={"can_stop": True})
    assert telegram.draft() == ""
    clock.advance(29)
    await bot.send_message_draft(telegram.person, 7, "<b>Go</b>", parse_mode="HTML")
    clock.advance(29)
    assert telegram.draft() == "Go"
    clock.advance(1)
    assert telegram.draft() is None
    await bot.send_message_draft(telegram.person, 7, "Gout", api_kwargs={"can_stop": True})
    stopped = telegram.happenings.stopped(7)["stopped_message_generation"]
    assert (stopped["chat"]["id"], stopped["draft_id"], telegram.draft()) == (telegram.person, 7, None)
    await bot.send_message_draft(telegram.person, 8, "Gout")
    await bot.send_message(telegram.person, "Gout is")
    assert telegram.draft() is None
    assert [each.texts for each in telegram.draft_history] == [["", "Go", "Gout"], ["Gout"]]
    assert [each.text for each in telegram.transcript()] == ["Gout is"]
    assert await bad(bot.send_message_draft(telegram.group, 9, "x")) == "textdraft_peer_invalid"
    assert await bad(bot.send_message_draft(telegram.person, 0, "x")) == "textdraft_random_id_invalid"
    assert await bad(bot.send_message_draft(telegram.person, 9, "x" * 4_097)) == "message is too long"


# -- what the bot says of itself


async def test_commands_are_set_by_scope_and_language(telegram: FakeTelegram, bot: Bot) -> None:
    group = BotCommandScopeChat(telegram.group)
    await bot.set_my_commands([("help", "What I can do")])
    await bot.set_my_commands([("hilfe", "Was ich kann")], language_code="de")
    await bot.set_my_commands([("forget", "Delete my data")], scope=group)
    assert await bot.get_my_commands() == (BotCommand("help", "What I can do"),)
    assert await bot.get_my_commands(language_code="de") == (BotCommand("hilfe", "Was ich kann"),)
    assert await bot.get_my_commands(scope=group) == (BotCommand("forget", "Delete my data"),)
    await bot.delete_my_commands(scope=group)
    assert await bot.get_my_commands(scope=group) == ()


@pytest.mark.parametrize(
    ("commands", "said"),
    [
        ([("Help", "x")], "bot_command_invalid"),
        ([("x" * 33, "x")], "bot_command_invalid"),
        ([("help", "")], "bot_command_description_invalid"),
        ([("help", "x" * 257)], "bot_command_description_invalid"),
        ([(f"c{number}", "x") for number in range(101)], "bot_commands_too_much"),
    ],
)
async def test_commands_have_limits(bot: Bot, commands: list[tuple[str, str]], said: str) -> None:
    assert await bad(bot.set_my_commands(commands)) == said
    assert await bot.get_my_commands() == ()


async def test_descriptions_have_a_length_and_a_language(telegram: FakeTelegram, bot: Bot) -> None:
    await bot.set_my_description("x" * 512)
    await bot.set_my_short_description("Fragen", language_code="de")
    assert (await bot.get_my_description()).description == "x" * 512
    assert (await bot.get_my_short_description("de")).short_description == "Fragen"
    assert (await bot.get_my_short_description()).short_description == ""
    for call in (
        bot.set_my_name("x" * 65),
        bot.set_my_description("x" * 513),
        bot.set_my_short_description("x" * 121),
    ):
        assert "is too long" in await bad(call)


# -- rates, and what goes wrong on the way


async def test_a_flood_is_a_429_with_retry_after(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.flood(telegram.person, 7)
    await bot.send_message(telegram.group, "x")
    refused = await refusal(bot.send_message(telegram.person, "x"), RetryAfter)
    assert refused.retry_after.total_seconds() == 7
    assert telegram.calls[-1].answer["description"] == "Too Many Requests: retry after 7"
    await bot.send_message(telegram.person, "y")
    assert [each.text for each in telegram.transcript(telegram.person)] == ["y"]


async def test_documented_rates_can_be_turned_on(
    telegram: FakeTelegram, bot: Bot, clock: ManualClock
) -> None:
    telegram.rates.update(limits.DOCUMENTED_RATES)
    sent = await bot.send_message(telegram.person, "x")
    edited = bot.edit_message_text("y", telegram.person, sent.message_id)
    assert (await refusal(edited, RetryAfter)).retry_after.total_seconds() == 1
    await bot.send_chat_action(telegram.person, "typing")
    clock.advance(1)
    await bot.edit_message_text("y", telegram.person, sent.message_id)
    for _ in range(20):
        await bot.send_message(telegram.group, "x")
    clock.advance(20)
    refused = await refusal(bot.send_message(telegram.group, "x"), RetryAfter)
    assert refused.retry_after.total_seconds() == 40
    clock.advance(40)
    await bot.send_message(telegram.group, "x")


async def test_a_status_and_a_lost_answer_are_network_errors(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.faults.status("sendMessage", 502)
    telegram.faults.drop("sendMessage")
    telegram.faults.drop("sendMessage", after=True)
    for posted in (0, 0, 1):
        await refusal(bot.send_message(telegram.person, "x"), NetworkError)
        assert len(telegram.transcript()) == posted
    await bot.send_message(telegram.person, "x")
    assert len(telegram.transcript()) == 2


async def test_a_held_call_goes_on_or_is_given_up(telegram: FakeTelegram, bot: Bot) -> None:
    held = telegram.faults.hold("sendMessage", where=lambda asked: asked["text"] == "held")
    sending = asyncio.create_task(bot.send_message(telegram.person, "held"))
    await held.struck.wait()
    await bot.send_message(telegram.person, "passes")
    assert not sending.done()
    held.release()
    await sending
    assert [each.text for each in telegram.transcript()] == ["passes", "held"]
    lost = telegram.faults.hold("sendMessage", after=True)
    sending = asyncio.create_task(bot.send_message(telegram.person, "sent, but nobody knows"))
    await lost.struck.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert telegram.transcript()[-1].text == "sent, but nobody knows"


# -- the shapes of updates


async def test_commands_and_mentions_have_their_entities(telegram: FakeTelegram, bot: Bot) -> None:
    def entities(update: Json) -> list[tuple[str, str]]:
        message = Update.de_json(update, bot).message
        assert message is not None
        return [(str(each.type), text) for each, text in message.parse_entities().items()]

    happenings = telegram.happenings
    addressed = happenings.command("ask", "gout", chat=telegram.group, at="curbside_bot")
    assert entities(addressed) == [("bot_command", "/ask@curbside_bot")]
    assert entities(happenings.group("😀 @Curbside_bot, gout?")) == [("mention", "@Curbside_bot")]
    assert entities(happenings.text_mention("gout?")) == [("text_mention", "Curbside")]


async def test_edits_photos_and_other_bots_have_their_marks(telegram: FakeTelegram, bot: Bot) -> None:
    asked = telegram.happenings.private("Gout?")
    edited = Update.de_json(telegram.happenings.edited(asked, "Gout in pregnancy?"), bot).edited_message
    assert edited is not None
    assert (edited.message_id, edited.text) == (asked["message"]["message_id"], "Gout in pregnancy?")
    assert edited.edit_date is not None
    photo = Update.de_json(telegram.happenings.photo("@curbside_bot?", album="1"), bot).message
    assert photo is not None
    assert (photo.text, photo.caption, photo.media_group_id) == (None, "@curbside_bot?", "1")
    assert list(photo.parse_caption_entities().values()) == ["@curbside_bot"]
    other = Update.de_json(telegram.happenings.from_bot("x"), bot).message
    assert other is not None
    assert other.from_user is not None
    assert other.from_user.is_bot


def test_time_is_real_where_no_clock_is_given() -> None:
    before = time.time()
    assert before <= FakeTelegram().clock()
