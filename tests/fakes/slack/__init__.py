"""A Slack workspace on a loopback port."""

from tests.fakes.slack.errors import Refused
from tests.fakes.slack.events import Happened
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.transcript import Ping, Seen

__all__ = ["FakeSlack", "Happened", "Ping", "Refused", "Seen"]
