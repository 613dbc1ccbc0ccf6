"""What every ledger must do: in memory, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from answers.store.sql import SqlStore
from bot.cipher import Cipher, new_key
from bot.errors import LedgerUnavailable
from bot.mail.base import Delivery, Ledger, Sent, Surface
from bot.mail.letters import Letter
from bot.mail.memory import MemoryLedger
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


async def test_who_is_forgotten_is_gone(ledger: Ledger) -> None:
    await ledger.begin(letter(), parts(), fence=1)
    await ledger.mark(letter().id, 0, Sent.DELIVERED, "170.2", fence=1)
    await ledger.forget(letter(2))
    assert await ledger.former(edited()) == []


async def test_a_row_does_not_tell_whose_it_is(tmp_path: Path) -> None:
    async with SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}", Cipher({"k1": new_key()})) as ledger:
        await ledger.begin(letter(address={"channel": "C0CHANNEL", "user": "U0SOMEBODY"}), parts(), fence=1)
        async with ledger._engine.connect() as connection:
            rows = (await connection.execute(sa.text("SELECT * FROM deliveries"))).all()
    written = repr(rows)
    assert len(rows) == 2
    for secret in ("slack:T1", "U0SOMEBODY", "C0CHANNEL"):
        assert secret not in written


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
