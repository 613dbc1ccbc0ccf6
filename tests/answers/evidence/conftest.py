"""A passage index over a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answers.search.encoder import MiniLm
from answers.store.sql import SqlStore
from tests.answers.evidence.stored import Sources, opened


@pytest.fixture
def sources(sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path) -> Iterator[Sources]:
    with opened(sqlite_store, tmp_path, encoder) as index:
        yield Sources(sqlite_store, index, encoder)
