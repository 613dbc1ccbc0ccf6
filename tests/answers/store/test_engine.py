"""Connections, as operators ask for them."""

import pytest

from answers.store.engine import normal_url


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("postgres://db/curbside", "postgresql+asyncpg://db/curbside"),
        ("postgresql://db/curbside?sslmode=require", "postgresql+asyncpg://db/curbside?ssl=require"),
        ("postgresql://db/c?a=1&sslmode=verify-full", "postgresql+asyncpg://db/c?a=1&ssl=verify-full"),
        ("sqlite:////home/curbside.db", "sqlite+aiosqlite:////home/curbside.db"),
    ],
)
def test_a_url_as_it_is_written_elsewhere_is_understood(given: str, wanted: str) -> None:
    assert normal_url(given) == wanted
