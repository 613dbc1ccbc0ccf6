"""The errors of `bot`.

BotError
├── ContextUnavailable   the conversation's memory cannot be read or written now
├── KeyUnavailable       stored text cannot be decrypted: its key is not among the configured ones
├── InboxUnavailable     nothing can be recorded or taken now
├── LimitsUnavailable    how much was asked cannot be told now
├── LedgerUnavailable    deliveries cannot be recorded now
├── TotalsUnavailable    what was counted cannot be added up or read now
├── LedgerOvertaken      another worker has the letter by now
├── Outdated             the article is not the approved one any more
├── ApprovalUnknown      whether it is cannot be asked now
├── PlatformUnknown      this process cannot write to the platform that a letter is from
├── CannotLook           the platform does not show whether a message is there
└── SendError            a platform did not take a message
    ├── SendRefused      and never will
    │   ├── SendBlocked  nor any other to that chat: blocked, kicked, chat gone
    │   └── SendGone     what was to be changed is not there any more
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


class TotalsUnavailable(BotError):
    """What was counted cannot be added up or read now; a process keeps its counts meanwhile."""


class LedgerOvertaken(BotError):
    """The record is not this worker's any more: another has the letter by now, or the record is gone."""


class Outdated(BotError):
    """What was to be sent shows an article version that is not the approved one any more."""


class ApprovalUnknown(BotError):
    """Whether an article version is still the approved one cannot be asked now; nothing is sent unchecked."""


class PlatformUnknown(BotError):
    """This process cannot write to the platform that a letter is from: its token is not set here."""


class CannotLook(BotError):
    """The platform does not show whether a message is there: it has no history, or not for this bot."""


class SendError(BotError):
    """A platform did not take a message."""


class SendRefused(SendError):
    """The platform will never take it: message not acceptable, right missing."""


class SendBlocked(SendRefused):
    """Nor will it take any other to that chat: blocked, kicked, chat gone."""


class SendGone(SendRefused):
    """The message that was to be changed is not there any more, or cannot be changed."""


class SendLater(SendError):
    """The platform asks to wait for `after` before anything else is sent there."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"the platform asks to wait for {after.total_seconds():.0f} s")
        self.after = after


class SendUnknown(SendError):
    """Whether it was delivered is not known: the platform's answer did not come."""
