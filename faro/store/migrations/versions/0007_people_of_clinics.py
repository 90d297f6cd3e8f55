"""People who are tied to one clinic, and write nothing else."""

from alembic import op

from faro.store.migrations.rules import refuse_insert

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Written out, because SQLite takes a check on an existing table only together with a new column.
NEW_COLUMN = """
ALTER TABLE {table} ADD COLUMN clinic TEXT
CONSTRAINT ck_{table}_clinic CHECK (clinic IS NULL OR role = 'volunteer')
"""

AUTHOR_IS_OF_ANOTHER_CLINIC = """
EXISTS (
  SELECT 1 FROM person, document
  WHERE person.id = NEW.author_id AND document.id = NEW.document_id AND person.clinic IS NOT NULL
  AND (document.kind <> 'clinic' OR document.key <> person.clinic)
)
"""


def upgrade() -> None:
    """Adds the clinic to people and invitations, then the rule that its people write of it alone."""
    for table in ("person", "invitation"):
        op.execute(NEW_COLUMN.format(table=table).strip())
    refuse_insert("revision", "revision_clinic", "the author is of a clinic", AUTHOR_IS_OF_ANOTHER_CLINIC)
