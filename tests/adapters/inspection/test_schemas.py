"""Whether tables of another version are found, before anything is done to them."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.inspection.base import Level
from adapters.inspection.schemas import SCHEMAS, asked, judged
from answers.errors import StoreUnavailable
from answers.store.engine import engine
from answers.store.sql import SqlStore

HEAD = SCHEMAS["library"].head


async def test_tables_are_up_to_date_or_not_made_yet(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'curbside.db'}"
    assert await asked(url) == {"library": None, "ledger": None}
    async with SqlStore(url):
        pass
    library, ledger = judged(await asked(url))
    assert (library.level, library.said) == (Level.FINE, f"library at {HEAD}, up to date")
    assert ledger.said == "ledger: not made yet, the first start makes it"


async def test_tables_of_a_newer_version_are_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'curbside.db'}"
    async with SqlStore(url):
        pass
    connecting = engine(url)
    async with connecting.begin() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    await connecting.dispose()
    assert judged(await asked(url))[0].level is Level.FAULT
    with pytest.raises(StoreUnavailable, match=f"tables at 9999, this one knows {HEAD}"):
        async with SqlStore(url):
            pass


def test_older_tables_are_brought_up_by_the_next_start() -> None:
    (library, _) = judged({"library": "0001", "ledger": None})
    assert library.said == f"library at 0001, {HEAD} is needed: the next start brings it there"
