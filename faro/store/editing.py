"""Saving what somebody wrote over a text that they had opened, so that nobody writes over somebody else unseen."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from faro.content.kinds import Fields
from faro.store.canonical import fields_to_text
from faro.store.database import take_turn
from faro.store.errors import EditedMeanwhileError
from faro.store.models import Person, Revision
from faro.store.reading import newest_revision
from faro.store.writing import ensure_document, save_revision


def save_edit(
    session: Session,
    *,
    kind: str,
    key: str,
    lang: str,
    fields: Fields,
    base_id: int | None,
    author: Person,
    now: dt.datetime,
    note: str = "",
    source_revision_id: int | None = None,
) -> Revision:
    """Returns the new revision, or the newest one where it says the same already.

    `base_id` is the newest revision that the author had seen, None where there was none. Raises EditedMeanwhileError
    when there is a newer one that says something else.
    """
    take_turn(session)
    document = ensure_document(session, kind, key, lang, fields)
    newest = newest_revision(session, document.id, lang)
    # Sent twice by one press of a button, it is one edit.
    if newest is not None and newest.id != base_id and newest.fields != fields_to_text(fields):
        raise EditedMeanwhileError("somebody saved meanwhile", newest.id)
    return save_revision(
        session,
        kind=kind,
        key=key,
        lang=lang,
        fields=fields,
        author=author,
        now=now,
        note=note,
        source_revision_id=source_revision_id,
    )
