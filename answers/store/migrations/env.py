"""Runs the migrations on the connection that `answers.store.sql` hands over."""

from alembic import context

from answers.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
)
context.run_migrations()
