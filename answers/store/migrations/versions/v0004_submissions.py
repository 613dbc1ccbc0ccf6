"""What the versions rest on that an engine wrote, and how often they were asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "submissions",
        sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("asked_last", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_submissions_asked_last", "submissions", ["asked_last"])
