"""What happens in the workspace, in the shapes in which Slack tells it (sheet 1.2, 1.3, 1.8).

A builder does what its event says (the message is there afterwards) and returns a `Happened`, which is
delivered as often and as wrongly as a test wants; every delivery of one `Happened` has the same `event_id`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from tests.fakes.slack.flatten import Button, flatten
from tests.fakes.slack.messages import shown
from tests.fakes.slack.text import typed
from tests.fakes.slack.transcript import Content, Message
from tests.fakes.slack.views import Trigger

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

Json = dict[str, Any]
Kind = Literal["events_api", "interactive", "slash_commands"]


@dataclass(frozen=True, slots=True)
class Happened:
    """`body` is what is delivered: as JSON, as a form's `payload`, or as a form (slash commands)."""

    kind: Kind
    body: Json

    @property
    def event(self) -> Json:
        """The inner event of an Events API envelope; empty for all else."""
        inner: Json = self.body.get("event", {})
        return inner

    @property
    def event_id(self) -> str:
        return str(self.body.get("event_id", ""))

    @property
    def channel(self) -> str:
        return str(self.event.get("channel") or (self.body.get("channel") or {}).get("id", ""))

    @property
    def ts(self) -> str:
        """Of the message that it is about."""
        about = self.event.get("message") or self.body.get("message") or self.event
        return str(about.get("ts", ""))

    @property
    def root(self) -> str:
        """The ts of the thread that an answer belongs to."""
        about = self.event.get("message") or self.body.get("message") or self.event
        return str(about.get("thread_ts") or about.get("ts", ""))


class Events:
    """The builders. `user` is an id; where none is given it is `slack.person`."""

    def __init__(self, slack: "FakeSlack") -> None:
        self._slack = slack
        self._world = slack.workspace

    # -- messages

    def dm(self, text: str, *, user: str | None = None, thread_ts: str | None = None) -> Happened:
        """Under agent_view a direct message stands at the top level and starts its own thread (sheet 1.1)."""
        user = user or self._slack.person
        return self.message(text, channel=self._world.dm(user), user=user, thread_ts=thread_ts)

    def message(
        self, text: str, *, channel: str, user: str | None = None, thread_ts: str | None = None, **more: Any
    ) -> Happened:
        """A message, or with `thread_ts` a reply. `more` goes into the event,
        such as `subtype="file_share"`."""
        said = self._write(text, channel, user, thread_ts)
        return self._envelope(self._message_event(said, text) | more)

    def mention(
        self, text: str, *, channel: str, user: str | None = None, thread_ts: str | None = None
    ) -> tuple[Happened, Happened]:
        """One message, told twice: as `app_mention` and, with message.channels subscribed, as `message`."""
        mine = f"<@{self._world.bot.id}>"
        text = text if mine in text else f"{mine} {text}"
        said = self._write(text, channel, user, thread_ts)
        event = self._message_event(said, text)
        mention = {name: value for name, value in event.items() if name != "channel_type"}
        return self._envelope(mention | {"type": "app_mention"}), self._envelope(event)

    def edited(self, what: Happened, text: str) -> Happened:
        """`message_changed`: the event has the message as it is now and as it was."""
        message, before, edit = self._edit(what, text)
        now = self._told(message) | {"edited": edit}
        return self._about(message, "message_changed", message=now, previous_message=before)

    def edited_mention(self, what: Happened, text: str) -> tuple[Happened, Happened]:
        """An edited mention comes as `app_mention` again, under a new event id, and as `message_changed`."""
        mine = f"<@{self._world.bot.id}>"
        changed = self.edited(what, text if mine in text else f"{mine} {text}")
        now = dict(changed.event["message"])
        mention = now | {"type": "app_mention", "channel": what.channel, "event_ts": now["edited"]["ts"]}
        return self._envelope(mention), changed

    def unfurled(self, what: Happened) -> Happened:
        """`message_changed` as it comes when Slack adds a preview: the text is the same,
        nothing is `edited`."""
        message = self._world.messages[what.channel, what.ts]
        told = self._told(message)
        preview = {"attachments": [{"from_url": "https://example.org", "title": "A page"}]}
        return self._about(message, "message_changed", message=told | preview, previous_message=told)

    def deleted(self, what: Happened) -> Happened:
        """`message_deleted`; a first message that has replies becomes a tombstone instead,
        as `message_changed`."""
        message = self._world.messages[what.channel, what.ts]
        before = self._told(message)
        message.is_deleted = True
        if any(self._world.thread(message.channel, message.ts)):
            gone = {
                "type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": message.ts,
                "hidden": True,
                "text": "This message was deleted.", "thread_ts": message.ts,
            }  # fmt: skip
            return self._about(message, "message_changed", message=gone, previous_message=before)
        return self._about(message, "message_deleted", deleted_ts=message.ts, previous_message=before)

    def joined(self, *, channel: str, user: str | None = None) -> Happened:
        user = user or self._slack.person
        self._world.channels[channel].members.add(user)
        return self.message(
            f"<@{user}> has joined the channel", channel=channel, user=user, subtype="channel_join"
        )

    def other_bot(
        self, text: str, *, channel: str, thread_ts: str | None = None, modern: bool = False
    ) -> Happened:
        """Another app's message: with the subtype `bot_message`, or (`modern`) as a bot's user
        with a `bot_id`."""
        user = self._slack.other_bot
        said = self._write(text, channel, user, thread_ts)
        event = self._message_event(said, text) | {"bot_id": "B0OTHERBOT", "app_id": "A0OTHERBOT"}
        event.pop("client_msg_id")
        if not modern:
            event.pop("user")
            event |= {"subtype": "bot_message", "username": "other"}
        return self._envelope(event)

    def own(self, *, channel: str, ts: str) -> Happened:
        """What Slack tells of a message that the bot itself posted."""
        message = self._world.messages[channel, ts]
        return self._envelope(shown(self._slack, message) | self._placed(message))

    # -- presses

    def click(self, *, channel: str, ts: str, button: str | Button, user: str | None = None) -> Happened:
        """A press of a button that the message has: by its label or action id.
        No such button: an AssertionError."""
        message = self._world.messages[channel, ts]
        assert not message.is_deleted, f"the message {ts} is deleted"
        pressed = button if isinstance(button, Button) else self._button(message, button)
        user = user or self._slack.person
        element = pressed.element
        action: Json = {
            "type": element["type"], "action_id": pressed.action_id, "block_id": pressed.block_id,
            "action_ts": self._world.new_ts(),
        }  # fmt: skip
        if element["type"] == "button":
            action["text"] = element["text"]
        if pressed.value is not None:
            action["value"] = pressed.value
        return Happened(
            "interactive", self._interaction("block_actions", user, message) | {"actions": [action]}
        )

    def submitted(self, view_id: str, values: Mapping[str, Json] | None = None) -> Happened:
        """A modal's submit; `values` by block id and action id."""
        view = dict(self._slack.views[view_id]) | {"state": {"values": dict(values or {})}}
        body = self._interaction("view_submission", self._slack.view_of[view_id], None)
        return Happened("interactive", body | {"view": view, "response_urls": []})

    def slash(self, command: str, text: str = "", *, channel: str, user: str | None = None) -> Happened:
        user = user or self._slack.person
        where = self._world.channels[channel]
        return Happened(
            "slash_commands",
            {
                "token": "verification-token", "team_id": self._world.team, "team_domain": "curbside",
                "channel_id": channel, "channel_name": where.name, "user_id": user,
                "user_name": self._world.users[user].name, "command": command, "text": text,
                "api_app_id": self._world.app_id, "is_enterprise_install": "false",
                "response_url": self._slack.response_url(channel, None, user),
                "trigger_id": self._trigger(user),
            },
        )  # fmt: skip

    def stopped(self, *, channel: str, thread_ts: str, user: str | None = None) -> Happened:
        """A press of Stop: the thread's live streams end as `stopped_by_user`."""
        self._slack.stop_streams(channel, thread_ts)
        user, event_ts = user or self._slack.person, self._world.new_ts()
        return self.event(
            "agent_session_stopped", channel=channel, thread_ts=thread_ts, user=user, event_ts=event_ts
        )

    # -- the rest

    def home_opened(
        self, *, user: str | None = None, tab: Literal["home", "messages"] = "messages"
    ) -> Happened:
        user = user or self._slack.person
        channel, event_ts = self._world.dm(user), self._world.new_ts()
        return self.event("app_home_opened", user=user, channel=channel, tab=tab, event_ts=event_ts)

    def reacted(self, name: str, *, channel: str, ts: str, user: str | None = None) -> Happened:
        user = user or self._slack.person
        message = self._world.messages[channel, ts]
        message.reactions.setdefault(name, set()).add(user)
        item = {"type": "message", "channel": channel, "ts": ts}
        more = {"item": item, "item_user": message.user, "event_ts": self._world.new_ts()}
        return self.event("reaction_added", user=user, reaction=name, **more)

    def event(self, kind: str, **fields: Any) -> Happened:
        """Any event, such as `app_uninstalled` or one that nobody knows."""
        return self._envelope({"type": kind, **fields})

    def again(self, what: Happened) -> Happened:
        """The same, told as a new event under another event id."""
        return replace(what, body=what.body | {"event_id": self._event_id()})

    # -- inside

    def _write(self, text: str, channel: str, user: str | None, thread_ts: str | None) -> Message:
        user = user or self._slack.person
        where = self._world.channels[channel]
        assert user in where.members, f"{user} is not in {where.name}"
        root = thread_ts and self._world.messages[channel, thread_ts].root
        return self._world.write(channel, user, typed(text), root)

    def _message_event(self, said: Message, text: str) -> Json:
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        return (
            self._told(said)
            | self._placed(said)
            | {
                "client_msg_id": str(uuid4()),
                "blocks": [{"type": "rich_text", "block_id": "typed", "elements": [section]}],
            }
        )

    def _told(self, message: Message) -> Json:
        """The message inside an event."""
        told: Json = {
            "type": "message", "user": message.user, "ts": message.ts, "text": message.content.text,
            "team": self._world.team,
        }  # fmt: skip
        if message.thread_ts:
            parent = self._world.messages[message.channel, message.thread_ts]
            told |= {"thread_ts": message.thread_ts, "parent_user_id": parent.user}
        return told

    def _placed(self, message: Message) -> Json:
        kind = self._world.channels[message.channel].kind
        return {"channel": message.channel, "channel_type": kind, "event_ts": message.ts}

    def _about(self, what: Message, subtype: str, **fields: Any) -> Happened:
        now = self._world.new_ts()
        placed = self._placed(what) | {"event_ts": now, "ts": now, "hidden": True}
        return self._envelope({"type": "message", "subtype": subtype, **placed, **fields})

    def _edit(self, what: Happened, text: str) -> tuple[Message, Json, Json]:
        message = self._world.messages[what.channel, what.ts]
        before = self._told(message)
        message.former.append(message.content)
        message.content = Content(typed(text))
        return message, before, {"user": message.user, "ts": self._world.new_ts()}

    def _envelope(self, event: Json) -> Happened:
        world = self._world
        authorization = {
            "enterprise_id": None, "team_id": world.team, "user_id": world.bot.id, "is_bot": True,
            "is_enterprise_install": False,
        }  # fmt: skip
        return Happened(
            "events_api",
            {
                "token": "verification-token", "team_id": world.team, "context_team_id": world.team,
                "context_enterprise_id": None, "api_app_id": world.app_id, "event": event,
                "type": "event_callback", "event_id": self._event_id(), "event_time": int(world.clock()),
                "authorizations": [authorization], "is_ext_shared_channel": False,
                "event_context": f"4-{uuid4().hex}",
            },
        )  # fmt: skip

    def _event_id(self) -> str:
        return f"Ev0{self._world.number():08d}"

    def _button(self, message: Message, wanted: str) -> Button:
        there = flatten(message.content.blocks, {}).buttons
        for each in there:
            if wanted in (each.text, each.action_id):
                return each
        raise AssertionError(f"no button {wanted!r}; there are {[each.text for each in there]}")

    def _interaction(self, kind: str, user: str, message: Message | None) -> Json:
        world = self._world
        name = world.users[user].name
        body: Json = {
            "type": kind, "token": "verification-token", "api_app_id": world.app_id, "enterprise": None,
            "is_enterprise_install": False, "trigger_id": self._trigger(user),
            "user": {"id": user, "username": name, "name": name, "team_id": world.team},
            "team": {"id": world.team, "domain": "curbside"},
        }  # fmt: skip
        if message is None:
            return body
        where = world.channels[message.channel]
        container: Json = {
            "type": "message", "message_ts": message.ts, "channel_id": where.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }  # fmt: skip
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        return body | {
            "container": container,
            "channel": {"id": where.id, "name": "directmessage" if where.kind == "im" else where.name},
            "message": shown(self._slack, message),
            "state": {"values": {}},
            "response_url": self._slack.response_url(where.id, message.ts, user),
        }

    def _trigger(self, user: str) -> str:
        trigger_id = f"{self._world.number()}.{uuid4().int % 10**12}.{uuid4().hex}"
        self._slack.triggers[trigger_id] = Trigger(user, self._slack.clock())
        return trigger_id
