"""The tables of the store as typed models: people, and the append-only texts, reviews, publications and events."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Role = Literal["volunteer", "reviewer", "admin", "import"]
Verdict = Literal["approve", "reject"]
ChannelActKind = Literal["hold", "propose", "lift"]
PublicationKind = Literal["import", "reviewed", "restore", "move", "takedown"]
ExampleAct = Literal["teach", "unteach"]
TrainingAct = Literal["new", "back"]


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment in UTC; SQLite keeps no time zone, so a moment without one is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """Names every constraint by a rule, so that a migration can find it again on any database."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {str: Text, dt.datetime: UtcDateTime}  # noqa: RUF012 (SQLAlchemy's own declaration)


class Person(Base):
    """Somebody who writes, reviews or publishes, by the name they chose; `import` stands for the content files.

    `clinic` is the key of the one clinic whose entry is all that the person may write; None for people of the desk.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("role IN ('volunteer', 'reviewer', 'admin', 'import')", name="role"),
        CheckConstraint("clinic IS NULL OR role = 'volunteer'", name="clinic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(Text)
    created_at: Mapped[dt.datetime]
    clinic: Mapped[str | None]


class Document(Base):
    """One thing that has texts: an answer's topic, a ruling, a fact and so on."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]


class Revision(Base):
    """The fields of a document in one language as one person left them; never changed afterwards.

    `source_revision_id` names the revision of the same document that this one was translated from.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("document_id", "lang", "number"),
        UniqueConstraint("id", "author_id"),
        UniqueConstraint("id", "document_id"),
        UniqueConstraint("id", "document_id", "lang"),
        ForeignKeyConstraint(["source_revision_id", "document_id"], ["revision.id", "revision.document_id"]),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    lang: Mapped[str]
    number: Mapped[int]
    fields: Mapped[str]
    sha256: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    source_revision_id: Mapped[int | None]
    note: Mapped[str]
    created_at: Mapped[dt.datetime]


class Review(Base):
    """What one person other than the author said about exactly one revision."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("id", "revision_id"),
        ForeignKeyConstraint(["revision_id", "author_id"], ["revision.id", "revision.author_id"]),
        CheckConstraint("reviewer_id <> author_id", name="reviewer_is_not_author"),
        CheckConstraint("verdict IN ('approve', 'reject')", name="verdict"),
        Index(None, "revision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int]
    author_id: Mapped[int]
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[Verdict] = mapped_column(Text)
    note: Mapped[str]
    created_at: Mapped[dt.datetime]


class Publication(Base):
    """Which revision of a document in one language is live from a moment on; the newest row per place counts.

    A revision of NULL means taken down. `position` is the place in a list whose order means something. The
    highest id is the edition of the whole store.
    """

    __tablename__ = "publication"
    __table_args__ = (
        ForeignKeyConstraint(
            ["revision_id", "document_id", "lang"], ["revision.id", "revision.document_id", "revision.lang"]
        ),
        ForeignKeyConstraint(["review_id", "revision_id"], ["review.id", "review.revision_id"]),
        CheckConstraint(
            "(kind = 'import' AND revision_id IS NOT NULL AND review_id IS NULL)"
            " OR (kind = 'reviewed' AND revision_id IS NOT NULL AND review_id IS NOT NULL)"
            " OR (kind IN ('restore', 'move') AND revision_id IS NOT NULL)"
            " OR (kind = 'takedown' AND revision_id IS NULL AND review_id IS NULL)",
            name="kind",
        ),
        CheckConstraint("kind NOT IN ('restore', 'takedown') OR length(trim(reason)) > 0", name="reason"),
        Index(None, "document_id", "lang", "id"),
        Index(None, "revision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    lang: Mapped[str]
    revision_id: Mapped[int | None]
    kind: Mapped[PublicationKind] = mapped_column(Text)
    review_id: Mapped[int | None]
    published_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    position: Mapped[int]
    reason: Mapped[str]
    since: Mapped[dt.datetime]


class Confirmation(Base):
    """Somebody who reviews looked again, and exactly this live revision is still so.

    `review_by` is the new day by which an answer has to be looked at again, None for kinds that have no such day.
    """

    __tablename__ = "confirmation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["revision_id", "document_id", "lang"], ["revision.id", "revision.document_id", "revision.lang"]
        ),
        Index(None, "revision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    lang: Mapped[str]
    revision_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    review_by: Mapped[dt.date | None]
    at: Mapped[dt.datetime]


class ChannelAct(Base):
    """Something about “we are checking this” for one channel; the newest row per channel counts.

    `hold` begins a check, by one person; `propose` says that it is over; `lift` ends it, by a second person who
    reviews, and names the proposal that they agree to.
    """

    __tablename__ = "channel_act"
    __table_args__ = (
        CheckConstraint("act IN ('hold', 'propose', 'lift')", name="act"),
        CheckConstraint("(act = 'lift') = (proposal_id IS NOT NULL)", name="proposal"),
        CheckConstraint("act = 'lift' OR length(trim(reason)) > 0", name="reason"),
        Index(None, "channel", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    act: Mapped[ChannelActKind] = mapped_column(Text)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("channel_act.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    at: Mapped[dt.datetime]


class TurnCount(Base):
    """How many turns of one kind were about one topic on one day (UTC): the only table about people who ask.

    Only whole tens are kept, so that no row can stand for one person. `topic` is empty where none was spoken of.
    """

    __tablename__ = "turn_count"
    __table_args__ = (CheckConstraint("turns >= 10 AND turns % 10 = 0", name="turns"),)

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    turns: Mapped[int]


class Example(Base):
    """A message that a volunteer taught the bot, or took back; of the rows of one message the newest counts.

    `intent` is a topic's id or the name of a small-talk intent.
    """

    __tablename__ = "example"
    __table_args__ = (CheckConstraint("act IN ('teach', 'unteach')", name="act"), Index(None, "intent", "lang"))

    id: Mapped[int] = mapped_column(primary_key=True)
    intent: Mapped[str]
    lang: Mapped[str]
    text: Mapped[str]
    act: Mapped[ExampleAct] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[dt.datetime]


class Training(Base):
    """A model that went into service, or came back into it; the newest row says what the bot has been taught.

    `examples` is the list of ids of the examples it learnt, `measured` what was measured before and after, both JSON.
    """

    __tablename__ = "training"
    __table_args__ = (CheckConstraint("act IN ('new', 'back')", name="act"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[TrainingAct] = mapped_column(Text)
    examples: Mapped[str]
    measured: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[dt.datetime]


class AuditEvent(Base):
    """One act, chained to the act before it by its hash; `previous_hash` is unique, so the chain cannot fork."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str]
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)
