"""What a person would see of a chat, and whom the bot called."""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.entities import Entity, cut
from tests.fakes.telegram.keyboards import Row


@dataclass(frozen=True, slots=True)
class Ping:
    """A mention that would notify somebody: `@name`, or the id of a person."""

    chat_id: int
    message_id: int
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """One version of a message: what is seen, with its formatting apart."""

    text: str
    entities: tuple[Entity, ...] = ()
    keyboard: tuple[tuple[dict[str, Any], ...], ...] = ()
    previews_disabled: bool = False

    @staticmethod
    def of(text: str, entities: list[Entity], keyboard: list[Row], previews_disabled: bool) -> "Content":
        return Content(text, tuple(entities), tuple(map(tuple, keyboard)), previews_disabled)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(what is shown, where it goes), in their order."""
        shown = ((cut(self.text, each), each) for each in self.entities)
        return tuple(
            (label, entity.get("url", label))
            for label, entity in shown
            if entity["type"] in ("url", "text_link")
        )

    @property
    def calls(self) -> tuple[str, ...]:
        found = []
        for entity in self.entities:
            if entity["type"] == "mention":
                found.append(cut(self.text, entity))
            elif entity["type"] == "text_mention":
                found.append(str(entity["user"]["id"]))
        return tuple(found)


@dataclass(slots=True)
class Message:
    """A message as the server keeps it. `content` is the present version, `former` those before."""

    chat_id: int
    message_id: int
    date: int
    sender: int
    content: Content
    thread_id: int | None = None
    reply_to: int | None = None
    is_bots: bool = False
    is_deleted: bool = False
    former: list[Content] = field(default_factory=list)
    reactions: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    data: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a person sees it; `edits` are the former texts, `thread_id` is that of a topic."""

    chat_id: int
    message_id: int
    thread_id: int | None
    sender: int
    is_bots: bool
    text: str
    keyboard: tuple[tuple[Button, ...], ...]
    links: tuple[tuple[str, str], ...]
    entities: tuple[Entity, ...]
    previews_disabled: bool
    reply_to: int | None
    edits: tuple[str, ...]
    is_deleted: bool
    reactions: tuple[str, ...]

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(button for row in self.keyboard for button in row)


def seen(message: Message) -> Seen:
    content = message.content
    return Seen(
        chat_id=message.chat_id,
        message_id=message.message_id,
        thread_id=message.thread_id,
        sender=message.sender,
        is_bots=message.is_bots,
        text=content.text,
        keyboard=tuple(
            tuple(Button(each["text"], each.get("callback_data"), each.get("url")) for each in row)
            for row in content.keyboard
        ),
        links=content.links,
        entities=content.entities,
        previews_disabled=content.previews_disabled,
        reply_to=message.reply_to,
        edits=tuple(each.text for each in message.former),
        is_deleted=message.is_deleted,
        reactions=message.reactions,
    )
