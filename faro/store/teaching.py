"""What volunteers have taught the bot, and which of it the model in service has learnt."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from faro.store.audit import append_event, example_digest
from faro.store.canonical import canonical_json
from faro.store.database import take_turn
from faro.store.errors import AlreadyTaughtError, NotFoundError, NotPublishedError
from faro.store.models import Example, ExampleAct, Person, Training, TrainingAct


def teach(session: Session, *, intent: str, lang: str, text: str, by: Person, now: dt.datetime) -> Example:
    """Returns the new example of an intent; raises AlreadyTaughtError when exactly this stands there already."""
    take_turn(session)
    if any(example.text == text for example in taught(session, intent, lang)):
        raise AlreadyTaughtError("this has been taught already")
    return _add(session, intent, lang, text, "teach", by, now)


def unteach(session: Session, *, example_id: int, by: Person, now: dt.datetime) -> Example:
    """Returns the row by which an example is taken back; raises NotFoundError when it does not stand."""
    take_turn(session)
    found = session.get(Example, example_id)
    if found is None or found.id not in {example.id for example in taught(session, found.intent, found.lang)}:
        raise NotFoundError(f"there is no example {example_id}")
    return _add(session, found.intent, found.lang, found.text, "unteach", by, now)


def taught(session: Session, intent: str | None = None, lang: str | None = None) -> list[Example]:
    """Returns the examples that stand now, of an intent and a language where these are given, in order of entry."""
    newest = select(func.max(Example.id)).group_by(Example.intent, Example.lang, Example.text)
    query = select(Example).where(Example.id.in_(newest), Example.act == "teach").order_by(Example.id)
    if intent is not None:
        query = query.where(Example.intent == intent)
    if lang is not None:
        query = query.where(Example.lang == lang)
    return list(session.scalars(query))


def learnt(session: Session) -> list[Example]:
    """Returns the examples that the model in service was trained on, in order of entry."""
    newest = newest_training(session)
    return examples_of(session, json.loads(newest.examples)) if newest else []


def examples_of(session: Session, ids: Sequence[int]) -> list[Example]:
    """Returns the examples of these ids, in order of entry."""
    return list(session.scalars(select(Example).where(Example.id.in_(ids)).order_by(Example.id)))


def newest_training(session: Session) -> Training | None:
    """Returns what went into service last, None while nothing that was taught ever did."""
    return session.scalar(select(Training).order_by(Training.id.desc()).limit(1))


def trainings(session: Session) -> list[tuple[Training, str]]:
    """Returns all that ever went into service with the name of who put it there, the newest first."""
    rows = session.execute(
        select(Training, Person.name).join(Person, Person.id == Training.person_id).order_by(Training.id.desc())
    )
    return [(training, name) for training, name in rows]


def put_into_service(
    session: Session, *, examples: Sequence[int], measured: dict[str, Any], by: Person, now: dt.datetime
) -> Training:
    """Returns the note that a model trained on these examples serves from now on."""
    take_turn(session)
    return _note(session, "new", sorted(examples), measured, by, now)


def go_back(session: Session, *, by: Person, now: dt.datetime) -> Training:
    """Returns the note that the model before the newest serves again; going back twice is where one began.

    Raises NotPublishedError when no other model was ever in service.
    """
    take_turn(session)
    newest = newest_training(session)
    if newest is None:
        raise NotPublishedError("no other model was in service before")
    before = session.scalar(select(Training).where(Training.id < newest.id).order_by(Training.id.desc()).limit(1))
    return _note(session, "back", json.loads(before.examples) if before else [], {}, by, now)


def _add(session: Session, intent: str, lang: str, text: str, act: ExampleAct, by: Person, now: dt.datetime) -> Example:
    example = Example(intent=intent, lang=lang, text=text, act=act, person_id=by.id, at=now)
    session.add(example)
    session.flush()
    detail: dict[str, object] = {"example": example.id, "sha256": example_digest(act, intent, lang, text)}
    append_event(session, at=now, actor=by.name, action=act, subject=f"example/{intent}/{lang}", detail=detail)
    return example


def _note(
    session: Session, act: TrainingAct, examples: list[int], measured: dict[str, Any], by: Person, now: dt.datetime
) -> Training:
    training = Training(
        act=act, examples=canonical_json(examples), measured=canonical_json(measured), person_id=by.id, at=now
    )
    session.add(training)
    session.flush()
    detail: dict[str, object] = {"training": training.id, "examples": examples}
    append_event(session, at=now, actor=by.name, action="train", subject=f"model/{act}", detail=detail)
    return training
