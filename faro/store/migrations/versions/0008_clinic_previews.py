"""Links by which a clinic's form can be looked at in the chat before anything of it is saved."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "clinic_preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clinic_preview_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_preview")),
        sa.UniqueConstraint("person_id", name=op.f("uq_clinic_preview_person_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_clinic_preview_token_hash")),
    )
