"""What a list of clinics would change in the directory, and the drafts that it becomes: at the desk and for `faro`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from faro.content.clinic_list import ListedClinic
from faro.content.kinds import Clinic
from faro.store.errors import NotFoundError
from faro.store.models import Person, Revision
from faro.store.reading import find_document, newest_revision, revision_fields
from faro.store.writing import save_revision

# What the list of a public office says of a clinic; all else (origins, hours, colour) is the clinic's own.
LISTED_FIELDS = ("name", "kind", "phone", "url", "languages", "states", "verification", "sources")


@dataclass(frozen=True)
class ListedChange:
    """A row that says something else than the newest text of its clinic; `is_new` where there was none."""

    line: int
    fields: Clinic
    is_new: bool


def changes(session: Session, listed: Iterable[ListedClinic]) -> list[ListedChange]:
    """Returns the rows that change something, each as the clinic would be."""
    found = []
    for one in listed:
        newest = _newest(session, one.clinic.slug)
        merged = _merged(newest, one.clinic)
        if merged != newest:
            found.append(ListedChange(one.line, merged, newest is None))
    return found


def save_drafts(session: Session, changed: Iterable[ListedChange], by: Person, now: dt.datetime) -> list[Revision]:
    """Returns the revisions, each a draft that somebody else has to review."""
    return [
        save_revision(session, kind="clinic", key=change.fields.slug, fields=change.fields, author=by, now=now)
        for change in changed
    ]


def _merged(known: Clinic | None, listed: Clinic) -> Clinic:
    """Returns the clinic as the list has it, with what only the clinic itself can say kept as it is."""
    if known is None:
        return listed
    said = {name: getattr(listed, name) for name in LISTED_FIELDS}
    return known.model_copy(update={**said, "zips": listed.zips or known.zips, "note": listed.note or known.note})


def _newest(session: Session, slug: str) -> Clinic | None:
    try:
        document = find_document(session, "clinic", slug)
    except NotFoundError:
        return None
    revision = newest_revision(session, document.id, "")
    fields = revision_fields(session, revision.id) if revision else None
    return fields if isinstance(fields, Clinic) else None
