"""The match model's thresholds, append-only: who set which, when, and on what evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "match_thresholds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("model", sa.String(1000), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("ix_match_thresholds_model", "match_thresholds", ["model"])
    _forbid_changes()


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER match_thresholds_no_{event.lower()} BEFORE {event} ON match_thresholds "
                "BEGIN SELECT RAISE(ABORT, 'match_thresholds is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION curbside_thresholds_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'match_thresholds is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER match_thresholds_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON match_thresholds EXECUTE FUNCTION curbside_thresholds_append_only()"
    )
