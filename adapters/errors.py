"""The errors of `adapters`: what is wrong with the surroundings, in words that say what to do.

AdapterError
├── SettingMissing       a setting is needed and not there
├── SettingInvalid       a setting is there and cannot be used
├── CannotWrite          a file that was asked for cannot be written
├── LetterUnknown        no letter was set aside under that name
├── ServerFailed         the embedded server did not start
└── PlatformUnreachable  Slack or Telegram did not answer
"""


class AdapterError(Exception):
    """Base of everything that `adapters` raises on purpose; its text is fit to be shown."""


class SettingMissing(AdapterError):
    """A setting is needed and not there; the text names it and how to get it."""


class SettingInvalid(AdapterError):
    """A setting is there and cannot be used; the text says what is expected."""


class PlatformUnreachable(AdapterError):
    """Slack or Telegram did not answer; the text names the address."""


class CannotWrite(AdapterError):
    """A file that was asked for cannot be written; the text names it."""


class LetterUnknown(AdapterError):
    """No letter was set aside under that name; the text says where the names stand."""


class ServerFailed(AdapterError):
    """The embedded server did not start; the text names its log."""
