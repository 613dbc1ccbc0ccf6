"""Slack and Telegram on a loopback port, for the real SDKs to talk to.

    async with FakeSlack() as slack, FakeTelegram() as telegram: ...

and what Curbside asks of others: NCBI's E-utilities (`eutilities`), language models (`openai`).

What they enforce is in `slack/limits.py` and `telegram/limits.py`, each number with its source: the facts'
sheet (`platforms.md`, quoted by section) or, where it is said, the vendor's reference. A limit that a fake
does not know, it does not enforce: passing here is necessary, not sufficient.
"""

from tests.fakes.clock import ManualClock
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

__all__ = ["FakeSlack", "FakeTelegram", "ManualClock"]
