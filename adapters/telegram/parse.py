"""What a Telegram update is to the bot, from the raw JSON. Pure; no JSON makes it raise.

In a group the bot is spoken to by its name, by a reply to it, or by a command; everything else there is
between people. Offsets of entities count UTF-16 code units, so the text is cut in UTF-16.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from answers.types import Audience
from bot.mail.letters import FIRST, TEXT_MAX_CHARS, Control, ControlKind, Deed, Event, Letter
from bot.plain_words import meant

ENTITIES_MAX = 100
"""Telegram drops what is more."""
CALLBACK_ID_MAX_CHARS = 64
"""They have up to 20 digits."""
ID_MAX = 2**63
"""Ids are 64-bit integers; those of groups are negative."""

Json = Mapping[str, Any]

_COMMANDS = {
    "ask": Deed.ASK,
    "start": Deed.START,
    "help": Deed.HELP,
    "new": Deed.NEW,
    "sources": Deed.SOURCES,
    "policy": Deed.POLICY,
    "privacy": Deed.PRIVACY,
}
STOP = "stop"
"""A command only by itself: what stands behind it may be an emergency, and what is stopped is not read."""
_MEDIA = (
    *("animation", "audio", "checklist", "contact", "dice", "document", "game", "location", "paid_media"),
    *("photo", "poll", "sticker", "story", "venue", "video", "video_note", "voice"),
)
"""What a person can send without a word; a message with none of these and no text is Telegram's own."""
_GROUPS = ("group", "supergroup")

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+|$)")
_PRESSED = re.compile(r"([ofdw]):([0-9]{1,18})")
_DEEDS = {"o": Deed.OPEN, "f": Deed.FULL, "d": Deed.DECLINE, "w": Deed.WRONG}
_CALLBACK_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{CALLBACK_ID_MAX_CHARS}}}")
_AFTER_A_NAME = re.compile(r"\A[,:](?=\s|$)")
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is, as `getMe` says; `username` without the @."""

    id: int
    username: str


def parse(update: Json, *, bot: Identity, received_at: datetime) -> Event | None:
    """What an update asks of the bot; None where nothing. `received_at` is aware.

    A letter whose `address["edited"]` is set is to be answered in the place of the former answer.
    """
    update_id = _id(update.get("update_id"))
    if update_id is None:
        return None
    came = _Came(update_id, bot, received_at)
    return (
        _message(came, _map(update.get("message")))
        or _edit(came, _map(update.get("edited_message")))
        or _press(came, _map(update.get("callback_query")))
        or _stopped(came, _map(update.get("stopped_message_generation")))
    )


@dataclass(frozen=True, slots=True)
class _Came:
    """An update, apart from what it holds."""

    update_id: int
    bot: Identity
    received_at: datetime

    @property
    def id(self) -> str:
        return f"telegram:{self.bot.id}:{self.update_id}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a message stands; `topic` None outside topics and in the General one."""

    chat_id: int
    private: bool
    topic: int | None

    def conversation(self, bot: Identity) -> str:
        return f"telegram:{bot.id}:{self.chat_id}:{self.topic or 0}"


@dataclass(frozen=True, slots=True)
class _Said:
    """What a message says, without the bot's name; `to_bot`: by its name or as a reply to it."""

    text: str
    to_bot: bool


# -- messages


def _message(came: _Came, message: Json) -> Event | None:
    letter = _message_letter(came, message)
    return _stop(came, letter) if letter and letter.deed is Deed.STOPPED else letter


def _message_letter(came: _Came, message: Json) -> Letter | None:
    place, user = _place(message), _writer(message)
    message_id = _id(message.get("message_id"))
    if place is None or user is None or message_id is None:
        return None
    meant = _meant(came.bot, message, place)
    if meant is None:
        return None
    deed, text = meant
    return Letter(
        id=came.id,
        conversation=place.conversation(came.bot),
        deed=deed,
        text=text,
        order=float(came.update_id),
        message=str(message_id),
        audience=Audience.PATIENT,
        private=place.private,
        address=_address(place, message_id, user),
        received_at=came.received_at,
    )


def _place(message: Json) -> _Place | None:
    """None for channels. Outside topics `message_thread_id` is only a chain of replies."""
    chat = _map(message.get("chat"))
    chat_id, kind = _id(chat.get("id")), chat.get("type")
    if chat_id is None or not (kind == "private" or kind in _GROUPS):
        return None
    topic = _id(message.get("message_thread_id")) if message.get("is_topic_message") is True else None
    return _Place(chat_id, kind == "private", topic)


def _writer(message: Json) -> int | None:
    """The person who wrote it; None for bots, for chats that speak, and for a result of an inline bot."""
    writer = _map(message.get("from"))
    others = ("sender_chat", "via_bot", "is_automatic_forward")
    if writer.get("is_bot") or any(message.get(name) for name in others):
        return None
    return _id(writer.get("id"))


def _meant(bot: Identity, message: Json, place: _Place) -> tuple[Deed, str] | None:
    """What it asks, and in which words; None where it is not for the bot."""
    said = _said(bot, message)
    if said is None:
        return (Deed.ASK, "") if place.private and _is_wordless(message) else None
    addressed = place.private or said.to_bot
    if command := _COMMAND.match(said.text):
        return _commanded(bot, command, said.text[command.end() :], addressed=addressed)
    if not addressed:
        return None
    return (deed, "") if (deed := meant(said.text)) else (Deed.ASK, said.text)


def _commanded(
    bot: Identity, command: re.Match[str], rest: str, *, addressed: bool
) -> tuple[Deed, str] | None:
    """A command that we don't have may be another bot's, unless it can only be meant for us."""
    name, whose = command[1].lower(), command[2]
    if whose and not _is_name_of(bot, whose):
        return None
    if name in _COMMANDS:
        return _COMMANDS[name], rest
    if name == STOP and not rest and (addressed or whose):
        return Deed.STOPPED, ""
    return (Deed.HELP, rest) if addressed or whose else None


def _is_wordless(message: Json) -> bool:
    """A picture or the like without a word. Of an album only one part has words, and that one is answered."""
    return not message.get("media_group_id") and any(message.get(kind) for kind in _MEDIA)


def _address(place: _Place, message_id: int, user: int) -> dict[str, str | int | bool]:
    topic = {} if place.topic is None else {"message_thread_id": place.topic}
    return {"chat_id": place.chat_id, "message_id": message_id, "user": user, **topic}


# -- what overtakes


def _edit(came: _Came, message: Json) -> Control | None:
    """The letter has an id of its own, or the inbox would take it for a redelivery of the control."""
    letter = _message_letter(came, message)
    if letter is None or letter.deed is not Deed.ASK or not letter.text:
        return None
    changes = {"id": f"{came.id}:letter", "address": {**letter.address, "edited": True}}
    return Control(
        id=came.id,
        conversation=letter.conversation,
        kind=ControlKind.EDIT,
        message=letter.message,
        letter=letter.model_copy(update=changes),
        received_at=came.received_at,
    )


def _stopped(came: _Came, stopped: Json) -> Control | None:
    """Drafts exist in private chats only, where every thread is a topic."""
    place = _place({**stopped, "is_topic_message": True})
    if place is None:
        return None
    topic = {} if place.topic is None else {"message_thread_id": place.topic}
    letter = Letter(
        id=came.id,
        conversation=place.conversation(came.bot),
        deed=Deed.STOPPED,
        order=FIRST,
        audience=Audience.PATIENT,
        private=place.private,
        address={"chat_id": place.chat_id, **topic},
        received_at=came.received_at,
    )
    return _stop(came, letter)


def _stop(came: _Came, letter: Letter) -> Control:
    """What `letter` says is said before all that waits there. It does not name its message as its own: the
    control is about the work in hand."""
    changes = {"id": f"{came.id}:letter", "order": FIRST, "message": None}
    return Control(
        id=came.id,
        conversation=letter.conversation,
        kind=ControlKind.STOP,
        letter=letter.model_copy(update=changes),
        received_at=came.received_at,
    )


# -- buttons


def _press(came: _Came, query: Json) -> Letter | None:
    """The message with the button may be too old to be shown: then its chat and id are all there is."""
    message, user = _map(query.get("message")), _writer(query)
    place, message_id = _place(message), _id(message.get("message_id"))
    callback_id, pressed = _callback_id(query.get("id")), _pressed(query.get("data"))
    if place is None or user is None or message_id is None or callback_id is None or pressed is None:
        return None
    deed, article_id = pressed
    return Letter(
        id=came.id,
        conversation=place.conversation(came.bot),
        deed=deed,
        article_id=article_id,
        order=float(came.update_id),
        audience=Audience.PATIENT,
        private=place.private,
        address={**_address(place, message_id, user), "callback_query_id": callback_id},
        received_at=came.received_at,
    )


def _pressed(data: object) -> tuple[Deed, int | None] | None:
    """A letter and an article id, as our buttons say; `d` alone stands under older messages."""
    if data == "d":
        return Deed.DECLINE, None
    named = _PRESSED.fullmatch(data) if isinstance(data, str) else None
    if named is None:
        return None
    return _DEEDS[named[1]], int(named[2])


# -- text


def _said(bot: Identity, message: Json) -> _Said | None:
    """None where the message has no words."""
    for words, entities in (("text", "entities"), ("caption", "caption_entities")):
        text = message.get(words)
        if isinstance(text, str) and text:
            units = text[:TEXT_MAX_CHARS].encode("utf-16-le", "surrogatepass")
            names = list(_own_names(bot, units, _maps(message.get(entities))))
            return _Said(_without(units, names), bool(names) or _is_reply_to(bot, message))
    return None


def _own_names(bot: Identity, units: bytes, entities: Iterable[Json]) -> Iterator[slice]:
    """Where in the UTF-16 text the bot is mentioned."""
    for entity in entities:
        span = _span(entity, len(units))
        if entity.get("type") == "mention" and _is_name_of(bot, _decoded(units[span]).removeprefix("@")):
            yield span
        if entity.get("type") == "text_mention" and _map(entity.get("user")).get("id") == bot.id:
            yield span


def _span(entity: Json, size_bytes: int) -> slice:
    """The entity's place in bytes; empty where it does not lie in the text."""
    offset, length = _id(entity.get("offset")), _id(entity.get("length"))
    if offset is None or length is None or offset < 0 or length < 0:
        return slice(0, 0)
    return slice(min(2 * offset, size_bytes), min(2 * (offset + length), size_bytes))


def _without(units: bytes, names: Iterable[slice]) -> str:
    """The text without the names, and without the comma or colon after one."""
    start, parts = 0, []
    for name in sorted(names, key=lambda span: int(span.start)):
        parts.append(_decoded(units[start : name.start]))
        start = max(start, name.stop)
    before, *after = *parts, _decoded(units[start:])
    text = " ".join([before, *(_AFTER_A_NAME.sub("", part) for part in after)])
    return _BLANKS.sub(" ", text).strip()[:TEXT_MAX_CHARS]


def _is_reply_to(bot: Identity, message: Json) -> bool:
    """In a topic that the bot made, every message comes as a reply to the note that it was made."""
    former = _map(message.get("reply_to_message"))
    return _map(former.get("from")).get("id") == bot.id and "forum_topic_created" not in former


def _is_name_of(bot: Identity, name: str) -> bool:
    return name.lower() == bot.username.lower()


def _decoded(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")


# -- JSON


def _map(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _maps(value: object) -> list[Json]:
    items = value[:ENTITIES_MAX] if isinstance(value, list) else []
    return [each for each in items if isinstance(each, Mapping)]


def _id(value: object) -> int | None:
    is_id = isinstance(value, int) and not isinstance(value, bool) and -ID_MAX <= value < ID_MAX
    return int(value) if isinstance(value, int) and is_id else None


def _callback_id(value: object) -> str | None:
    return value if isinstance(value, str) and _CALLBACK_ID.fullmatch(value) else None
