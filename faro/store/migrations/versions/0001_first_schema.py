"""The first schema: people, documents, revisions, reviews, publications, the audit chain and their rules."""

import sqlalchemy as sa
from alembic import op

from faro.store.migrations.rules import append_only, refuse_insert

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REVIEWER_MAY_NOT_HAVE_EDITED = """
NEW.verdict = 'approve' AND EXISTS (
  SELECT 1 FROM revision AS reviewed
  JOIN revision AS edited ON edited.document_id = reviewed.document_id AND edited.lang = reviewed.lang
  WHERE reviewed.id = NEW.revision_id AND edited.author_id = NEW.reviewer_id
  AND edited.number > coalesce((
    SELECT max(live.number) FROM publication JOIN revision AS live ON live.id = publication.revision_id
    WHERE live.document_id = reviewed.document_id AND live.lang = reviewed.lang
  ), 0)
)
"""

REVIEWER_MUST_HAVE_THE_ROLE = """
NEW.verdict = 'approve'
AND NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.reviewer_id AND role IN ('reviewer', 'admin'))
"""

NEWER_REVISION_EXISTS = """
NEW.kind IN ('reviewed', 'import') AND EXISTS (
  SELECT 1 FROM revision AS newer
  WHERE newer.document_id = NEW.document_id AND newer.lang = NEW.lang
  AND newer.number > (SELECT number FROM revision WHERE id = NEW.revision_id)
)
"""

APPROVAL_DOES_NOT_STAND = """
NEW.kind = 'reviewed' AND (
  NOT EXISTS (SELECT 1 FROM review WHERE id = NEW.review_id AND verdict = 'approve')
  OR EXISTS (
    SELECT 1 FROM review WHERE revision_id = NEW.revision_id AND id > NEW.review_id AND verdict = 'reject'
  )
  OR EXISTS (SELECT 1 FROM publication WHERE review_id = NEW.review_id)
)
"""

IMPORT_IS_BY_SOMEBODY_ELSE = """
NEW.kind = 'import' AND (
  NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.published_by AND role = 'import')
  OR NOT EXISTS (
    SELECT 1 FROM revision JOIN person ON person.id = revision.author_id
    WHERE revision.id = NEW.revision_id AND person.role = 'import'
  )
)
"""

NEVER_WAS_LIVE = """
NEW.kind = 'restore' AND NOT EXISTS (
  SELECT 1 FROM publication AS earlier
  WHERE earlier.document_id = NEW.document_id AND earlier.lang = NEW.lang
  AND earlier.revision_id = NEW.revision_id AND coalesce(earlier.review_id, 0) = coalesce(NEW.review_id, 0)
)
"""

IS_NOT_LIVE = """
NEW.kind = 'move' AND NOT EXISTS (
  SELECT 1 FROM publication AS live
  WHERE live.id = (SELECT max(id) FROM publication WHERE document_id = NEW.document_id AND lang = NEW.lang)
  AND live.revision_id = NEW.revision_id AND coalesce(live.review_id, 0) = coalesce(NEW.review_id, 0)
)
"""


def upgrade() -> None:
    """Creates the tables, then the rules."""
    create_tables()
    for table in ("document", "revision", "review", "publication", "audit_event"):
        append_only(table)
    refuse_insert("review", "review_editor", "the reviewer edited this text", REVIEWER_MAY_NOT_HAVE_EDITED)
    refuse_insert("review", "review_role", "the reviewer is not a reviewer", REVIEWER_MUST_HAVE_THE_ROLE)
    refuse_insert("publication", "publication_newest", "a newer revision exists", NEWER_REVISION_EXISTS)
    refuse_insert("publication", "publication_approved", "no approval stands or it was used", APPROVAL_DOES_NOT_STAND)
    refuse_insert("publication", "publication_import", "only the import publishes so", IMPORT_IS_BY_SOMEBODY_ELSE)
    refuse_insert("publication", "publication_restore", "this was never live", NEVER_WAS_LIVE)
    refuse_insert("publication", "publication_move", "this is not live", IS_NOT_LIVE)


def create_tables() -> None:
    """Creates the six tables and their indexes."""
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('volunteer', 'reviewer', 'admin', 'import')", name=op.f("ck_person_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("name", name=op.f("uq_person_name")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_document_kind_key")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("source_revision_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_revision_sha256")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_revision_number")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_revision_author_id_person")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_revision_document_id_document")),
        sa.ForeignKeyConstraint(
            ["source_revision_id", "document_id"],
            ["revision.id", "revision.document_id"],
            name=op.f("fk_revision_source_revision_id_document_id_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("document_id", "lang", "number", name=op.f("uq_revision_document_id_lang_number")),
        sa.UniqueConstraint("id", "author_id", name=op.f("uq_revision_id_author_id")),
        sa.UniqueConstraint("id", "document_id", "lang", name=op.f("uq_revision_id_document_id_lang")),
        sa.UniqueConstraint("id", "document_id", name=op.f("uq_revision_id_document_id")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('approve', 'reject')", name=op.f("ck_review_verdict")),
        sa.CheckConstraint("reviewer_id <> author_id", name=op.f("ck_review_reviewer_is_not_author")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_review_reviewer_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id", "author_id"],
            ["revision.id", "revision.author_id"],
            name=op.f("fk_review_revision_id_author_id_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("id", "revision_id", name=op.f("uq_review_id_revision_id")),
    )
    op.create_index(op.f("ix_review_revision_id"), "review", ["revision_id"], unique=False)
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'import' AND revision_id IS NOT NULL AND review_id IS NULL)"
            " OR (kind = 'reviewed' AND revision_id IS NOT NULL AND review_id IS NOT NULL)"
            " OR (kind IN ('restore', 'move') AND revision_id IS NOT NULL)"
            " OR (kind = 'takedown' AND revision_id IS NULL AND review_id IS NULL)",
            name=op.f("ck_publication_kind"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('restore', 'takedown') OR length(trim(reason)) > 0", name=op.f("ck_publication_reason")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_publication_document_id_document")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_publication_published_by_person")),
        sa.ForeignKeyConstraint(
            ["review_id", "revision_id"],
            ["review.id", "review.revision_id"],
            name=op.f("fk_publication_review_id_revision_id_review"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id", "document_id", "lang"],
            ["revision.id", "revision.document_id", "revision.lang"],
            name=op.f("fk_publication_revision_id_document_id_lang_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index(
        op.f("ix_publication_document_id_lang_id"), "publication", ["document_id", "lang", "id"], unique=False
    )
    op.create_index(op.f("ix_publication_revision_id"), "publication", ["revision_id"], unique=False)
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_event_previous_hash")),
    )
