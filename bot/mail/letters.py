"""What a platform's event becomes before it is acknowledged: a letter for the inbox, or a control."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from answers.types import Audience, Frozen

TEXT_MAX_CHARS = 40_000
"""Slack's own bound on a message; Telegram's is 4,096."""
FIRST = 0.0
"""The order of a letter that goes before all that wait."""


class Deed(StrEnum):
    """What the person did, as far as the bot has an answer to it."""

    ASK = "ask"
    """Wrote a message to the bot."""
    OPEN = "open"
    """Chose an article among suggestions (`article_id`)."""
    DECLINE = "decline"
    """Said that none of the suggestions is it (`article_id`: one of them)."""
    FULL = "full"
    """Wants the whole article (`article_id`)."""
    WRONG = "wrong"
    """Said that an article answers something else (`article_id`)."""
    START = "start"
    HELP = "help"
    NEW = "new"
    SOURCES = "sources"
    POLICY = "policy"
    PRIVACY = "privacy"
    STOPPED = "stopped"
    """Pressed Stop, and is told that it took effect."""
    DELETE = "delete"
    """Deleted a message (`about`): the answer to it goes too, and nothing is said."""


class Letter(Frozen):
    """One thing that a person did, to be replied to.

    `id` is the platform's own event id with the platform's name before it (`slack:Ev0…`,
    `telegram:BOT:UPDATE`): the same id again is a redelivery. `conversation` is the reversible key of
    where (`slack:T1:C1:170.1`, `telegram:BOT:CHAT:TOPIC`). `order` puts a conversation's letters in the
    platform's order (a Slack ts, a Telegram update id); it compares within one conversation only.
    `address` is what the platform's sender needs to reply there, opaque to everybody else.
    `message` is the platform's id of the message itself, which an edit or a deletion names.
    """

    id: str = Field(min_length=1, max_length=200)
    conversation: str = Field(min_length=1, max_length=300)
    deed: Deed = Deed.ASK
    text: str = Field(default="", max_length=TEXT_MAX_CHARS)
    article_id: int | None = None
    order: float
    message: str | None = None
    audience: Audience = Audience.CLINICIAN
    workspace: str | None = None
    private: bool = True
    address: Mapping[str, str | int | bool] = Field(default_factory=dict)
    received_at: AwareDatetime

    @property
    def crowd(self) -> str:
        """Whose turns it shares: the key of its channel or chat, whatever the thread or topic."""
        return self.conversation.rpartition(":")[0] or self.conversation

    @property
    def about(self) -> str | None:
        """The platform's id of the message that it is about: its own, or the deleted one."""
        deleted = self.address.get("deleted")
        return str(deleted) if deleted else self.message

    @property
    def asker(self) -> str | None:
        """The platform's key of who wrote it, the same in every conversation; None where it names nobody."""
        user = self.address.get("user")
        return f"{self.id.split(':', 1)[0]}:{self.workspace or ''}:{user}" if user else None


class ControlKind(StrEnum):
    """What overtakes the letters of its conversation."""

    STOP = "stop"
    EDIT = "edit"
    DELETE = "delete"


class Control(Frozen):
    """Stop, edit or delete: `message` names what it is about, None the work in hand.

    `letter` is what is to be answered after it: the edited question, in the place of the former answer, or
    that the work was stopped.
    """

    id: str = Field(min_length=1, max_length=200)
    conversation: str = Field(min_length=1, max_length=300)
    kind: ControlKind
    message: str | None = None
    letter: Letter | None = None
    received_at: datetime


Event = Letter | Control
"""What a parser makes of an update; None where it is nothing to the bot."""
