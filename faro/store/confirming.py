"""“Checked today, still so”: one reviewer's word that a live text still holds, which moves its dates alone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from faro.store.audit import append_event
from faro.store.database import take_turn
from faro.store.errors import InvalidDocumentError, NotPublishedError, RoleError, SupersededError
from faro.store.models import Confirmation, Person
from faro.store.reading import find_document, newest_publication
from faro.store.writing import REVIEWING_ROLES

CONFIRMED_KINDS = frozenset({"answer", "ruling"})


def confirm(
    session: Session,
    *,
    kind: str,
    key: str,
    revision_id: int,
    by: Person,
    now: dt.datetime,
    review_days: int,
    lang: str = "",
) -> Confirmation:
    """Returns the confirmation that exactly this live revision is still so; an answer is good for `review_days` more.

    Raises RoleError for people who do not review, NotPublishedError when nothing is live, SupersededError when
    something else is live than what the person looked at, InvalidDocumentError for kinds that have no such date.
    """
    take_turn(session)
    if kind not in CONFIRMED_KINDS:
        raise InvalidDocumentError(f"a document of kind “{kind}” has no day of its last check")
    document = find_document(session, kind, key)
    live = newest_publication(session, document.id, lang)
    if live is None or live.revision_id is None:
        raise NotPublishedError("nothing is live here")
    if live.revision_id != revision_id:
        raise SupersededError("another text is live now than the one that was looked at")
    if by.role not in REVIEWING_ROLES:
        raise RoleError(f"{by.name} is not a reviewer")
    confirmation = Confirmation(
        document_id=document.id,
        lang=lang,
        revision_id=revision_id,
        person_id=by.id,
        review_by=now.date() + dt.timedelta(days=review_days) if kind == "answer" else None,
        at=now,
    )
    session.add(confirmation)
    session.flush()
    subject = "/".join(part for part in (kind, key, lang) if part)
    detail: dict[str, object] = {"confirmation": confirmation.id, "revision": revision_id}
    append_event(session, at=now, actor=by.name, action="confirm", subject=subject, detail=detail)
    return confirmation
