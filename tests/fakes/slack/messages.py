"""chat.*, reactions.*, conversations.*, users.*: messages and where they stand."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import limits
from tests.fakes.slack.arguments import flag, need, structure
from tests.fakes.slack.blocks import check_blocks, read_blocks
from tests.fakes.slack.errors import Refused
from tests.fakes.slack.transcript import Content, Message
from tests.fakes.slack.workspace import Channel

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

Arguments = Mapping[str, Any]
Answer = dict[str, Any]


def open_channel(slack: "FakeSlack", channel_id: str, *, missing: str = "not_in_channel") -> Channel:
    """A channel that the bot can write to."""
    channel = slack.workspace.channels.get(channel_id)
    if channel is None:
        raise Refused("channel_not_found")
    if channel.is_archived:
        raise Refused("is_archived")
    if slack.workspace.bot.id not in channel.members:
        raise Refused(missing)
    return channel


def check_thread(slack: "FakeSlack", channel: str, thread_ts: object) -> str | None:
    """Stricter than Slack, which posts an orphan: a thread's ts must be that of its first message
    (sheet 1.8)."""
    if thread_ts in (None, ""):
        return None
    parent = slack.workspace.find(channel, str(thread_ts))
    if parent is None:
        raise Refused("thread_not_found")
    if parent.thread_ts not in (None, parent.ts):
        raise Refused("cannot_reply_to_message")
    return str(thread_ts)


def read_metadata(arguments: Arguments) -> dict[str, Any] | None:
    metadata = structure(arguments, "metadata", "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return metadata
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload", {}), dict):
        raise Refused("invalid_metadata_format")
    if not (metadata.get("event_type") or metadata.get("entities")):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > limits.METADATA_MAX_BYTES:
        raise Refused("metadata_too_large")
    return metadata


def read_content(
    arguments: Arguments, *, text_max: int = limits.TEXT_MAX_CHARS, cuts: bool = True
) -> Content:
    """Text, blocks or Markdown, each within its limits."""
    text, markdown = str(arguments.get("text") or ""), str(arguments.get("markdown_text") or "")
    blocks = read_blocks(arguments.get("blocks"))
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if not (text or markdown or blocks or arguments.get("attachments")):
        raise Refused("no_text")
    if len(markdown) > limits.MARKDOWN_MAX_CHARS or (len(text) > text_max and not cuts):
        raise Refused("msg_too_long")
    check_blocks(blocks)
    by_name = bool(flag(arguments, "link_names")) or arguments.get("parse") == "full"
    return Content(
        text[:text_max], with_ids(blocks), markdown, flag(arguments, "mrkdwn") is not False, by_name
    )


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Slack gives a `block_id` to a block without one, and an `action_id` to an element without one."""
    for at, block in enumerate(blocks):
        block.setdefault("block_id", f"b{at}")
        inside = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
        for number, element in enumerate(inside):
            if isinstance(element, dict) and element.get("type") in (
                "button",
                "icon_button",
                "feedback_buttons",
            ):
                element.setdefault("action_id", f"a{number}")
    return blocks


def shown(slack: "FakeSlack", message: Message) -> Answer:
    """A message as the Web API gives it."""
    answer: Answer = {
        "type": "message", "user": message.user, "ts": message.ts, "team": slack.workspace.team,
        "text": message.content.text or message.content.markdown_text, **message.extra,
    }  # fmt: skip
    if message.is_bots:
        answer |= {"bot_id": slack.workspace.bot_id, "app_id": slack.workspace.app_id}
    if message.content.blocks:
        answer["blocks"] = message.content.blocks
    if message.thread_ts:
        answer["thread_ts"] = message.thread_ts
    if message.metadata:
        answer["metadata"] = message.metadata
    if message.former:
        answer["edited"] = {"user": message.user, "ts": message.ts}
    return answer


def post_message(slack: "FakeSlack", arguments: Arguments) -> Answer:
    (channel,) = need(arguments, "channel")
    channel = slack.workspace.dm(channel) if channel in slack.workspace.users else channel
    open_channel(slack, channel)
    content = read_content(arguments)
    message = Message(
        channel=channel,
        ts="",
        user=slack.workspace.bot.id,
        content=content,
        thread_ts=check_thread(slack, channel, arguments.get("thread_ts")),
        is_bots=True,
        unfurl_links=flag(arguments, "unfurl_links"),
        unfurl_media=flag(arguments, "unfurl_media"),
        metadata=read_metadata(arguments),
        broadcast=bool(flag(arguments, "reply_broadcast")),
    )
    message.ts = slack.workspace.new_ts()
    slack.post(message)
    answer: Answer = {"ok": True, "channel": channel, "ts": message.ts, "message": shown(slack, message)}
    if len(str(arguments.get("text") or "")) > limits.TEXT_MAX_CHARS:
        answer |= {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return answer


def own_message(slack: "FakeSlack", channel: str, ts: str, *, error: str) -> Message:
    message = slack.workspace.find(channel, ts)
    if message is None:
        raise Refused("message_not_found")
    if not message.is_bots:
        raise Refused(error)
    return message


def update(slack: "FakeSlack", arguments: Arguments) -> Answer:
    """Blocks that are not given stay (`blocks=[]` takes them away);
    what was streamed is replaced as a whole."""
    channel, ts = need(arguments, "channel", "ts")
    open_channel(slack, channel, missing="cant_update_message")
    message = own_message(slack, channel, ts, error="cant_update_message")
    if message.is_streaming:
        raise Refused("streaming_state_conflict")
    content = read_content(arguments, text_max=limits.UPDATE_TEXT_MAX_CHARS, cuts=False)
    metadata = read_metadata(arguments)
    if "blocks" not in arguments and not content.markdown_text and (channel, ts) not in slack.streams:
        content.blocks = message.content.blocks
    slack.edit(message, content)
    message.metadata = message.metadata if metadata is None else metadata or None
    return {"ok": True, "channel": channel, "ts": ts, "text": content.text, "message": shown(slack, message)}


def post_ephemeral(slack: "FakeSlack", arguments: Arguments) -> Answer:
    channel, user = need(arguments, "channel", "user")
    where = open_channel(slack, channel)
    if user not in where.members:
        raise Refused("user_not_in_channel")
    content = read_content(arguments, cuts=False)
    thread = check_thread(slack, channel, arguments.get("thread_ts"))
    ts = slack.workspace.new_ts()
    slack.post(Message(channel, ts, slack.workspace.bot.id, content, thread, is_bots=True, ephemeral_to=user))
    return {"ok": True, "message_ts": ts}


def delete(slack: "FakeSlack", arguments: Arguments) -> Answer:
    channel, ts = need(arguments, "channel", "ts")
    open_channel(slack, channel)
    message = own_message(slack, channel, ts, error="cant_delete_message")
    message.is_deleted = True
    return {"ok": True, "channel": channel, "ts": ts}


def permalink(slack: "FakeSlack", arguments: Arguments) -> Answer:
    channel, ts = need(arguments, "channel", "message_ts")
    if slack.workspace.find(channel, ts) is None:
        raise Refused("message_not_found")
    path = f"{channel}/p{ts.replace('.', '')}"
    return {"ok": True, "channel": channel, "permalink": f"https://curbside.slack.com/archives/{path}"}


def add_reaction(slack: "FakeSlack", arguments: Arguments) -> Answer:
    message, name = _reacted(slack, arguments)
    if slack.workspace.bot.id in message.reactions.get(name, set()):
        raise Refused("already_reacted")
    message.reactions.setdefault(name, set()).add(slack.workspace.bot.id)
    return {"ok": True}


def remove_reaction(slack: "FakeSlack", arguments: Arguments) -> Answer:
    message, name = _reacted(slack, arguments)
    if slack.workspace.bot.id not in message.reactions.get(name, set()):
        raise Refused("no_reaction")
    message.reactions[name].discard(slack.workspace.bot.id)
    return {"ok": True}


def _reacted(slack: "FakeSlack", arguments: Arguments) -> tuple[Message, str]:
    channel, ts, name = need(arguments, "channel", "timestamp", "name")
    open_channel(slack, channel)
    message = slack.workspace.find(channel, ts)
    if message is None:
        raise Refused("message_not_found")
    if not name.strip(":").replace("_", "").replace("-", "").replace("+", "").isalnum():
        raise Refused("invalid_name")
    return message, name.strip(":")


def conversation(slack: "FakeSlack", arguments: Arguments) -> Answer:
    (channel_id,) = need(arguments, "channel")
    channel = slack.workspace.channels.get(channel_id)
    if channel is None:
        raise Refused("channel_not_found")
    is_ = {f"is_{kind}": channel.kind == kind for kind in ("im", "channel", "group", "mpim")}
    member = slack.workspace.bot.id in channel.members
    return {"ok": True, "channel": {"id": channel.id, "name": channel.name, "is_member": member, **is_}}


def open_conversation(slack: "FakeSlack", arguments: Arguments) -> Answer:
    (user,) = need(arguments, "users")
    if user not in slack.workspace.users:
        raise Refused("user_not_found")
    return {"ok": True, "channel": {"id": slack.workspace.dm(user)}}


def user_info(slack: "FakeSlack", arguments: Arguments) -> Answer:
    (user_id,) = need(arguments, "user")
    user = slack.workspace.users.get(user_id)
    if user is None:
        raise Refused("user_not_found")
    return {
        "ok": True,
        "user": {
            "id": user.id, "team_id": slack.workspace.team, "name": user.name, "real_name": user.name.title(),
            "is_bot": user.is_bot, "is_restricted": user.is_guest, "deleted": False, "tz": "Europe/Berlin",
            "locale": "en-GB", "profile": {"display_name": user.name, "real_name": user.name.title()},
        },
    }  # fmt: skip


METHODS = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.postEphemeral": post_ephemeral,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
    "conversations.info": conversation,
    "conversations.open": open_conversation,
    "users.info": user_info,
}
