"""Everything that is kept, by kind; and one text with its history, to take down with a reason or to restore."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import select
from starlette.responses import Response

from faro.content.kinds import KINDS
from faro.desk.difference import written
from faro.desk.entry_fields import FORMS
from faro.desk.titles import language_name, title_of
from faro.desk.visit import DeskRoute, Visit
from faro.store.models import Document, Revision
from faro.store.reading import (
    HistoryEntry,
    find_document,
    history,
    live_revisions,
    newest_publication,
    newest_revision,
    published_records,
)
from faro.store.writing import restore, take_down


def texts(visit: Visit) -> Response:
    """Answers `GET /texts?kind=`: all documents of a kind, with the languages that are live."""
    asked = visit.request.query_params.get("kind", "answer")
    kind = asked if asked in KINDS else "answer"
    snapshot = visit.desk.snapshot()
    with visit.desk.read() as session:
        keys = session.execute(
            select(Document.key, Revision.lang)
            .join(Revision, Revision.document_id == Document.id)
            .where(Document.kind == kind)
            .distinct()
            .order_by(Document.key, Revision.lang)
        ).all()
        live = live_revisions(session)
    titles = {(r.key, r.lang): title_of(r.fields, r.key) for r in snapshot.records if r.kind == kind}
    listed: dict[str, list[tuple[str, bool]]] = {}
    for key, lang in keys:
        listed.setdefault(key, []).append((lang, (kind, key, lang) in live))
    return visit.page(
        "texts",
        kind=kind,
        kinds=tuple(KINDS),
        listed=listed,
        titles=titles,
        language=partial(language_name, snapshot),
    )


def text(visit: Visit) -> Response:
    """Answers `GET /texts/<kind>/<key>?lang=`: what is live, what happened, and how to undo it."""
    kind, key = _named(visit)
    lang = visit.request.query_params.get("lang", "")
    with visit.desk.read() as session:
        document = find_document(session, kind, key)
        entries = history(session, kind, key, lang)
        live = newest_publication(session, document.id, lang)
        newest = newest_revision(session, document.id, lang)
        record = next((r for r in published_records(session) if (r.kind, r.key, r.lang) == (kind, key, lang)), None)
    live_id = live.revision_id if live else None
    return visit.page(
        "text",
        kind=kind,
        key=key,
        lang=lang,
        title=title_of(record.fields, key) if record else key,
        fields=written(record.fields) if record else {},
        reviewed=record.reviewed if record else False,
        entries=list(reversed(entries)),
        live_id=live_id,
        newest=newest,
        restorable=_restorable(entries, live_id),
        language=partial(language_name, visit.desk.snapshot()),
        editable=FORMS,
    )


def take_text_down(visit: Visit) -> Response:
    """Answers `POST /texts/<kind>/<key>/take-down`: one person is enough, and says why."""
    kind, key = _named(visit)
    lang = visit.form["lang"]
    with visit.desk.write() as session:
        take_down(session, kind=kind, key=key, lang=lang, by=visit.me, reason=visit.form["reason"], now=visit.now)
    return _back(visit, "taken_down")


def restore_text(visit: Visit) -> Response:
    """Answers `POST /texts/<kind>/<key>/restore`: what was live before goes live again, with the review it had."""
    kind, key = _named(visit)
    with visit.desk.write() as session:
        restore(
            session,
            kind=kind,
            key=key,
            lang=visit.form["lang"],
            by=visit.me,
            reason=visit.form["reason"],
            now=visit.now,
            revision_id=visit.form.number("revision") or None,
        )
    return _back(visit, "restored")


def _restorable(entries: Sequence[HistoryEntry], live_id: int | None) -> list[tuple[int, int]]:
    """Returns id and number of each revision that was live once and is not now, the newest first."""
    published = {"import", "reviewed", "restore", "move"}
    found = {
        entry.revision_id: entry.number
        for entry in entries
        if entry.what in published and entry.revision_id != live_id and entry.revision_id and entry.number
    }
    return sorted(found.items(), reverse=True)


def _back(visit: Visit, said: str) -> Response:
    kind, key = _named(visit)
    query = {"lang": visit.form["lang"]} if visit.form["lang"] else {}
    return visit.go(f"/texts/{kind}/{key}", said=said, **query)


def _named(visit: Visit) -> tuple[str, str]:
    return visit.request.path_params["kind"], visit.request.path_params["key"]


routes = (
    DeskRoute("/texts", texts, "volunteer"),
    DeskRoute("/texts/{kind}/{key}", text, "volunteer"),
    DeskRoute("/texts/{kind}/{key}/take-down", take_text_down, "volunteer", "POST"),
    DeskRoute("/texts/{kind}/{key}/restore", restore_text, "volunteer", "POST"),
)
