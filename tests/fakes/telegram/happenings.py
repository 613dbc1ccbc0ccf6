"""What people do in chats, in the shapes in which Telegram tells it (sheet 2.1, 2.4 to 2.8).

A builder does what its update says (the message is there afterwards) and returns the update, not yet sent:
push it, or deliver it as often and as wrongly as a test wants.
"""

from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.fakes.telegram.entities import detect
from tests.fakes.telegram.presence import Press
from tests.fakes.telegram.transcript import Content, Message

if TYPE_CHECKING:
    from tests.fakes.telegram.fake import FakeTelegram

Json = dict[str, Any]
Update = dict[str, Any]


def message_of(update: Mapping[str, Any]) -> Json:
    """The message that an update is about."""
    for name in ("message", "edited_message", "channel_post"):
        if name in update:
            found: Json = update[name]
            return found
    return update["callback_query"]["message"]


class Happenings:
    """The builders. `user` and `chat` are ids; where none is given it is `telegram.person`, in private."""

    def __init__(self, telegram: "FakeTelegram") -> None:
        self._telegram = telegram
        self._world = telegram.world
        self._update_ids = count(900_000_001)

    # -- messages

    def private(self, text: str, *, user: int | None = None, thread_id: int | None = None) -> Update:
        user = user or self._telegram.person
        return self._said(self._world.write(user, user, text, thread_id=thread_id))

    def group(
        self, text: str, *, chat: int | None = None, user: int | None = None, thread_id: int | None = None
    ) -> Update:
        """In the group; a mention in the text, such as `@curbside_bot`, gets its entity,
        and a command too."""
        chat, user = chat or self._telegram.group, user or self._telegram.person
        return self._said(self._world.write(chat, user, text, thread_id=thread_id))

    def mention(
        self, text: str, *, chat: int | None = None, user: int | None = None, thread_id: int | None = None
    ) -> Update:
        named = f"@{self._world.bot.username} {text}"
        return self.group(named, chat=chat, user=user, thread_id=thread_id)

    def text_mention(self, text: str, *, chat: int | None = None, user: int | None = None) -> Update:
        """A mention by name instead of username, as of people that have none."""
        chat, user, bot = chat or self._telegram.group, user or self._telegram.person, self._world.bot
        message = self._world.write(chat, user, f"{bot.first_name} {text}")
        entity = {"type": "text_mention", "offset": 0, "length": len(bot.first_name), "user": bot.told()}
        message.content = Content.of(message.content.text, [entity, *message.content.entities], [], False)
        return self._said(message)

    def command(
        self,
        name: str,
        rest: str = "",
        *,
        chat: int | None = None,
        user: int | None = None,
        at: str | None = None,
    ) -> Update:
        """`/name rest`, in groups often `/name@curbside_bot`: `at` is whose it is."""
        user = user or self._telegram.person
        text = f"/{name}{f'@{at}' if at else ''} {rest}".rstrip()
        return self._said(self._world.write(chat or user, user, text))

    def reply(self, text: str, *, to: int, chat: int | None = None, user: int | None = None) -> Update:
        """To the message `to`, in its topic."""
        user = user or self._telegram.person
        chat = chat or user
        former = self._world.messages[chat, to]
        return self._said(self._world.write(chat, user, text, thread_id=former.thread_id, reply_to=to))

    def edited(self, update: Update, text: str) -> Update:
        told = message_of(update)
        message = self._world.messages[told["chat"]["id"], told["message_id"]]
        message.former.append(message.content)
        message.content = Content.of(text, detect(text, []), [], False)
        return self._update(edited_message=self._world.told(message))

    def from_bot(self, text: str, *, chat: int | None = None) -> Update:
        """Another bot's: reaches a bot only where bots may talk to each other."""
        return self.group(text, chat=chat, user=self._telegram.other_bot)

    def photo(
        self, caption: str = "", *, chat: int | None = None, user: int | None = None, album: str | None = None
    ) -> Update:
        user = user or self._telegram.person
        message = self._world.write(chat or user, user, caption)
        sizes = [{"file_id": uuid4().hex, "file_unique_id": uuid4().hex[:8], "width": 90, "height": 90}]
        message.extra = {"photo": sizes} | ({"media_group_id": album} if album else {})
        return self._said(message)

    def migration(self, chat: int) -> tuple[Update, Update]:
        """The group becomes a supergroup: said in both; sending to the old one fails from now on."""
        new = self._world.migrate(chat)
        left, came = self._world.write(chat, self._telegram.person, ""), None
        left.extra = {"migrate_to_chat_id": new}
        came = self._world.write(new, self._telegram.person, "")
        came.extra = {"migrate_from_chat_id": chat}
        return self._said(left), self._said(came)

    # -- presses

    def press(
        self,
        button: str,
        *,
        chat: int | None = None,
        message: int,
        user: int | None = None,
        old: bool = False,
    ) -> Update:
        """Of a button that the message has, by its label or data;
        `old` as of a message too old to be shown."""
        user = user or self._telegram.person
        found = self._world.messages[chat or user, message]
        there = [each for row in found.content.keyboard for each in row if "callback_data" in each]
        for each in there:
            if button in (each["text"], each["callback_data"]):
                return self.forged_press(
                    each["callback_data"], chat=chat, message=message, user=user, old=old
                )
        raise AssertionError(f"no button {button!r}; there are {[each['text'] for each in there]}")

    def forged_press(
        self, data: str, *, chat: int | None = None, message: int, user: int | None = None, old: bool = False
    ) -> Update:
        """With data that no button of the message needs to have."""
        user = user or self._telegram.person
        found = self._world.messages[chat or user, message]
        press = Press(str(uuid4().int % 10**18), user, data, self._telegram.clock())
        self._telegram.presses[press.id] = press
        told = self._world.told(found)
        if old:
            told = {"chat": told["chat"], "message_id": message, "date": 0}
        person = self._world.users[user].told()
        query = {"id": press.id, "from": person, "message": told, "chat_instance": "1", "data": data}
        return self._update(callback_query=query)

    def stopped(self, draft_id: int, *, chat: int | None = None) -> Update:
        """A press of the stop button of a draft (Bot API 10.3); the preview goes."""
        chat = chat or self._telegram.person
        draft = self._telegram.drafts[chat, draft_id]
        assert draft.can_stop, "the draft has no stop button"
        assert not draft.is_over, "the draft is over"
        draft.is_over = True
        stopped: Json = {"chat": self._world.chats[chat].told(), "draft_id": draft_id}
        if draft.thread_id is not None:
            stopped["message_thread_id"] = draft.thread_id
        return self._update(stopped_message_generation=stopped)

    # -- the rest

    def blocked(self, *, user: int | None = None) -> Update:
        return self._member(user or self._telegram.person, "member", "kicked")

    def unblocked(self, *, user: int | None = None) -> Update:
        return self._member(user or self._telegram.person, "kicked", "member")

    def added(self, *, chat: int | None = None) -> Update:
        return self._member(chat or self._telegram.group, "left", "member")

    def removed(self, *, chat: int | None = None) -> Update:
        return self._member(chat or self._telegram.group, "member", "kicked")

    def reacted(self, emoji: str, *, chat: int, message: int, user: int | None = None) -> Update:
        """Reaches only a bot that is an administrator and lists `message_reaction`."""
        reaction = {
            "chat": self._world.chats[chat].told(), "message_id": message, "date": int(self._world.clock()),
            "user": self._world.users[user or self._telegram.person].told(), "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": emoji}],
        }  # fmt: skip
        return self._update(message_reaction=reaction)

    def unknown(self, kind: str, **fields: Any) -> Update:
        """Of a kind that nobody knows yet."""
        return self._update(**{kind: fields})

    # -- inside

    def _said(self, message: Message) -> Update:
        return self._update(message=self._world.told(message))

    def _member(self, chat: int, before: str, after: str) -> Update:
        self._world.chats[chat].is_blocked = after == "kicked"
        bot = self._world.bot.told()
        states = {
            name: {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
            for name, status in (("old_chat_member", before), ("new_chat_member", after))
        }
        by = self._world.users[chat if chat in self._world.users else self._telegram.person].told()
        told = {
            "chat": self._world.chats[chat].told(),
            "from": by,
            "date": int(self._world.clock()),
            **states,
        }
        return self._update(my_chat_member=told)

    def _update(self, **what: Any) -> Update:
        return {"update_id": next(self._update_ids), **what}
