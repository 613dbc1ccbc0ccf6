"""The tables, for SQLAlchemy and Alembic. Content is JSON text: what was hashed is what is stored."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    # '' is the shared library: NULLs would not be unique.
    sa.Column("workspace", sa.String(255), nullable=False),
    sa.Column("external_id", sa.String(300), nullable=False),
    sa.Column("latest_version", sa.Integer, nullable=False),
    sa.Column("approved_version", sa.Integer),
    sa.UniqueConstraint("workspace", "external_id"),
)

versions = sa.Table(
    "article_versions",
    metadata,
    sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("status", sa.String(20), nullable=False, index=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("approval", sa.Text),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
)

history = sa.Table(
    "article_history",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("actor", sa.String(1000), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("before", sa.String(20)),
    sa.Column("after", sa.String(20), nullable=False),
    sa.Column("note", sa.Text),
)

# One row that every change of what is served counts up: its lock keeps `library_changes` free of gaps,
# which a database sequence would not (a lower number can be committed after a higher one).
library_head = sa.Table(
    "library_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
)

library_changes = sa.Table(
    "library_changes",
    metadata,
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("article_id", sa.BigInteger, nullable=False),
)

vectors = sa.Table(
    "vectors",
    metadata,
    sa.Column("encoder", sa.String(64), primary_key=True),
    sa.Column("text_hash", sa.String(64), primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

# As JSON, so that what a threshold rests on can grow; one row each time that somebody sets them.
thresholds = sa.Table(
    "match_thresholds",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("model", sa.String(1000), nullable=False, index=True),
    sa.Column("content", sa.Text, nullable=False),
)

# A source's content is in its versions; what was found out about it since (removed, retracted) is here.
sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("workspace", sa.String(255), nullable=False),
    sa.Column("external_id", sa.String(300), nullable=False),
    sa.Column("latest_version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("retraction", sa.String(30), nullable=False),
    sa.Column("checked", sa.Date),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.UniqueConstraint("workspace", "external_id"),
)

source_versions = sa.Table(
    "source_versions",
    metadata,
    sa.Column("source_id", sa.BigInteger, sa.ForeignKey("sources.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
)

source_history = sa.Table(
    "source_history",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("source_id", sa.BigInteger, sa.ForeignKey("sources.id"), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("actor", sa.String(1000), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("note", sa.Text),
)

# As `library_head` and `library_changes`, and for the same reason.
source_head = sa.Table(
    "source_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
)

source_changes = sa.Table(
    "source_changes",
    metadata,
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("source_id", sa.BigInteger, nullable=False),
)

# What a version that an engine wrote rests on, and how often it was asked for. One row for a version.
submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("audience", sa.String(20), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("asked", sa.Integer, nullable=False),
    sa.Column("asked_last", sa.DateTime(timezone=True), nullable=False, index=True),
)
