"""Sources for the answer engine: versions that nobody can change, append-only history, the change feed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NEVER = {
    "source_history": ("UPDATE", "DELETE"),
    "source_versions": ("UPDATE",),  # a licence that ends can oblige an operator to delete a text
}


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("external_id", sa.String(300), nullable=False),
        sa.Column("latest_version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("retraction", sa.String(30), nullable=False),
        sa.Column("checked", sa.Date),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("workspace", "external_id", name="uq_sources_workspace_external_id"),
    )
    op.create_table(
        "source_versions",
        sa.Column("source_id", sa.BigInteger, sa.ForeignKey("sources.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "source_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("source_id", sa.BigInteger, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(1000), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("note", sa.Text),
    )
    op.create_index("ix_source_history_source_id", "source_history", ["source_id"])
    op.create_table(
        "source_head",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.execute("INSERT INTO source_head (id, sequence) VALUES (1, 0)")
    op.create_table(
        "source_changes",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("source_id", sa.BigInteger, nullable=False),
    )
    for table, events in _NEVER.items():
        _forbid(table, events)


def _forbid(table: str, events: tuple[str, ...]) -> None:
    words = "is append-only" if "DELETE" in events else "is never changed"
    if op.get_bind().dialect.name == "sqlite":
        for event in events:
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} {words}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION curbside_{table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} {words}'; END $$"
    )
    forbidden = " OR ".join((*events, "TRUNCATE") if "DELETE" in events else events)
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE {forbidden} ON {table} EXECUTE FUNCTION curbside_{table}_kept()"
    )
