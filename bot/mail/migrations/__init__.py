"""Alembic's migrations of the ledger's table."""

from pathlib import Path

from answers.store.migrate import Schema

LEDGER = Schema(migrations=Path(__file__).parent, head="0002", version_table="alembic_version_ledger")
