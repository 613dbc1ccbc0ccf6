"""Articles, versions, append-only history, the change feed and vectors."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("external_id", sa.String(300), nullable=False),
        sa.Column("latest_version", sa.Integer, nullable=False),
        sa.Column("approved_version", sa.Integer),
        sa.UniqueConstraint("workspace", "external_id", name="uq_articles_workspace_external_id"),
    )
    op.create_table(
        "article_versions",
        sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("approval", sa.Text),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_article_versions_status", "article_versions", ["status"])
    op.create_table(
        "article_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(1000), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("before", sa.String(20)),
        sa.Column("after", sa.String(20), nullable=False),
        sa.Column("note", sa.Text),
    )
    op.create_index("ix_article_history_article_id", "article_history", ["article_id"])
    op.create_table(
        "library_head",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.execute("INSERT INTO library_head (id, sequence) VALUES (1, 0)")
    op.create_table(
        "library_changes",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article_id", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "vectors",
        sa.Column("encoder", sa.String(64), primary_key=True),
        sa.Column("text_hash", sa.String(64), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    _forbid_changes_to_history()


def _forbid_changes_to_history() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER article_history_no_{event.lower()} BEFORE {event} ON article_history "
                "BEGIN SELECT RAISE(ABORT, 'article_history is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION curbside_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'article_history is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER article_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON article_history EXECUTE FUNCTION curbside_append_only()"
    )
