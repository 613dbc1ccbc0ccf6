"""agents.sessions.* and assistant.threads.*: the state of a thread, which both write into one slot
(sheet 1.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import limits
from tests.fakes.slack.arguments import need, structure
from tests.fakes.slack.errors import Refused

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

Arguments = Mapping[str, Any]
Answer = dict[str, Any]


@dataclass(slots=True)
class Session:
    """`history` has every status that was set, the words of a legacy status included."""

    status: str = "active"
    title: str = ""
    words: str = ""
    words_at: float = 0.0
    loading_messages: tuple[str, ...] = ()
    history: list[str] = field(default_factory=list)


def set_session(slack: "FakeSlack", channel: str, thread_ts: str, status: str, words: str = "") -> Session:
    """Creates the session if there is none."""
    session = slack.sessions.setdefault((channel, thread_ts), Session())
    session.status, session.words, session.words_at = status, words, slack.clock()
    session.loading_messages = ()
    session.history.append(words or status)
    return session


def set_status(slack: "FakeSlack", arguments: Arguments) -> Answer:
    if not slack.agents_enabled:
        raise Refused("feature_disabled")
    channel, status = need(arguments, "channel_id", "status")
    _check_channel(slack, channel)
    if status not in limits.SESSION_STATUSES:
        raise Refused("invalid_status")
    title = _title(arguments)
    thread_ts = str(arguments.get("thread_ts") or "")
    if not thread_ts:
        raise Refused("thread_ts_required")
    _check_thread(slack, channel, thread_ts)
    is_new = (channel, thread_ts) not in slack.sessions
    session = set_session(slack, channel, thread_ts, status)
    session.title = title if is_new else session.title
    return {"ok": True, "status": status, "agent_status": status, "title": session.title}


def rename(slack: "FakeSlack", arguments: Arguments) -> Answer:
    channel, title, thread_ts = need(arguments, "channel_id", "title", "thread_ts")
    _check_channel(slack, channel)
    session = slack.sessions.get((channel, thread_ts))
    if session is None:
        raise Refused("session_not_found")
    session.title = _title({"title": title})
    return {"ok": True, "title": session.title}


def set_legacy_status(slack: "FakeSlack", arguments: Arguments) -> Answer:
    channel, thread_ts = need(arguments, "channel_id", "thread_ts")
    _check_channel(slack, channel, "channel_not_found")
    _check_thread(slack, channel, thread_ts)
    words = str(arguments.get("status") or "")
    loading = structure(arguments, "loading_messages", "invalid_arguments") or []
    if len(loading) > limits.LOADING_MESSAGES_MAX or not all(map(_fits, loading)):
        raise Refused("invalid_arguments", ["loading_messages: at most 10, of 1 to 50 characters"])
    session = set_session(slack, channel, thread_ts, "processing" if words else "active", words)
    session.loading_messages = tuple(loading)
    return {"ok": True}


def _fits(loading_message: object) -> bool:
    return isinstance(loading_message, str) and 1 <= len(loading_message) <= limits.LOADING_MESSAGE_MAX_CHARS


def set_legacy_title(slack: "FakeSlack", arguments: Arguments) -> Answer:
    channel, thread_ts, title = need(arguments, "channel_id", "thread_ts", "title")
    _check_channel(slack, channel, "channel_not_found")
    _check_thread(slack, channel, thread_ts)
    slack.sessions.setdefault((channel, thread_ts), Session()).title = title
    return {"ok": True}


def set_prompts(slack: "FakeSlack", arguments: Arguments) -> Answer:
    if not slack.agents_enabled:
        raise Refused("not_agent_app")
    (channel,) = need(arguments, "channel_id")
    _check_channel(slack, channel, "channel_not_found")
    prompts = structure(arguments, "prompts", "invalid_arguments")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= limits.PROMPTS_MAX:
        raise Refused("invalid_arguments", [f"prompts: 1 to {limits.PROMPTS_MAX}"])
    if not all(each.get("title") and each.get("message") for each in prompts):
        raise Refused("invalid_arguments", ["prompts: title and message are required"])
    slack.prompts[channel, str(arguments.get("thread_ts") or "")] = prompts
    return {"ok": True}


def _check_channel(slack: "FakeSlack", channel: str, missing: str = "not_authorized") -> None:
    found = slack.workspace.channels.get(channel)
    if found is None:
        raise Refused("channel_not_found")
    if slack.workspace.bot.id not in found.members:
        raise Refused(missing)


def _check_thread(slack: "FakeSlack", channel: str, thread_ts: str) -> None:
    parent = slack.workspace.find(channel, thread_ts)
    if parent is None or parent.root != thread_ts:
        raise Refused("invalid_thread_ts")


def _title(arguments: Arguments) -> str:
    title = str(arguments.get("title") or "")
    if len(title) > limits.SESSION_TITLE_MAX_CHARS:
        raise Refused("invalid_arguments", ["title: must be less than 201 characters"])
    return title


METHODS = {
    "agents.sessions.setStatus": set_status,
    "agents.sessions.rename": rename,
    "assistant.threads.setStatus": set_legacy_status,
    "assistant.threads.setTitle": set_legacy_title,
    "assistant.threads.setSuggestedPrompts": set_prompts,
}
