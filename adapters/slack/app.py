"""Receiving from Slack through Bolt, by Socket Mode or over HTTP: recorded first, then acknowledged.

Bolt acknowledges by itself before a listener runs. So events are recorded in a global middleware, right after
the signature's: what is not recorded gets 503, or in Socket Mode no acknowledgement, and Slack delivers it
again.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapters.errors import PlatformUnreachable, SettingInvalid
from adapters.slack.messenger import SEND_TIMEOUT, Call, SlackMessenger, called
from adapters.slack.parse import Identity, parse
from bot.errors import InboxUnavailable, SendError, SendRefused
from bot.reception import Reception

BODY_MAX_BYTES = 1_000_000
"""A message has at most 40,000 characters; an event with its blocks stays far below this."""
SCOPES = frozenset(
    {
        *("app_mentions:read", "assistant:write", "chat:write", "im:history", "im:write"),
        *("channels:history", "groups:history", "mpim:history", "reactions:write"),
    }
)
"""What the manifest asks for; the doctor compares."""

_DIGITS = re.compile(r"[0-9]{1,15}")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Slack:
    """One workspace: who the bot is there, and how it is written to."""

    identity: Identity
    scopes: frozenset[str]
    messenger: SlackMessenger
    bot_token: str
    api_url: str


@asynccontextmanager
async def open_slack(bot_token: str, api_url: str) -> AsyncIterator[Slack]:
    """Sign in. Raises `SettingInvalid` where Slack refuses the token, `PlatformUnreachable`."""
    timeout = aiohttp.ClientTimeout(total=SEND_TIMEOUT.total_seconds())
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
        client = AsyncWebClient(bot_token, base_url=api_url, session=session, retry_handlers=[])
        said = await _signed_in("SLACK_BOT_TOKEN", api_url, client.auth_test)
        identity = Identity(said["user_id"], said["bot_id"], None, said["team_id"])
        scopes = frozenset(filter(None, said.headers.get("x-oauth-scopes", "").replace(" ", "").split(",")))
        yield Slack(identity, scopes, SlackMessenger(client, identity.bot_id), bot_token, api_url)


async def examined(slack: Slack, app_token: str | None) -> str:
    """What `curbside doctor` says of Slack. Raises `SettingInvalid` for what must be put right."""
    if missing := SCOPES - slack.scopes:
        raise SettingInvalid(
            f"the app lacks {', '.join(sorted(missing))}: update it from docs/slack-manifest.yaml and"
            " reinstall it"
        )
    if app_token is None:
        return f"workspace {slack.identity.team_id}, events over HTTP"
    client = AsyncWebClient(
        base_url=slack.api_url, retry_handlers=[], timeout=int(SEND_TIMEOUT.total_seconds())
    )
    await _signed_in("SLACK_APP_TOKEN", slack.api_url, client.apps_connections_open, app_token=app_token)
    return f"workspace {slack.identity.team_id}, Socket Mode"


async def _signed_in(setting: str, api_url: str, method: Call, **arguments: Any) -> AsyncSlackResponse:
    """Slack's answer to a call that shows the token of `setting`. Raises as `open_slack` does."""
    try:
        return await called(method, **arguments)
    except SendRefused as error:
        raise SettingInvalid(f"{setting}: Slack refuses it ({error}); see docs/slack.md") from error
    except SendError as error:
        cause = type(error.__cause__).__name__
        raise PlatformUnreachable(f"Slack did not answer at {api_url}: {cause}") from error


class _Recording(AsyncMiddleware):
    """Bolt's last step: what it has verified is recorded, and what is recorded is acknowledged.

    An object and not a function, for which Bolt would build some thirty arguments with every event.
    """

    def __init__(self, bot: Identity, reception: Reception) -> None:
        self._bot = bot
        self._reception = reception

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse:
        if req.body.get("type") == "url_verification":
            return await next()
        try:
            event = parse(req.body, bot=self._bot, received_at=datetime.now(UTC))
            if event is not None:
                await self._reception.receive(event)
        except InboxUnavailable as error:
            _log.warning("not recorded, Slack will deliver it again: %s", error)
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, body="")
        except Exception as error:
            # Bolt would log its words, which may be the person's.
            _log.error("not recorded, Slack will deliver it again: %s", type(error).__name__)
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, body="")
        # Also for what is nothing to us. Without a listener for it Bolt would say 404, which Slack counts as
        # a failure and delivers again.
        return BoltResponse(status=HTTPStatus.OK, body="")


def events_app(slack: Slack, reception: Reception, signing_secret: str | None) -> AsyncApp:
    """The Bolt app. Without a signing secret it serves Socket Mode alone."""
    # Below ERROR Bolt logs whole requests, with what people wrote in them.
    log = logging.getLogger("slack_bolt")
    log.setLevel(logging.ERROR)
    return AsyncApp(
        name="curbside",
        logger=log,
        # What would come after it is for listeners, of which there are none: only the URL's verification is
        # let through, which needs no authorization. So the token is never used.
        before_authorize=_Recording(slack.identity, reception),
        token=slack.bot_token,
        client=AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[]),
        signing_secret=signing_secret or "",
        request_verification_enabled=bool(signing_secret),
        attaching_function_token_enabled=False,
    )


@asynccontextmanager
async def socket_mode(app: AsyncApp, app_token: str) -> AsyncIterator[None]:
    """Connected while inside; the SDK connects again by itself. Raises as `open_slack` does."""
    timeout = aiohttp.ClientTimeout(total=SEND_TIMEOUT.total_seconds())
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
        client = AsyncWebClient(base_url=app.client.base_url, session=session, retry_handlers=[])
        # The SDK's own connect() would try a refused token for ever.
        opened = await _signed_in(
            "SLACK_APP_TOKEN", client.base_url, client.apps_connections_open, app_token=app_token
        )
        handler = AsyncSocketModeHandler(app, app_token, web_client=client)
        handler.client.wss_uri = str(opened["url"])
        try:
            await _connect(handler)
            yield
        finally:
            await handler.client.close()  # type: ignore[no-untyped-call]


async def _connect(handler: AsyncSocketModeHandler) -> None:
    """Once: the SDK tries again by itself, without an end."""
    try:
        async with asyncio.timeout(SEND_TIMEOUT.total_seconds()):
            await handler.client.connect()  # type: ignore[no-untyped-call]
    except TimeoutError as error:
        raise PlatformUnreachable("Slack gave no Socket Mode connection") from error


def events_endpoint(app: AsyncApp) -> Callable[[Request], Awaitable[Response]]:
    """For POST /slack/events: events, presses and the URL's verification."""
    handler = AsyncSlackRequestHandler(app)

    async def receive(request: Request) -> Response:
        # Bolt's verifier raises for these two, which would be a 500 for whoever tries.
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (_DIGITS.fullmatch(timestamp) and signature.isascii()):
            return JSONResponse({"error": "invalid request"}, HTTPStatus.UNAUTHORIZED)
        size = request.headers.get("content-length", "")
        if not size.isdecimal() or int(size) > BODY_MAX_BYTES:
            return JSONResponse({"error": "too large"}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            return await handler.handle(request)
        except Exception:  # Bolt reads the body before it verifies who sent it, and raises whatever it meets.
            return JSONResponse({"error": "invalid request"}, HTTPStatus.BAD_REQUEST)

    return receive
