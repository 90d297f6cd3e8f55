"""Runs migrations on the connection that `faro.store.migrate` opened; Alembic loads this file by its path."""

from alembic import context

from faro.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
