"""Runs migrations on the connection that `faro.store.migrate` opened; Alembic loads this file by its path."""

from alembic import context

from faro.store import account_models, outside_models
from faro.store.models import Base

assert account_models.Passkey.metadata is Base.metadata, "its tables join the others when its module is loaded"
assert outside_models.OutsideLink.metadata is Base.metadata, "as do these"

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
