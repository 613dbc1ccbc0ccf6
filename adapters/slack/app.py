"""Receiving from Slack through Bolt, by Socket Mode or over HTTP: recorded first, then acknowledged.

Bolt acknowledges by itself before a listener runs. So events are recorded in a global middleware, which comes
before that: what is not recorded gets 503, or in Socket Mode no acknowledgement, and Slack delivers it again.
"""

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapters.errors import PlatformUnreachable, SettingInvalid
from adapters.slack.messenger import SEND_TIMEOUT, SlackMessenger
from adapters.slack.parse import Identity, parse
from bot.errors import InboxUnavailable
from bot.reception import Reception

BODY_MAX_BYTES = 1_000_000
"""A message has at most 40,000 characters; an event with its blocks stays far below this."""
EVERYTHING = re.compile(".*", re.DOTALL)
SCOPES = frozenset(
    {
        *("app_mentions:read", "assistant:write", "chat:write", "im:history", "im:write"),
        *("channels:history", "groups:history", "mpim:history", "reactions:write"),
    }
)
"""What the manifest asks for; the doctor compares."""

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
        try:
            said = await client.auth_test()
        except SlackApiError as error:
            code = error.response.get("error") or f"HTTP {error.response.status_code}"
            raise SettingInvalid(f"SLACK_BOT_TOKEN: Slack refuses it ({code}); see docs/slack.md") from error
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            raise PlatformUnreachable(f"Slack did not answer at {api_url}: {type(error).__name__}") from error
        identity = Identity(said["user_id"], said["bot_id"], None, said["team_id"])
        scopes = frozenset(filter(None, said.headers.get("x-oauth-scopes", "").replace(" ", "").split(",")))
        yield Slack(identity, scopes, SlackMessenger(client), bot_token, api_url)


def events_app(slack: Slack, reception: Reception, signing_secret: str | None) -> AsyncApp:
    """The Bolt app. Without a signing secret it serves Socket Mode alone."""
    bot = slack.identity

    async def authorize() -> AuthorizeResult:
        # Bolt's own would ask auth.test while the first event waits for its acknowledgement.
        return AuthorizeResult(
            enterprise_id=None,
            team_id=bot.team_id,
            bot_id=bot.bot_id,
            bot_user_id=bot.user_id,
            bot_token=slack.bot_token,
        )

    async def record(
        req: AsyncBoltRequest,
        next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt's name for it
    ) -> BoltResponse | None:
        event = parse(req.body, bot=bot, received_at=datetime.now(UTC))
        if event is not None:
            try:
                await reception.receive(event)
            except InboxUnavailable as error:
                _log.warning("not recorded, Slack will deliver it again: %s", error)
                return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, body="")
        await next()
        return None

    app = AsyncApp(
        name="curbside",
        # Without a token of its own: the middleware answers nothing, and Bolt would ask who it is.
        client=AsyncWebClient(base_url=slack.api_url, retry_handlers=[]),
        authorize=authorize,
        signing_secret=signing_secret or "",
        request_verification_enabled=bool(signing_secret),
    )
    app.use(record)
    # Bolt says 404 to what no listener wants, which Slack counts as a failure and delivers again.
    app.event(EVERYTHING)(_heard)
    app.action(EVERYTHING)(_acknowledged)
    return app


async def _heard() -> None:
    return


async def _acknowledged(ack: AsyncAck) -> None:
    await ack()


@asynccontextmanager
async def socket_mode(app: AsyncApp, app_token: str) -> AsyncIterator[None]:
    """Connected while inside; the SDK connects again by itself. Raises as `open_slack` does."""
    timeout = aiohttp.ClientTimeout(total=SEND_TIMEOUT.total_seconds())
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
        client = AsyncWebClient(base_url=app.client.base_url, session=session, retry_handlers=[])
        handler = AsyncSocketModeHandler(app, app_token, web_client=client)
        try:
            await handler.client.connect()  # type: ignore[no-untyped-call]
        except SlackApiError as error:
            await handler.client.close()  # type: ignore[no-untyped-call]
            code = error.response.get("error")
            raise SettingInvalid(f"SLACK_APP_TOKEN: Slack refuses it ({code}); see docs/slack.md") from error
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            await handler.client.close()  # type: ignore[no-untyped-call]
            raise PlatformUnreachable(f"no Socket Mode connection: {type(error).__name__}") from error
        try:
            yield
        finally:
            await handler.client.close()  # type: ignore[no-untyped-call]


def events_endpoint(app: AsyncApp) -> Callable[[Request], Awaitable[Response]]:
    """For POST /slack/events: events, presses and the URL's verification."""
    handler = AsyncSlackRequestHandler(app)

    async def receive(request: Request) -> Response:
        # Bolt's verifier raises for these two, which would be a 500 for whoever tries.
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdecimal() and signature.isascii()):
            return JSONResponse({"error": "invalid request"}, HTTPStatus.UNAUTHORIZED)
        size = request.headers.get("content-length", "")
        if not size.isdecimal() or int(size) > BODY_MAX_BYTES:
            return JSONResponse({"error": "too large"}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return await handler.handle(request)

    return receive
