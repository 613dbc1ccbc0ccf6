"""Brings a database's tables to the state that this version of Curbside needs, with Alembic."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from answers.errors import StoreUnavailable

_LOCK = 0x43555242  # "CURB": the advisory lock under which PostgreSQL is migrated.


@dataclass(frozen=True, slots=True)
class Schema:
    """Some tables with a version of their own: the newest revision, and where it is written down."""

    migrations: Path
    head: str
    version_table: str


async def migrate(engine: AsyncEngine, schema: Schema) -> None:
    """Upgrade if needed; several processes may do so at once.

    Raises `StoreUnavailable` where a newer Curbside has upgraded it further than this one knows.
    """
    async with engine.connect() as connection:
        found = await connection.run_sync(revision, schema)
    if found == schema.head:
        return
    if found is not None and found > schema.head:  # numbers with leading zeros
        raise StoreUnavailable(
            f"the database was used by a newer Curbside (tables at {found}, this one knows {schema.head}):"
            " run that version, or go back to a backup"
        )
    async with engine.execution_options(curbside_write=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        await connection.run_sync(_upgrade, schema)


def revision(connection: sa.Connection, schema: Schema) -> str | None:
    """At which the tables are; None where there are none."""
    if not sa.inspect(connection).has_table(schema.version_table):
        return None
    table = sa.table(schema.version_table, sa.column("version_num", sa.String))
    query = sa.select(table.c.version_num)
    found: str | None = connection.scalar(query)
    return found


def _upgrade(connection: sa.Connection, schema: Schema) -> None:
    # Alembic costs 0.2 s to import and is needed once per database.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(schema.migrations))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = schema.version_table
    command.upgrade(config, schema.head)
