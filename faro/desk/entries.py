"""The forms for rulings, facts, helplines, clinics and what they name: looked at with its effects, saved as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from faro.checks.content import check_record
from faro.checks.dependents import broken_answers
from faro.checks.rules import read_rules
from faro.content.kinds import KEY_FIELD, AnswerText, Clinic, Record, parse_fields
from faro.desk.effects import answer_changes, status_changes
from faro.desk.entry_fields import FORMS, Values, read_entry, typed_values, written_entry
from faro.desk.entry_keys import new_key
from faro.desk.previews import clinic_preview
from faro.desk.titles import language_name, title_of
from faro.desk.visit import DeskRoute, Visit, day
from faro.store.canonical import text_to_fields
from faro.store.errors import NotFoundError
from faro.store.models import Document, Revision
from faro.store.reading import find_document, live_revisions, newest_revision
from faro.store.snapshot import Snapshot
from faro.store.writing import save_revision

# What the people of the desk say of a clinic, and its own people neither see nor change.
OF_THE_DESK = frozenset({"kind", "example", "verification", "sources", "note"})

# What may be written down beside a document, in the same form, and which typed field says that it was.
BESIDE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "ruling": (("court", "court.name.en"), ("case", "case.name"), ("source", "source.title")),
    "case": (("court", "court.name.en"),),
    "fact": (("source", "source.title"),),
    "helpline": (("source", "source.title"),),
    "clinic": (("source", "source.title"),),
}


@dataclass
class Entry:
    """What was typed, as records: those written down beside it first, itself last. `wrong` names fields and reasons."""

    records: list[Record] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)


def new(visit: Visit) -> Response:
    """Answers `GET /write/<kind>`: an empty form."""
    values = {"checked_on": [visit.now.date().isoformat()], "colour": ["#1d4e89"]}
    return _page(visit, values, base=0)


def edit(visit: Visit) -> Response:
    """Answers `GET /write/<kind>/<key>`: the newest text, with the dates that confirmations moved."""
    kind, key = _named(visit)
    with visit.desk.read() as session:
        revision = _newest(session, kind, key)
        live = live_revisions(session).get((kind, key, ""))
    if revision is None:
        raise NotFoundError(f"there is no {kind} “{key}”")
    fields = text_to_fields(kind, revision.fields)
    if revision.id == live:
        fields = next(r.fields for r in visit.desk.snapshot().records if (r.kind, r.key) == (kind, key))
    return _page(visit, written_entry(kind, fields.model_dump(mode="json")), base=revision.id)


def written(visit: Visit) -> Response:
    """Answers `POST /write/<kind>[/<key>]`: shows what it would change, or saves it as a draft."""
    kind, key = _named(visit)
    base = visit.form.number("base")
    with visit.desk.read() as session:
        newest = _newest(session, kind, key)
        entry = read_all(visit, session, kind, key)
    if (newest.id if newest else 0) != base:
        return _page(visit, typed_values(visit.form), base, entry, 409, newer=newest.id if newest else 0)
    problems = [] if entry.wrong else _problems(visit, entry)
    if entry.wrong or problems or visit.form["act"] != "save":
        status = 422 if entry.wrong or problems else 200
        return _page(visit, typed_values(visit.form), base, entry, status, problems=problems)
    with visit.desk.write() as session:
        newest = _newest(session, kind, key)
        if (newest.id if newest else 0) != base:
            return _page(visit, typed_values(visit.form), base, entry, 409, newer=newest.id if newest else 0)
        for record in entry.records:
            saved = save_revision(
                session,
                kind=record.kind,
                key=record.key,
                fields=record.fields,
                author=visit.me,
                now=visit.now,
                note=visit.form["change"],
            )
    return visit.go("/clinic", said="clinic_saved") if visit.me.clinic else visit.go(f"/revisions/{saved.id}", "saved")


def read_all(visit: Visit, session: Session, kind: str, key: str) -> Entry:
    """Returns what was typed as records, with new keys for what is new."""
    entry, form = Entry(), visit.form
    data = read_entry(kind, form)
    if visit.me.clinic:
        _add(entry, kind, key, {**data, **_of_the_desk(session, key)})
        return entry
    beside = {other: read_entry(other, form, f"{other}.") for other, sign in BESIDE.get(kind, ()) if form[sign]}
    for other, other_data in beside.items():
        other_key = new_key(other, other_data, "", _taken(session, other))
        if other == "case" and not other_data["court"]:
            other_data["court"] = data["court"]
        _add(entry, other, other_key, other_data, f"{other}.")
        if other == "source":
            data["sources"] = [*data["sources"], other_key]
        else:
            data[other] = other_key
    _add(entry, kind, key or new_key(kind, data, form["short_name"], _taken(session, kind)), data)
    return entry


def link_to(visit: Visit, entry: Entry) -> str:
    """Returns where the chat is shown as the clinic that was typed would have it; empty for every other kind."""
    fields = entry.records[-1].fields
    return clinic_preview(visit, fields) if isinstance(fields, Clinic) else ""


def leaning_on(snapshot: Snapshot, key: str) -> dict[str, list[str]]:
    """Returns topic to languages of the answers that lean on a fact, helpline or source of this key."""
    found: dict[str, list[str]] = {}
    for (topic, lang), answer in snapshot.answers.items():
        text: AnswerText = answer.text
        if key in (*text.leans_on, *text.sources) or f".{key} " in text.body or f".{key}." in text.body:
            found.setdefault(topic, []).append(lang)
    return found


def _add(entry: Entry, kind: str, key: str, data: dict[str, Any], prefix: str = "") -> None:
    try:
        entry.records.append(Record(kind, key, parse_fields(kind, {**data, KEY_FIELD[kind]: key})))
    except ValidationError as error:
        for found in error.errors(include_url=False, include_input=False, include_context=False):
            name, *rest = found["loc"]
            part = f".{rest[0]}" if rest and isinstance(rest[0], str) and f"{name}" in ("what", "channels") else ""
            entry.wrong[f"{prefix}{name}{part}"] = found["type"]


def _problems(visit: Visit, entry: Entry) -> list[str]:
    before = visit.desk.snapshot()
    after = _after(before, entry)
    rules = read_rules(visit.desk.settings.data_dir)
    of_itself = [problem for record in entry.records for problem in check_record(record, after, rules)]
    return [*of_itself, *broken_answers(before, after)]


def _after(before: Snapshot, entry: Entry) -> Snapshot:
    for record in entry.records:
        before = before.with_record(record)
    return before


def _page(
    visit: Visit,
    values: Values,
    base: int,
    entry: Entry | None = None,
    status: int = 200,
    problems: list[str] | None = None,
    newer: int = 0,
) -> Response:
    kind, key = _named(visit)
    before = visit.desk.snapshot()
    looked = entry is not None and not entry.wrong and not newer
    after = _after(before, entry) if entry and looked else before
    return visit.page(
        "entry",
        status,
        kind=kind,
        key=key,
        title=_title(before, kind, key),
        values=values,
        wrong=entry.wrong if entry else {},
        problems=problems or [],
        newer=newer,
        base=base,
        looked=looked,
        changes=status_changes(before, after, visit.now.date()) if looked else (),
        answers=answer_changes(before, after, visit.now) if looked else (),
        leaning=leaning_on(before, key) if key else {},
        snapshot=before,
        options=_options(before),
        link=link_to(visit, entry) if entry and looked else "",
        language=partial(language_name, before),
    )


def _options(snapshot: Snapshot) -> dict[str, list[tuple[str, str]]]:
    """Returns, by kind, key and line of everything that a form offers to choose from, the newest first."""
    sources = sorted(snapshot.sources.values(), key=lambda source: (str(source.date or ""), source.key), reverse=True)
    return {
        "source": [(s.key, f"{s.publisher}, {day(s.date) if s.date else '–'}: {s.title}") for s in sources],
        "ruling": [(r.id, f"{day(r.date)}: {title_of(r, r.id)}") for r in reversed(snapshot.rulings)],
        "court": [(court.slug, title_of(court, court.slug)) for court in snapshot.courts.values()],
        "case": [(case.slug, case.name) for case in snapshot.cases.values()],
        "language": [(language.code, language.name) for language in snapshot.languages.values()],
    }


def _title(snapshot: Snapshot, kind: str, key: str) -> str:
    return next((title_of(r.fields, key) for r in snapshot.records if (r.kind, r.key) == (kind, key)), key)


def _newest(session: Session, kind: str, key: str) -> Revision | None:
    if not key:
        return None
    return newest_revision(session, find_document(session, kind, key).id, "")


def _taken(session: Session, kind: str) -> set[str]:
    return set(session.scalars(select(Document.key).where(Document.kind == kind)))


def _of_the_desk(session: Session, key: str) -> dict[str, Any]:
    newest = _newest(session, "clinic", key)
    if newest is None:
        raise NotFoundError(f"there is no clinic “{key}”")
    return text_to_fields("clinic", newest.fields).model_dump(mode="json", include=set(OF_THE_DESK))


def _named(visit: Visit) -> tuple[str, str]:
    if visit.me.clinic:
        # Whatever the address says: nobody of a clinic comes to another's entry.
        return "clinic", visit.me.clinic
    kind, key = visit.request.path_params.get("kind", ""), visit.request.path_params.get("key", "")
    if kind not in FORMS:
        raise HTTPException(404)
    return kind, key


routes = (
    DeskRoute("/write/{kind}", new, "volunteer"),
    DeskRoute("/write/{kind}", written, "volunteer", "POST"),
    DeskRoute("/write/{kind}/{key}", edit, "volunteer"),
    DeskRoute("/write/{kind}/{key}", written, "volunteer", "POST"),
)
