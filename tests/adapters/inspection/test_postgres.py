"""What is said of a PostgreSQL: by what it tells of itself, and by a real one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.inspection.base import Level
from adapters.inspection.postgres import Server, asked, judged
from answers.errors import StoreUnavailable
from tests.servers import free_port

SOUND = Server(
    version="16.4",
    major=16,
    syncs=True,
    writes_whole_pages=True,
    synchronous_commit="on",
    waits_for_standby=False,
    is_standby=False,
    ahead=timedelta(milliseconds=3),
    connections_max=100,
    connections=12,
    standbys=0,
)


def test_of_a_sound_server_everything_is_fine() -> None:
    assert {finding.level for finding in judged(SOUND)} == {Level.FINE}


@pytest.mark.parametrize(
    ("change", "level", "said"),
    [
        ({"major": 11, "version": "11.2"}, Level.FAULT, "PostgreSQL 11.2 is too old"),
        ({"is_standby": True}, Level.FAULT, "let DATABASE_URL name the primary"),
        ({"syncs": False}, Level.FAULT, "set 'fsync = on'"),
        ({"writes_whole_pages": False}, Level.FAULT, "set 'full_page_writes = on'"),
        ({"synchronous_commit": "off"}, Level.FAULT, "set 'synchronous_commit = on'"),
        ({"standbys": 1}, Level.DOUBT, "set synchronous_standby_names"),
        ({"ahead": timedelta(seconds=-3)}, Level.DOUBT, "clocks 3.0 s apart: let NTP"),
        ({"connections": 85}, Level.DOUBT, "raise max_connections"),
    ],
)
def test_what_is_not_as_it_should_be_is_said_with_what_to_do(
    change: dict[str, object], level: Level, said: str
) -> None:
    (found,) = [f for f in judged(replace(SOUND, **change)) if f.level is not Level.FINE]  # type: ignore[arg-type]
    assert found.level is level
    assert said in str(found)


def test_a_standby_that_is_waited_for_is_no_doubt() -> None:
    waited = replace(SOUND, standbys=1, waits_for_standby=True)
    assert {finding.level for finding in judged(waited)} == {Level.FINE}


async def test_a_real_server_is_read(postgres_url: str) -> None:
    """The tests' own runs without fsync, which must be found."""
    server = await asked(postgres_url)
    assert (server.major, server.syncs, server.is_standby) == (18, False, False)
    assert abs(server.ahead) < timedelta(seconds=2)
    assert 1 <= server.connections <= server.connections_max
    assert any(f.said.startswith("fsync is off") for f in judged(server))


async def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StoreUnavailable) as refused:
        await asked(f"postgresql://somebody:hunter2@127.0.0.1:{free_port()}/curbside")
    assert "hunter2" not in str(refused.value)
