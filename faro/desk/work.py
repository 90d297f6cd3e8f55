"""What needs doing, for one person on one day: a pure function of what is published, what waits, and what was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from faro.answers.status import ruling_status
from faro.content.kinds import Record
from faro.desk.titles import title_of
from faro.store.counts import turns_by_topic
from faro.store.models import Person, Revision
from faro.store.reading import Draft, drafts, editors_of, live_revisions
from faro.store.snapshot import Snapshot
from faro.store.translations import OutdatedTranslation, outdated_translations
from faro.store.writing import REVIEWING_ROLES

NOT_UNDERSTOOD = ("clarify", "fallback")
COUNTED_DAYS = 30
MOST_TOPICS = 10

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Overdue:
    """A live text that has to be looked at again, and since when: its newest check, or the day it was good until."""

    kind: str
    key: str
    lang: str
    title: str
    since: dt.date
    revision_id: int


@dataclass(frozen=True)
class Unconfirmed:
    """Something that Faro knows of and does not say as a fact, because nobody has confirmed it."""

    kind: str
    key: str
    title: str


@dataclass(frozen=True)
class Work:
    """All that needs doing, in the order in which the front page shows it."""

    rulings: tuple[Overdue, ...]
    to_review: tuple[Draft, ...]
    to_publish: tuple[Draft, ...]
    own_rejected: tuple[Draft, ...]
    own_waiting: tuple[Draft, ...]
    answers: tuple[Overdue, ...]
    translations: tuple[OutdatedTranslation, ...]
    unconfirmed: tuple[Unconfirmed, ...]
    not_understood: tuple[tuple[str, int], ...]


def read_work(session: Session, snapshot: Snapshot, person: Person, today: dt.date) -> Work:
    """Returns what needs doing, as this session of the store sees it."""
    waiting = drafts(session)
    live = live_revisions(session)
    since = today - dt.timedelta(days=COUNTED_DAYS)
    return Work(
        rulings=overdue_rulings(snapshot, live, today),
        to_review=tuple(draft for draft in waiting if draft.state == "waiting" and _may_review(session, draft, person)),
        to_publish=tuple(draft for draft in waiting if draft.state == "approved"),
        own_rejected=tuple(draft for draft in waiting if draft.state == "rejected" and draft.author == person.name),
        own_waiting=tuple(draft for draft in waiting if draft.state == "waiting" and draft.author == person.name),
        answers=overdue_answers(snapshot, live, today),
        translations=tuple(outdated_translations(session)),
        unconfirmed=unconfirmed(snapshot.records),
        not_understood=tuple(turns_by_topic(session, NOT_UNDERSTOOD, since)[:MOST_TOPICS]),
    )


def overdue_rulings(snapshot: Snapshot, live: Mapping[Place, int], today: dt.date) -> tuple[Overdue, ...]:
    """Returns the rulings that decide a channel whose newest check is too old."""
    status = ruling_status(snapshot.rulings, today, snapshot.ruling_review_days)
    deciding = {
        ruling.id: ruling for channel in status.channels.values() if channel.overdue for ruling in channel.deciding
    }
    found = [
        Overdue("ruling", key, "", title_of(ruling, key), ruling.checked_on or ruling.date, live["ruling", key, ""])
        for key, ruling in deciding.items()
        if ("ruling", key, "") in live
    ]
    return tuple(sorted(found, key=lambda overdue: (overdue.since, overdue.key)))


def overdue_answers(snapshot: Snapshot, live: Mapping[Place, int], today: dt.date) -> tuple[Overdue, ...]:
    """Returns the answers whose day has passed, the oldest first."""
    found = [
        Overdue("answer", topic, lang, answer.text.title, answer.text.review_by, live["answer", topic, lang])
        for (topic, lang), answer in snapshot.answers.items()
        if answer.text.review_by < today and ("answer", topic, lang) in live
    ]
    return tuple(sorted(found, key=lambda overdue: (overdue.since, overdue.key, overdue.lang)))


def unconfirmed(records: Sequence[Record]) -> tuple[Unconfirmed, ...]:
    """Returns what is published with the mark that nobody has confirmed it."""
    return tuple(
        Unconfirmed(record.kind, record.key, title_of(record.fields, record.key))
        for record in records
        if getattr(record.fields, "verification", None) == "unconfirmed"
    )


def _may_review(session: Session, draft: Draft, person: Person) -> bool:
    if person.role not in REVIEWING_ROLES:
        return False
    return person.id not in editors_of(session, session.get_one(Revision, draft.revision_id))
