"""`faro subpoena` prints all that is held about people who ask, and knows every table of the store."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from faro.cli import subpoena
from faro.store.counts import add_counts
from faro.store.database import open_engine, write_session

from .conftest import Faro, free_port

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch, own_settings: None) -> None:
    monkeypatch.setenv("FARO_ENGINE_PORT", str(free_port()))


def test_every_table_is_accounted_for() -> None:
    """A new table belongs into one of the three lists: what is not listed would not be told."""
    listed = [*subpoena.ABOUT_THOSE_WHO_ASK, *subpoena.ABOUT_VOLUNTEERS, *subpoena.ABOUT_TEXTS]

    assert len(set(listed)) == len(listed)
    assert subpoena.tables() == set(listed)


def test_store_of_nothing_holds_nothing(faro: Faro, store: Path) -> None:
    ran = faro("subpoena")

    assert ran.code == 0
    assert "Nothing." in ran.out
    assert "No running Faro could be asked here." in ran.out
    assert str(store) in ran.out


def test_counts_are_printed_as_they_are_kept(faro: Faro, store: Path) -> None:
    engine = open_engine(f"sqlite:///{store}")
    with write_session(engine) as session:
        add_counts(session, {(TODAY, "answer", "itin_what"): 120, (TODAY, "fallback", ""): 30}, TODAY)
    engine.dispose()

    printed = faro("subpoena").out
    held = json.loads(faro("subpoena", "--json").out)

    assert held["turns_by_kind"] == {"answer": 120, "fallback": 30}
    assert held["turns_by_topic"] == {"itin_what": 120, "(none)": 30}
    assert (held["first_day"], held["last_day"], held["conversations"]) == ("2026-11-22", "2026-11-22", None)
    for part in ("2026-11-22", "itin_what", "120", "30"):
        assert part in printed


def test_live_conversations_are_told_in_tens() -> None:
    assert [subpoena._in_tens(count) for count in (None, 0, 9, 10, 57)] == [None, 0, 0, 10, 50]


def test_missing_store_is_an_error_and_not_an_empty_answer(faro: Faro) -> None:
    ran = faro("subpoena", as_program=True)

    assert ran.code == 1
    assert "Mend" in ran.err


def test_password_of_the_store_is_not_printed() -> None:
    assert "secret" not in subpoena._place("postgresql://faro:secret@db/faro")
