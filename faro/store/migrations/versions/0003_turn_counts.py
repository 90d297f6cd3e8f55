"""How many turns of a kind were about a topic on a day, never fewer than ten and only in tens."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "turn_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.CheckConstraint("turns >= 10 AND turns % 10 = 0", name=op.f("ck_turn_count_turns")),
        sa.PrimaryKeyConstraint("day", "kind", "topic", name=op.f("pk_turn_count")),
    )
