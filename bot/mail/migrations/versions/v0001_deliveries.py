"""The ledger: which part of which reply was delivered where."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("letter", sa.String(64), primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("question", sa.String(64)),
        sa.Column("recipient", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("message", sa.String(200)),
        sa.Column("article_id", sa.BigInteger),
        sa.Column("version", sa.Integer),
        sa.Column("surface", sa.String(20), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_deliveries_conversation_question", "deliveries", ["conversation", "question"])
    op.create_index("ix_deliveries_article", "deliveries", ["article_id", "version"])
