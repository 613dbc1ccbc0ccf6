"""What a person would see of a conversation, and whom the bot called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.flatten import Button, Flat, Names, flatten
from tests.fakes.slack.text import calls, read_markdown, read_mrkdwn


@dataclass(frozen=True, slots=True)
class Ping:
    """A mention that would notify somebody: `who` is `!channel`, `!subteam^S1` or `@U1`."""

    channel: str
    ts: str
    who: str
    text: str


@dataclass(slots=True)
class Content:
    """One version of a message, as it was given."""

    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    markdown_text: str = ""
    is_mrkdwn: bool = True
    links_names: bool = False

    def read(self, names: Names) -> Flat:
        """With blocks the text is for notifications only, and a person does not see it."""
        flat = Flat()
        if self.markdown_text:
            flat.add(read_markdown(self.markdown_text, names))
        elif not self.blocks:
            flat.add(read_mrkdwn(self.text, names))
        blocks = flatten(self.blocks, names)
        flat.lines += blocks.lines
        flat.links += blocks.links
        flat.images += blocks.images
        flat.buttons += blocks.buttons
        return flat

    def calls(self) -> list[str]:
        """In every text, the one for notifications too."""
        sources = (self.text, self.markdown_text)
        return [
            *(who for source in sources for who in calls(source, by_name=self.links_names)),
            *_called(self.blocks),
        ]


@dataclass(slots=True)
class Message:
    """A message as the workspace keeps it. `content` is the present version, `former` those before."""

    channel: str
    ts: str
    user: str
    content: Content
    thread_ts: str | None = None
    is_bots: bool = False
    ephemeral_to: str | None = None
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    metadata: dict[str, Any] | None = None
    former: list[Content] = field(default_factory=list)
    reactions: dict[str, set[str]] = field(default_factory=dict)
    is_deleted: bool = False
    is_streaming: bool = False
    broadcast: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> str:
        return self.thread_ts or self.ts


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a person sees it; `text` is flat, `links` are (label, address), `edits` the former texts.

    `unfurls` is whether Slack may fetch previews: false only where both flags were given as false,
    or for a stream.
    """

    channel: str
    ts: str
    thread_ts: str | None
    user: str
    text: str
    buttons: tuple[Button, ...]
    links: tuple[tuple[str, str], ...]
    images: tuple[str, ...]
    notification: str
    unfurls: bool
    ephemeral_to: str | None
    edits: tuple[str, ...]
    is_deleted: bool
    is_streaming: bool
    reactions: Mapping[str, frozenset[str]]
    metadata: Mapping[str, Any] | None
    blocks: tuple[Mapping[str, Any], ...]


def seen(message: Message, names: Names) -> Seen:
    flat = message.content.read(names)
    return Seen(
        channel=message.channel,
        ts=message.ts,
        thread_ts=message.thread_ts,
        user=message.user,
        text=flat.text,
        buttons=tuple(flat.buttons),
        links=tuple(flat.links),
        images=tuple(flat.images),
        notification=message.content.text,
        unfurls=not (message.unfurl_links is False and message.unfurl_media is False),
        ephemeral_to=message.ephemeral_to,
        edits=tuple(each.read(names).text for each in message.former),
        is_deleted=message.is_deleted,
        is_streaming=message.is_streaming,
        reactions={name: frozenset(who) for name, who in message.reactions.items()},
        metadata=message.metadata,
        blocks=tuple(message.content.blocks),
    )


def _called(value: object) -> Iterator[str]:
    """Whom blocks call: in mrkdwn, in Markdown, and by the elements of rich text. Plain text calls nobody."""
    if isinstance(value, list):
        for each in value:
            yield from _called(each)
    elif isinstance(value, dict):
        text = value.get("text")
        if value.get("type") in ("mrkdwn", "markdown") and isinstance(text, str):
            yield from calls(text)
        match value.get("type"):
            case "user" if value.get("user_id"):
                yield f"@{value['user_id']}"
            case "usergroup":
                yield f"!subteam^{value.get('usergroup_id')}"
            case "broadcast":
                yield f"!{value.get('range')}"
        yield from _called(list(value.values()))
