"""The editor of one answer in one language: opens, checks and saves it, and loses nothing that anybody wrote."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from faro.content.kinds import AnswerText
from faro.desk.checking import check_typed
from faro.desk.difference import field_differences
from faro.desk.offered import first_chosen, offered
from faro.desk.original import READ_FIELDS, Original, read_original
from faro.desk.titles import language_name
from faro.desk.typed import Typed, read_answer, read_typed, typed_of
from faro.desk.visit import DeskRoute, Visit
from faro.store.canonical import text_to_fields
from faro.store.editing import save_edit
from faro.store.errors import EditedMeanwhileError, NotFoundError
from faro.store.models import Document, Person, Publication, Revision
from faro.store.reading import find_document, newest_publication, newest_revision
from faro.store.snapshot import FALLBACK_LANGUAGE

RELATED_PLACES = 4


@dataclass(frozen=True)
class Opened:
    """An answer as the store has it. `text` is what one goes on from; `newest` is the last that anybody saved."""

    text: AnswerText | None = None
    newest: Revision | None = None
    newest_text: AnswerText | None = None
    author: str = ""
    live_id: int | None = None
    original: Original | None = None


def edit(visit: Visit) -> Response:
    """Answers `GET /answers/<topic>/<lang>`."""
    opened = _open(visit)
    return _page(visit, opened, _typed_first(visit, opened))


def keep(visit: Visit) -> Response:
    """Answers `POST /answers/<topic>/<lang>`: saves what was typed, or only checks it."""
    opened = _open(visit)
    typed = read_typed(visit.form, opened.text)
    if visit.form["act"] != "save":
        return _page(visit, opened, typed)
    text = read_answer(typed)[0]
    if text is None:
        return _page(visit, opened, typed, 422, wrong="fields")
    topic, lang = _named(visit)
    base = visit.form.number("base")
    try:
        with visit.desk.write() as session:
            saved = save_edit(
                session,
                kind="answer",
                key=topic,
                lang=lang,
                fields=text,
                base_id=base or None,
                author=visit.me,
                now=visit.now,
                note=typed.note,
                source_revision_id=visit.form.number("source") or visit.form.number("followed") or None,
            )
    except EditedMeanwhileError:
        return _page(visit, _open(visit), typed, 409, wrong="meanwhile")
    return visit.go(f"/revisions/{saved.id}", said="unchanged" if saved.id == base else "saved")


def check(visit: Visit) -> Response:
    """Answers `POST /answers/<topic>/<lang>/check`: what the checks say of what is typed just now, for the script."""
    topic, lang = _named(visit)
    checked = check_typed(visit, topic, lang, read_typed(visit.form, None))
    return JSONResponse(
        {"summary": checked.summary, "problems": [*checked.wrong, *checked.problems], "measures": checked.measures}
    )


def _page(visit: Visit, opened: Opened, typed: Typed, status: int = 200, wrong: str = "") -> Response:
    topic, lang = _named(visit)
    snapshot = visit.desk.snapshot()
    lists = offered(snapshot, lang, visit.now)
    shown: dict[str, Any] = {}
    if wrong == "meanwhile" and opened.newest_text is not None and (mine := read_answer(typed)[0]):
        shown["theirs"] = [field for field in field_differences(opened.newest_text, mine) if field.changed]
    related = [*typed.related, *[""] * max(1, RELATED_PLACES - len(typed.related))]
    return visit.page(
        "editor",
        status,
        **{
            "topic": topic,
            "lang": lang,
            "language": language_name(snapshot, lang),
            "direction": snapshot.languages[lang].direction,
            "source_direction": snapshot.languages[FALLBACK_LANGUAGE].direction,
            "source_language": FALLBACK_LANGUAGE,
            "opened": opened,
            "typed": typed,
            "wrong": wrong,
            "theirs": [],
            "follows": bool(visit.form.number("source")),
            "checked": check_typed(visit, topic, lang, typed),
            "sources": first_chosen(lists.sources, typed.sources),
            "leans_on": first_chosen((*lists.channels, *lists.facts), typed.leans_on),
            "topics": [(key, label) for key, label in lists.topics if key != topic],
            "related": related,
            "placeholders": lists.placeholders,
            "read_fields": READ_FIELDS,
            "public": visit.desk.settings.own_address,
            **shown,
        },
    )


def _typed_first(visit: Visit, opened: Opened) -> Typed:
    """Returns the form as it is before anybody has typed; a new translation leans on what its source does."""
    if opened.text is not None:
        return typed_of(opened.text)
    day = visit.now.date() + dt.timedelta(days=visit.desk.settings.answer_review_days)
    empty = Typed(review_by=day.isoformat())
    if opened.original is None:
        return empty
    source = typed_of(opened.original.text)
    return replace(empty, sources=source.sources, leans_on=source.leans_on, related=source.related)


def _open(visit: Visit) -> Opened:
    topic, lang = _named(visit)
    snapshot = visit.desk.snapshot()
    if lang not in snapshot.languages:
        raise NotFoundError(f"there is no language “{lang}”")
    with visit.desk.read() as session:
        if topic not in snapshot.topics:
            find_document(session, "topic", topic)
        document = session.scalar(select(Document).where(Document.kind == "answer", Document.key == topic))
        return _opened(session, document, lang) if document else Opened()


def _opened(session: Session, document: Document, lang: str) -> Opened:
    newest = newest_revision(session, document.id, lang)
    live = newest_publication(session, document.id, lang)
    live_id = live.revision_id if live else None
    original = None if lang == FALLBACK_LANGUAGE else read_original(session, document, newest)
    if newest is None:
        return Opened(original=original)
    was_live = session.scalar(select(Publication.id).where(Publication.revision_id == newest.id).limit(1)) is not None
    # Where an earlier text was brought back, it is that one which goes on, and not what it replaced.
    start = session.get_one(Revision, live_id) if was_live and live_id else newest
    return Opened(
        text=_text(start),
        newest=newest,
        newest_text=_text(newest),
        author=session.get_one(Person, newest.author_id).name,
        live_id=live_id,
        original=original,
    )


def _text(revision: Revision) -> AnswerText:
    fields = text_to_fields("answer", revision.fields)
    assert isinstance(fields, AnswerText)
    return fields


def _named(visit: Visit) -> tuple[str, str]:
    return visit.request.path_params["topic"], visit.request.path_params["lang"]


routes = (
    DeskRoute("/answers/{topic}/{lang}", edit, "volunteer"),
    DeskRoute("/answers/{topic}/{lang}", keep, "volunteer", "POST"),
    DeskRoute("/answers/{topic}/{lang}/check", check, "volunteer", "POST"),
)
