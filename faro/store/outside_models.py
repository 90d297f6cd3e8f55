"""The tables of links that open one text: from outside, with what their readers said, and in the chat."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from faro.store.models import Base

OutsideVerdict = Literal["agree", "comment"]


class OutsideLink(Base):
    """A link by which somebody without an account may read exactly one revision, for a while, and say something."""

    __tablename__ = "outside_link"
    __table_args__ = (UniqueConstraint("id", "revision_id"), Index(None, "revision_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    invited_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reader: Mapped[str]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class OutsideOpinion(Base):
    """What a reader from outside said about one revision, under the name that they typed: advice, and no review."""

    __tablename__ = "outside_opinion"
    __table_args__ = (
        ForeignKeyConstraint(["link_id", "revision_id"], ["outside_link.id", "outside_link.revision_id"]),
        CheckConstraint("verdict IN ('agree', 'comment')", name="verdict"),
        CheckConstraint("length(trim(name)) > 0", name="name"),
        Index(None, "revision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int]
    revision_id: Mapped[int]
    name: Mapped[str]
    verdict: Mapped[OutsideVerdict] = mapped_column(Text)
    comment: Mapped[str]
    at: Mapped[dt.datetime]


class PreviewLink(Base):
    """A link that shows one revision of an answer in the chat for half an hour: the hash of its token, and its end."""

    __tablename__ = "preview_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[dt.datetime]


class ClinicPreview(Base):
    """A link that shows the chat as one clinic's form would make it, for half an hour; `fields` need not be saved."""

    __tablename__ = "clinic_preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    fields: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    expires_at: Mapped[dt.datetime]
