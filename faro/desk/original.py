"""The text that a translation is made from, and what has changed in it since the translation was made."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from faro.content.kinds import AnswerText
from faro.desk.difference import FieldDifference, field_differences
from faro.store.canonical import text_to_fields
from faro.store.models import Document, Revision
from faro.store.reading import newest_publication, newest_revision
from faro.store.snapshot import FALLBACK_LANGUAGE

READ_FIELDS = ("title", "short", "body")


@dataclass(frozen=True)
class Original:
    """The source text as it is live, else as it was written last; `changes` is empty where none was made since.

    `followed_id` is the revision that the translation follows, None where there is no translation yet.
    """

    revision_id: int
    text: AnswerText
    followed_id: int | None
    changes: tuple[FieldDifference, ...]


def read_original(session: Session, document: Document, translation: Revision | None) -> Original | None:
    """Returns the source of a translation, or None where nothing is written in the source language."""
    live = newest_publication(session, document.id, FALLBACK_LANGUAGE)
    newest = newest_revision(session, document.id, FALLBACK_LANGUAGE)
    if newest is None:
        return None
    source = session.get_one(Revision, live.revision_id) if live and live.revision_id else newest
    followed = _followed(session, document, translation)
    changes: tuple[FieldDifference, ...] = ()
    if followed is not None and followed.number < source.number:
        compared = field_differences(_text(followed), _text(source))
        changes = tuple(field for field in compared if field.name in READ_FIELDS)
    return Original(source.id, _text(source), followed.id if followed else None, changes)


def _followed(session: Session, document: Document, translation: Revision | None) -> Revision | None:
    if translation is None:
        return None
    if translation.source_revision_id is not None:
        return session.get_one(Revision, translation.source_revision_id)
    # Nobody noted it, so the days decide: what was there when the translation was written.
    of_source = (Revision.document_id == document.id) & (Revision.lang == FALLBACK_LANGUAGE)
    return session.scalar(
        select(Revision)
        .where(of_source, Revision.created_at <= translation.created_at)
        .order_by(Revision.number.desc())
        .limit(1)
    )


def _text(revision: Revision) -> AnswerText:
    fields = text_to_fields("answer", revision.fields)
    assert isinstance(fields, AnswerText)
    return fields
