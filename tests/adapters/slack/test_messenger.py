"""What Slack's answers mean for a message that is being sent, and messages that are gone."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.messenger import WAIT, SlackMessenger, called
from bot.errors import SendBlocked, SendError, SendGone, SendLater, SendRefused, SendUnknown
from bot.mail.base import Part
from bot.mail.letters import Letter
from bot.types import Notice, Reply
from tests.fakes import FakeSlack
from tests.fakes.slack import Happened, Refused

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
