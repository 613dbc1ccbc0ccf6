"""Telegram's Bot API on a loopback port."""

from tests.fakes.telegram.errors import Refused
from tests.fakes.telegram.fake import FakeTelegram
from tests.fakes.telegram.transcript import Ping, Seen

__all__ = ["FakeTelegram", "Ping", "Refused", "Seen"]
