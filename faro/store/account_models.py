"""The tables behind signing in to the desk: passkeys, passwords, recovery codes, invitations and open sign-ins."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from faro.store.models import Base, Role


class Passkey(Base):
    """One passkey of a person; the two byte strings are kept as base64url, as browsers write them."""

    __tablename__ = "passkey"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    sign_count: Mapped[int]
    label: Mapped[str]
    created_at: Mapped[dt.datetime]


class Password(Base):
    """The password of a person, hashed, and what the second factor is computed from.

    `totp_step` is the time step of the newest code that was used: a code works once.
    """

    __tablename__ = "password"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hash: Mapped[str]
    totp_secret: Mapped[str]
    totp_step: Mapped[int]
    created_at: Mapped[dt.datetime]


class RecoveryCode(Base):
    """One recovery code, hashed; a used one is gone."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    hash: Mapped[str] = mapped_column(unique=True)


class Invitation(Base):
    """A link that lets somebody in once. Without a name the invited person chooses one; `clinic` as in `Person`."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("role IN ('volunteer', 'reviewer', 'admin')", name="role"),
        CheckConstraint("clinic IS NULL OR role = 'volunteer'", name="clinic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    role: Mapped[Role] = mapped_column(Text)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    clinic: Mapped[str | None]


class SignIn(Base):
    """An open sign-in: the hash of the browser's token, since when, and when it was last seen."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
