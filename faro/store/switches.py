"""Off switches: one person takes a language, a topic or a clinic out of what is shown, or back, with a reason."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from faro.store.database import take_turn
from faro.store.errors import InvalidDocumentError, NotPublishedError
from faro.store.models import Document, Person, Publication
from faro.store.reading import find_document, newest_publication, newest_publications
from faro.store.writing import restore, take_down

SWITCHED_KINDS = ("language", "topic", "clinic")


def switch_off(session: Session, *, kind: str, key: str, by: Person, reason: str, now: dt.datetime) -> None:
    """Takes the language, topic or clinic down, a topic with all its answers, all in one moment.

    Raises NotPublishedError when it is off already, ReasonMissingError without a reason.
    """
    take_turn(session)
    _check_kind(kind)
    take_down(session, kind=kind, key=key, by=by, reason=reason, now=now)
    for answer, lang in _answers_of(session, kind, key):
        live = newest_publication(session, answer.id, lang)
        if live is not None and live.revision_id is not None:
            take_down(session, kind="answer", key=key, lang=lang, by=by, reason=reason, now=now)


def switch_on(session: Session, *, kind: str, key: str, by: Person, reason: str, now: dt.datetime) -> None:
    """Puts back exactly what the switch took down, and not what somebody took down for a reason of its own.

    Raises NotPublishedError when it is on already or never was, ReasonMissingError without a reason.
    """
    take_turn(session)
    _check_kind(kind)
    switched = newest_publication(session, find_document(session, kind, key).id, "")
    if switched is None or switched.kind != "takedown":
        raise NotPublishedError("this is not switched off")
    restore(session, kind=kind, key=key, by=by, reason=reason, now=now)
    for answer, lang in _answers_of(session, kind, key):
        newest = newest_publication(session, answer.id, lang)
        if newest is not None and _went_with(newest, switched):
            restore(session, kind="answer", key=key, lang=lang, by=by, reason=reason, now=now)


def switched_off(session: Session) -> list[tuple[str, str, Publication]]:
    """Returns kind, key and the act by which it was taken down, of all that is off now."""
    rows = session.execute(
        select(Document.kind, Document.key, Publication)
        .join(Document, Document.id == Publication.document_id)
        .where(
            Document.kind.in_(SWITCHED_KINDS),
            Publication.kind == "takedown",
            Publication.id.in_(newest_publications()),
        )
        .order_by(Document.kind, Document.key)
    )
    return [(kind, key, publication) for kind, key, publication in rows]


def _went_with(takedown: Publication, switched: Publication) -> bool:
    """Returns whether a text was taken down by this very switch, in its moment and after it."""
    return takedown.kind == "takedown" and takedown.since == switched.since and takedown.id > switched.id


def _check_kind(kind: str) -> None:
    if kind not in SWITCHED_KINDS:
        raise InvalidDocumentError(f"there is no switch for a document of kind “{kind}”")


def _answers_of(session: Session, kind: str, key: str) -> list[tuple[Document, str]]:
    if kind != "topic":
        return []
    rows = session.execute(
        select(Document, Publication.lang)
        .join(Publication, Publication.document_id == Document.id)
        .where(Document.kind == "answer", Document.key == key)
        .distinct()
    )
    return [(document, lang) for document, lang in rows]
