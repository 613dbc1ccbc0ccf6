"""What passes through inbox and ledger is counted: as often as it happened, and nothing of what it was."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from redis.asyncio import Redis

from bot.cipher import Cipher, new_key
from bot.limits.base import Quotas, Whose
from bot.mail.base import Delivery, Put, Reason, Sent
from bot.mail.letters import Letter
from bot.tally.base import Count, Family, Tally, Turn
from bot.tally.counted import CountedInbox, CountedLedger, CountedLimits

SOON = timedelta(seconds=2)


def letter(number: int) -> Letter:
    return Letter(
        id=f"telegram:7:{number}",
        conversation="telegram:7:8:",
        order=number,
        received_at=datetime.now(UTC),
    )


async def test_what_the_inbox_receives_and_gives_out_is_counted(redis: Redis) -> None:
    tally = Tally()
    inbox = CountedInbox(redis, Cipher({"k1": new_key()}), timedelta(milliseconds=200), tally=tally)
    for number in (1, 1, 2):
        await inbox.put(letter(number))
    first = await inbox.take(SOON)
    assert first
    # Its worker crashes: nobody renews the lease.
    again = await inbox.take(timedelta(seconds=5))
    assert again
    await inbox.set_aside(again, Reason.FAILED)
    assert tally.taken_out() == {
        Count(Family.RECEIVED, Put.NEW): 2,
        Count(Family.RECEIVED, Put.KNOWN): 1,
        Count(Family.TAKEN, Turn.FIRST): 1,
        Count(Family.TAKEN, Turn.AGAIN): 1,
        Count(Family.SET_ASIDE, Reason.FAILED): 1,
    }


async def test_whom_a_limit_refuses_is_counted(redis: Redis) -> None:
    tally = Tally()
    limits = CountedLimits(redis, Quotas(person_minute=1), tally=tally)
    asked = [letter(number).model_copy(update={"address": {"user": 8}}) for number in (1, 2)]
    assert [bool(await limits.admit(one)) for one in asked] == [False, True]
    assert tally.taken_out() == {Count(Family.REFUSED, Whose.PERSON): 1}


async def test_what_becomes_of_deliveries_is_counted_and_how_they_were_found(tmp_path: Path) -> None:
    tally = Tally()
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    async with CountedLedger(url, Cipher({"k1": new_key()}), tally=tally) as ledger:
        planned = [Delivery("telegram:7:1", 0, Sent.PENDING)]
        await ledger.begin(letter(1), planned, fence=1)
        await ledger.mark("telegram:7:1", 0, Sent.ATTEMPTING, fence=1)
        await ledger.begin(letter(1), planned, fence=1)
        await ledger.mark("telegram:7:1", 0, Sent.DELIVERED, "99", fence=1)
    assert tally.taken_out() == {
        Count(Family.FOUND, Sent.PENDING): 1,
        Count(Family.FOUND, Sent.ATTEMPTING): 1,
        Count(Family.DELIVERIES, Sent.ATTEMPTING): 1,
        Count(Family.DELIVERIES, Sent.DELIVERED): 1,
    }
