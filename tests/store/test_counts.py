"""The one table about people who ask: whole tens by day, kind and topic, and nothing older than a quarter of a year."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from faro.store.counts import KEPT_DAYS, add_counts, days_counted, turns_by_kind, turns_by_topic
from faro.store.database import read_session, write_session
from faro.store.models import TurnCount

TODAY = dt.date(2026, 11, 22)
YESTERDAY = TODAY - dt.timedelta(days=1)


def test_tens_of_one_day_add_up(engine: Engine) -> None:
    for tens in (10, 30):
        with write_session(engine) as session:
            add_counts(session, {(TODAY, "clarify", "itin_renew"): tens, (YESTERDAY, "answer", "itin_what"): 20}, TODAY)

    with read_session(engine) as session:
        assert turns_by_topic(session, ("clarify",), TODAY) == [("itin_renew", 40)]
        assert turns_by_topic(session, ("clarify", "answer"), YESTERDAY) == [("itin_renew", 40), ("itin_what", 40)]
        assert turns_by_topic(session, ("answer",), TODAY) == []
        assert turns_by_kind(session) == [("answer", 40), ("clarify", 40)]
        assert days_counted(session) == (YESTERDAY, TODAY)


def test_nothing_counted_is_no_day(engine: Engine) -> None:
    with read_session(engine) as session:
        assert days_counted(session) is None


def test_old_days_are_dropped(engine: Engine) -> None:
    old, kept = TODAY - dt.timedelta(days=KEPT_DAYS + 1), TODAY - dt.timedelta(days=KEPT_DAYS)
    with write_session(engine) as session:
        add_counts(session, {(old, "answer", "a"): 10, (kept, "answer", "a"): 10}, TODAY)

    with read_session(engine) as session:
        assert days_counted(session) == (kept, kept)


@pytest.mark.parametrize("turns", [1, 9, 11, 0, -10])
def test_database_itself_takes_whole_tens_only(engine: Engine, turns: int) -> None:
    with pytest.raises(IntegrityError), write_session(engine) as session:
        session.execute(insert(TurnCount).values(day=TODAY, kind="answer", topic="itin_what", turns=turns))
