"""The errors of `bot`.

BotError
├── ContextUnavailable   the conversation's memory cannot be read or written now
└── KeyUnavailable       stored text cannot be decrypted: its key is not among the configured ones
"""


class BotError(Exception):
    """Base of everything that `bot` raises on purpose."""


class ContextUnavailable(BotError):
    """The conversation's memory cannot be read or written now; answers go on without it."""


class KeyUnavailable(BotError):
    """Stored text cannot be decrypted: its key is not among the configured ones."""
