"""Keeps how many turns of a kind were about a topic on a day, in whole tens, for a quarter of a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from faro.store.database import take_turn
from faro.store.models import TurnCount

KEPT_DAYS = 90

Place = tuple[dt.date, str, str]


def add_counts(session: Session, tens: Mapping[Place, int], today: dt.date) -> None:
    """Adds turns, whole tens, by (day, kind, topic) to those kept, and drops what is older than KEPT_DAYS."""
    take_turn(session)
    for place, turns in tens.items():
        row = session.get(TurnCount, place)
        if row is None:
            day, kind, topic = place
            session.add(TurnCount(day=day, kind=kind, topic=topic, turns=turns))
        else:
            row.turns += turns
    session.execute(delete(TurnCount).where(TurnCount.day < today - dt.timedelta(days=KEPT_DAYS)))


def turns_by_topic(session: Session, kinds: tuple[str, ...], since: dt.date) -> list[tuple[str, int]]:
    """Returns (topic, turns of these kinds since that day), most first; the topic is empty where none was spoken of."""
    turns = func.sum(TurnCount.turns)
    rows = session.execute(
        select(TurnCount.topic, turns)
        .where(TurnCount.kind.in_(kinds), TurnCount.day >= since)
        .group_by(TurnCount.topic)
        .order_by(turns.desc(), TurnCount.topic)
    )
    return [(topic, int(count)) for topic, count in rows]


def turns_by_kind(session: Session) -> list[tuple[str, int]]:
    """Returns (kind, turns) of all that is kept, most first."""
    turns = func.sum(TurnCount.turns)
    order = turns.desc(), TurnCount.kind
    rows = session.execute(select(TurnCount.kind, turns).group_by(TurnCount.kind).order_by(*order))
    return [(kind, int(count)) for kind, count in rows]


def days_counted(session: Session) -> tuple[dt.date, dt.date] | None:
    """Returns the first and the last day of which anything is kept, None when nothing is."""
    first, last = session.execute(select(func.min(TurnCount.day), func.max(TurnCount.day))).one()
    return (first, last) if first else None
