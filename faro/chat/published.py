"""What the public API shows of the published content: status, topics, one answer, the directory; pure functions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from faro.answers.compose import compose
from faro.answers.directory import find_clinics
from faro.answers.places import place_of
from faro.answers.reply import message_as_json
from faro.answers.status import rulings_in_force, status_of
from faro.answers.status_sentences import channel_sentence
from faro.answers.words import Words
from faro.store.snapshot import Snapshot


def status_page(snapshot: Snapshot, lang: str, now: dt.datetime, review_days: int) -> dict[str, Any]:
    """Returns the ruling status with its sentences, and every court event, newest first."""
    words = Words(snapshot, lang)
    status = status_of(snapshot, now.date(), review_days)
    standing = {ruling.id for ruling in rulings_in_force(snapshot.rulings, now.date())}
    return {
        "lang": lang,
        "as_of": status.as_of.isoformat() if status.as_of else None,
        "overdue": status.overdue,
        "channels": [
            {
                "channel": channel,
                "state": channel_status.state,
                "sentence": channel_sentence(channel_status, snapshot, lang),
                "as_of": channel_status.as_of.isoformat() if channel_status.as_of else None,
                "overdue": channel_status.overdue,
                "decided_by": [ruling.id for ruling in channel_status.deciding],
            }
            for channel, channel_status in status.channels.items()
        ],
        "rulings": [
            {
                "id": ruling.id,
                "date": ruling.date.isoformat(),
                "kind": ruling.kind,
                "case": _case_name(snapshot, ruling.case),
                "court": _court_name(snapshot, ruling.court, words),
                "what": words.pick(ruling.what),
                "in_force": ruling.id in standing if ruling.channels else None,
                "verification": ruling.verification,
            }
            for ruling in reversed(snapshot.rulings)
            if ruling.verification != "unconfirmed"
        ],
    }


def _case_name(snapshot: Snapshot, slug: str | None) -> str | None:
    case = snapshot.cases.get(slug or "")
    return case.name if case else None


def _court_name(snapshot: Snapshot, slug: str | None, words: Words) -> str | None:
    court = snapshot.courts.get(slug or "")
    return words.pick(court.name) if court else None


def topic_list(snapshot: Snapshot, lang: str) -> dict[str, Any]:
    """Returns every topic that has an answer, with its question in `lang`, else in English."""
    topics = []
    for topic in snapshot.topics.values():
        published = snapshot.answer(topic.id, lang)
        if published:
            topics.append(
                {"id": topic.id, "group": topic.group, "question": published.text.title, "urgent": topic.urgent}
            )
    return {"lang": lang, "topics": topics}


def topic_page(snapshot: Snapshot, topic: str, lang: str, now: dt.datetime, review_days: int) -> dict[str, Any] | None:
    """Returns one published answer, or None where there is none; `lang` is the language really served."""
    published = snapshot.answer(topic, lang)
    if published is None:
        return None
    reply = compose(snapshot, topic, lang, None, now, review_days=review_days)
    return {"id": topic, "lang": reply.lang, "title": published.text.title, **message_as_json(reply.messages[0])}


def clinic_list(snapshot: Snapshot, state: str | None, zip_code: str | None, lang: str) -> dict[str, Any]:
    """Returns the directory entries that fit, with hours in `lang`; an invented example is marked as one."""
    words = Words(snapshot, lang)
    return {
        "lang": lang,
        "clinics": [
            {
                "slug": clinic.slug,
                "name": clinic.name,
                "kind": clinic.kind,
                "example": clinic.example,
                "phone": clinic.phone,
                "url": clinic.url,
                "hours": words.pick(clinic.hours) if clinic.hours else None,
                "languages": clinic.languages,
                "states": clinic.states,
                "verified": clinic.verification == "read",
            }
            for clinic in find_clinics(snapshot, place_of([state] if state else [], zip_code), lang)
        ],
    }
