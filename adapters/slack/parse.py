"""What a Slack event or a press of a button is to the bot. Pure; no JSON makes it raise.

One text is answered once. A mention in a channel comes as `app_mention` and as `message`: the first is the
letter, the second is nothing. Slack sends `app_mention` again when the message is edited, under a new event
id, and `message_changed` besides: the id of an edit is made of the message and the time of the edit, so that
both are one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from answers.types import Audience
from bot.mail.letters import FIRST, TEXT_MAX_CHARS, Control, ControlKind, Deed, Event, Letter
from bot.plain_words import meant

OPEN, DECLINE, FULL, WRONG = "curbside_open", "curbside_decline", "curbside_full", "curbside_wrong"
"""`action_id`s of our buttons; the suggestions of one message are told apart by `curbside_open:<n>`."""
_DEEDS = {OPEN: Deed.OPEN, DECLINE: Deed.DECLINE, FULL: Deed.FULL, WRONG: Deed.WRONG}

ID_MAX_CHARS = 40
"""Slack's ids have 9 to 13; what is much longer is none, and would not fit into a letter's id."""
SAME_PRESS_S = 10
"""Presses of one button by one person in one such stretch of time are one press."""
ARTICLE_ID_MAX_DIGITS = 18

Json = Mapping[str, Any]

_WRITTEN = (None, "file_share", "thread_broadcast")
"""Subtypes of what a person wrote; all others are Slack's own, a bot's, or about another message."""
_SLACKBOT = "USLACKBOT"

_ID = re.compile(r"[A-Za-z0-9._-]+")
_TS = re.compile(r"[0-9]{1,14}(?:\.[0-9]{1,9})?")
_ARTICLE_ID = re.compile(rf"[0-9]{{1,{ARTICLE_ID_MAX_DIGITS}}}")

_MARKUP = re.compile(r"<([@#!][^<>]*|[A-Za-z][A-Za-z0-9+.-]*:[^<>]*)>")
_PERSON = re.compile(r"<@[A-Z0-9]+(?:\|[^<>]*)?>")
_CALLS_OTHERS = re.compile(r"\s*<(?:@|!(?!date\^))")
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in one workspace, as `auth.test` says."""

    user_id: str
    bot_id: str
    app_id: str | None
    team_id: str


def parse(body: Json, *, bot: Identity, received_at: datetime) -> Event | None:
    """What an Events API envelope or an interactivity payload asks of the bot; None where nothing.

    `received_at` is aware. A letter whose `address["needs_presence"]` is set stands in a channel's thread
    without a mention: it is for the bot only where the bot has a part in that thread. A letter whose
    `address["edited"]` is set is to be answered in the place of the former answer.
    """
    match body.get("type"):
        case "event_callback":
            came = _came(body, bot, received_at)
            return _event(came) if came else None
        case "block_actions":
            return _press(body, bot, received_at)
    return None


@dataclass(frozen=True, slots=True)
class _Came:
    """An event, and what its envelope says of it."""

    event: Json
    channel: str
    private: bool
    team: str
    event_id: str | None
    bot: Identity
    received_at: datetime

    def id(self, *what: str) -> str:
        """The event's own id; where it has none, one made of what it is about."""
        return f"slack:{self.event_id or ':'.join((self.team, self.channel, *what))}"

    def conversation(self, root: str) -> str:
        return f"slack:{self.team}:{self.channel}:{root}"


@dataclass(frozen=True, slots=True)
class _Message:
    """What a person wrote: `root` is the ts of the thread's first message, its own where it is the first."""

    user: str
    ts: str
    root: str
    text: str


class _Meant(Enum):
    """For whom a message is."""

    BOT = auto()
    PERHAPS = auto()
    """A reply in a channel's thread: for the bot, if the bot takes part there."""
    OTHERS = auto()


def _came(body: Json, bot: Identity, received_at: datetime) -> _Came | None:
    event = _map(body.get("event"))
    channel, team = _id(event.get("channel")), _team(body, bot)
    if not (channel and team):
        return None
    private = event.get("channel_type") == "im" or channel.startswith("D")
    return _Came(event, channel, private, team, _id(body.get("event_id")), bot, received_at)


def _team(body: Json, bot: Identity) -> str | None:
    """The workspace that the app is installed in; in Slack Connect `team_id` can be another one's."""
    authorized = [_id(each.get("team_id")) for each in _maps(body.get("authorizations"))]
    said = (*authorized[:1], _id(body.get("context_team_id")), _id(body.get("team_id")))
    return next(filter(None, said), _id(bot.team_id))


def _event(came: _Came) -> Event | None:
    match came.event.get("type"):
        case "message":
            return _message_event(came)
        case "app_mention":
            return _mention(came)
        case "agent_session_stopped":
            return _stopped(came)
    return None


def _message_event(came: _Came) -> Event | None:
    match came.event.get("subtype"):
        case "message_changed":
            return _changed(came)
        case "message_deleted":
            return _deleted(came, _ts(came.event.get("deleted_ts")))
    return _said(came)


# -- messages


def _mention(came: _Came) -> Event | None:
    message = _message(came.event, came.bot)
    if message is None or came.private:
        return None
    if edited := _edited(came.event):
        return _edit(came, message, edited)
    return _letter(came, message, came.id(message.ts, "app_mention"))


def _said(came: _Came) -> Letter | None:
    message = _message(came.event, came.bot)
    if message is None:
        return None
    meant = _meant(came, message)
    mentioned = meant is _Meant.BOT and not came.private
    if mentioned or meant is _Meant.OTHERS:
        return None
    return _letter(came, message, came.id(message.ts, "message"), perhaps=meant is _Meant.PERHAPS)


def _message(said: Json, bot: Identity) -> _Message | None:
    """None where it is not a person's words."""
    user, ts, text = _id(said.get("user")), _ts(said.get("ts")), said.get("text")
    if not (user and ts) or user in (bot.user_id, _SLACKBOT) or _is_an_apps(said, bot):
        return None
    text = text[:TEXT_MAX_CHARS] if isinstance(text, str) else ""
    return _Message(user, ts, _ts(said.get("thread_ts")) or ts, text)


def _is_an_apps(said: Json, bot: Identity) -> bool:
    if said.get("subtype") not in _WRITTEN or said.get("bot_id") or said.get("bot_profile"):
        return True
    return bot.app_id is not None and said.get("app_id") == bot.app_id


def _meant(came: _Came, message: _Message) -> _Meant:
    if came.private or _mentions_of(came.bot).search(message.text):
        return _Meant.BOT
    if message.root == message.ts or _CALLS_OTHERS.match(message.text):
        return _Meant.OTHERS
    return _Meant.PERHAPS if plain(message.text, came.bot) else _Meant.OTHERS


def _letter(
    came: _Came, message: _Message, letter_id: str, *, perhaps: bool = False, edited: bool = False
) -> Letter:
    flags = {"needs_presence": perhaps, "edited": edited}
    text = plain(message.text, came.bot)
    deed = Deed.ASK if perhaps else _deed(text)
    return Letter(
        id=letter_id,
        conversation=came.conversation(message.root),
        deed=deed,
        text=text if deed is Deed.ASK else "",
        order=float(message.ts),
        message=message.ts,
        audience=Audience.CLINICIAN,
        workspace=came.team,
        private=came.private,
        address=_address(came.team, came.channel, message.root, message.user)
        | {name: True for name, is_set in flags.items() if is_set},
        received_at=came.received_at,
    )


def _deed(text: str) -> Deed:
    """Slack keeps what begins with a slash to itself, so that plain words are the commands. “Stop” is none:
    it would stop a conversation of its own, unlike the button."""
    deed = meant(text)
    return Deed.ASK if deed in (None, Deed.STOPPED) else deed


def _address(team: str, channel: str, root: str, user: str) -> dict[str, str | int | bool]:
    return {"team": team, "channel": channel, "thread_ts": root, "user": user}


# -- what overtakes


def _changed(came: _Came) -> Control | None:
    """An edit; unfurled links and the like come as one too, with the text as it was.

    What is no longer said to the bot is taken back from it. A first message that has replies is not
    deleted but becomes a tombstone.
    """
    now, then = _map(came.event.get("message")), _map(came.event.get("previous_message"))
    if now.get("subtype") == "tombstone":
        return _deleted(came, _ts(now.get("ts")))
    message, edited = _message(now, came.bot), _edited(now)
    if message is None or now.get("text") == then.get("text") or not (then or edited):
        return None
    before = _message(then, came.bot)
    meant_before = _meant(came, before) if before else _Meant.OTHERS
    meant = _meant(came, message)
    if meant is _Meant.OTHERS:
        return None if meant_before is _Meant.OTHERS else _deleted(came, message.ts)
    return _edit(came, message, edited, perhaps=_Meant.BOT not in (meant, meant_before))


def _edit(came: _Came, message: _Message, edited: str | None, *, perhaps: bool = False) -> Control:
    """The letter has an id of its own, or the inbox would take it for a redelivery of the control."""
    control_id = came.id(message.ts, "edit")
    if edited:
        control_id = f"slack:{came.team}:{came.channel}:{message.ts}:edit:{edited}"
    return Control(
        id=control_id,
        conversation=came.conversation(message.root),
        kind=ControlKind.EDIT,
        message=message.ts,
        letter=_letter(came, message, f"{control_id}:letter", perhaps=perhaps, edited=True),
        received_at=came.received_at,
    )


def _edited(said: Json) -> str | None:
    return _ts(_map(said.get("edited")).get("ts"))


def _deleted(came: _Came, ts: str | None) -> Control | None:
    """Without its former content the message is taken for one that was for the bot, and not in a thread.

    Its answer, if it has one, is taken back by a letter of its own. That does not name the message as its
    own: the inbox would forget it with the letter, and the message may still come, late.
    """
    then = _map(came.event.get("previous_message"))
    before = _message(then, came.bot)
    if ts is None or (then and (before is None or _meant(came, before) is _Meant.OTHERS)):
        return None
    root = before.root if before else ts
    address = _address(came.team, came.channel, root, before.user if before else "") | {"deleted": ts}
    return _overtaking(came, came.id(ts, "delete"), ControlKind.DELETE, Deed.DELETE, address, message=ts)


def _stopped(came: _Came) -> Control | None:
    root, user = _ts(came.event.get("thread_ts")), _id(came.event.get("user"))
    if root is None:
        return None
    stop_id = came.id(root, "stop", _ts(came.event.get("event_ts")) or "")
    address = _address(came.team, came.channel, root, user or "")
    return _overtaking(came, stop_id, ControlKind.STOP, Deed.STOPPED, address)


def _overtaking(
    came: _Came,
    control_id: str,
    kind: ControlKind,
    deed: Deed,
    address: Mapping[str, str | int | bool],
    *,
    message: str | None = None,
) -> Control:
    """What takes effect at once, with what is to be done before all that waits there."""
    conversation = came.conversation(str(address["thread_ts"]))
    letter = Letter(
        id=f"{control_id}:letter",
        conversation=conversation,
        deed=deed,
        order=FIRST,
        workspace=came.team,
        private=came.private,
        address=address,
        received_at=came.received_at,
    )
    return Control(
        id=control_id,
        conversation=conversation,
        kind=kind,
        message=message,
        letter=letter,
        received_at=came.received_at,
    )


# -- buttons


def _press(body: Json, bot: Identity, received_at: datetime) -> Letter | None:
    """`address["message_ts"]` is the message with the button, which may be shown to the presser alone."""
    container, message = _map(body.get("container")), _map(body.get("message"))
    channel = _id(_map(body.get("channel")).get("id")) or _id(container.get("channel_id"))
    team = _id(_map(body.get("team")).get("id")) or _id(bot.team_id)
    user = _id(_map(body.get("user")).get("id"))
    ts = _ts(container.get("message_ts")) or _ts(message.get("ts"))
    known = _known(_maps(body.get("actions")))
    if not (channel and team and user and ts and known):
        return None
    action, deed, article_id = known
    at = _ts(action.get("action_ts")) or ts
    root = _ts(message.get("thread_ts")) or _ts(container.get("thread_ts")) or ts
    address = _address(team, channel, root, user) | {"message_ts": ts}
    pressed = f"{deed}-{article_id or 0}"
    return Letter(
        # Not by the trigger id, of which a double click has two.
        id=":".join(("slack", team, channel, ts, user, pressed, str(int(float(at)) // SAME_PRESS_S))),
        conversation=f"slack:{team}:{channel}:{root}",
        deed=deed,
        article_id=article_id,
        order=float(at),
        audience=Audience.CLINICIAN,
        workspace=team,
        private=channel.startswith("D"),
        address=address | ({"ephemeral": True} if container.get("is_ephemeral") is True else {}),
        received_at=received_at,
    )


def _known(actions: Iterable[Json]) -> tuple[Json, Deed, int | None] | None:
    """The first action that is one of ours, and the article that it names."""
    for action in actions:
        name = action.get("action_id")
        deed = _DEEDS.get(name.partition(":")[0]) if isinstance(name, str) else None
        article_id = _article_id(action.get("value"))
        if deed is Deed.DECLINE or (deed and article_id is not None):
            return action, deed, article_id
    return None


# -- text


def plain(text: str, bot: Identity) -> str:
    """Slack's markup as a person would say it: without the bot's mention, and without anybody's id."""
    said = _mentions_of(bot).sub(" ", text)
    said = _MARKUP.sub(_spoken, said)
    said = said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    said = _PERSON.sub("[person]", said)  # what was typed as text is an id all the same
    said = said.encode("utf-8", "replace").decode("utf-8")  # JSON can hold half a surrogate pair
    return _BLANKS.sub(" ", said).strip()[:TEXT_MAX_CHARS]


def _mentions_of(bot: Identity) -> re.Pattern[str]:
    """With the comma or colon that belongs to it: "@Curbside, what is …"."""
    return re.compile(rf"<@{re.escape(bot.user_id)}(?:\|[^<>]*)?>(?:[,:](?=\s))?")


def _spoken(markup: re.Match[str]) -> str:
    target, _, label = markup[1].partition("|")
    match target[:1]:
        case "@":
            return "[person]"
        case "#":
            return f"#{label}" if label else "[channel]"
        case "!":
            return _called(target, label)
    return label or target


def _called(target: str, label: str) -> str:
    """A group, a date, or everybody, of whom nothing remains."""
    if target.startswith("!subteam"):
        return "[group]"
    return label if target.startswith("!date") else ""


# -- JSON


def _map(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _maps(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _id(value: object, max_chars: int = ID_MAX_CHARS) -> str | None:
    """The value where it can be an id of Slack's; a key made of such ids by colons can be taken apart."""
    is_id = isinstance(value, str) and len(value) <= max_chars and _ID.fullmatch(value)
    return str(value) if is_id else None


def _ts(value: object) -> str | None:
    return str(value) if isinstance(value, str) and _TS.fullmatch(value) else None


def _article_id(value: object) -> int | None:
    is_id = isinstance(value, str) and _ARTICLE_ID.fullmatch(value)
    return int(str(value)) if is_id else None
