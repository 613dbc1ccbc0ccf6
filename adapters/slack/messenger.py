"""How Slack is written to: `Messenger` over the Web API, and what its errors mean."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.render import Message, render
from bot.digests import digest
from bot.errors import (
    CannotLook,
    SendBlocked,
    SendError,
    SendGone,
    SendLater,
    SendRefused,
    SendUnknown,
)
from bot.mail.base import Lane, Part
from bot.mail.letters import FIRST, Letter
from bot.types import Reply

SEND_TIMEOUT = timedelta(seconds=10)
STATUS = "is searching approved articles…"
EYES = "eyes"
"""The sign of life where a workspace has no agents: a reaction to the question."""
WAIT = timedelta(seconds=1)
"""Where Slack asks to wait and does not say how long, or was not reached at all."""

_RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_NOT_NOW = frozenset({"service_unavailable", "team_added_to_org", "request_timeout"})
_UNCLEAR = frozenset({"fatal_error", "internal_error"})
"""“It's possible some aspect of the operation succeeded” (docs.slack.dev, chat.postMessage)."""
_REFUSALS = range(400, 500)
"""Statuses of answers without a code; another machine than Slack's can stand in between."""
_GONE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive", "cant_delete_message"}
)
_CLOSED = frozenset(
    {
        *("account_inactive", "token_revoked", "is_archived", "channel_not_found", "not_in_channel"),
        *("user_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled"),
    }
)
"""Nobody there can be written to any more (docs.slack.dev, chat.postMessage, conversations.open)."""

PER_SECOND, BURST = 1.0, 4
"""Of posting in a channel: a message a second, short bursts tolerated (docs.slack.dev, rate limits)."""
EVENT_TYPE = "curbside_reply"
"""Of the metadata by which a message is found again. Everyone in the workspace can read that."""
PAGE = 100
"""Messages asked for at once; new apps that are sold outside the Marketplace get 15 (docs.slack.dev,
conversations.replies)."""
PAGES_MAX = 5
LOOK_BACK = timedelta(minutes=1)
"""Before a letter that has no place in Slack's order: the two clocks may differ."""

EPHEMERAL = "ephemeral"
"""Instead of a channel, in the names of messages that only one person sees."""

Call = Callable[..., Awaitable[AsyncSlackResponse]]

_log = logging.getLogger(__name__)


class SlackMessenger:
    """Messages are named `channel/ts`; those that only one person sees `ephemeral/ts`."""

    platform = "slack"
    send_timeout = SEND_TIMEOUT

    def __init__(self, client: AsyncWebClient, bot_id: str) -> None:
        """`client` has a session with a time-out, and retries nothing: a repeated POST repeats a message.
        `bot_id` is the bot's own (`B…`), whose messages alone are believed to be its replies."""
        self._client = client
        self._bot_id = bot_id
        self._eyed: set[str] = set()

    def render(self, reply: Reply) -> Sequence[Part]:
        return [Part(message) for message in render(reply)]

    # -- the sign of life

    async def working(self, letter: Letter) -> None:
        if letter.address.get("ephemeral") or await self._status(letter, "processing", STATUS):
            return
        if letter.message and await self._tried(self._client.reactions_add, **_eyes(letter)):
            self._eyed.add(letter.id)

    async def settled(self, letter: Letter) -> None:
        if letter.address.get("ephemeral"):
            return
        if letter.id in self._eyed:
            self._eyed.discard(letter.id)
            await self._tried(self._client.reactions_remove, **_eyes(letter))
        else:
            await self._status(letter, "active", "")

    async def _status(self, letter: Letter, status: str, words: str) -> bool:
        """In direct messages the agent's own status, with a Stop button; in channels, where that does not
        show, words under the thread."""
        where = {"channel_id": letter.address["channel"], "thread_ts": letter.address["thread_ts"]}
        client = self._client
        if letter.private and await self._tried(client.agents_sessions_setStatus, **where, status=status):
            return True
        return await self._tried(client.assistant_threads_setStatus, **where, status=words)

    async def _tried(self, method: Call, **arguments: Any) -> bool:
        try:
            await called(method, **arguments)
        except SendError as error:
            _log.info("no sign of life: %s", error)
            return False
        return True

    # -- messages

    def lanes(self, letter: Letter, *, private: bool) -> Sequence[Lane]:
        where = letter.address["user"] if private and not letter.private else letter.address["channel"]
        return (Lane(f"slack:{letter.workspace}:{where}", PER_SECOND, BURST),)

    async def send(self, letter: Letter, part: Part, *, private: bool) -> str:
        if letter.private or not (private or letter.address.get("ephemeral")):
            return await self._posted(letter, part, str(letter.address["channel"]), in_thread=True)
        if private:
            try:
                return await self._posted(letter, part, await self._direct(letter), in_thread=False)
            except SendRefused as error:
                _log.info("no direct message: %s", error)
        return await self._whispered(letter, part)

    async def _posted(self, letter: Letter, part: Part, channel: str, *, in_thread: bool) -> str:
        sent = await called(
            self._client.chat_postMessage,
            channel=channel,
            thread_ts=letter.address["thread_ts"] if in_thread else None,
            unfurl_links=False,
            unfurl_media=False,
            metadata=_metadata(letter, part.number),
            **_content(part),
        )
        return f"{sent['channel']}/{sent['ts']}"

    async def _whispered(self, letter: Letter, part: Part) -> str:
        sent = await called(
            self._client.chat_postEphemeral,
            channel=str(letter.address["channel"]),
            thread_ts=str(letter.address["thread_ts"]),
            user=str(letter.address["user"]),
            **_content(part),
        )
        return f"{EPHEMERAL}/{sent['message_ts']}"

    async def _direct(self, letter: Letter) -> str:
        opened = await called(self._client.conversations_open, users=str(letter.address["user"]))
        return str(opened["channel"]["id"])

    async def replace(self, letter: Letter, message: str, part: Part) -> None:
        channel, _, ts = message.partition("/")
        if channel == EPHEMERAL:
            raise SendGone("what one person saw cannot be changed")
        metadata = _metadata(letter, part.number)
        await called(self._client.chat_update, channel=channel, ts=ts, metadata=metadata, **_content(part))

    async def remove(self, letter: Letter, message: str) -> None:
        channel, _, ts = message.partition("/")
        if channel == EPHEMERAL:
            return  # nobody can: it goes when the person reloads
        with suppress(SendGone):
            await called(self._client.chat_delete, channel=channel, ts=ts)

    # -- what may have arrived

    async def find(self, letter: Letter, part: int, *, private: bool) -> str | None:
        """In the thread, or in the asker's direct messages, from the letter on. What was shown to one person
        in a channel Slack shows to nobody else."""
        if letter.address.get("ephemeral"):
            raise CannotLook("it was for one person's eyes")
        try:
            if letter.private or not private:
                return await self._found(
                    letter, part, self._thread_of(letter), str(letter.address["channel"])
                )
            direct = await self._direct(letter)
            if found := await self._found(letter, part, self._history_of(direct), direct):
                return found
        except SendRefused as error:
            raise CannotLook(f"Slack does not show it: {error}") from error
        raise CannotLook("it may have been for one person's eyes")

    def _thread_of(self, letter: Letter) -> Call:
        channel, root = str(letter.address["channel"]), str(letter.address["thread_ts"])
        return partial(self._client.conversations_replies, channel=channel, ts=root)

    def _history_of(self, channel: str) -> Call:
        return partial(self._client.conversations_history, channel=channel)

    async def _found(self, letter: Letter, part: int, pages: Call, channel: str) -> str | None:
        wanted = _metadata(letter, part)
        cursor: str | None = None
        for _ in range(PAGES_MAX):
            said = await called(
                pages, oldest=_since(letter), include_all_metadata=True, limit=PAGE, cursor=cursor
            )
            for message in said.get("messages") or ():
                if message.get("bot_id") == self._bot_id and message.get("metadata") == wanted:
                    return f"{channel}/{message['ts']}"
            more: dict[str, str] = said.get("response_metadata") or {}
            cursor = more.get("next_cursor")
            if not cursor:
                return None
        raise CannotLook(f"it is not among the first {PAGES_MAX} pages")


def _metadata(letter: Letter, number: int | None) -> dict[str, Any] | None:
    """Which part of the reply to which letter it is, in words that tell nothing to others."""
    if number is None:
        return None
    return {"event_type": EVENT_TYPE, "event_payload": {"letter": digest(letter.id), "part": number}}


def _since(letter: Letter) -> str:
    """The time in Slack's order after which a reply can stand."""
    if letter.message:
        return letter.message
    at = letter.order if letter.order != FIRST else (letter.received_at - LOOK_BACK).timestamp()
    return f"{at:.6f}"


def _content(part: Part) -> dict[str, Any]:
    message = part.body
    if not isinstance(message, Message):
        raise TypeError(f"not a rendered message of Slack's: {type(message).__name__}")
    return {"text": message.text, "blocks": message.blocks}


def _eyes(letter: Letter) -> dict[str, str]:
    channel = str(letter.address["channel"])
    return {"channel": channel, "timestamp": str(letter.message), "name": EYES}


async def called(method: Call, **arguments: Any) -> AsyncSlackResponse:
    """Slack's answer. Raises a `SendError`; errors that are not known to be harmless are refusals."""
    try:
        return await method(**arguments)
    except SlackApiError as error:
        raise _meaning(error) from error
    except aiohttp.ClientConnectorError as error:
        raise SendLater(WAIT) from error  # it was never connected
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
        raise SendUnknown(type(error).__name__) from error
    except (AttributeError, ValueError) as error:  # the SDK's own, over an answer that is no JSON object
        raise SendUnknown(type(error).__name__) from error


def _meaning(error: SlackApiError) -> SendError:
    response: Any = error.response
    headers = response.headers
    if isinstance(response, AsyncSlackResponse):
        status, data = response.status_code, response.data
    else:
        status, data = response.status, None  # aiohttp's own, where the answer is broken JSON
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _RATE_LIMITED:
        return SendLater(_asked_to_wait(headers))
    if code in _NOT_NOW:
        return SendLater(WAIT)
    if code in _UNCLEAR or (not code and status not in _REFUSALS):
        return SendUnknown(code or f"HTTP {status}")
    kind = SendGone if code in _GONE else SendBlocked if code in _CLOSED else SendRefused
    return kind(code or f"HTTP {status}")


def _asked_to_wait(headers: Any) -> timedelta:
    """Retry-After, in seconds (docs.slack.dev, rate limits)."""
    said = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    return timedelta(seconds=int(said)) if said.isdecimal() else WAIT
