"""What Slack's answers mean for a message that is being sent, and messages that are gone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.messenger import PAGES_MAX, WAIT, SlackMessenger, called
from bot.errors import CannotLook, SendBlocked, SendError, SendGone, SendLater, SendRefused, SendUnknown
from bot.mail.base import Part
from bot.mail.letters import FIRST, Letter
from bot.types import Notice, Reply
from tests.fakes import FakeSlack
from tests.fakes.slack import Happened, Refused, limits

JSON, HTML, PLAIN = "application/json", "text/html", "text/plain"


async def meaning(status: int, kind: str, body: bytes, more: str = "") -> SendError:
    """What the real SDK and we make of an answer."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}"
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    async with (
        await asyncio.start_server(answer, "127.0.0.1", 0) as server,
        aiohttp.ClientSession() as session,
    ):
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        client = AsyncWebClient("xoxb-1", base_url=url, session=session, retry_handlers=[])
        with pytest.raises(SendError) as raised:
            await called(client.chat_postMessage, channel="C1", text="x")
    return raised.value


def refusal(code: str) -> bytes:
    return f'{{"ok": false, "error": "{code}"}}'.encode()


@pytest.mark.parametrize(
    ("status", "kind", "body", "more", "after"),
    [
        (429, JSON, refusal("ratelimited"), "Retry-After: 7\r\n", timedelta(seconds=7)),
        (429, HTML, b"<html>", "Retry-After: 7\r\n", timedelta(seconds=7)),
        (429, JSON, b"{", "retry-after: 7\r\n", timedelta(seconds=7)),
        (429, JSON, refusal("ratelimited"), "", WAIT),
        (429, JSON, refusal("ratelimited"), "Retry-After: soon\r\n", WAIT),
        (200, JSON, refusal("rate_limited"), "", WAIT),
        (200, JSON, refusal("message_limit_exceeded"), "", WAIT),
        (200, JSON, refusal("service_unavailable"), "", WAIT),
    ],
)
async def test_slack_asks_to_wait(status: int, kind: str, body: bytes, more: str, after: timedelta) -> None:
    error = await meaning(status, kind, body, more)
    assert isinstance(error, SendLater)
    assert error.after == after


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, JSON, refusal("fatal_error")),
        (200, JSON, refusal("internal_error")),
        (500, JSON, b"{}"),
        (500, JSON, b"{"),
        (502, HTML, b"<html>"),
        (503, PLAIN, b"upstream connect error"),
        (504, JSON, b""),
        (200, HTML, b"<html>"),
        (200, PLAIN, b"ok"),
        (200, JSON, b"{"),
        (200, JSON, b"[1]"),
        (200, JSON, b"\xff\xfe\xfa"),
    ],
)
async def test_nobody_knows_whether_it_arrived(status: int, kind: str, body: bytes) -> None:
    assert isinstance(await meaning(status, kind, body), SendUnknown)


@pytest.mark.parametrize(
    ("status", "kind", "body", "says"),
    [
        (200, JSON, refusal("msg_too_long"), "msg_too_long"),
        (200, JSON, refusal("invalid_blocks"), "invalid_blocks"),
        (200, JSON, refusal("a_code_of_tomorrow"), "a_code_of_tomorrow"),
        (403, JSON, refusal("invalid_auth"), "invalid_auth"),
        (404, HTML, b"<html>", "HTTP 404"),
        (413, PLAIN, b"too large", "HTTP 413"),
    ],
)
async def test_slack_refuses(status: int, kind: str, body: bytes, says: str) -> None:
    error = await meaning(status, kind, body)
    assert isinstance(error, SendRefused)
    assert str(error) == says


@pytest.mark.parametrize("code", ["account_inactive", "is_archived", "channel_not_found", "not_in_channel"])
async def test_a_place_where_nobody_can_be_written_to_is_closed(code: str) -> None:
    assert isinstance(await meaning(200, JSON, refusal(code)), SendBlocked)


async def test_what_was_never_connected_was_not_sent() -> None:
    client = AsyncWebClient("xoxb-1", base_url="http://127.0.0.1:1", retry_handlers=[])
    with pytest.raises(SendLater):
        await called(client.chat_postMessage, channel="C1", text="x")


async def test_a_time_out_is_an_unknown_end() -> None:
    async with FakeSlack() as slack:
        slack.faults.hold("chat.postMessage")
        timeout = aiohttp.ClientTimeout(total=0.05)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            client = AsyncWebClient(
                slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
            )
            with pytest.raises(SendUnknown):
                await called(client.chat_postMessage, channel=slack.channel, text="x")


# -- messages that are changed


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
def messenger(slack: FakeSlack) -> SlackMessenger:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    return SlackMessenger(client, slack.workspace.bot_id)


def letter(asked: Happened, *, private: bool = True) -> Letter:
    who = str(asked.event["user"])
    return Letter(
        id=f"slack:{asked.event_id}",
        conversation=f"slack:T1:{asked.channel}:{asked.root}",
        order=1.0,
        message=asked.ts,
        private=private,
        address={"team": "T1", "channel": asked.channel, "thread_ts": asked.root, "user": who},
        received_at=datetime.now(UTC),
    )


def part(messenger: SlackMessenger, text: str) -> Part:
    (only,) = messenger.render(Reply((Notice(text),)))
    return only


async def test_a_message_is_replaced_in_its_place(slack: FakeSlack, messenger: SlackMessenger) -> None:
    mine = letter(slack.events.dm("Question"))
    sent = await messenger.send(mine, part(messenger, "before"), private=False)
    await messenger.replace(mine, sent, part(messenger, "after"))
    (seen,) = slack.transcript(bots=True)
    assert (seen.text, seen.edits) == ("after", ("before",))


@pytest.mark.parametrize("code", ["message_not_found", "edit_window_closed", "cant_update_message"])
async def test_a_message_that_cannot_be_replaced_is_said_to_be_gone(
    slack: FakeSlack, messenger: SlackMessenger, code: str
) -> None:
    mine = letter(slack.events.dm("Question"))
    sent = await messenger.send(mine, part(messenger, "before"), private=False)
    slack.faults.refuse("chat.update", Refused(code))
    with pytest.raises(SendGone):
        await messenger.replace(mine, sent, part(messenger, "after"))
    assert [seen.text for seen in slack.transcript(bots=True)] == ["before"]


async def test_what_one_person_saw_cannot_be_replaced(slack: FakeSlack, messenger: SlackMessenger) -> None:
    mine = letter(slack.events.mention("Question", channel=slack.channel)[0], private=False)
    slack.faults.refuse("conversations.open", Refused("missing_scope"))
    sent = await messenger.send(mine, part(messenger, "before"), private=True)
    with pytest.raises(SendGone):
        await messenger.replace(mine, sent, part(messenger, "after"))
    assert slack.called("chat.update") == []


async def test_removing_what_is_gone_or_was_for_one_person_is_nothing(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    mine = letter(slack.events.dm("Question"))
    sent = await messenger.send(mine, part(messenger, "before"), private=False)
    for _ in range(2):
        await messenger.remove(mine, sent)
    await messenger.remove(mine, "ephemeral/1.000001")
    assert slack.transcript(bots=True) == []
    slack.workspace.channels[mine.address["channel"]].is_archived = True
    with pytest.raises(SendRefused):
        await messenger.remove(mine, sent)


# -- what may have arrived


def thread(slack: FakeSlack, *, private: bool = False) -> Letter:
    said = slack.events.dm("Question") if private else slack.events.mention("Q", channel=slack.channel)[0]
    return letter(said, private=private)


async def sent(messenger: SlackMessenger, to: Letter, number: int, *, private: bool = False) -> str:
    numbered = replace(part(messenger, f"part {number}"), number=number)
    return await messenger.send(to, numbered, private=private)


@pytest.mark.parametrize("private", [True, False])
async def test_a_part_that_arrived_is_found_in_its_thread(
    slack: FakeSlack, messenger: SlackMessenger, private: bool
) -> None:
    mine, another = thread(slack, private=private), thread(slack, private=private)
    await sent(messenger, another, 1)
    messages = [await sent(messenger, mine, number) for number in range(2)]
    assert [await messenger.find(mine, number, private=False) for number in range(3)] == [*messages, None]
    same_thread = mine.model_copy(update={"id": "slack:EvOther"})
    assert await messenger.find(same_thread, 0, private=False) is None


async def test_metadata_tells_no_id_and_no_text(slack: FakeSlack, messenger: SlackMessenger) -> None:
    mine = thread(slack)
    await sent(messenger, mine, 0)
    (seen,) = slack.transcript(bots=True)
    assert seen.metadata
    assert set(seen.metadata["event_payload"]) == {"letter", "part"}
    assert mine.id.removeprefix("slack:") not in repr(seen.metadata)


async def test_a_corrected_answer_is_found_as_the_reply_to_the_correction(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    mine = thread(slack)
    message = await sent(messenger, mine, 0)
    edit = mine.model_copy(update={"id": "slack:EvEdit"})
    await messenger.replace(edit, message, replace(part(messenger, "new"), number=0))
    assert await messenger.find(edit, 0, private=False) == message
    assert await messenger.find(mine, 0, private=False) is None


async def test_nobody_elses_word_is_taken_for_it(slack: FakeSlack, messenger: SlackMessenger) -> None:
    mine = thread(slack)
    message = await sent(messenger, mine, 0)
    slack.workspace.messages[slack.channel, message.partition("/")[2]].is_bots = False
    assert await messenger.find(mine, 0, private=False) is None


async def test_a_long_thread_is_read_from_the_question_on_and_page_by_page(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    mine = thread(slack)
    slack.history_max = limits.COMMERCIAL_HISTORY_MAX
    for number in range(20):
        await sent(messenger, mine.model_copy(update={"id": f"slack:Ev{number}"}), 0)
    message = await sent(messenger, mine, 0)
    assert await messenger.find(mine, 0, private=False) == message
    assert len(slack.called("conversations.replies")) == 2
    later = mine.model_copy(update={"message": message.partition("/")[2]})
    assert await messenger.find(later, 0, private=False) is None


async def test_a_thread_without_an_end_is_not_read_to_its_end(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    mine = thread(slack)
    slack.history_max = 1
    for number in range(PAGES_MAX):
        await sent(messenger, mine.model_copy(update={"id": f"slack:Ev{number}"}), 0)
    with pytest.raises(CannotLook):
        await messenger.find(mine, 0, private=False)
    assert len(slack.called("conversations.replies")) == PAGES_MAX


@pytest.mark.parametrize("code", ["missing_scope", "not_in_channel", "channel_not_found", "thread_not_found"])
async def test_what_slack_does_not_show_cannot_be_looked_for(
    slack: FakeSlack, messenger: SlackMessenger, code: str
) -> None:
    slack.faults.refuse("conversations.replies", Refused(code))
    with pytest.raises(CannotLook):
        await messenger.find(thread(slack), 0, private=False)


async def test_a_new_commercial_app_reads_once_a_minute(slack: FakeSlack, messenger: SlackMessenger) -> None:
    slack.rates.update(limits.COMMERCIAL_RATES)
    await messenger.find(thread(slack), 0, private=False)
    with pytest.raises(SendLater) as later:
        await messenger.find(thread(slack), 0, private=False)
    assert timedelta(seconds=55) < later.value.after <= timedelta(seconds=60)


async def test_what_was_for_one_person_is_looked_for_in_direct_messages(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    mine = thread(slack)
    message = await sent(messenger, mine, 0, private=True)
    assert await messenger.find(mine, 0, private=True) == message
    with pytest.raises(CannotLook):
        await messenger.find(mine, 1, private=True)


async def test_what_one_person_saw_in_a_channel_is_shown_to_nobody(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    mine = thread(slack)
    slack.faults.refuse("conversations.open", Refused("missing_scope"), times=None)
    await sent(messenger, mine, 0, private=True)
    with pytest.raises(CannotLook):
        await messenger.find(mine, 0, private=True)
    pressed = mine.model_copy(update={"address": {**mine.address, "ephemeral": True}})
    with pytest.raises(CannotLook):
        await messenger.find(pressed, 0, private=False)


async def test_what_has_no_place_in_slacks_order_is_looked_for_by_the_clock(
    slack: FakeSlack, messenger: SlackMessenger
) -> None:
    stopped = thread(slack).model_copy(update={"message": None, "order": FIRST})
    pressed = thread(slack).model_copy(
        update={"id": "slack:press", "message": None, "order": slack.clock() - 1}
    )
    for each in (stopped, pressed):
        message = await sent(messenger, each, 0)
        assert await messenger.find(each, 0, private=False) == message
