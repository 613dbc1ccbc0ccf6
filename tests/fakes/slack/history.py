"""conversations.replies and conversations.history: what stands in a thread or a channel (sheet 1.9)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import limits
from tests.fakes.slack.arguments import flag, need
from tests.fakes.slack.errors import Refused
from tests.fakes.slack.messages import shown
from tests.fakes.slack.transcript import Message

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

Arguments = Mapping[str, Any]
Answer = dict[str, Any]


def replies(slack: "FakeSlack", arguments: Arguments) -> Answer:
    """The first message, whatever the times, and its replies, oldest first."""
    channel, ts = need(arguments, "channel", "ts")
    _readable(slack, channel)
    if slack.workspace.find(channel, ts) is None:
        raise Refused("thread_not_found")
    first, *rest = slack.workspace.thread(channel, ts)
    return _page(slack, [first, *_within(rest, arguments)], arguments)


def history(slack: "FakeSlack", arguments: Arguments) -> Answer:
    """The channel's messages outside of threads, newest first."""
    (channel,) = need(arguments, "channel")
    _readable(slack, channel)
    top = [each for each in slack.workspace.messages.values() if each.channel == channel]
    alive = [each for each in top if not each.is_deleted and each.ephemeral_to is None]
    alive = [each for each in alive if each.thread_ts in (None, each.ts) or each.broadcast]
    newest_first = sorted(alive, key=lambda each: each.ts, reverse=True)
    return _page(slack, _within(newest_first, arguments), arguments)


def _readable(slack: "FakeSlack", channel_id: str) -> None:
    """An archived channel can be read, too."""
    channel = slack.workspace.channels.get(channel_id)
    if channel is None:
        raise Refused("channel_not_found")
    needed = limits.HISTORY_SCOPES[channel.kind]
    if needed not in slack.scopes:
        raise Refused("missing_scope", needed=needed, provided=",".join(sorted(slack.scopes)))
    if slack.workspace.bot.id not in channel.members:
        raise Refused("not_in_channel")


def _within(messages: Sequence[Message], arguments: Arguments) -> list[Message]:
    """`oldest` and `latest` are left out themselves, unless `inclusive` is set."""
    oldest, latest = str(arguments.get("oldest") or ""), str(arguments.get("latest") or "")
    edges = (oldest, latest) if flag(arguments, "inclusive") else ()
    return [
        each
        for each in messages
        if each.ts in edges or ((not oldest or each.ts > oldest) and (not latest or each.ts < latest))
    ]


def _page(slack: "FakeSlack", messages: Sequence[Message], arguments: Arguments) -> Answer:
    """`limit` messages from `cursor` on; `slack.history_max` is what the app gets at most."""
    start = int(arguments.get("cursor") or 0)
    end = start + min(int(arguments.get("limit") or slack.history_max), slack.history_max)
    more = end < len(messages)
    with_metadata = bool(flag(arguments, "include_all_metadata"))
    told = [_told(slack, each, with_metadata=with_metadata) for each in messages[start:end]]
    following = {"next_cursor": str(end) if more else ""}
    return {"ok": True, "messages": told, "has_more": more, "response_metadata": following}


def _told(slack: "FakeSlack", message: Message, *, with_metadata: bool) -> Answer:
    told = shown(slack, message)
    if not with_metadata:
        told.pop("metadata", None)
    return told


METHODS = {
    "conversations.replies": replies,
    "conversations.history": history,
}
