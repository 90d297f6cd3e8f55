"""Links by which one draft can be looked at in the chat: good for one text and half an hour, kept as a hash."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from faro.content.kinds import Clinic, Record
from faro.store.canonical import fields_to_text, text_to_fields
from faro.store.database import take_turn
from faro.store.errors import NotFoundError
from faro.store.models import Document, Person, Revision
from faro.store.outside_models import ClinicPreview, PreviewLink
from faro.store.tokens import hash_token, new_token

GOOD_FOR = dt.timedelta(minutes=30)


def make_preview(session: Session, *, revision_id: int, by: Person, now: dt.datetime) -> str:
    """Returns the token of a new link to this revision, and drops those that have ended; raises NotFoundError."""
    take_turn(session)
    session.execute(delete(PreviewLink).where(PreviewLink.expires_at <= now))
    if session.get(Revision, revision_id) is None:
        raise NotFoundError(f"there is no revision {revision_id}")
    token = new_token()
    session.add(
        PreviewLink(token_hash=hash_token(token), revision_id=revision_id, person_id=by.id, expires_at=now + GOOD_FOR)
    )
    return token


def make_clinic_preview(session: Session, *, clinic: Clinic, by: Person, now: dt.datetime) -> str:
    """Returns the token of a new link to a clinic as its form has it; the link before of this person ends."""
    take_turn(session)
    session.execute(delete(ClinicPreview).where(or_(ClinicPreview.expires_at <= now, ClinicPreview.person_id == by.id)))
    token = new_token()
    session.add(
        ClinicPreview(
            token_hash=hash_token(token), fields=fields_to_text(clinic), person_id=by.id, expires_at=now + GOOD_FOR
        )
    )
    return token


def previewed(session: Session, token: str, now: dt.datetime) -> Record | None:
    """Returns the text that this link shows, as it would be published; None for a link that is not good now."""
    row = session.execute(
        select(Document.kind, Document.key, Revision)
        .join(Revision, Revision.document_id == Document.id)
        .join(PreviewLink, PreviewLink.revision_id == Revision.id)
        .where(PreviewLink.token_hash == hash_token(token), PreviewLink.expires_at > now)
    ).one_or_none()
    if row is None:
        return _clinic_previewed(session, token, now)
    kind, key, revision = row
    return Record(kind, key, text_to_fields(kind, revision.fields), revision.lang)


def _clinic_previewed(session: Session, token: str, now: dt.datetime) -> Record | None:
    kept = session.scalar(
        select(ClinicPreview.fields).where(
            ClinicPreview.token_hash == hash_token(token), ClinicPreview.expires_at > now
        )
    )
    if kept is None:
        return None
    clinic = text_to_fields("clinic", kept)
    assert isinstance(clinic, Clinic)
    return Record("clinic", clinic.slug, clinic)
