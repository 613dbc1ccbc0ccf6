"""What tests of the inner ring share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answers.search.encoder import MiniLm
from answers.search.index import ArticleIndex
from answers.store.sql import SqlStore
from tests.answers.small_library import Library


@pytest.fixture
def library(sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path) -> Iterator[Library]:
    with ArticleIndex(tmp_path / "index", encoder) as index:
        yield Library(sqlite_store, index, encoder)
