"""How Slack is written to: `Messenger` over the Web API, and what its errors mean."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.render import Message, render
from bot.errors import SendError, SendLater, SendRefused, SendUnknown
from bot.mail.base import Part
from bot.mail.letters import Letter
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
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"})

EPHEMERAL = "ephemeral"
"""Instead of a channel, in the names of messages that only one person sees."""

Call = Callable[..., Awaitable[AsyncSlackResponse]]

_log = logging.getLogger(__name__)


class SlackMessenger:
    """Messages are named `channel/ts`; those that only one person sees `ephemeral/ts`."""

    platform = "slack"
    send_timeout = SEND_TIMEOUT

    def __init__(self, client: AsyncWebClient) -> None:
        """`client` has a session with a time-out, and retries nothing: a repeated POST repeats a message."""
        self._client = client
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

    async def replace(self, letter: Letter, message: str, part: Part) -> str:
        channel, _, ts = message.partition("/")
        if channel != EPHEMERAL:
            try:
                await called(self._client.chat_update, channel=channel, ts=ts, **_content(part))
            except _Gone:
                pass
            else:
                return message
        return await self.send(letter, part, private=False)

    async def remove(self, letter: Letter, message: str) -> None:
        channel, _, ts = message.partition("/")
        if channel == EPHEMERAL:
            return  # nobody can: it goes when the person reloads
        try:
            await called(self._client.chat_delete, channel=channel, ts=ts)
        except _Gone:
            return


class _Gone(SendRefused):
    """The message that was to be changed is not there any more, or cannot be changed."""


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
    return _Gone(code) if code in _GONE else SendRefused(code or f"HTTP {status}")


def _asked_to_wait(headers: Any) -> timedelta:
    """Retry-After, in seconds (docs.slack.dev, rate limits)."""
    said = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    return timedelta(seconds=int(said)) if said.isdecimal() else WAIT
