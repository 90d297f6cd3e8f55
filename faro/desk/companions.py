"""The drafts that a text needs beside it: a ruling's new source, case or court, which go live in the same moment."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from faro.content.kinds import Case, Clinic, Fact, Fields, Helpline, Record, Ruling
from faro.store.canonical import text_to_fields
from faro.store.errors import NotFoundError
from faro.store.models import Revision
from faro.store.reading import find_document, newest_revision
from faro.store.snapshot import Snapshot

MOST = 20


@dataclass(frozen=True)
class Companion:
    """The newest draft of something that a text names and that is not live."""

    revision: Revision
    record: Record


def companions_of(session: Session, fields: Fields, snapshot: Snapshot) -> tuple[Companion, ...]:
    """Returns the drafts that must be live before these fields hold together, each after those that it needs itself."""
    live = {(record.kind, record.key) for record in snapshot.records}
    found: dict[tuple[str, str], Companion] = {}
    _collect(session, fields, live, found)
    return tuple(found.values())


def with_companions(snapshot: Snapshot, companions: tuple[Companion, ...]) -> Snapshot:
    """Returns the snapshot as it would be with all of them live."""
    for companion in companions:
        snapshot = snapshot.with_record(companion.record)
    return snapshot


def names_in(fields: Fields) -> tuple[tuple[str, str], ...]:
    """Returns kind and key of everything that the fields name, rulings excepted: each of those has its own review."""
    named: list[tuple[str, str | None]] = []
    if isinstance(fields, Ruling | Fact | Helpline | Clinic):
        named += [("source", key) for key in fields.sources]
    if isinstance(fields, Ruling):
        named += [("court", fields.court), ("case", fields.case)]
    if isinstance(fields, Case):
        named += [("court", fields.court), ("court", fields.appeal_court)]
    return tuple((kind, key) for kind, key in named if key)


def _collect(
    session: Session, fields: Fields, live: set[tuple[str, str]], found: dict[tuple[str, str], Companion]
) -> None:
    for kind, key in names_in(fields):
        if (kind, key) in live or (kind, key) in found or len(found) >= MOST:
            continue
        try:
            revision = newest_revision(session, find_document(session, kind, key).id, "")
        except NotFoundError:
            continue
        if revision is None:
            continue
        draft = text_to_fields(kind, revision.fields)
        _collect(session, draft, live, found)
        found[kind, key] = Companion(revision, Record(kind, key, draft))
