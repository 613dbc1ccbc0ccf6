"""Drafts, "is typing", and the answers to presses: what does not stay (sheet 2.4, 2.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from telegram.constants import ChatAction

from tests.fakes.telegram import limits
from tests.fakes.telegram.arguments import flag, number
from tests.fakes.telegram.errors import bad
from tests.fakes.telegram.sending import open_chat, read_text, read_thread

if TYPE_CHECKING:
    from tests.fakes.telegram.fake import FakeTelegram

Arguments = Mapping[str, Any]


@dataclass(slots=True)
class Draft:
    """`texts` has every text that it had; an empty one shows "Thinking…". It is gone 30 s after the last."""

    chat_id: int
    draft_id: int
    thread_id: int | None
    at: float
    texts: list[str] = field(default_factory=list)
    can_stop: bool = False
    is_over: bool = False


@dataclass(slots=True)
class Press:
    """A press of a button. `answers` are the texts that it was answered with: empty is a person who waits."""

    id: str
    user: int
    data: str
    at: float
    answers: list[str] = field(default_factory=list)
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    chat_id: int
    thread_id: int | None
    action: str
    at: float


def send_draft(telegram: "FakeTelegram", arguments: Arguments) -> bool:
    chat = open_chat(telegram, arguments, counts=False)
    if chat.kind != "private":
        raise bad("TEXTDRAFT_PEER_INVALID")
    draft_id = number(arguments, "draft_id")
    if not draft_id:
        raise bad("TEXTDRAFT_RANDOM_ID_INVALID")
    thread_id = read_thread(chat, arguments)
    text, _ = read_text(arguments, may_be_empty=True)
    key = (chat.id, draft_id)
    former = telegram.drafts.get(key)
    if former is None or former.is_over:
        former = telegram.drafts[key] = Draft(chat.id, draft_id, thread_id, telegram.clock())
        telegram.draft_history.append(former)
    former.at, former.can_stop = telegram.clock(), flag(arguments, "can_stop")
    former.texts.append(text)
    return True


def send_action(telegram: "FakeTelegram", arguments: Arguments) -> bool:
    chat = open_chat(telegram, arguments, counts=False)
    if chat.kind == "channel":
        raise bad("chat actions can't be sent to channels")
    thread_id = read_thread(chat, arguments, general=True)
    action = str(arguments.get("action", ""))
    if action not in set(ChatAction):
        raise bad("wrong parameter action in request")
    telegram.actions.append(Action(chat.id, thread_id, action, telegram.clock()))
    return True


def answer_press(telegram: "FakeTelegram", arguments: Arguments) -> bool:
    """Each press once, and not too late."""
    press = telegram.presses.get(str(arguments.get("callback_query_id", "")))
    late = press is not None and telegram.clock() - press.at >= telegram.press_lifetime_s
    if press is None or late or press.answers:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = str(arguments.get("text") or "")
    if len(text) > limits.CALLBACK_ANSWER_MAX_CHARS:
        raise bad("MESSAGE_TOO_LONG")
    press.answers.append(text)
    press.alert = flag(arguments, "show_alert")
    return True


METHODS = {
    "sendMessageDraft": send_draft,
    "sendChatAction": send_action,
    "answerCallbackQuery": answer_press,
}
