"""What every ledger must do: in memory, on SQLite and on PostgreSQL."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from answers.store.sql import SqlStore
from bot.cipher import Cipher, new_key
from bot.errors import LedgerOvertaken, LedgerUnavailable
from bot.mail.base import Delivery, Kept, Ledger, Sent, Surface
from bot.mail.letters import Letter
from bot.mail.memory_ledger import MemoryLedger
from bot.mail.migrations import LEDGER
from bot.mail.sql import SqlLedger
from tests.bot.mail.test_inbox import letter


@pytest.fixture
def memory_ledger() -> Ledger:
    return MemoryLedger()


@pytest.fixture
async def sqlite_ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    async with SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}", Cipher({"k1": new_key()})) as ledger:
        yield ledger


@pytest.fixture
async def postgres_ledger(postgres_store: SqlStore) -> AsyncIterator[Ledger]:
    url = postgres_store._engine.url.render_as_string(hide_password=False)
    async with SqlLedger(url, Cipher({"k1": new_key()})) as ledger:
        yield ledger


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    made: Ledger = request.getfixturevalue(f"{request.param}_ledger")
    return made


def parts(count: int = 2, letter_id: str = letter().id) -> list[Delivery]:
    return [
        Delivery(letter_id, number, Sent.PENDING, article_id=7, version=3, surface=Surface.CHANNEL)
        for number in range(count)
    ]


async def test_a_reply_is_recorded_once_and_remembered_as_it_went(ledger: Ledger) -> None:
    assert await ledger.begin(letter(), parts(), fence=1) == parts()
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    again = await ledger.begin(letter(), parts(), fence=1)
    assert [(d.state, d.message) for d in again] == [(Sent.DELIVERED, "170.2"), (Sent.PENDING, None)]
    assert (again[0].article_id, again[0].version, again[0].surface) == (7, 3, Surface.CHANNEL)


def edited(message: str = "m1", conversation: str = letter().conversation) -> Letter:
    return letter(9, conversation, id="slack:EvEdit", message=message)


async def test_the_former_answer_to_a_message_is_found_by_that_message(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(), fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    assert [d.message for d in await ledger.former(edited())] == ["170.2"]
    assert await ledger.former(edited("m2")) == []
    assert await ledger.former(edited(conversation="slack:T2:C1:1")) == []


async def test_a_reply_is_not_its_own_former_one(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(1), fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    assert await ledger.former(letter()) == []
    await ledger.begin(edited(), parts(1, edited().id), fence=1)
    assert [d.message for d in await ledger.former(edited())] == ["170.2"]


async def test_a_mark_without_a_message_keeps_the_one_before(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(1), fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, fence=1)
    assert [d.message for d in await ledger.former(edited())] == ["170.2"]


async def test_who_is_forgotten_is_gone_but_for_the_reply_that_says_so(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(), fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    forgetting, elsewhere = letter(2), letter(3, "slack:T1:C1:2")
    for other in (forgetting, elsewhere):
        await ledger.begin(other, parts(1, other.id), fence=2)
        await ledger.mark(other.id, 0, Sent.DELIVERED, "170.3", fence=2)
    await ledger.forget(forgetting)
    assert await ledger.former(edited()) == []
    for other in (forgetting, elsewhere):
        assert [d.state for d in await ledger.begin(other, [], fence=2)] == [Sent.DELIVERED]


# -- who may write


async def test_who_lost_the_letter_overwrites_nothing(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(1), fence=1)
    await ledger.begin(letter(), parts(1), fence=2)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=2)
    for write in (
        ledger.mark(letter().id, 0, Sent.UNKNOWN, fence=1),
        ledger.begin(letter(), parts(1), fence=1),
        ledger.begin_anew(letter(), parts(1), fence=1),
    ):
        with pytest.raises(LedgerOvertaken):
            await write
    (kept,) = await ledger.begin(letter(), [], fence=2)
    assert (kept.state, kept.message) == (Sent.DELIVERED, "170.2")


async def test_who_has_the_letter_now_can_write_before_anything_else_is_written(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(1), fence=1)
    await ledger.begin(letter(), parts(1), fence=2)
    with pytest.raises(LedgerOvertaken):
        await ledger.mark(letter().id, 0, Sent.ATTEMPTING, fence=1)


async def test_a_record_that_is_gone_is_nobodys_to_write(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(1), fence=1)
    await ledger.reopen(letter().id)
    with pytest.raises(LedgerOvertaken):
        await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)


async def test_a_reply_that_starts_over_has_only_its_new_parts(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(3), fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    anew = [Delivery(letter().id, 0, Sent.UNKNOWN, content="new")]
    await ledger.begin_anew(letter(), anew, fence=2)
    assert await ledger.begin(letter(), parts(3), fence=2) == anew


# -- former answers


async def test_what_was_corrected_half_way_is_found_whole(ledger: Ledger) -> None:
    """Two edits in a row: the first was cancelled when one of three parts was in its place."""
    await ledger.begin(letter(), parts(3), fence=1)
    for number in range(3):
        await ledger.mark(letter().id, number, Sent.DELIVERED, f"170.{number}", fence=1)
    await ledger.begin(edited(), parts(2, edited().id), fence=2)
    await ledger.mark(edited().id, 0, Sent.DELIVERED, "170.0", fence=2)
    await ledger.removed(edited(), "170.0", fence=2)
    again = letter(9, id="slack:EvEditAgain", message="m1")
    assert [(d.part, d.message) for d in await ledger.former(again)] == [
        (0, "170.0"), (1, "170.1"), (2, "170.2"),
    ]  # fmt: skip


async def test_a_former_answer_that_is_removed_is_no_former_one_any_more(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(1), fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    await ledger.removed(edited(), "170.9", fence=2)
    assert len(await ledger.former(edited())) == 1
    await ledger.removed(edited(), "170.2", fence=2)
    assert await ledger.former(edited()) == []
    assert not await ledger.has_spoken(letter().conversation)


async def test_the_answer_to_a_deleted_message_is_found_by_it(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(1), fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    about = letter(9, id="slack:EvDeleted", message=None, address={"deleted": "m1"})
    assert [d.message for d in await ledger.former(about)] == ["170.2"]


# -- who cannot be reached


async def test_what_waited_when_the_bot_was_blocked_is_not_for_sending(ledger: Ledger) -> None:
    waiting, elsewhere = letter(2), letter(3, "slack:T1:C1:2")
    await ledger.begin(letter(), parts(1), fence=1)
    assert not await ledger.is_closed(waiting)
    await ledger.mark(letter().id, 0, Sent.BLOCKED, fence=1)
    assert await ledger.is_closed(waiting)
    assert not await ledger.is_closed(elsewhere)
    later = letter(4, received_at=datetime.now(UTC) + timedelta(seconds=1))
    assert not await ledger.is_closed(later)


# -- how long


async def test_records_go_when_they_were_kept_long_enough(ledger: Ledger) -> None:
    article, other = letter(1), letter(2)
    await ledger.begin(article, parts(1), fence=1)
    await ledger.mark(article.id, 0, Sent.DELIVERED, "170.2", fence=1)
    await ledger.begin(other, [Delivery(other.id, 0, Sent.PENDING)], fence=1)
    day, now = timedelta(days=1), timedelta(0)
    assert await ledger.expire(Kept(day, day), 10) == 0
    assert await ledger.expire(Kept(day, now), 10) == 1
    assert [d.message for d in await ledger.former(edited())] == ["170.2"]
    assert await ledger.expire(Kept(now, now), 10) == 1
    assert await ledger.former(edited()) == []


async def test_few_records_go_at_a_time_the_oldest_first(ledger: Ledger) -> None:
    for number in (1, 2, 3):
        await ledger.begin(letter(number), parts(1, letter(number).id), fence=1)
    assert await ledger.expire(Kept(timedelta(0), timedelta(0)), 2) == 2
    assert [d.content for d in await ledger.begin(letter(1), [], fence=1)] == []
    assert len(await ledger.begin(letter(3), [], fence=1)) == 1


# -- what a row says


async def test_a_row_does_not_tell_whose_it_is(tmp_path: Path) -> None:
    async with SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}", Cipher({"k1": new_key()})) as ledger:
        mine = letter(address={"channel": "C0CHANNEL", "user": "U0SOMEBODY"})
        await ledger.begin(mine, parts(), fence=1)
        await ledger.mark(mine.id, 0, Sent.DELIVERED, "C0CHANNEL/170.2", fence=1)
        async with ledger._engine.connect() as connection:
            rows = (await connection.execute(sa.text("SELECT * FROM deliveries"))).all()
    written = repr(rows)
    assert len(rows) == 2
    for secret in ("slack:T1", "U0SOMEBODY", "C0CHANNEL"):
        assert secret not in written


async def test_where_no_article_was_shown_nobody_is_to_be_told_and_no_address_is_kept(tmp_path: Path) -> None:
    async with SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}", Cipher({"k1": new_key()})) as ledger:
        await ledger.begin(letter(), [Delivery(letter().id, 0, Sent.PENDING)], fence=1)
        async with ledger._engine.connect() as connection:
            assert await connection.scalar(sa.text("SELECT recipient FROM deliveries")) == b""


async def test_a_message_whose_key_was_dropped_is_one_that_nobody_can_change(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    async with SqlLedger(url, Cipher({"k1": new_key()})) as ledger:
        await ledger.begin(letter(), parts(1), fence=1)
        await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    async with SqlLedger(url, Cipher({"k2": new_key()})) as ledger:
        assert [(d.state, d.message) for d in await ledger.begin(letter(), [], fence=1)] == [
            (Sent.DELIVERED, None)
        ]


async def test_records_of_the_first_version_are_kept_without_their_messages(tmp_path: Path) -> None:
    url, cipher = f"sqlite:///{tmp_path / 'ledger.db'}", Cipher({"k1": new_key()})
    old = SqlLedger(url, cipher)
    old._schema = replace(LEDGER, head="0001")
    async with old, old._writer.begin() as connection:
        await connection.execute(
            sa.text(
                "INSERT INTO deliveries (letter, part, conversation, recipient, state, message, surface,"
                " changed_at) VALUES (:letter, 0, 'c', x'00', 'delivered', 'C1/170.2', 'channel', :at)"
            ),
            {"letter": hashlib.sha256(letter().id.encode()).hexdigest(), "at": "2026-01-01 00:00:00.000000"},
        )
    async with SqlLedger(url, cipher) as ledger:
        (kept,) = await ledger.begin(letter(), parts(1), fence=1)
    assert (kept.state, kept.message, kept.content) == (Sent.DELIVERED, None, "")


async def test_a_ledger_that_is_away_says_so() -> None:
    with pytest.raises(LedgerUnavailable):
        async with SqlLedger("postgresql://nobody@127.0.0.1:9/none", Cipher({"k1": new_key()})):
            pass


async def test_it_has_spoken_where_others_could_read_what_was_delivered(ledger: Ledger) -> None:
    here = letter().conversation
    await ledger.begin(letter(), parts(), fence=1)
    assert not await ledger.has_spoken(here)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    assert await ledger.has_spoken(here)
    assert not await ledger.has_spoken("slack:T1:C1:999.9")


@pytest.mark.parametrize("surface", [Surface.PRIVATE, Surface.EPHEMERAL])
async def test_what_the_asker_alone_was_told_is_no_part_in_a_conversation(
    ledger: Ledger, surface: Surface
) -> None:
    await ledger.begin(letter(), [Delivery(letter().id, 0, Sent.PENDING, surface=surface)], fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    assert not await ledger.has_spoken(letter().conversation)


async def test_a_reply_to_what_is_answered_anew_is_a_new_one(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(), fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    await ledger.reopen(letter().id)
    assert [d.state for d in await ledger.begin(letter(), parts(), fence=1)] == [Sent.PENDING, Sent.PENDING]
