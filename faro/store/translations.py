"""Which translations were made from a text that has changed since."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from faro.store.models import Document, Publication, Revision
from faro.store.reading import newest_publications
from faro.store.snapshot import FALLBACK_LANGUAGE


@dataclass(frozen=True)
class OutdatedTranslation:
    """A live translation, and the newer live source that it does not follow yet.

    `source_revision_id` is what it was translated from, None where nobody noted it (the content files do not).
    """

    kind: str
    key: str
    lang: str
    revision_id: int
    source_revision_id: int | None
    live_source_id: int


def outdated_translations(session: Session) -> list[OutdatedTranslation]:
    """Returns the live translations whose live source, in the fallback language, is newer than what they follow.

    Where the source was not noted, the days decide: a translation older than its live source is outdated.
    """
    live = select(Publication.revision_id).where(Publication.id.in_(newest_publications()))
    source, followed = aliased(Revision), aliased(Revision)
    rows = session.execute(
        select(Document.kind, Document.key, Revision, source.id, source.created_at, source.number, followed.number)
        .join(Document, Document.id == Revision.document_id)
        .join(source, (source.document_id == Revision.document_id) & (source.lang == FALLBACK_LANGUAGE))
        .outerjoin(followed, followed.id == Revision.source_revision_id)
        .where(Revision.id.in_(live), source.id.in_(live), Revision.lang.not_in(("", FALLBACK_LANGUAGE)))
        .order_by(Document.kind, Document.key, Revision.lang)
    )
    return [
        OutdatedTranslation(kind, key, revision.lang, revision.id, revision.source_revision_id, source_id)
        for kind, key, revision, source_id, written, number, followed_number in rows
        if (number > followed_number if followed_number is not None else written > revision.created_at)
    ]
