"""People, chats and messages. No rule of the Bot API is here."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from tests.fakes.clock import Clock
from tests.fakes.telegram.entities import detect
from tests.fakes.telegram.transcript import Content, Message

Kind = Literal["private", "group", "supergroup", "channel"]
GENERAL_TOPIC = 1


@dataclass(slots=True)
class User:
    id: int
    first_name: str
    username: str | None = None
    is_bot: bool = False
    language_code: str | None = "en"

    def told(self) -> dict[str, Any]:
        told = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        more = {"username": self.username, "language_code": None if self.is_bot else self.language_code}
        return told | {name: value for name, value in more.items() if value}


@dataclass(slots=True)
class Chat:
    id: int
    kind: Kind
    title: str = ""
    username: str | None = None
    is_forum: bool = False
    topics: dict[int, str] = field(default_factory=dict)
    is_blocked: bool = False
    """By the person, or the bot was thrown out."""
    migrated_to: int | None = None
    last_message_id: int = 0

    @property
    def has_topics(self) -> bool:
        return self.is_forum or bool(self.topics)

    def told(self) -> dict[str, Any]:
        name = "first_name" if self.kind == "private" else "title"
        told: dict[str, Any] = {"id": self.id, "type": self.kind, name: self.title}
        if self.username:
            told["username"] = self.username
        return told | ({"is_forum": True} if self.is_forum else {})


class World:
    def __init__(self, clock: Clock, bot: User) -> None:
        self.clock = clock
        self.bot = bot
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[tuple[int, int], Message] = {}
        self._user_ids = count(7_000_000_001)
        self._group_ids = count(1)

    def add_user(
        self, first_name: str, username: str | None = None, *, is_bot: bool = False, knows_bot: bool = True
    ) -> int:
        """A private chat has the person's id. A bot can't open one: the person must know it."""
        user = User(next(self._user_ids), first_name, username, is_bot)
        self.users[user.id] = user
        if knows_bot and not is_bot:
            self.chats[user.id] = Chat(user.id, "private", first_name, username)
        return user.id

    def add_group(self, title: str, *, kind: Kind = "supergroup", is_forum: bool = False) -> int:
        number = next(self._group_ids)
        chat_id = -number if kind == "group" else -1_001_000_000_000 - number
        self.chats[chat_id] = Chat(chat_id, kind, title, is_forum=is_forum)
        return chat_id

    def add_topic(self, chat_id: int, name: str) -> int:
        """The thread's id is that of the message that made it."""
        chat = self.chats[chat_id]
        thread_id = max(self._next_message_id(chat), GENERAL_TOPIC + 1)
        chat.last_message_id = thread_id
        chat.topics[thread_id] = name
        return thread_id

    def migrate(self, chat_id: int) -> int:
        old = self.chats[chat_id]
        assert old.kind == "group", "only a group becomes a supergroup"
        old.migrated_to = self.add_group(old.title)
        return old.migrated_to

    def write(
        self,
        chat_id: int,
        sender: int,
        text: str,
        *,
        thread_id: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """A person's message, with the entities that their app or the server finds."""
        content = Content.of(text, detect(text, []), [], previews_disabled=False)
        return self.keep(chat_id, sender, content, thread_id=thread_id, reply_to=reply_to)

    def keep(
        self, chat_id: int, sender: int, content: Content, *, thread_id: int | None = None,
        reply_to: int | None = None,
    ) -> Message:  # fmt: skip
        chat = self.chats[chat_id]
        chat.last_message_id = self._next_message_id(chat)
        message = Message(
            chat_id, chat.last_message_id, int(self.clock()), sender, content, thread_id, reply_to,
            is_bots=sender == self.bot.id,
        )  # fmt: skip
        self.messages[chat_id, message.message_id] = message
        return message

    def find(self, chat_id: int, message_id: int) -> Message | None:
        """None where there is none or it was deleted."""
        message = self.messages.get((chat_id, message_id))
        return None if message is None or message.is_deleted else message

    def told(self, message: Message, *, shallow: bool = False) -> dict[str, Any]:
        """A message as the Bot API gives it; `shallow` without what it replies to."""
        told: dict[str, Any] = {
            "message_id": message.message_id, "date": message.date, "from": self.users[message.sender].told(),
            "chat": self.chats[message.chat_id].told(), **message.extra,
        }  # fmt: skip
        named = ("caption", "caption_entities") if "photo" in message.extra else ("text", "entities")
        if message.content.text:
            told[named[0]] = message.content.text
        if message.content.entities:
            told[named[1]] = list(message.content.entities)
        if message.content.keyboard:
            told["reply_markup"] = {"inline_keyboard": [list(row) for row in message.content.keyboard]}
        told |= self._thread_told(message)
        former = message.reply_to and self.messages.get((message.chat_id, message.reply_to))
        if former and not shallow:
            told["reply_to_message"] = self.told(former, shallow=True)
        if message.former:
            told["edit_date"] = int(self.clock())
        return told

    def _thread_told(self, message: Message) -> dict[str, Any]:
        """Without topics, a supergroup gives a reply the id of the thread's first message (sheet 2.7)."""
        if message.thread_id is not None:
            return {"message_thread_id": message.thread_id, "is_topic_message": True}
        chat, first = self.chats[message.chat_id], message
        if message.reply_to is None or chat.kind != "supergroup" or chat.has_topics:
            return {}
        while first.reply_to is not None:
            first = self.messages[chat.id, first.reply_to]
        return {"message_thread_id": first.message_id}

    @staticmethod
    def _next_message_id(chat: Chat) -> int:
        return chat.last_message_id + 1
