"""chat.startStream, appendStream, stopStream: a message that grows (sheet 1.7).

A stream dies `stream_lifetime_s` after its start, however often something is appended;
a person's Stop ends it too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tests.fakes.slack import limits
from tests.fakes.slack.agents import set_session
from tests.fakes.slack.arguments import need, structure
from tests.fakes.slack.blocks import check_blocks, read_blocks, text_chars
from tests.fakes.slack.errors import Refused
from tests.fakes.slack.messages import check_thread, open_channel, read_metadata, shown, with_ids
from tests.fakes.slack.transcript import Content, Message

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

Arguments = Mapping[str, Any]
Answer = dict[str, Any]
_CHUNKS = frozenset({"markdown_text", "task_update", "plan_update", "blocks"})


@dataclass(slots=True)
class Stream:
    message: Message
    began: float
    end: Literal["stopped", "stopped_by_user", "expired"] | None = None
    markdown: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    plan_title: str = ""

    def add(self, chunk: Mapping[str, Any]) -> None:
        match chunk["type"]:
            case "markdown_text":
                self.markdown += chunk["text"]
            case "plan_update":
                self.plan_title = chunk["title"]
            case "blocks":
                self.blocks += chunk["blocks"]
            case "task_update":
                self._update(chunk)

    def _update(self, chunk: Mapping[str, Any]) -> None:
        """Title and status are replaced, details appended, the output is written once."""
        task = self.tasks.setdefault(chunk["id"], {"details": ""})
        task |= {name: chunk[name] for name in ("title", "status") if chunk.get(name)}
        task["details"] += chunk.get("details") or ""
        if chunk.get("output"):
            task.setdefault("output", chunk["output"])

    def content(self, bottom: list[dict[str, Any]]) -> Content:
        tasks = [
            {"type": "task_card", "task_id": key, "title": each.get("title", ""), **each}
            for key, each in self.tasks.items()
        ]
        text = [{"type": "markdown", "text": self.markdown}] if self.markdown else []
        return Content(blocks=with_ids([*tasks, *text, *self.blocks, *bottom]))


def start(slack: "FakeSlack", arguments: Arguments) -> Answer:
    channel_id, thread_ts = need(arguments, "channel", "thread_ts")
    channel = open_channel(slack, channel_id)
    if channel.kind != "im":
        for name in ("recipient_user_id", "recipient_team_id"):
            if not arguments.get(name):
                raise Refused(f"missing_{name}")
    thread = check_thread(slack, channel_id, thread_ts)
    chunks = _chunks(arguments)
    message = Message(
        channel_id, slack.workspace.new_ts(), slack.workspace.bot.id, Content(), thread, is_bots=True,
        unfurl_links=False, unfurl_media=False, is_streaming=True,
    )  # fmt: skip
    stream = Stream(message, slack.clock())
    _grow(stream, chunks)
    slack.streams[channel_id, message.ts] = stream
    slack.post(message)
    set_session(slack, channel_id, thread_ts, "processing")
    return {"ok": True, "channel": channel_id, "ts": message.ts}


def append(slack: "FakeSlack", arguments: Arguments) -> Answer:
    stream = _live(slack, arguments)
    chunks = _chunks(arguments)
    if not chunks:
        raise Refused("no_text")
    _grow(stream, chunks)
    return {"ok": True, "channel": stream.message.channel, "ts": stream.message.ts}


def stop(slack: "FakeSlack", arguments: Arguments) -> Answer:
    stream = _live(slack, arguments)
    chunks, bottom = _chunks(arguments), read_blocks(arguments.get("blocks"))
    status = str(arguments.get("session_status") or "active")
    if status not in limits.SESSION_STATUSES:
        raise Refused("invalid_status")
    check_blocks(bottom)
    metadata = read_metadata(arguments)
    _check_total(stream, chunks, bottom)
    _grow(stream, chunks, bottom)
    stream.end = "stopped"
    stream.message.is_streaming = False
    stream.message.metadata = metadata
    set_session(slack, stream.message.channel, stream.message.root, status)
    slack.note_calls(stream.message)
    where = {"channel": stream.message.channel, "ts": stream.message.ts}
    return {"ok": True, **where, "message": shown(slack, stream.message)}


def _live(slack: "FakeSlack", arguments: Arguments) -> Stream:
    channel, ts = need(arguments, "channel", "ts")
    open_channel(slack, channel)
    message = slack.workspace.find(channel, ts)
    if message is None:
        raise Refused("message_not_found")
    if not message.is_bots:
        raise Refused("message_not_owned_by_app")
    stream = slack.streams.get((channel, ts))
    if stream is not None and stream.end == "stopped_by_user":
        raise Refused("stopped_by_user")
    if stream is not None and stream.end is None and slack.clock() - stream.began >= slack.stream_lifetime_s:
        stream.end = "expired"
        message.is_streaming = False
        set_session(slack, channel, message.root, "active")
    if stream is None or stream.end is not None:
        raise Refused("message_not_in_streaming_state")
    return stream


def _chunks(arguments: Arguments) -> list[dict[str, Any]]:
    """What is to be added: `markdown_text` is a chunk too."""
    markdown = str(arguments.get("markdown_text") or "")
    chunks = structure(arguments, "chunks", "invalid_chunks") or []
    if not isinstance(chunks, list):
        raise Refused("invalid_chunks")
    for chunk in chunks:
        _check(chunk)
    if markdown:
        chunks = [{"type": "markdown_text", "text": markdown}, *chunks]
    if (
        sum(len(each.get("text", "")) for each in chunks if each["type"] == "markdown_text")
        > limits.MARKDOWN_MAX_CHARS
    ):
        raise Refused("msg_too_long")
    return chunks


def _check(chunk: object) -> None:
    if not isinstance(chunk, dict) or chunk.get("type") not in _CHUNKS:
        raise Refused("invalid_chunks")
    match chunk["type"]:
        case "markdown_text":
            fine = isinstance(chunk.get("text"), str)
        case "plan_update":
            fine = _short(chunk.get("title"))
        case "blocks":
            check_blocks(read_blocks(chunk.get("blocks")))
            fine = True
        case _:
            texts = (chunk.get(name) for name in ("details", "output") if chunk.get(name) is not None)
            fine = _short(chunk.get("id")) and _short(chunk.get("title")) and all(map(_short, texts))
            fine = fine and chunk.get("status") in limits.TASK_STATUSES
    if not fine:
        raise Refused("invalid_chunks")


def _short(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= limits.CHUNK_TEXT_MAX_CHARS


def _grow(stream: Stream, chunks: list[dict[str, Any]], bottom: list[dict[str, Any]] | None = None) -> None:
    coming = sum(len(each["blocks"]) for each in chunks if each["type"] == "blocks")
    if len(stream.blocks) + coming > limits.BLOCKS_MAX:
        raise Refused("msg_blocks_too_many")
    for chunk in chunks:
        stream.add(chunk)
    stream.message.content = stream.content(bottom or [])


def _check_total(stream: Stream, chunks: list[dict[str, Any]], bottom: list[dict[str, Any]]) -> None:
    coming = sum(len(each["text"]) for each in chunks if each["type"] == "markdown_text")
    if len(stream.markdown) + coming > limits.STREAM_TOTAL_MAX_CHARS:
        raise Refused("msg_too_long")
    if text_chars([stream.blocks, bottom]) > limits.BLOCK_TEXT_MAX_CHARS:
        raise Refused("msg_blocks_too_long")


METHODS = {"chat.startStream": start, "chat.appendStream": append, "chat.stopStream": stop}
