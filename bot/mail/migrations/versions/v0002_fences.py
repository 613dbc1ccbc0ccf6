"""Fences, digests of what is shown, and messages' ids encrypted.

The ids that were written in clear are dropped: what was answered before is answered anew where its question
is edited.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.drop_column("deliveries", "message")
    for column in (
        sa.Column("message", sa.LargeBinary),
        sa.Column("content", sa.String(64), nullable=False, server_default=""),
        sa.Column("fence", sa.BigInteger, nullable=False, server_default="0"),
    ):
        op.add_column("deliveries", column)
    op.create_index("ix_deliveries_changed_at", "deliveries", ["changed_at"])
