"""Receiving from Slack through Bolt, by Socket Mode or over HTTP: recorded first, then acknowledged.

Bolt acknowledges by itself before a listener runs. So events are recorded in a global middleware, which comes
before that: what is not recorded gets 503, or in Socket Mode no acknowledgement, and Slack delivers it again.
"""

import logging
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
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        raise SettingInvalid(f"SLACK_APP_TOKEN: Slack refuses it ({error.response.get('error')})") from error
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
        raise PlatformUnreachable(f"no Socket Mode connection: {type(error).__name__}") from error
    return f"workspace {slack.identity.team_id}, Socket Mode"


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

    async def record(req: AsyncBoltRequest) -> BoltResponse:
        event = parse(req.body, bot=bot, received_at=datetime.now(UTC))
        if event is not None:
            try:
                await reception.receive(event)
            except InboxUnavailable as error:
                _log.warning("not recorded, Slack will deliver it again: %s", error)
                return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, body="")
        # Also for what is nothing to us. Without a listener for it Bolt would say 404, which Slack counts as
        # a failure and delivers again.
        return BoltResponse(status=HTTPStatus.OK, body="")

    # Below ERROR Bolt logs whole requests, with what people wrote in them.
    log = logging.getLogger("slack_bolt")
    log.setLevel(logging.ERROR)
    app = AsyncApp(
        name="curbside",
        logger=log,
        # Without a token of its own: the middleware answers nothing, and Bolt would ask who it is.
        client=AsyncWebClient(base_url=slack.api_url, retry_handlers=[]),
        authorize=authorize,
        signing_secret=signing_secret or "",
        request_verification_enabled=bool(signing_secret),
    )
    app.use(record)
    return app


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
