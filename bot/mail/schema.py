"""The ledger's table. Its version is kept apart from the library's: the two can live in two databases."""

import sqlalchemy as sa

metadata = sa.MetaData()

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("letter", sa.String(64), primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True),
    # Digests, so that a row can be found by who knows the conversation and tells nobody else which it was.
    sa.Column("conversation", sa.String(64), nullable=False),
    sa.Column("question", sa.String(64)),
    # Where to tell the recipient of a correction: the encrypted address; empty where no article was shown.
    sa.Column("recipient", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    # The platform's id of the message, encrypted: it names the chat, which can be a person's.
    sa.Column("message", sa.LargeBinary),
    sa.Column("article_id", sa.BigInteger),
    sa.Column("version", sa.Integer),
    sa.Column("surface", sa.String(20), nullable=False),
    # Of what is shown: a digest, by which a reply is known to be the same.
    sa.Column("content", sa.String(64), nullable=False, server_default=""),
    # Of the last write: an older one's is refused.
    sa.Column("fence", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("ix_deliveries_conversation_question", "conversation", "question"),
    sa.Index("ix_deliveries_article", "article_id", "version"),
    sa.Index("ix_deliveries_changed_at", "changed_at"),
)
