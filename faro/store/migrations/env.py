"""Runs migrations on the connection that `faro.store.migrate` opened; Alembic loads this file by its path."""

from alembic import context

from faro.store import account_models, outside_models, previews
from faro.store.models import Base

for table in (account_models.Passkey, outside_models.OutsideLink, previews.PreviewLink):
    assert table.metadata is Base.metadata, "its tables join the others when its module is loaded"

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
