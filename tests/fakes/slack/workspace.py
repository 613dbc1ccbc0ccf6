"""The workspace: people, channels, messages. No rule of the Web API is here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from tests.fakes.clock import Clock
from tests.fakes.slack.transcript import Content, Message

Kind = Literal["im", "channel", "group", "mpim"]
_PREFIXES = {"im": "D", "channel": "C", "group": "G", "mpim": "G"}


@dataclass(slots=True)
class User:
    id: str
    name: str
    is_bot: bool = False
    is_guest: bool = False


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    kind: Kind
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    with_user: str | None = None
    """In a direct message: the person."""


class Workspace:
    """Ids are made once and stay; the bot is in every channel unless it is said that it is not."""

    def __init__(self, clock: Clock, team: str = "T0CURBSIDE") -> None:
        self.clock = clock
        self.team = team
        self.app_id = "A0CURBSIDE"
        self.bot = User("U0CURBBOT", "curbside", is_bot=True)
        self.bot_id = "B0CURBBOT"
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self._numbers = count(1)
        self._last_ts = 0

    def add_user(self, name: str, *, is_bot: bool = False, is_guest: bool = False) -> str:
        user = User(f"U0{self._mark(name)}", name, is_bot, is_guest)
        self.users[user.id] = user
        return user.id

    def add_channel(self, name: str, *members: str, kind: Kind = "channel", with_bot: bool = True) -> str:
        """Without members everyone known by now is in it."""
        inside = set(members or self.users) - {self.bot.id} | ({self.bot.id} if with_bot else set())
        channel = Channel(f"{_PREFIXES[kind]}0{self._mark(name)}", name, kind, inside)
        self.channels[channel.id] = channel
        return channel.id

    def dm(self, user: str) -> str:
        """The person's direct messages with the bot: always the same channel."""
        for channel in self.channels.values():
            if channel.with_user == user:
                return channel.id
        channel_id = self.add_channel(self.users[user].name, user, kind="im")
        self.channels[channel_id].with_user = user
        return channel_id

    def names(self) -> dict[str, str]:
        return {each.id: each.name for each in (*self.users.values(), *self.channels.values())}

    def new_ts(self) -> str:
        """Later than every one before, in the form that is the message's id in its channel."""
        self._last_ts = max(int(self.clock() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def number(self) -> int:
        return next(self._numbers)

    def write(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> Message:
        """A person's message."""
        message = Message(channel, self.new_ts(), user, Content(text), thread_ts)
        return self.keep(message)

    def keep(self, message: Message) -> Message:
        self.messages[message.channel, message.ts] = message
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """None where there is none, or where it was deleted or is ephemeral."""
        message = self.messages.get((channel, ts))
        gone = message is None or message.is_deleted or message.ephemeral_to is not None
        return None if gone else message

    def thread(self, channel: str, root: str) -> Iterator[Message]:
        """The first message and its replies, in order."""
        for message in sorted(self.messages.values(), key=lambda each: each.ts):
            alive = not message.is_deleted and message.ephemeral_to is None
            if alive and message.channel == channel and message.root == root:
                yield message

    def _mark(self, name: str) -> str:
        letters = "".join(letter for letter in name.upper() if letter.isalnum() and letter.isascii())
        return f"{letters[:8]}{next(self._numbers):02d}"
