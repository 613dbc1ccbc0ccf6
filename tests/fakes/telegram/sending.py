"""sendMessage, editMessage*, deleteMessage, setMessageReaction: messages and where they stand."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from telegram.constants import ReactionEmoji

from tests.fakes.telegram import limits
from tests.fakes.telegram.arguments import flag, number
from tests.fakes.telegram.entities import check_entities, detect, parse_html, trimmed, utf16
from tests.fakes.telegram.errors import bad, blocked, flood, kicked, migrated, unparsable
from tests.fakes.telegram.keyboards import read_keyboard
from tests.fakes.telegram.transcript import Content, Message
from tests.fakes.telegram.world import GENERAL_TOPIC, Chat

if TYPE_CHECKING:
    from tests.fakes.telegram.fake import FakeTelegram

Arguments = Mapping[str, Any]


def open_chat(telegram: "FakeTelegram", arguments: Arguments, *, counts: bool = True) -> Chat:
    """A chat that the bot can write to. `counts`: the call is one of those that the flood limit counts."""
    chat = _chat(telegram, arguments)
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    if chat.is_blocked:
        raise blocked() if chat.kind == "private" else kicked(chat.kind)
    rate = telegram.rates.get("private" if chat.kind == "private" else "group")
    if counts and rate is not None:
        wait_s = telegram.windows.wait_s(chat.id, rate)
        if wait_s:
            raise flood(wait_s)
    return chat


def _chat(telegram: "FakeTelegram", arguments: Arguments) -> Chat:
    given = str(arguments.get("chat_id") or "")
    if not given:
        raise bad("chat_id is empty")
    for chat in telegram.world.chats.values():
        public = chat.kind != "private" and chat.username and given.lower() == f"@{chat.username}".lower()
        if str(chat.id) == given or public:
            return chat
    raise bad("chat not found")


def read_thread(chat: Chat, arguments: Arguments, *, general: bool = False) -> int | None:
    """A topic's id is for chats with topics only, and the general topic has none when sending (sheet 2.7)."""
    thread_id = number(arguments, "message_thread_id")
    if thread_id is None or (general and thread_id == GENERAL_TOPIC and chat.has_topics):
        return None
    if thread_id not in chat.topics:
        raise bad("message thread not found")
    return thread_id


def read_text(arguments: Arguments, *, may_be_empty: bool = False) -> tuple[str, list[dict[str, Any]]]:
    """The text as it will be shown, within its limits, and its entities."""
    source, mode = str(arguments.get("text") or ""), str(arguments.get("parse_mode") or "")
    if mode.upper() == "HTML":
        text, entities = parse_html(source)
    elif mode:
        raise unparsable(f"the fake knows HTML only, not {mode}")
    else:
        text, entities = source, check_entities(source, arguments.get("entities"))
    text, entities = trimmed(text, entities)
    if not text and not may_be_empty:
        raise bad("message text is empty")
    if utf16(text) > limits.TEXT_MAX_UTF16:
        raise bad("message is too long")
    return text, detect(text, entities)


def read_content(arguments: Arguments) -> Content:
    text, entities = read_text(arguments)
    previews = arguments.get("link_preview_options") or {}
    disabled = bool(previews.get("is_disabled")) or flag(arguments, "disable_web_page_preview")
    return Content.of(text, entities, read_keyboard(arguments.get("reply_markup")), disabled)


def read_reply(telegram: "FakeTelegram", chat: Chat, arguments: Arguments) -> int | None:
    wanted = arguments.get("reply_parameters") or {}
    message_id = wanted.get("message_id") or number(arguments, "reply_to_message_id")
    if message_id is None or telegram.world.find(chat.id, int(message_id)) is not None:
        return None if message_id is None else int(message_id)
    if wanted.get("allow_sending_without_reply") or flag(arguments, "allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def send_message(telegram: "FakeTelegram", arguments: Arguments) -> dict[str, Any]:
    chat = open_chat(telegram, arguments)
    thread_id = read_thread(chat, arguments)
    content = read_content(arguments)
    reply_to = read_reply(telegram, chat, arguments)
    bot = telegram.world.bot.id
    message = telegram.world.keep(chat.id, bot, content, thread_id=thread_id, reply_to=reply_to)
    telegram.sent(message)
    return telegram.world.told(message)


def own_message(telegram: "FakeTelegram", chat: Chat, arguments: Arguments, what: str) -> Message:
    message = telegram.world.find(chat.id, number(arguments, "message_id") or 0)
    if message is None:
        raise bad(f"message to {what} not found")
    if not message.is_bots:
        raise bad(f"message can't be {what}ed")
    return message


def edit_text(telegram: "FakeTelegram", arguments: Arguments) -> dict[str, Any]:
    """Without `reply_markup` the keyboard goes."""
    chat = open_chat(telegram, arguments)
    message = own_message(telegram, chat, arguments, "edit")
    return _changed(telegram, message, read_content(arguments))


def edit_keyboard(telegram: "FakeTelegram", arguments: Arguments) -> dict[str, Any]:
    chat = open_chat(telegram, arguments)
    message = own_message(telegram, chat, arguments, "edit")
    rows = read_keyboard(arguments.get("reply_markup"))
    now = message.content
    content = Content.of(now.text, list(now.entities), rows, now.previews_disabled)
    return _changed(telegram, message, content)


def _changed(telegram: "FakeTelegram", message: Message, content: Content) -> dict[str, Any]:
    if content == message.content:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    message.former.append(message.content)
    message.content = content
    telegram.note_calls(message)
    return telegram.world.told(message)


def delete(telegram: "FakeTelegram", arguments: Arguments) -> bool:
    chat = open_chat(telegram, arguments, counts=False)
    message = telegram.world.find(chat.id, number(arguments, "message_id") or 0)
    if message is None:
        raise bad("message to delete not found")
    if not message.is_bots and chat.kind != "private":
        raise bad("message can't be deleted")
    message.is_deleted = True
    return True


def react(telegram: "FakeTelegram", arguments: Arguments) -> bool:
    """One of Telegram's own emoji at most; an empty list takes it away."""
    chat = open_chat(telegram, arguments, counts=False)
    message = telegram.world.find(chat.id, number(arguments, "message_id") or 0)
    if message is None:
        raise bad("message to react not found")
    wanted = arguments.get("reaction") or []
    if len(wanted) > limits.REACTIONS_MAX:
        raise bad("REACTIONS_TOO_MANY")
    emoji = tuple(str(each.get("emoji", "")) for each in wanted)
    if any(each not in set(ReactionEmoji) for each in emoji):
        raise bad("REACTION_INVALID")
    message.reactions = emoji
    return True


METHODS = {
    "sendMessage": send_message,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_keyboard,
    "deleteMessage": delete,
    "setMessageReaction": react,
}
