"""Links by which one draft can be looked at in the chat: good for one revision and half an hour, kept as a hash."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from faro.content.kinds import Record
from faro.store.canonical import text_to_fields
from faro.store.database import take_turn
from faro.store.errors import NotFoundError
from faro.store.models import Document, Person, Revision
from faro.store.outside_models import PreviewLink
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


def previewed(session: Session, token: str, now: dt.datetime) -> Record | None:
    """Returns the revision that this link shows, as it would be published; None for a link that is not good now."""
    row = session.execute(
        select(Document.kind, Document.key, Revision)
        .join(Revision, Revision.document_id == Document.id)
        .join(PreviewLink, PreviewLink.revision_id == Revision.id)
        .where(PreviewLink.token_hash == hash_token(token), PreviewLink.expires_at > now)
    ).one_or_none()
    if row is None:
        return None
    kind, key, revision = row
    return Record(kind, key, text_to_fields(kind, revision.fields), revision.lang)
