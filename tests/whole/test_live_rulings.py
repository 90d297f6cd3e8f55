"""A ruling that is published changes the answers in every language within a second, with nothing restarted."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest

from faro.content.kinds import Ruling, parse_fields
from faro.store.database import open_engine, write_session
from faro.store.writing import ensure_person, publish, review_revision, save_revision, take_down
from tests.whole.conftest import RunningFaro, text_of

pytestmark = pytest.mark.engine

LIFTED = {
    "id": "ctr-lifted-in-a-test",
    "date": dt.date(2026, 11, 20),
    "date_note": None,
    "case": "ctr-v-irs",
    "court": "d-c-cir",
    "judges": [],
    "kind": "appeal",
    "channels": {"bulk_sharing": "allows"},
    "lifts": ["ctr-stay", "ctr-dc-cir-affirm"],
    "affirms": [],
    "checked_on": dt.date(2026, 11, 22),
    "verification": "read",
    "sources": ["washington-times-2025-11-21"],
    "what": {"en": "A ruling invented for a test."},
    "note": None,
}
WITHIN_SECONDS = 1.0


def test_a_ruling_is_in_the_answers_within_a_second_and_out_again(faro: RunningFaro) -> None:
    asked = [("ruling_status", "en"), ("ruling_status", "es"), ("address_exposure", "en"), ("address_exposure", "es")]

    def answers() -> list[str]:
        return [text_of(faro.say(choice=f"topic:{topic}", lang=lang)) for topic, lang in asked]

    before = answers()
    engine = open_engine(faro.settings.store_url)
    now = dt.datetime.now(dt.UTC)
    fields = parse_fields("ruling", LIFTED)
    assert isinstance(fields, Ruling)
    with write_session(engine) as session:
        ana = ensure_person(session, "ana", "volunteer", now)
        luis = ensure_person(session, "luis", "reviewer", now)
        revision = save_revision(session, kind="ruling", key=fields.id, fields=fields, author=ana, now=now)
        review = review_revision(session, revision_id=revision.id, reviewer=luis, verdict="approve", now=now)
        publish(session, revision_id=revision.id, review_id=review.id, by=luis, now=now)
    _within(WITHIN_SECONDS, lambda: faro.client.get("/api/v1/status").json()["channels"][0]["state"] == "unsettled")
    # The actions look by themselves, at the same pace as the web.
    _within(WITHIN_SECONDS, lambda: all(was != became for was, became in zip(before, answers(), strict=True)))
    after = answers()
    assert "disagree" in after[0]
    assert "no están de acuerdo" in after[1]
    with write_session(engine) as session:
        ana = ensure_person(session, "ana", "volunteer", now)
        take_down(session, kind="ruling", key=fields.id, by=ana, reason="it was invented", now=now)
    _within(WITHIN_SECONDS, lambda: faro.client.get("/api/v1/status").json()["channels"][0]["state"] == "blocked")
    _within(WITHIN_SECONDS, lambda: answers() == before)
    engine.dispose()


def _within(seconds: float, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.02)
