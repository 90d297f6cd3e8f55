"""What volunteers teach the bot, and which of it the model in service has learnt."""

import sqlalchemy as sa
from alembic import op

from faro.store.migrations.rules import append_only

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables; their rows are never changed."""
    op.create_table(
        "example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act IN ('teach', 'unteach')", name=op.f("ck_example_act")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_example_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example")),
    )
    op.create_index(op.f("ix_example_intent_lang"), "example", ["intent", "lang"], unique=False)
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("examples", sa.Text(), nullable=False),
        sa.Column("measured", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act IN ('new', 'back')", name=op.f("ck_training_act")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    append_only("example")
    append_only("training")
