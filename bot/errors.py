"""The errors of `bot`.

BotError
├── ContextUnavailable   the conversation's memory cannot be read or written now
├── KeyUnavailable       stored text cannot be decrypted: its key is not among the configured ones
├── InboxUnavailable     nothing can be recorded or taken now
├── LimitsUnavailable    how much was asked cannot be told now
├── LedgerUnavailable    deliveries cannot be recorded now
├── PlatformUnknown      this process cannot write to the platform that a letter is from
└── SendError            a platform did not take a message
    ├── SendRefused      and never will: blocked, kicked, chat gone
    ├── SendLater        before a time that it named
    └── SendUnknown      or it did: the answer did not come
"""

from datetime import timedelta


class BotError(Exception):
    """Base of everything that `bot` raises on purpose."""


class ContextUnavailable(BotError):
    """The conversation's memory cannot be read or written now; answers go on without it."""


class KeyUnavailable(BotError):
    """Stored text cannot be decrypted: its key is not among the configured ones."""


class InboxUnavailable(BotError):
    """Nothing can be recorded or taken now; platforms are told to deliver again."""


class LimitsUnavailable(BotError):
    """How much was asked cannot be told now; nobody is refused then."""


class LedgerUnavailable(BotError):
    """Deliveries cannot be recorded now; nothing is sent unrecorded."""


class PlatformUnknown(BotError):
    """This process cannot write to the platform that a letter is from: its token is not set here."""


class SendError(BotError):
    """A platform did not take a message."""


class SendRefused(SendError):
    """The platform will never take it: blocked, kicked, chat gone, message not acceptable."""


class SendLater(SendError):
    """The platform asks to wait for `after` before anything else is sent there."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"the platform asks to wait for {after.total_seconds():.0f} s")
        self.after = after


class SendUnknown(SendError):
    """Whether it was delivered is not known: the platform's answer did not come."""
