"""Alembic's migrations of the library's tables."""

from pathlib import Path

from answers.store.migrate import Schema

LIBRARY = Schema(migrations=Path(__file__).parent, head="0004", version_table="alembic_version")
