"""Brings the content files into the store and back out, without ever overruling what people have published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from faro.content.files import read_content, write_content
from faro.content.kinds import Record
from faro.store.canonical import fields_to_text, sha256
from faro.store.database import take_turn
from faro.store.models import Document, Person, Publication, Revision
from faro.store.reading import newest_publications, newest_revision, published_records
from faro.store.writing import (
    IMPORT_PERSON,
    add_revision,
    ensure_document,
    ensure_person,
    move,
    publish_import,
    take_down,
)

Place = tuple[str, str, str]
"""Kind, key and language of a text."""

NOTE = "from the content files"
VANISHED = "no longer in the content files"


@dataclass(frozen=True)
class ImportReport:
    """What the import did, each text by its name, `kind/key` or `kind/key/lang`.

    `kept` names the texts that the files tell otherwise but that people have published, or taken down, in the
    store: they stay as people left them, and what the file says waits as a draft.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]
    taken_down: tuple[str, ...]


@dataclass(frozen=True)
class _Standing:
    """How a text stands in the store: its newest publication, the text of it, and who decided on it last.

    `confirmed` is the text with the dates that confirmations moved: the form in which it is exported.
    """

    publication: Publication
    text: str | None
    confirmed: str | None
    held_by_people: bool


def import_content(session: Session, content: Path | Iterable[Record], now: dt.datetime) -> ImportReport:
    """Makes the store say what the content files say, and returns what that took.

    A second import of the same content writes nothing. Raises ContentError, before anything is written, when a
    folder cannot be read.
    """
    records = read_content(content) if isinstance(content, Path) else list(content)
    take_turn(session)
    importer = ensure_person(session, IMPORT_PERSON, "import", now)
    standings = _standings(session)
    outcomes: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": [], "kept": [], "taken_down": []}
    for record in records:
        place = (record.kind, record.key, record.lang)
        outcomes[_import_record(session, record, standings.pop(place, None), importer, now)].append(_name(place))
    for place, standing in sorted(standings.items()):
        if standing.publication.revision_id is None:
            continue
        if standing.held_by_people:
            outcomes["kept"].append(_name(place))
            continue
        kind, key, lang = place
        take_down(session, kind=kind, key=key, lang=lang, by=importer, reason=VANISHED, now=now)
        outcomes["taken_down"].append(_name(place))
    return ImportReport(**{outcome: tuple(names) for outcome, names in outcomes.items()})


def export_content(session: Session, folder: Path) -> list[Path]:
    """Writes everything that is published as content files, and returns the paths whose bytes changed."""
    return write_content(published_records(session), folder)


def _import_record(
    session: Session, record: Record, standing: _Standing | None, importer: Person, now: dt.datetime
) -> str:
    text = fields_to_text(record.fields)
    if standing is None or not standing.held_by_people:
        if standing is None or text not in (standing.text, standing.confirmed):
            revision = _revise(session, record, text, importer, now)
            publish_import(session, revision_id=revision.id, by=importer, now=now, position=record.position)
            return "added" if standing is None or standing.text is None else "changed"
    elif text not in (standing.text, standing.confirmed):
        if not _was_ever(session, standing.publication, text):
            _revise(session, record, text, importer, now)
        return "kept"
    if standing.publication.position != record.position:
        move(session, live=standing.publication, by=importer, now=now, position=record.position)
        return "changed"
    return "unchanged"


def _revise(session: Session, record: Record, text: str, importer: Person, now: dt.datetime) -> Revision:
    """Returns the import's own revision of the text, also where somebody's draft says the same."""
    document = ensure_document(session, record.kind, record.key, record.lang, record.fields)
    newest = newest_revision(session, document.id, record.lang)
    if newest is not None and newest.fields == text and newest.author_id == importer.id:
        return newest
    return add_revision(session, document, record.lang, newest, text, importer, NOTE, None, now)


def _was_ever(session: Session, publication: Publication, text: str) -> bool:
    same = select(Revision.id).where(
        Revision.document_id == publication.document_id,
        Revision.lang == publication.lang,
        Revision.sha256 == sha256(text),
    )
    return session.scalar(same.limit(1)) is not None


def _standings(session: Session) -> dict[Place, _Standing]:
    decisions = (
        select(func.max(Publication.id))
        .where(Publication.kind != "move")
        .group_by(Publication.document_id, Publication.lang)
    )
    held = {
        (document_id, lang)
        for document_id, lang in session.execute(
            select(Publication.document_id, Publication.lang)
            .join(Person, Person.id == Publication.published_by)
            .where(Publication.id.in_(decisions), Person.role != "import")
        )
    }
    confirmed = {(r.kind, r.key, r.lang): fields_to_text(r.fields) for r in published_records(session)}
    rows = session.execute(
        select(Document.kind, Document.key, Publication, Revision.fields)
        .select_from(Publication)
        .join(Document, Document.id == Publication.document_id)
        .outerjoin(Revision, Revision.id == Publication.revision_id)
        .where(Publication.id.in_(newest_publications()))
    )
    return {
        (kind, key, live.lang): _Standing(
            live, text, confirmed.get((kind, key, live.lang)), (live.document_id, live.lang) in held
        )
        for kind, key, live, text in rows
    }


def _name(place: Place) -> str:
    return "/".join(part for part in place if part)
