"""Channels that are being checked, and links for a look from outside."""

import sqlalchemy as sa
from alembic import op

from faro.store.migrations.rules import append_only, refuse_insert

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LIFT_TAKES_TWO = """
NEW.act = 'lift' AND NOT EXISTS (
  SELECT 1 FROM channel_act AS proposal
  WHERE proposal.id = NEW.proposal_id AND proposal.act = 'propose' AND proposal.person_id <> NEW.person_id
  AND proposal.id = (SELECT max(id) FROM channel_act WHERE channel = NEW.channel)
)
"""
LIFTER_MUST_HAVE_THE_ROLE = """
NEW.act = 'lift'
AND NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND role IN ('reviewer', 'admin'))
"""
LINK_IS_NOT_GOOD = """
NOT EXISTS (
  SELECT 1 FROM outside_link
  WHERE id = NEW.link_id AND withdrawn_at IS NULL AND expires_at > NEW.at
)
"""


def upgrade() -> None:
    """Creates the tables, then the rules."""
    op.create_table(
        "channel_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act IN ('hold', 'propose', 'lift')", name=op.f("ck_channel_act_act")),
        sa.CheckConstraint("(act = 'lift') = (proposal_id IS NOT NULL)", name=op.f("ck_channel_act_proposal")),
        sa.CheckConstraint("act = 'lift' OR length(trim(reason)) > 0", name=op.f("ck_channel_act_reason")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_channel_act_person_id_person")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["channel_act.id"], name=op.f("fk_channel_act_proposal_id_channel_act")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_act")),
    )
    op.create_index(op.f("ix_channel_act_channel_id"), "channel_act", ["channel", "id"], unique=False)
    op.create_table(
        "outside_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["person.id"], name=op.f("fk_outside_link_invited_by_person")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_outside_link_revision_id_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_link")),
        sa.UniqueConstraint("id", "revision_id", name=op.f("uq_outside_link_id_revision_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_outside_link_token_hash")),
    )
    op.create_index(op.f("ix_outside_link_revision_id"), "outside_link", ["revision_id"], unique=False)
    op.create_table(
        "outside_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_outside_opinion_name")),
        sa.CheckConstraint("verdict IN ('agree', 'comment')", name=op.f("ck_outside_opinion_verdict")),
        sa.ForeignKeyConstraint(
            ["link_id", "revision_id"],
            ["outside_link.id", "outside_link.revision_id"],
            name=op.f("fk_outside_opinion_link_id_revision_id_outside_link"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_opinion")),
    )
    op.create_index(op.f("ix_outside_opinion_revision_id"), "outside_opinion", ["revision_id"], unique=False)
    append_only("channel_act")
    append_only("outside_opinion")
    refuse_insert("channel_act", "channel_act_lift", "a second person has to agree", LIFT_TAKES_TWO)
    refuse_insert("channel_act", "channel_act_role", "the person is not a reviewer", LIFTER_MUST_HAVE_THE_ROLE)
    refuse_insert("outside_opinion", "outside_opinion_link", "the link is not good any more", LINK_IS_NOT_GOOD)
