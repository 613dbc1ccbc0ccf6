"""What an operator is told of the inbox and the ledger."""

from datetime import timedelta

import pytest

from adapters.inspection.base import Level
from adapters.inspection.mail import judged
from bot.mail.base import Census, Sent

NONE = Census(waiting=0, oldest=timedelta(0), held=0, dead=0)
SOME = Census(waiting=3, oldest=timedelta(seconds=2), held=1, dead=0)
LATE = Census(waiting=3, oldest=timedelta(minutes=7), held=1, dead=0)
DEAD = Census(waiting=0, oldest=timedelta(0), held=0, dead=2)


@pytest.mark.parametrize(
    ("census", "workers", "doubts"),
    [
        (NONE, 0, []),
        (SOME, 2, []),
        (SOME, 0, ["start 'curbside worker'"]),
        (LATE, 2, ["the oldest waits for 7 min: see 'curbside inbox list'; start more workers"]),
        (DEAD, 2, ["2 letters set aside: see 'curbside inbox list'"]),
    ],
)
def test_what_needs_an_operator_is_said(census: Census, workers: int, doubts: list[str]) -> None:
    found = [str(f) for f in judged(census, workers, {}) if f.level is Level.DOUBT]
    assert len(found) == len(doubts)
    assert all(words in said for words, said in zip(doubts, found, strict=True))


def test_deliveries_are_counted_and_unclear_ones_named() -> None:
    (_, counted, unclear) = judged(NONE, 1, {Sent.DELIVERED: 9, Sent.UNKNOWN: 1, Sent.ATTEMPTING: 1})
    assert counted.said == "parts of replies: 1 attempting, 9 delivered, 1 unknown"
    assert unclear.said == "2 of them may have arrived or not"
    assert "docs/delivery.md" in unclear.todo
