"""Connections to the database, as each of the two kinds needs them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECT_TIMEOUT_S = 10
STATEMENT_TIMEOUT_S = 30
POOL_SIZE = 10


def engine(url: str) -> AsyncEngine:
    url = normal_url(url)
    if url.startswith("sqlite"):
        made = create_async_engine(url, connect_args={"timeout": STATEMENT_TIMEOUT_S})
        sa.event.listen(made.sync_engine, "connect", _prepare_sqlite)
        sa.event.listen(made.sync_engine, "begin", _begin_sqlite)
        return made
    return create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=CONNECT_TIMEOUT_S,
        pool_pre_ping=True,
        connect_args={"timeout": CONNECT_TIMEOUT_S, "command_timeout": STATEMENT_TIMEOUT_S},
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own implicit BEGIN comes too late (it would not cover DDL and reads).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer that begins as a reader can find its snapshot outdated and fail: it begins as what it is.
    write = connection.get_execution_options().get("curbside_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def normal_url(url: str) -> str:
    """A database URL as operators write it, with the async driver that is installed here and its name for
    what libpq calls `sslmode`."""
    if url.startswith(("postgres://", "postgresql://")):
        address, mark, query = url.partition("?")
        url = address + mark + "&".join(part.replace("sslmode=", "ssl=") for part in query.split("&"))
    for given, wanted in (
        ("postgres://", "postgresql+asyncpg://"),
        ("postgresql://", "postgresql+asyncpg://"),
        ("sqlite://", "sqlite+aiosqlite://"),
    ):
        if url.startswith(given):
            return wanted + url.removeprefix(given)
    return url
