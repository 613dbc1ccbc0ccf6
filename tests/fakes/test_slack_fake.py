"""The real slack_sdk and Bolt against the fake: limits and errors come as the facts' sheet says."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientConnectionError, web
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.clock import ManualClock
from tests.fakes.slack import FakeSlack, limits
from tests.fakes.slack.delivery import FORGERIES, Retry
from tests.fakes.slack.events import Happened

Json = dict[str, Any]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def slack(clock: ManualClock) -> AsyncIterator[FakeSlack]:
    async with FakeSlack(clock=clock) as fake:
        yield fake


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


async def refusal(call: Awaitable[object]) -> SlackApiError:
    with pytest.raises(SlackApiError) as refused:
        await call
    return refused.value


async def code(call: Awaitable[object]) -> str:
    return str((await refusal(call)).response["error"])


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str = "Show evidence", action_id: str = "show", **more: Any) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": action_id, **more}


def actions(*buttons: Json) -> Json:
    return {"type": "actions", "elements": list(buttons)}


# -- tokens and scopes


async def test_auth_test_says_who_the_bot_is_and_its_scopes(slack: FakeSlack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert answer["user_id"] == slack.workspace.bot.id
    assert answer["bot_id"] == slack.workspace.bot_id
    assert "chat:write" in answer.headers["x-oauth-scopes"]


async def test_a_wrong_token_is_invalid_auth(slack: FakeSlack) -> None:
    stranger = AsyncWebClient("xoxb-wrong", base_url=slack.api_url)
    assert await code(stranger.chat_postMessage(channel=slack.channel, text="x")) == "invalid_auth"
    assert slack.transcript() == []


async def test_a_missing_scope_is_named(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.scopes.discard("users:read")
    refused = await refusal(client.users_info(user=slack.person))
    assert refused.response["error"] == "missing_scope"
    assert refused.response["needed"] == "users:read"


async def test_an_uninstalled_app_is_refused_everywhere(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.uninstall()
    assert await code(client.auth_test()) == "account_inactive"
    assert await code(client.chat_postMessage(channel=slack.channel, text="x")) == "account_inactive"


async def test_an_unknown_method_is_said_to_be_one(client: AsyncWebClient) -> None:
    assert await code(client.api_call("chat.shout", json={})) == "unknown_method"


# -- messages


async def test_a_post_is_seen_as_a_person_reads_it(slack: FakeSlack, client: AsyncWebClient) -> None:
    asked = slack.events.dm("What treats gout?")
    posted = await client.chat_postMessage(
        channel=asked.channel,
        thread_ts=asked.root,
        text="Answer",
        unfurl_links=False,
        unfurl_media=False,
        blocks=[
            {"type": "header", "text": {"type": "plain_text", "text": "Gout"}},
            section("a &lt; b, see <https://example.org/1|source 1>"),
            {"type": "markdown", "text": "# From the *Guidelines*\n- see [2](https://example.org/2)"},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "for <@" + slack.person + ">"}]},
            actions(button(value="42")),
        ],
    )
    (seen,) = slack.transcript(asked.channel, asked.root, bots=True)
    assert seen.ts == posted["ts"]
    assert seen.text.splitlines() == [
        "Gout",
        "a < b, see source 1",
        "# From the *Guidelines*",
        "- see 2",
        "for @anna",
    ]
    assert seen.links == (("source 1", "https://example.org/1"), ("2", "https://example.org/2"))
    assert [(each.text, each.value) for each in seen.buttons] == [("Show evidence", "42")]
    assert not seen.unfurls
    assert [each.who for each in slack.pings] == [f"@{slack.person}"]


async def test_unknown_channels_and_threads_are_refused(slack: FakeSlack, client: AsyncWebClient) -> None:
    outside = slack.workspace.add_channel("elsewhere", slack.person, with_bot=False)
    asked = slack.events.dm("Question")
    reply = slack.events.dm("Follow-up", thread_ts=asked.ts)
    assert await code(client.chat_postMessage(channel="C0NOWHERE", text="x")) == "channel_not_found"
    assert await code(client.chat_postMessage(channel=outside, text="x")) == "not_in_channel"
    for thread_ts, expected in (("1.000001", "thread_not_found"), (reply.ts, "cannot_reply_to_message")):
        refused = client.chat_postMessage(channel=asked.channel, thread_ts=thread_ts, text="x")
        assert await code(refused) == expected


async def test_a_post_is_cut_at_40_000_and_an_update_refused_beyond_4_000(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=slack.channel, text="x" * 40_001)
    assert posted["warning"] == "message_truncated"
    assert len(slack.transcript()[0].text) == limits.TEXT_MAX_CHARS
    where = {"channel": slack.channel, "ts": str(posted["ts"])}
    assert await code(client.chat_update(**where, text="x" * 4_001)) == "msg_too_long"
    await client.chat_update(**where, text="x" * 4_000)


async def test_an_update_keeps_the_former_text(slack: FakeSlack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=slack.channel, text="searching")
    where = {"channel": slack.channel, "ts": str(posted["ts"])}
    await client.chat_update(**where, text="done", blocks=[section("*Done*"), actions(button())])
    (seen,) = slack.transcript()
    assert (seen.text, seen.edits) == ("*Done*", ("searching",))
    await client.chat_update(**where, text="gone", blocks=[])
    assert slack.transcript()[0].text == "gone"
    assert slack.transcript()[0].buttons == ()


async def test_only_own_messages_can_be_changed(slack: FakeSlack, client: AsyncWebClient) -> None:
    asked = slack.events.dm("Question")
    where = {"channel": asked.channel, "ts": asked.ts}
    assert await code(client.chat_update(**where, text="x")) == "cant_update_message"
    assert await code(client.chat_delete(**where)) == "cant_delete_message"
    assert await code(client.chat_update(channel=asked.channel, ts="1.1", text="x")) == "message_not_found"


async def test_a_deleted_message_is_out_of_sight(slack: FakeSlack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=slack.channel, text="x")
    await client.chat_delete(channel=slack.channel, ts=str(posted["ts"]))
    assert slack.transcript() == []
    assert [each.is_deleted for each in slack.transcript(deleted=True)] == [True]


async def test_markdown_text_excludes_text_and_ends_at_12_000(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    where = {"channel": slack.channel}
    assert (
        await code(client.chat_postMessage(**where, markdown_text="x", text="y")) == "markdown_text_conflict"
    )
    assert await code(client.chat_postMessage(**where, markdown_text="x" * 12_001)) == "msg_too_long"
    with pytest.warns(UserWarning, match="`text` argument is missing"):
        assert await code(client.chat_postMessage(**where, text="")) == "no_text"
    await client.chat_postMessage(**where, markdown_text="**x** [y](https://example.org)")
    assert slack.transcript()[0].links == (("y", "https://example.org"),)


async def test_an_ephemeral_message_is_for_one_member(slack: FakeSlack, client: AsyncWebClient) -> None:
    stranger = slack.workspace.add_user("carla")
    where = {"channel": slack.channel, "text": "only you"}
    assert await code(client.chat_postEphemeral(**where, user=stranger)) == "user_not_in_channel"
    await client.chat_postEphemeral(**where, user=slack.person)
    assert [each.ephemeral_to for each in slack.transcript()] == [slack.person]


async def test_metadata_has_a_form_and_a_size(slack: FakeSlack, client: AsyncWebClient) -> None:
    where = {"channel": slack.channel, "text": "x"}
    large = {"event_type": "answer", "event_payload": {"of": "x" * limits.METADATA_MAX_BYTES}}
    assert await code(client.chat_postMessage(**where, metadata=large)) == "metadata_too_large"
    assert await code(client.chat_postMessage(**where, metadata={"x": 1})) == "invalid_metadata_schema"
    fine = {"event_type": "answer", "event_payload": {"version": 3}}
    posted = await client.chat_postMessage(**where, metadata=fine)
    await client.chat_update(channel=slack.channel, ts=str(posted["ts"]), text="y")
    assert slack.transcript()[0].metadata == fine


async def test_reactions_are_added_once(slack: FakeSlack, client: AsyncWebClient) -> None:
    asked = slack.events.dm("Question")
    where = {"channel": asked.channel, "timestamp": asked.ts, "name": "eyes"}
    await client.reactions_add(**where)
    assert await code(client.reactions_add(**where)) == "already_reacted"
    assert slack.transcript()[0].reactions == {"eyes": {slack.workspace.bot.id}}


async def test_a_thread_is_read_page_by_page(slack: FakeSlack, client: AsyncWebClient) -> None:
    asked = slack.events.dm("Question")
    for number in range(3):
        slack.events.dm(f"Reply {number}", thread_ts=asked.ts)
    pages = [
        [each["text"] for each in page["messages"]]
        async for page in await client.conversations_replies(channel=asked.channel, ts=asked.ts, limit=3)
    ]
    assert pages == [["Question", "Reply 0", "Reply 1"], ["Reply 2"]]
    assert await code(client.conversations_replies(channel=asked.channel, ts="1.1")) == "thread_not_found"


async def test_a_thread_is_read_from_a_time_on_with_its_first_message(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    asked = slack.events.dm("Question")
    told = [slack.events.dm(f"Reply {number}", thread_ts=asked.ts) for number in range(3)]
    where = {"channel": asked.channel, "ts": asked.ts}

    async def read(**more: Any) -> list[str]:
        return [each["text"] for each in (await client.conversations_replies(**where, **more))["messages"]]

    assert await read(oldest=told[1].ts) == ["Question", "Reply 2"]
    assert await read(oldest=told[1].ts, inclusive=True) == ["Question", "Reply 1", "Reply 2"]
    assert await read(latest=told[1].ts) == ["Question", "Reply 0"]


async def test_a_channel_is_read_newest_first_without_its_threads(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    first = slack.events.message("One", channel=slack.channel)
    slack.events.message("Reply", channel=slack.channel, thread_ts=first.ts)
    slack.events.message("Two", channel=slack.channel)
    read = await client.conversations_history(channel=slack.channel)
    assert [each["text"] for each in read["messages"]] == ["Two", "One"]


async def test_metadata_is_shown_to_who_asks_for_it(slack: FakeSlack, client: AsyncWebClient) -> None:
    said = {"event_type": "curbside", "event_payload": {"n": 1}}
    posted = await client.chat_postMessage(channel=slack.channel, text="x", metadata=said)
    where = {"channel": slack.channel, "ts": posted["ts"]}
    (plain,) = (await client.conversations_replies(**where))["messages"]
    (whole,) = (await client.conversations_replies(**where, include_all_metadata=True))["messages"]
    assert ("metadata" in plain, whole["metadata"]) == (False, said)


async def test_history_needs_the_scope_of_its_kind_of_channel(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.scopes.discard("channels:history")
    slack.events.dm("Question")
    direct = slack.workspace.dm(slack.person)
    assert (await client.conversations_history(channel=direct))["ok"]
    refused = await refusal(client.conversations_history(channel=slack.channel))
    assert (refused.response["error"], refused.response["needed"]) == ("missing_scope", "channels:history")
    assert await code(client.conversations_history(channel="C0NOWHERE")) == "channel_not_found"


async def test_who_is_not_in_a_channel_cannot_read_it_and_an_archived_one_can_be_read(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    channel = slack.workspace.channels[slack.channel]
    channel.is_archived = True
    assert (await client.conversations_history(channel=slack.channel))["ok"]
    channel.members.discard(slack.workspace.bot.id)
    assert await code(client.conversations_history(channel=slack.channel)) == "not_in_channel"


async def test_a_new_commercial_app_reads_fifteen_messages_once_a_minute(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.rates.update(limits.COMMERCIAL_RATES)
    slack.history_max = limits.COMMERCIAL_HISTORY_MAX
    for number in range(20):
        slack.events.message(str(number), channel=slack.channel)
    read = await client.conversations_history(channel=slack.channel, limit=100)
    assert (len(read["messages"]), read["has_more"]) == (15, True)
    refused = await refusal(client.conversations_history(channel=slack.channel))
    assert (refused.response.status_code, refused.response.headers["Retry-After"]) == (429, "60")


async def test_people_are_looked_up_by_id(slack: FakeSlack, client: AsyncWebClient) -> None:
    assert (await client.users_info(user=slack.person))["user"]["name"] == "anna"
    assert await code(client.users_info(user="U0NOBODY")) == "user_not_found"


# -- whom a message calls


@pytest.mark.parametrize(
    "text",
    ["<!channel>", "<!here|here>", "<!everyone>", "<@U0ANNA01>", "<!subteam^S0TEAM|@team>"],
)
@pytest.mark.parametrize("way", ["text", "mrkdwn", "markdown", "markdown_text", "stream"])
async def test_a_mention_that_would_notify_is_listed(
    slack: FakeSlack, client: AsyncWebClient, text: str, way: str
) -> None:
    asked = slack.events.dm("Question")
    where: Json = {"channel": asked.channel, "thread_ts": asked.root}
    match way:
        case "text":
            await client.chat_postMessage(**where, text=text)
        case "mrkdwn":
            await client.chat_postMessage(**where, text="x", blocks=[section(text)])
        case "markdown":
            await client.chat_postMessage(**where, text="x", blocks=[{"type": "markdown", "text": text}])
        case "markdown_text":
            await client.chat_postMessage(**where, markdown_text=text)
        case "stream":
            await (await client.chat_stream(**where)).stop(markdown_text=text)
    assert [f"<{each.who}" for each in slack.pings] == [text.partition("|")[0].rstrip(">")]


async def test_what_is_escaped_or_plain_calls_nobody(slack: FakeSlack, client: AsyncWebClient) -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "<!channel>"}}
    blocks = [header, section("&lt;!here&gt; @channel")]
    await client.chat_postMessage(channel=slack.channel, text="&lt;!channel&gt; @here", blocks=blocks)
    assert slack.pings == []
    await client.chat_postMessage(channel=slack.channel, text="@here", link_names=True)
    assert [each.who for each in slack.pings] == ["!here"]


# -- blocks

LONG_URL = "https://example.org/" + "x" * 3_000
TOO_MUCH: list[tuple[list[Json], str]] = [
    ([section("x")] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([section("x" * 3_001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([{"type": "section"}], "must have at least one of: text, fields [json-pointer:/blocks/0]"),
    (
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    (
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2_001}]}],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    (
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    (
        [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [actions(*(button(action_id=f"a{number}") for number in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [actions(button("x" * 76))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        [actions(button(value="x" * 2_001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        [actions(button(url=LONG_URL))],
        "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
    ),
    (
        [actions(button(action_id="x" * 256))],
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    (
        [actions(button(), button())],
        "`action_id` already exists: show [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    (
        [section("x", block_id="b"), section("y", block_id="b")],
        "`block_id` already exists: b [json-pointer:/blocks/1/block_id]",
    ),
    ([{"type": "sections"}], "unsupported type: sections [json-pointer:/blocks/0/type]"),
    (
        [{"type": "markdown", "text": "\n".join(["# x", "y"] * 26)}],
        "no more than 50 items allowed [json-pointer:/blocks]",
    ),
    (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}],
        "no more than 100 items allowed [json-pointer:/blocks/0/rows]",
    ),
]


@pytest.mark.parametrize(("blocks", "message"), TOO_MUCH, ids=[message for _, message in TOO_MUCH])
async def test_blocks_beyond_a_limit_are_invalid_and_named(
    slack: FakeSlack, client: AsyncWebClient, blocks: list[Json], message: str
) -> None:
    refused = await refusal(client.chat_postMessage(channel=slack.channel, text="x", blocks=blocks))
    assert refused.response["error"] == "invalid_blocks"
    assert refused.response["response_metadata"]["messages"] == [f"[ERROR] {message}"]
    assert slack.transcript() == []


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "markdown", "text": "x" * 7_000}, {"type": "markdown", "text": "x" * 5_001}],
        [section("x" * 2_401, block_id=str(number)) for number in range(5)],
    ],
    ids=["markdown blocks together", "all blocks together"],
)
async def test_too_much_text_in_all_blocks_is_msg_blocks_too_long(
    slack: FakeSlack, client: AsyncWebClient, blocks: list[Json]
) -> None:
    assert (
        await code(client.chat_postMessage(channel=slack.channel, text="x", blocks=blocks))
        == "msg_blocks_too_long"
    )


async def test_blocks_at_their_limits_pass(slack: FakeSlack, client: AsyncWebClient) -> None:
    longest = "https://example.org/" + "x" * 2_980
    blocks = [
        section("x" * 3_000),
        {"type": "header", "text": {"type": "plain_text", "text": "x" * 150}},
        {"type": "markdown", "text": "x" * 8_000},
        actions(button("x" * 75, "x" * 255, value="x" * 2_000, url=longest)),
    ]
    await client.chat_postMessage(channel=slack.channel, text="x", blocks=blocks)


async def test_blocks_that_are_no_list_have_an_invalid_format(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    for blocks in ("[{", '{"type": "section"}'):
        refused = client.chat_postMessage(channel=slack.channel, text="x", blocks=blocks)
        assert await code(refused) == "invalid_blocks_format"


# -- rates, and what goes wrong on the way


async def test_a_rate_limit_is_a_429_with_retry_after(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.rate_limit("chat.postMessage", 7)
    refused = await refusal(client.chat_postMessage(channel=slack.channel, text="x"))
    assert refused.response.status_code == 429
    assert refused.response["error"] == "ratelimited"
    assert refused.response.headers["Retry-After"] == "7"
    await client.chat_postMessage(channel=slack.channel, text="x")


async def test_the_sdks_own_retry_waits_and_posts_once(slack: FakeSlack) -> None:
    retrying = AsyncWebClient(
        slack.bot_token,
        base_url=slack.api_url,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=1)],
    )
    slack.rate_limit("chat.postMessage", 0)
    await retrying.chat_postMessage(channel=slack.channel, text="x")
    assert [each.ok for each in slack.called("chat.postMessage")] == [False, True]
    assert len(slack.transcript()) == 1


async def test_documented_rates_can_be_turned_on(
    slack: FakeSlack, client: AsyncWebClient, clock: ManualClock
) -> None:
    slack.rates.update(limits.DOCUMENTED_RATES)
    other = slack.workspace.add_channel("clinic")
    for _ in range(limits.POST_BURST.calls):
        await client.chat_postMessage(channel=slack.channel, text="x")
    refused = await refusal(client.chat_postMessage(channel=slack.channel, text="x"))
    assert refused.response.headers["Retry-After"] == "5"
    await client.chat_postMessage(channel=other, text="x")
    clock.advance(5)
    await client.chat_postMessage(channel=slack.channel, text="x")


async def test_a_500_is_a_slack_api_error_and_has_no_effect(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.faults.status("chat.postMessage", 500)
    refused = await refusal(client.chat_postMessage(channel=slack.channel, text="x"))
    assert refused.response.status_code == 500
    assert slack.transcript() == []


@pytest.mark.parametrize("after", [False, True])
async def test_a_dropped_connection_has_had_its_effect_or_not(
    slack: FakeSlack, client: AsyncWebClient, after: bool
) -> None:
    slack.faults.drop("chat.postMessage", after=after)
    with pytest.raises(ClientConnectionError):
        await client.chat_postMessage(channel=slack.channel, text="x")
    assert len(slack.transcript()) == int(after)


async def test_the_sdks_default_retry_doubles_a_message_whose_answer_was_lost(slack: FakeSlack) -> None:
    default = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    slack.faults.drop("chat.postMessage", after=True)
    await default.chat_postMessage(channel=slack.channel, text="x")
    assert len(slack.transcript()) == 2


@pytest.mark.parametrize("after", [False, True])
async def test_a_call_can_be_held_until_the_client_has_gone(
    slack: FakeSlack, client: AsyncWebClient, after: bool
) -> None:
    held = slack.faults.hold("chat.postMessage", after=after)
    call = asyncio.ensure_future(client.chat_postMessage(channel=slack.channel, text="x"))
    await held.struck.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert len(slack.transcript()) == int(after)


async def test_a_held_call_goes_on_when_it_is_released(slack: FakeSlack, client: AsyncWebClient) -> None:
    held = slack.faults.hold("chat.postMessage", where=lambda arguments: arguments["text"] == "first")
    first = asyncio.ensure_future(client.chat_postMessage(channel=slack.channel, text="first"))
    await held.struck.wait()
    await client.chat_postMessage(channel=slack.channel, text="second")
    held.release()
    await first
    assert [each.text for each in slack.transcript()] == ["second", "first"]


# -- sessions, status, prompts


async def test_status_is_one_slot_for_both_apis(
    slack: FakeSlack, client: AsyncWebClient, clock: ManualClock
) -> None:
    asked = slack.events.dm("Question")
    where = {"channel_id": asked.channel, "thread_ts": asked.root}
    await client.agents_sessions_setStatus(**where, status="processing", title="Gout")
    assert slack.status(asked.channel, asked.root) == "processing"
    await client.assistant_threads_setStatus(**where, status="is thinking…", loading_messages=["reading"])
    assert slack.status(asked.channel, asked.root) == "is thinking…"
    clock.advance(limits.STATUS_LIFETIME_S)
    assert slack.status(asked.channel, asked.root) == "active"
    await client.assistant_threads_setStatus(**where, status="is thinking…")
    await client.chat_postMessage(channel=asked.channel, thread_ts=asked.root, text="Answer")
    assert slack.status(asked.channel, asked.root) == "active"
    assert slack.sessions[asked.channel, asked.root].title == "Gout"


async def test_session_errors_are_slacks(slack: FakeSlack, client: AsyncWebClient) -> None:
    asked = slack.events.dm("Question")
    where = {"channel_id": asked.channel, "thread_ts": asked.root}
    set_status = client.agents_sessions_setStatus
    assert await code(set_status(channel_id=asked.channel, status="active")) == "thread_ts_required"
    assert await code(set_status(**where, status="busy")) == "invalid_status"
    assert await code(set_status(channel_id="D0NOWHERE", status="active")) == "channel_not_found"
    loading = client.assistant_threads_setStatus(**where, status="x", loading_messages=["x" * 51])
    assert await code(loading) == "invalid_arguments"
    slack.agents_enabled = False
    assert await code(set_status(**where, status="active")) == "feature_disabled"
    prompts = [{"title": "Gout", "message": "What treats gout?"}]
    refused = client.assistant_threads_setSuggestedPrompts(channel_id=asked.channel, prompts=prompts)
    assert await code(refused) == "not_agent_app"


async def test_prompts_are_at_most_four(slack: FakeSlack, client: AsyncWebClient) -> None:
    channel = slack.workspace.dm(slack.person)
    prompts = [{"title": "Gout", "message": "What treats gout?"}] * 5
    too_many = client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts)
    assert await code(too_many) == "invalid_arguments"
    await client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts[:4])
    assert slack.prompts[channel, ""] == prompts[:4]


# -- streams


async def test_a_stream_grows_and_ends_with_its_blocks(slack: FakeSlack, client: AsyncWebClient) -> None:
    asked = slack.events.dm("Question")
    stream = await client.chat_stream(channel=asked.channel, thread_ts=asked.root, buffer_size=1)
    task = {"type": "task_update", "id": "1", "title": "Searching", "status": "in_progress"}
    await stream.append(chunks=[task])
    assert slack.status(asked.channel, asked.root) == "processing"
    assert slack.transcript(bots=True)[0].is_streaming
    await stream.append(markdown_text="The **answer**.", chunks=[{**task, "status": "complete"}])
    await stream.stop(blocks=[section("Disclaimer"), actions(button())])
    (seen,) = slack.transcript(bots=True)
    assert seen.text.splitlines() == ["Searching", "The **answer**.", "Disclaimer"]
    assert (seen.is_streaming, seen.unfurls) == (False, False)
    assert slack.status(asked.channel, asked.root) == "active"


async def test_a_stream_in_a_channel_needs_its_recipient(slack: FakeSlack, client: AsyncWebClient) -> None:
    asked, _ = slack.events.mention("Question", channel=slack.channel)
    where: Json = {"channel": slack.channel, "thread_ts": asked.root}
    assert await code(client.chat_startStream(**where)) == "missing_recipient_user_id"
    where["recipient_user_id"] = slack.person
    assert await code(client.chat_startStream(**where)) == "missing_recipient_team_id"
    await client.chat_startStream(**where, recipient_team_id=slack.workspace.team)


async def test_a_stream_dies_after_its_lifetime_and_can_be_updated(
    slack: FakeSlack, client: AsyncWebClient, clock: ManualClock
) -> None:
    asked = slack.events.dm("Question")
    started = await client.chat_startStream(channel=asked.channel, thread_ts=asked.root, markdown_text="x")
    where = {"channel": asked.channel, "ts": str(started["ts"])}
    assert await code(client.chat_update(**where, text="y")) == "streaming_state_conflict"
    clock.advance(limits.STREAM_LIFETIME_S - 1)
    await client.chat_appendStream(**where, markdown_text="y")
    clock.advance(1)
    late = client.chat_appendStream(**where, markdown_text="z")
    assert await code(late) == "message_not_in_streaming_state"
    await client.chat_update(**where, text="whole")
    assert slack.transcript(bots=True)[0].text == "whole"


async def test_a_pressed_stop_ends_the_stream(slack: FakeSlack, client: AsyncWebClient) -> None:
    asked = slack.events.dm("Question")
    started = await client.chat_startStream(channel=asked.channel, thread_ts=asked.root, markdown_text="x")
    stopped = slack.events.stopped(channel=asked.channel, thread_ts=asked.root)
    assert stopped.event["type"] == "agent_session_stopped"
    where = {"channel": asked.channel, "ts": str(started["ts"])}
    assert await code(client.chat_appendStream(**where, markdown_text="y")) == "stopped_by_user"
    assert await code(client.chat_stopStream(**where)) == "stopped_by_user"
    assert slack.transcript(bots=True)[0].text == "x"


async def test_a_stream_is_no_place_for_too_much(slack: FakeSlack, client: AsyncWebClient) -> None:
    asked = slack.events.dm("Question")
    started = await client.chat_startStream(channel=asked.channel, thread_ts=asked.root, markdown_text="x")
    where = {"channel": asked.channel, "ts": str(started["ts"])}
    assert await code(client.chat_appendStream(**where)) == "no_text"
    assert await code(client.chat_appendStream(**where, markdown_text="x" * 12_001)) == "msg_too_long"
    unknown = client.chat_appendStream(**where, chunks=[{"type": "picture"}])
    assert await code(unknown) == "invalid_chunks"
    for _ in range(5):
        chunk = {"type": "blocks", "blocks": [{"type": "divider"}] * 10}
        await client.chat_appendStream(**where, chunks=[chunk])
    more = client.chat_appendStream(**where, chunks=[{"type": "blocks", "blocks": [{"type": "divider"}]}])
    assert await code(more) == "msg_blocks_too_many"
    await client.chat_appendStream(**where, markdown_text="x" * 11_999)
    assert await code(client.chat_stopStream(**where, markdown_text="x")) == "msg_too_long"
    await client.chat_stopStream(**where)


# -- views, response_url


async def test_a_trigger_opens_one_modal_in_three_seconds(
    slack: FakeSlack, client: AsyncWebClient, clock: ManualClock
) -> None:
    posted = await client.chat_postMessage(channel=slack.channel, text="x", blocks=[actions(button())])
    click = slack.events.click(channel=slack.channel, ts=str(posted["ts"]), button="Show evidence")
    title = {"type": "plain_text", "text": "Evidence"}
    view: Json = {"type": "modal", "title": title, "blocks": [section("x")]}
    long_title = view | {"title": {"type": "plain_text", "text": "x" * 25}}
    trigger = {"trigger_id": click.body["trigger_id"]}
    assert await code(client.views_open(**trigger, view=long_title)) == "invalid_arguments"
    opened = await client.views_open(**trigger, view=view)
    assert await code(client.views_open(**trigger, view=view)) == "exchanged_trigger_id"
    await client.views_update(view_id=opened["view"]["id"], view=view | {"blocks": [section("more")]})
    assert slack.views[opened["view"]["id"]]["blocks"][0]["text"]["text"] == "more"
    submitted = slack.events.submitted(opened["view"]["id"])
    assert submitted.body["user"]["id"] == slack.person
    late = slack.events.click(channel=slack.channel, ts=str(posted["ts"]), button="show")
    clock.advance(limits.TRIGGER_LIFETIME_S + 1)
    expired = client.views_open(trigger_id=late.body["trigger_id"], view=view)
    assert await code(expired) == "expired_trigger_id"


async def test_home_is_published_per_person(slack: FakeSlack, client: AsyncWebClient) -> None:
    view = {"type": "home", "blocks": [section("Welcome")]}
    await client.views_publish(user_id=slack.person, view=view)
    assert slack.home[slack.person]["blocks"][0]["text"]["text"] == "Welcome"
    markdown = {"type": "home", "blocks": [{"type": "markdown", "text": "x"}]}
    refused = await refusal(client.views_publish(user_id=slack.person, view=markdown))
    messages = refused.response["response_metadata"]["messages"]
    assert messages == ["[ERROR] unsupported type: markdown [json-pointer:/view/blocks/0/type]"]


async def test_a_response_url_takes_five_posts(slack: FakeSlack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=slack.channel, text="x", blocks=[actions(button())])
    click = slack.events.click(channel=slack.channel, ts=str(posted["ts"]), button="Show evidence")
    webhook = AsyncWebhookClient(click.body["response_url"])
    await webhook.send(text="only you")
    assert slack.transcript()[-1].ephemeral_to == slack.person
    await webhook.send(text="replaced", blocks=[], replace_original=True)
    assert slack.transcript()[0].text == "replaced"
    for _ in range(3):
        assert (await webhook.send(text="x", response_type="in_channel")).status_code == 200
    assert (await webhook.send(text="x")).status_code == 404


# -- events over HTTP


class Receiver:
    """An endpoint that verifies with slack_sdk and keeps what came."""

    def __init__(self, secret: str) -> None:
        self.verifier = SignatureVerifier(secret)
        self.came: list[tuple[Json, dict[str, str]]] = []
        self.statuses: list[int] = []
        self.headers: dict[str, str] = {}
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            fine = self.verifier.is_valid_request(body, dict(request.headers))
        except (ValueError, TypeError):
            fine = False
        if not fine:
            return web.Response(status=401)
        form = request.content_type != "application/json"
        payload = json.loads(dict(await request.post())["payload"]) if form else json.loads(body)
        self.came.append((payload, {name.lower(): value for name, value in request.headers.items()}))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200, headers=self.headers)


@pytest.fixture
async def receiver(slack: FakeSlack) -> AsyncIterator[Receiver]:
    receiver = Receiver(slack.signing_secret)
    app = web.Application()
    app.router.add_post("/slack/events", receiver.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield receiver
    await runner.cleanup()


async def test_an_event_comes_signed_as_json_and_a_press_as_a_form(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    asked = slack.events.dm("What treats gout?")
    delivered = await slack.http.deliver(asked, receiver.url)
    assert (delivered.status, delivered.failure) == (200, None)
    posted = await client.chat_postMessage(channel=asked.channel, text="x", blocks=[actions(button())])
    click = slack.events.click(channel=asked.channel, ts=str(posted["ts"]), button="Show evidence")
    await slack.http.deliver(click, receiver.url)
    assert [payload for payload, _ in receiver.came] == [asked.body, click.body]


@pytest.mark.parametrize("forged", FORGERIES, ids=str)
async def test_a_forged_delivery_does_not_pass(slack: FakeSlack, receiver: Receiver, forged: Any) -> None:
    delivered = await slack.http.deliver(slack.events.dm("x"), receiver.url, forged=forged)
    assert delivered.status == 401
    assert receiver.came == []


async def test_retries_carry_their_number_and_reason(slack: FakeSlack, receiver: Receiver) -> None:
    asked = slack.events.dm("x")
    receiver.statuses = [503, 500]
    attempts = await slack.http.deliver_with_retries(asked, receiver.url)
    assert [each.status for each in attempts] == [503, 500, 200]
    retries = [
        (headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason"))
        for _, headers in receiver.came
    ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert {payload["event_id"] for payload, _ in receiver.came} == {asked.event_id}
    receiver.statuses = [500] * 9
    assert len(await slack.http.deliver_with_retries(asked, receiver.url)) == 1 + limits.RETRIES_MAX
    receiver.headers = {"X-Slack-No-Retry": "1"}
    assert len(await slack.http.deliver_with_retries(asked, receiver.url)) == 1
    press = Happened("interactive", {"type": "block_actions"})
    receiver.headers = {}
    assert len(await slack.http.deliver_with_retries(press, receiver.url)) == 1


async def test_a_closed_door_is_no_status(slack: FakeSlack) -> None:
    delivered = await slack.http.deliver(slack.events.dm("x"), "http://127.0.0.1:1/", retry=Retry(1))
    assert (delivered.status, delivered.failure) == (None, "connection_failed")


async def test_copies_come_at_once_with_one_event_id(slack: FakeSlack, receiver: Receiver) -> None:
    asked = slack.events.dm("x")
    await slack.http.deliver_copies(asked, receiver.url, 5)
    assert [payload["event_id"] for payload, _ in receiver.came] == [asked.event_id] * 5


async def test_bolt_accepts_the_fakes_deliveries_and_answers_through_its_web_api(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = bolt(slack)

    @app.event("message")
    async def answer(event: Json, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="Answer")

    held = slack.faults.hold("chat.postMessage", after=True)
    server = app.server(port=0, path="/slack/events", host="127.0.0.1")
    runner = web.AppRunner(server.web_app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    asked = slack.events.dm("Question")
    assert (await slack.http.deliver(asked, url)).status == 200
    await held.struck.wait()
    assert [each.text for each in slack.transcript(asked.channel, asked.root)] == ["Question", "Answer"]
    assert (await slack.http.deliver(asked, url, forged=FORGERIES[0])).status == 401
    held.release()
    await runner.cleanup()


# -- the shapes of events


async def test_an_event_in_a_dm_stands_at_the_top_level(slack: FakeSlack) -> None:
    asked = slack.events.dm("a < b & <@U0ANNA01>")
    assert asked.event["channel_type"] == "im"
    assert "thread_ts" not in asked.event
    assert asked.event["text"] == "a &lt; b &amp; <@U0ANNA01>"
    assert asked.root == asked.ts
    reply = slack.events.dm("and?", thread_ts=asked.ts)
    assert (reply.event["thread_ts"], reply.root) == (asked.ts, asked.ts)
    assert reply.event["parent_user_id"] == slack.person


async def test_a_mention_is_told_twice_under_two_event_ids(slack: FakeSlack) -> None:
    mention, message = slack.events.mention("Question", channel=slack.channel)
    assert (mention.event["type"], message.event["type"]) == ("app_mention", "message")
    assert mention.ts == message.ts
    assert mention.event["client_msg_id"] == message.event["client_msg_id"]
    assert mention.event_id != message.event_id
    assert slack.workspace.bot.id in mention.event["text"]


async def test_edits_and_deletions_are_told_with_the_former_message(slack: FakeSlack) -> None:
    asked = slack.events.dm("Gout?")
    changed = slack.events.edited(asked, "Gout in pregnancy?")
    assert changed.event["subtype"] == "message_changed"
    assert changed.event["previous_message"]["text"] == "Gout?"
    assert changed.ts == asked.ts
    unfurled = slack.events.unfurled(asked)
    assert unfurled.event["message"]["text"] == unfurled.event["previous_message"]["text"]
    gone = slack.events.deleted(asked)
    assert (gone.event["subtype"], gone.event["deleted_ts"]) == ("message_deleted", asked.ts)
    parent = slack.events.dm("x")
    slack.events.dm("y", thread_ts=parent.ts)
    assert slack.events.deleted(parent).event["message"]["subtype"] == "tombstone"


async def test_other_voices_have_their_marks(slack: FakeSlack, client: AsyncWebClient) -> None:
    bot = slack.events.other_bot("x", channel=slack.channel)
    assert (bot.event["subtype"], bot.event["bot_id"]) == ("bot_message", "B0OTHERBOT")
    assert "subtype" not in slack.events.other_bot("x", channel=slack.channel, modern=True).event
    posted = await client.chat_postMessage(channel=slack.channel, text="x")
    own = slack.events.own(channel=slack.channel, ts=str(posted["ts"]))
    assert own.event["bot_id"] == slack.workspace.bot_id
    assert own.event["user"] == slack.workspace.bot.id
    carla = slack.workspace.add_user("carla")
    assert slack.events.joined(channel=slack.channel, user=carla).event["subtype"] == "channel_join"


async def test_only_a_button_that_is_there_can_be_pressed(slack: FakeSlack, client: AsyncWebClient) -> None:
    blocks = [actions(button("Open", "curbside_open:1", value="7"), button("No", "curbside_decline"))]
    posted = await client.chat_postMessage(channel=slack.channel, text="x", blocks=blocks)
    ts = str(posted["ts"])
    click = slack.events.click(channel=slack.channel, ts=ts, button="Open", user=slack.other_person)
    (action,) = click.body["actions"]
    assert (action["action_id"], action["value"]) == ("curbside_open:1", "7")
    assert click.body["container"]["message_ts"] == ts
    assert click.body["user"]["id"] == slack.other_person
    with pytest.raises(AssertionError, match="there are"):
        slack.events.click(channel=slack.channel, ts=ts, button="Maybe")


# -- Socket Mode


def bolt(slack: FakeSlack) -> AsyncApp:
    logger = logging.getLogger("tests.bolt")
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    return AsyncApp(client=client, signing_secret=slack.signing_secret, logger=logger)


@pytest.fixture
async def handler(slack: FakeSlack) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(bolt(slack), slack.app_token)
    await handler.connect_async()
    await slack.socket_mode.connected()
    yield handler
    await handler.close_async()


async def test_bolt_acknowledges_an_event_and_gets_it_again_when_it_does_not(
    slack: FakeSlack, handler: AsyncSocketModeHandler
) -> None:
    refuse = [True]
    retries: list[str | None] = []

    async def recorded(req: Any, next: Callable[[], Awaitable[None]]) -> Any:  # noqa: A002 - Bolt's name
        retries.append(next_header(req.headers, "x-slack-retry-num"))
        if refuse:
            refuse.pop()
            unrecorded.set()
            return BoltResponse(status=503, body="")
        return await next()

    def next_header(headers: dict[str, Any], name: str) -> str | None:
        return (headers.get(name) or [None])[0]

    unrecorded = asyncio.Event()
    handler.app.use(recorded)
    handler.app.event("message")(done)
    asked = slack.events.dm("Question")
    first = await slack.socket_mode.send(asked)
    await unrecorded.wait()
    (again,) = await slack.socket_mode.redeliver()
    await again.acked()
    assert not first.is_acked
    assert retries == ["0", "1"]
    assert await slack.socket_mode.redeliver() == []


async def test_bolt_answers_a_press_over_the_socket(
    slack: FakeSlack, handler: AsyncSocketModeHandler, client: AsyncWebClient
) -> None:
    pressed = asyncio.Event()

    @handler.app.action("show")
    async def act(ack: Callable[[], Awaitable[None]]) -> None:
        await ack()
        pressed.set()

    posted = await client.chat_postMessage(channel=slack.channel, text="x", blocks=[actions(button())])
    click = slack.events.click(channel=slack.channel, ts=str(posted["ts"]), button="Show evidence")
    envelope = await slack.socket_mode.send(click)
    await envelope.acked()
    await pressed.wait()
    assert envelope.acknowledgements == 1


async def test_envelopes_can_come_in_another_order(slack: FakeSlack, handler: AsyncSocketModeHandler) -> None:
    came: list[str] = []

    @handler.app.event("message")
    async def keep(event: Json) -> None:
        came.append(event["text"])
        if len(came) == 2:
            both.set()

    both = asyncio.Event()
    asked = slack.events.dm("first")
    await slack.socket_mode.send_all([asked, slack.events.dm("second")], backwards=True)
    await both.wait()
    assert came == ["second", "first"]


async def test_bolt_connects_anew_when_it_is_asked_to(
    slack: FakeSlack, handler: AsyncSocketModeHandler
) -> None:
    handler.app.event("message")(done)
    opened = len(slack.called("apps.connections.open"))
    greetings = slack.socket_mode.greetings
    await slack.socket_mode.disconnect()
    await slack.socket_mode.greeted(greetings + 1)
    assert len(slack.called("apps.connections.open")) == opened + 1
    envelope = await slack.socket_mode.send(slack.events.dm("Question"))
    await envelope.acked()


async def test_a_ticket_is_for_the_app_token_and_one_connection(slack: FakeSlack) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    refused = client.apps_connections_open(app_token=slack.bot_token)
    assert await code(refused) == "not_allowed_token_type"
    opened = await client.apps_connections_open(app_token=slack.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")


async def done(event: Json) -> None:
    """A listener that has nothing to do."""


def test_time_is_real_where_no_clock_is_given() -> None:
    before = time.time()
    assert before <= FakeSlack().clock()
