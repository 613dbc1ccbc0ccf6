"""Receiving from Telegram through python-telegram-bot, by polling or webhook: recorded first, then confirmed.

The SDK's own updater confirms an update when it puts it into a queue in memory. Here the offset moves only
past what is in the inbox, and the webhook says 200 only after that.
"""

import asyncio
import hmac
import json
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from adapters.errors import PlatformUnreachable, SettingInvalid
from adapters.telegram.messenger import SEND_TIMEOUT, TelegramMessenger
from adapters.telegram.parse import Identity, parse
from bot import wording
from bot.errors import InboxUnavailable
from bot.reception import Reception

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "stopped_message_generation"]
"""`stopped_message_generation` is not yet among PTB's own (Bot API 10.3)."""
POLL_S = 30
UPDATES_MAX = 100
"""Of one answer to getUpdates (Bot API)."""
AWAY_S = 2.0
AWAY_MAX_S = 60.0
"""Pauses grow from the one to the other while Telegram or the inbox is away."""
CONNECTIONS_MAX = 40
WEBHOOK_TRIES = 5
BODY_MAX_BYTES = 1_000_000
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
RAW = "raw"
UNKNOWN_BUTTON = "This button does not work any more. Please ask again."
NOT_NOW = "That is more than I can do at the moment. Please try again in a few minutes."

COMMANDS = [
    BotCommand("new", "Start a new conversation"),
    BotCommand("help", "How to ask"),
    BotCommand("sources", "Where answers come from"),
    BotCommand("policy", "Editorial policy"),
    BotCommand("privacy", "What is kept, and for how long"),
]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Telegram:
    """One bot: who it is, and how it writes."""

    identity: Identity
    bot: Bot
    messenger: TelegramMessenger


@asynccontextmanager
async def open_telegram(token: str, api_url: str) -> AsyncIterator[Telegram]:
    """Sign in. Raises `SettingInvalid` for a token that Telegram refuses, `PlatformUnreachable`."""
    seconds = SEND_TIMEOUT.total_seconds()
    limits = {"connect_timeout": 5.0, "read_timeout": seconds, "write_timeout": seconds, "pool_timeout": 5.0}
    # PTB's own switch: without it, it warns of the type that its RetryAfter will have in the next version.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    bot = Bot(
        token,
        base_url=f"{api_url.rstrip('/')}/bot",
        request=HTTPXRequest(**limits),  # type: ignore[arg-type] # numbers of seconds, all of them
        get_updates_request=_AsTheyCame(connection_pool_size=1, **limits),  # type: ignore[arg-type]
    )
    try:
        try:
            await bot.initialize()
        except InvalidToken:
            # PTB's own error has the token in it.
            raise SettingInvalid(
                "TELEGRAM_BOT_TOKEN: Telegram refuses it; @BotFather gives it again with /token"
            ) from None
        except TelegramError as error:
            raise PlatformUnreachable(f"Telegram did not answer at {api_url}: {error.message}") from error
        yield Telegram(Identity(bot.id, bot.username), bot, TelegramMessenger(bot))
    finally:
        await bot.shutdown()


async def introduce(bot: Bot) -> None:
    """Commands, menu and description, where they are not what they should be: changing them is rationed."""
    try:
        if list(await bot.get_my_commands()) != COMMANDS:
            await bot.set_my_commands(COMMANDS)
            await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        described = (await bot.get_my_description()).description
        if described != wording.DESCRIPTION:
            await bot.set_my_description(wording.DESCRIPTION)
        short = (await bot.get_my_short_description()).short_description
        if short != wording.SHORT_DESCRIPTION:
            await bot.set_my_short_description(wording.SHORT_DESCRIPTION)
    except TelegramError as error:
        # The bot answers without them as well.
        _log.warning("commands and description not set: %s", error.message)


async def examined(telegram: Telegram, *, by_webhook: bool) -> str:
    """What `curbside doctor` says of Telegram. Raises `SettingInvalid`, `PlatformUnreachable`."""
    try:
        info = await telegram.bot.get_webhook_info()
    except TelegramError as error:
        raise PlatformUnreachable(f"Telegram did not answer: {error.message}") from error
    name = f"@{telegram.identity.username}, {info.pending_update_count} updates waiting"
    if by_webhook and not info.url:
        raise SettingInvalid(f"{name}, and no webhook is set: 'curbside web' sets it when it starts")
    if by_webhook and info.last_error_message:
        raise SettingInvalid(f"{name}; Telegram last failed to deliver: {info.last_error_message}")
    return f"{name}, {'webhook' if by_webhook else 'polling'}"


class _AsTheyCame(HTTPXRequest):
    """For getUpdates: PTB raises at an update that it does not understand, and none after it would come."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Each update's JSON is left to `parse`; PTB sees its id only."""
        said = HTTPXRequest.parse_json_payload(payload)
        if isinstance(updates := said.get("result"), list):
            said["result"] = [{"update_id": each["update_id"], RAW: each} for each in updates]
        return said


class Receiver:
    """What polling and the webhook do with an update."""

    def __init__(self, telegram: Telegram, reception: Reception) -> None:
        self._telegram = telegram
        self._reception = reception

    async def receive(self, update: Mapping[str, Any]) -> None:
        """Record it. Raises `InboxUnavailable`: then it must come again."""
        try:
            event = parse(update, bot=self._telegram.identity, received_at=datetime.now(UTC))
        except Exception as error:
            # A bug, and one every time: it must not hold up what comes after. Its words may be the person's.
            _log.error("an update of Telegram cannot be read: %s", type(error).__name__)
            return
        if event is None:
            words = UNKNOWN_BUTTON
        elif await self._reception.receive(event):
            return
        else:
            words = NOT_NOW
        if query := update.get("callback_query"):
            await self._answer(query, words)

    async def _answer(self, query: Any, words: str) -> None:
        """A button waits for an answer, also where no worker will give one."""
        query_id = query.get("id") if isinstance(query, Mapping) else None
        if isinstance(query_id, str):
            with suppress(TelegramError):  # too old, or made up
                await self._telegram.bot.answer_callback_query(query_id, words)


async def poll(telegram: Telegram, receiver: Receiver) -> None:
    """Receive until cancelled. Raises `SettingInvalid` where the token is not valid any more."""
    offset, pause, has_webhook = 0, AWAY_S, True
    while True:
        try:
            if has_webhook:
                # Telegram gives updates to one of the two; what it holds back stays.
                await telegram.bot.delete_webhook(drop_pending_updates=False)
                has_webhook = False
            updates = await telegram.bot.get_updates(
                offset=offset, limit=UPDATES_MAX, timeout=POLL_S, allowed_updates=ALLOWED_UPDATES
            )
            for update in updates:
                await receiver.receive(update.api_kwargs[RAW])
                offset = update.update_id + 1
        except InvalidToken as error:
            raise SettingInvalid("TELEGRAM_BOT_TOKEN: Telegram does not accept it any more") from error
        except (InboxUnavailable, TelegramError) as error:
            _log.warning("not received, Telegram will deliver it again: %s", _kind(error))
            await asyncio.sleep(_pause(error, pause))
            pause = min(2 * pause, AWAY_MAX_S)
        else:
            pause = AWAY_S


def _pause(error: Exception, pause: float) -> float:
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return float(wait if isinstance(wait, int) else wait.total_seconds())
    return pause


def _kind(error: Exception) -> str:
    if isinstance(error, Conflict):
        return "another process polls for the same bot: only one may"
    return f"{type(error).__name__}: {error}" if isinstance(error, InboxUnavailable) else type(error).__name__


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """Have updates delivered to `url`. Raises `SettingInvalid`, `PlatformUnreachable`."""
    try:
        await _set_webhook_patiently(bot, url, secret)
    except BadRequest as error:
        raise SettingInvalid(f"CURBSIDE_PUBLIC_URL: Telegram refuses {url}: {error.message}") from error
    except TelegramError as error:
        raise PlatformUnreachable(f"the webhook could not be set: {error.message}") from error


async def _set_webhook_patiently(bot: Bot, url: str, secret: str) -> None:
    """Several web processes that start together are asked to wait for one another."""
    for _ in range(WEBHOOK_TRIES):
        try:
            await bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=CONNECTIONS_MAX,
            )
        except RetryAfter as error:
            await asyncio.sleep(min(_pause(error, AWAY_S), AWAY_MAX_S))
        else:
            return
    raise TelegramError("it asks to wait, again and again")


def webhook_endpoint(receiver: Receiver, secret: str) -> Callable[[Request], Awaitable[Response]]:
    """For POST /telegram/webhook. The secret is the only proof that it is Telegram."""
    expected = secret.encode()

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected):
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        size = request.headers.get("content-length", "")
        if not size.isdecimal() or int(size) > BODY_MAX_BYTES:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            update = json.loads(await request.body())
        except (ValueError, RecursionError):
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        if not isinstance(update, dict):
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        try:
            await receiver.receive(update)
        except InboxUnavailable as error:
            _log.warning("not recorded, Telegram will deliver it again: %s", error)
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        return Response(status_code=HTTPStatus.OK)

    return receive
