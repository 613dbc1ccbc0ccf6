"""How Telegram is written to: `Messenger` over the Bot API, and what its errors mean."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

import httpx
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from adapters.telegram.render import Message, render
from bot import wording
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
from bot.mail.letters import Letter
from bot.types import Notice, Reply

SEND_TIMEOUT = timedelta(seconds=15)
TYPING_EVERY_S = 4.0
"""An action shows for five seconds at most (Bot API, sendChatAction)."""
TYPING_MAX_S = 300.0
"""However long an answer takes: then something is wrong, and the bot no longer pretends to be typing."""
WAIT = timedelta(seconds=1)
PRIVATE_PACE = (1.0, 3)
"""Messages a second to one person, and how many at once: short bursts are let through (Bots FAQ)."""
GROUP_PACE = (0.25, 5)
"""In a group there may be 20 in any minute (Bots FAQ): five at once, and 15 more."""
BOT_PACE = (25.0, 5)
"""In all there may be 30 in any second (Bots FAQ)."""
PRIVATE_START = "private"
"""The payload of the link to the private chat."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class TelegramMessenger:
    """Messages are named `chat/message_id`."""

    platform = "telegram"
    send_timeout = SEND_TIMEOUT

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._signs: dict[str, tuple[asyncio.Task[None], asyncio.Task[None]]] = {}

    def render(self, reply: Reply) -> Sequence[Part]:
        return [Part(message) for message in render(reply)]

    # -- the sign of life

    async def working(self, letter: Letter) -> None:
        """Ends the waiting of a pressed button, and types until `settled`."""
        if letter.id not in self._signs:
            pressed = asyncio.create_task(self._answer_press(letter))
            self._signs[letter.id] = (pressed, asyncio.create_task(self._type(letter)))

    async def settled(self, letter: Letter) -> None:
        """The typing ends at once; the button has its answer before, however fast the reply was."""
        if letter.id in self._signs:
            pressed, typing = self._signs.pop(letter.id)
            typing.cancel()
            with suppress(asyncio.CancelledError):
                await typing
            await pressed

    async def _answer_press(self, letter: Letter) -> None:
        if query := letter.address.get("callback_query_id"):
            try:
                await _called(self._bot.answer_callback_query, str(query))
            except SendError as error:
                _log.info("press not answered: %s", error)

    async def _type(self, letter: Letter) -> None:
        try:
            async with asyncio.timeout(TYPING_MAX_S):
                while True:
                    await _called(self._bot.send_chat_action, **_chat(letter), action=ChatAction.TYPING)
                    await asyncio.sleep(TYPING_EVERY_S)
        except (SendError, TimeoutError) as error:
            _log.info("no sign of life: %s", error)

    # -- messages

    def lanes(self, letter: Letter, *, private: bool) -> Sequence[Lane]:
        alone = letter.private or private
        chat = letter.address["user"] if private and not letter.private else letter.address["chat_id"]
        there = Lane(f"telegram:{self._bot.id}:{chat}", *(PRIVATE_PACE if alone else GROUP_PACE))
        return (there, Lane(f"telegram:{self._bot.id}", *BOT_PACE))

    async def send(self, letter: Letter, part: Part, *, private: bool) -> str:
        if not private or letter.private:
            return await self._sent(part, _quoting(letter), **_chat(letter))
        try:
            return await self._sent(part, None, chat_id=int(letter.address["user"]))
        except SendRefused as error:
            # The bot may write to nobody who has not written to it: one line that says nothing of why.
            _log.info("no private message: %s", error)
        link = f"https://t.me/{self._bot.username}?start={PRIVATE_START}"
        (discreet,) = self.render(Reply((Notice(f"{wording.IN_PRIVATE} {link}"),)))
        return await self._sent(discreet, _quoting(letter), **_chat(letter))

    async def _sent(self, part: Part, quoting: ReplyParameters | None, **chat: Any) -> str:
        message = _message(part)
        arguments: dict[str, Any] = {"reply_parameters": quoting, "reply_markup": _keyboard(message)}
        arguments |= {**chat, **_NO_PREVIEW}
        try:
            sent = await _formatted(self._bot.send_message, message, **arguments)
        except _Moved as moved:
            # The group became a supergroup, under another id and with other messages.
            arguments |= {"chat_id": moved.to, "message_thread_id": None, "reply_parameters": None}
            sent = await _formatted(self._bot.send_message, message, **arguments)
        return f"{sent.chat_id}/{sent.message_id}"

    async def find(self, letter: Letter, part: int, *, private: bool) -> str | None:
        raise CannotLook("a bot reads no history of Telegram's")

    async def replace(self, letter: Letter, message: str, part: Part) -> None:
        chat, _, message_id = message.partition("/")
        where = {"chat_id": int(chat), "message_id": int(message_id)}
        new = _message(part)
        more = {"reply_markup": _keyboard(new), **_NO_PREVIEW}
        with suppress(_Unchanged):
            await _formatted(self._bot.edit_message_text, new, **where, **more)

    async def remove(self, letter: Letter, message: str) -> None:
        chat, _, message_id = message.partition("/")
        with suppress(SendGone):
            await _called(self._bot.delete_message, chat_id=int(chat), message_id=int(message_id))


class _Unchanged(SendRefused):
    """It says that already."""


class _Unparsed(SendRefused):
    """Telegram did not accept the HTML."""


class _Moved(SendRefused):
    """The group is a supergroup now."""

    def __init__(self, to: int) -> None:
        super().__init__("the group became a supergroup")
        self.to = to


_NO_PREVIEW = {"link_preview_options": LinkPreviewOptions(is_disabled=True)}
_BAD_REQUESTS: tuple[tuple[str, type[SendRefused]], ...] = (
    ("can't parse entities", _Unparsed),
    ("message is not modified", _Unchanged),
    ("message to edit not found", SendGone),
    ("message to delete not found", SendGone),
    ("message can't be", SendGone),
    ("chat not found", SendBlocked),
)


_SAID = (
    *(words for words, _ in _BAD_REQUESTS),
    "chat not found",
    "have no rights",
    "message is too long",
    "message thread not found",
    "not enough rights",
    "query is too old",
    "topic_closed",
    "user not found",
)
"""What may be logged of a refusal: the rest of it can quote the message."""


def _words(said: str) -> str:
    return next((words for words in _SAID if words in said), "bad request")


def _message(part: Part) -> Message:
    if not isinstance(part.body, Message):
        raise TypeError(f"not a rendered message of Telegram's: {type(part.body).__name__}")
    return part.body


def _chat(letter: Letter) -> dict[str, Any]:
    """The General topic has no id when one sends to it (Bot API)."""
    chat: dict[str, Any] = {"chat_id": int(letter.address["chat_id"])}
    if topic := letter.address.get("message_thread_id"):
        chat["message_thread_id"] = int(topic)
    return chat


def _quoting(letter: Letter) -> ReplyParameters | None:
    """In groups, where several people ask, a reply shows what it replies to."""
    message_id = letter.address.get("message_id")
    if letter.private or message_id is None:
        return None
    return ReplyParameters(int(message_id), allow_sending_without_reply=True)


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(b.text, callback_data=b.callback_data) for b in row]
            for row in message.keyboard
        ]
    )


async def _formatted(method: Callable[..., Awaitable[T]], message: Message, **arguments: Any) -> T:
    """The message as HTML, or as plain text where Telegram does not accept the HTML."""
    try:
        return await _called(method, text=message.html, parse_mode=ParseMode.HTML, **arguments)
    except _Unparsed:
        _log.warning("Telegram did not accept the HTML of a message; sent as plain text")
        return await _called(method, text=message.plain, **arguments)


async def _called(method: Callable[..., Awaitable[T]], *positional: Any, **arguments: Any) -> T:
    """Telegram's answer. Raises a `SendError`. The order matters: most of PTB's errors are NetworkErrors."""
    try:
        return await method(*positional, **arguments)
    except RetryAfter as error:
        wait = error.retry_after
        raise SendLater(wait if isinstance(wait, timedelta) else timedelta(seconds=wait)) from error
    except ChatMigrated as error:
        raise _Moved(error.new_chat_id) from error
    except Forbidden as error:
        raise SendBlocked(error.message) from error
    except InvalidToken as error:
        raise SendRefused(error.message) from error
    except BadRequest as error:
        said = error.message.lower()
        kind = next((kind for words, kind in _BAD_REQUESTS if words in said), SendRefused)
        raise kind(_words(said)) from error
    except TimedOut as error:
        if isinstance(error.__cause__, httpx.PoolTimeout | httpx.ConnectTimeout):
            raise SendLater(WAIT) from error  # it was never sent
        raise SendUnknown(type(error).__name__) from error
    except NetworkError as error:
        if isinstance(error.__cause__, httpx.ConnectError):
            raise SendLater(WAIT) from error
        raise SendUnknown(type(error).__name__) from error
    except TelegramError as error:
        raise SendUnknown(type(error).__name__) from error  # an answer that is no JSON
