"""Whether PostgreSQL keeps what it has committed, and serves as many processes as there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from adapters.inspection.base import Finding, doubt, fault, fine
from answers.errors import StoreUnavailable
from answers.store.engine import POOL_SIZE, engine

VERSION_MIN = 13
POOLS = 2
"""Of one process: the library's and the ledger's."""
CLOCK_APART_MAX = timedelta(seconds=2)
"""Approvals expire and feeds are read by these clocks."""
DURABLE = {"on", "local", "remote_write", "remote_apply"}
"""Values of `synchronous_commit` under which a commit is on this server's disk before it returns."""

_ASKED = """
SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000,
       current_setting('fsync') = 'on', current_setting('full_page_writes') = 'on',
       current_setting('synchronous_commit'), current_setting('synchronous_standby_names') <> '',
       pg_is_in_recovery(), clock_timestamp(), current_setting('max_connections')::int,
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
       (SELECT count(*) FROM pg_stat_replication)
"""


@dataclass(frozen=True, slots=True)
class Server:
    """What the server says of itself; `ahead` is its clock minus ours, half a round trip taken off."""

    version: str
    major: int
    syncs: bool
    writes_whole_pages: bool
    synchronous_commit: str
    waits_for_standby: bool
    is_standby: bool
    ahead: timedelta
    connections_max: int
    connections: int
    standbys: int


async def asked(url: str) -> Server:
    """The server's state. Raises `StoreUnavailable`."""
    connecting = engine(url)
    try:
        async with connecting.connect() as connection:
            await connection.execute(
                sa.text("SELECT 1")
            )  # what a connection's beginning takes is not counted
            before = datetime.now(UTC)
            row = (await connection.execute(sa.text(_ASKED))).one()
            middle = before + (datetime.now(UTC) - before) / 2
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        raise StoreUnavailable(f"the database did not answer: {type(error).__name__}") from error
    finally:
        await connecting.dispose()
    version, major, syncs, pages, commit, waits, standby, clock, most, now, standbys = row
    return Server(
        version=str(version).split()[0],
        major=major,
        syncs=syncs,
        writes_whole_pages=pages,
        synchronous_commit=commit,
        waits_for_standby=waits,
        is_standby=standby,
        ahead=clock - middle,
        connections_max=most,
        connections=now,
        standbys=standbys,
    )


def judged(server: Server) -> Sequence[Finding]:
    """What is to be said of it; never empty."""
    return [
        _version(server),
        *_role(server),
        _durable(server),
        *_standbys(server),
        _clock(server),
        _room(server),
    ]


def _version(server: Server) -> Finding:
    if server.major < VERSION_MIN:
        return fault(f"PostgreSQL {server.version} is too old", f"{VERSION_MIN} at least is needed")
    return fine(f"PostgreSQL {server.version}")


def _role(server: Server) -> Iterable[Finding]:
    if server.is_standby:
        yield fault("it is a standby and takes no writes", "let DATABASE_URL name the primary")


def _durable(server: Server) -> Finding:
    for name, is_right in (("fsync", server.syncs), ("full_page_writes", server.writes_whole_pages)):
        if not is_right:
            return fault(
                f"{name} is off: a crash of its machine can spoil the whole database",
                f"set '{name} = on' in postgresql.conf",
            )
    if server.synchronous_commit not in DURABLE:
        return fault(
            f"synchronous_commit is {server.synchronous_commit}: a crash forgets what was just delivered,"
            " and it is sent again",
            "set 'synchronous_commit = on' for the database or the role",
        )
    return fine(f"fsync on, synchronous_commit {server.synchronous_commit}")


def _standbys(server: Server) -> Iterable[Finding]:
    if server.standbys and not (server.waits_for_standby and server.synchronous_commit != "local"):
        yield doubt(
            f"{server.standbys} standbys follow without being waited for: a fail-over can forget the latest"
            " approvals, withdrawals and deliveries",
            "set synchronous_standby_names (docs/operations.md)",
        )


def _clock(server: Server) -> Finding:
    apart = abs(server.ahead)
    said = f"clocks {apart.total_seconds():.1f} s apart"
    if apart > CLOCK_APART_MAX:
        return doubt(said, "let NTP set both machines' clocks")
    return fine(said)


def _room(server: Server) -> Finding:
    of_process = POOLS * POOL_SIZE
    free = server.connections_max - server.connections
    said = (
        f"{server.connections} of {server.connections_max} connections in use;"
        f" each process of Curbside can take {of_process}"
    )
    if free < of_process:
        return doubt(said, "raise max_connections, or run fewer processes")
    return fine(said)
