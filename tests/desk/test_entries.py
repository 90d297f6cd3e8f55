"""Rulings, facts and what they name, written down by one person at the desk and put up by another."""

from __future__ import annotations

from typing import Any

import pytest

from faro.answers.status import ruling_status
from faro.desk.desk import Desk

from .colleague import Colleague

RULING: dict[str, Any] = {
    "date": "2026-11-20",
    "kind": "appeal",
    "court": "d-c-cir",
    "case": "ctr-v-irs",
    "judges": "Judge One\nJudge Two",
    "channels.bulk_sharing": "allows",
    "lifts": "ctr-stay",
    "verification": "read",
    "checked_on": "2026-11-21",
    "what.en": "The appeals court ended the block.",
    "what.es": "El tribunal de apelaciones puso fin al bloqueo.",
    "source.title": "Opinion",
    "source.publisher": "U.S. Court of Appeals for the D.C. Circuit",
    "source.date": "2026-11-20",
    "source.kind": "primary",
    "source.verification": "read",
    "change": "Invented for a test",
}
RULING_KEY = "ctr-v-irs-appeal-2026-11-20"
SOURCE_KEY = "u-s-court-of-appeals-for-the-d-c-circuit-2026-11-20"
FACT = "records_disclosed"
FIFTY: dict[str, Any] = {"value": "50000"}


def bulk_sharing(desk: Desk) -> str:
    return ruling_status(desk.snapshot().rulings, desk.now().date()).channels["bulk_sharing"].state


def write(who: Colleague, path: str, status: int = 200, **fields: Any) -> None:
    who.open(path)
    assert ("act", "save") in who.form(path).buttons
    who.send(path, status, **{**fields, "act": "save"})


def test_ruling_with_its_new_source_is_live_for_everybody_when_a_second_person_agrees(
    desk: Desk, ana: Colleague, rosa: Colleague
) -> None:
    assert bulk_sharing(desk) == "blocked"
    write(ana, "/write/ruling", **RULING)
    assert "a second person reads it" in ana.page.said
    assert bulk_sharing(desk) == "blocked"
    path = ana.path
    page = rosa.open(path)
    assert "What goes live with it" in page.said
    assert "Nothing against it." in page.said
    rosa.press(f"{path}/review", "verdict", "publish")
    assert bulk_sharing(desk) != "blocked"
    snapshot = desk.snapshot()
    ruling = next(r for r in snapshot.rulings if r.id == RULING_KEY)
    assert ruling.judges == ["Judge One", "Judge Two"]
    assert [snapshot.sources[key].title for key in ruling.sources] == ["Opinion"]
    assert RULING_KEY in ana.open("/rulings").html


def test_what_it_would_change_is_shown_in_every_language_before_it_is_saved(desk: Desk, ana: Colleague) -> None:
    ana.open("/write/ruling")
    page = ana.press("/write/ruling", "act", "look", **RULING)
    for language in desk.snapshot().offered_languages():
        assert f'<summary lang="{language.code}">{language.name}</summary>' in page.html
        assert f'<span lang="{language.code}">{language.name}</span>:' in page.html
    assert "<del>" in page.html
    assert 'value="Opinion"' in page.html
    assert not [r for r in desk.snapshot().rulings if r.id == RULING_KEY]
    assert "Not live yet" not in ana.open("/rulings").said


def test_ruling_without_its_source_is_not_published_alone(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    write(ana, "/write/ruling", **RULING)
    path = ana.path
    rosa.open(path)
    rosa.press(f"{path}/review", "verdict", "approve")
    ana.open(path)
    ana.send(f"{path}/publish", 409)
    assert bulk_sharing(desk) == "blocked"


def test_source_that_changed_since_it_was_looked_at_does_not_go_live(
    desk: Desk, ana: Colleague, rosa: Colleague
) -> None:
    write(ana, "/write/ruling", **RULING)
    path = ana.path
    rosa.open(path)
    write(ana, f"/write/source/{SOURCE_KEY}", title="Another opinion")
    rosa.press(f"{path}/review", "verdict", "publish", 409)
    assert "has changed this text since" in rosa.page.said
    assert bulk_sharing(desk) == "blocked"


def test_whoever_wrote_only_the_source_does_not_review_it_with_the_ruling(
    desk: Desk, ana: Colleague, rosa: Colleague, sam: Colleague
) -> None:
    write(ana, "/write/ruling", **RULING)
    path = ana.path
    write(rosa, f"/write/source/{SOURCE_KEY}", title="Another opinion")
    rosa.open(path)
    rosa.press(f"{path}/review", "verdict", "publish", 409)
    assert "somebody else has to review it" in rosa.page.said
    assert bulk_sharing(desk) == "blocked"
    sam.open(path)
    sam.press(f"{path}/review", "verdict", "publish")
    assert bulk_sharing(desk) != "blocked"


@pytest.mark.parametrize(
    ("field", "value", "at", "said"),
    [
        ("date", "", "date", "Give a day."),
        ("kind", "", "kind", "Choose one."),
        ("verification", "", "verification", "Choose one."),
        ("what.en", "", "what", "The English text is missing."),
        ("what.es", "x" * 601, "what.es", "This is too long."),
        ("source.url", "javascript:alert(1)", "source.url", "This does not have the right form."),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    ana: Colleague, field: str, value: str, at: str, said: str
) -> None:
    write(ana, "/write/ruling", 422, **{**RULING, field: value})
    assert said in ana.page.said
    assert f'id="{at}-problem"' in ana.page.html
    assert "Judge One\nJudge Two" in ana.page.html


def test_confirming_a_fact_needs_a_source(desk: Desk, ana: Colleague) -> None:
    fact = next(f for f in desk.snapshot().facts.values() if f.verification == "unconfirmed" and not f.sources)
    path = f"/write/fact/{fact.key}"
    write(ana, path, 422, verification="read")
    assert "names no source" in ana.page.said
    write(ana, path, verification="read", sources=next(iter(desk.snapshot().sources)))
    assert "a second person reads it" in ana.page.said


def test_changed_figure_shows_the_answers_that_say_it(ana: Colleague) -> None:
    page = ana.open(f"/write/fact/{FACT}")
    assert "Answers that lean on it" in page.said
    page = ana.send(f"/write/fact/{FACT}", act="look", **FIFTY)
    assert "<del>47</del>" in page.html
    assert "<ins>50</ins>" in page.html


def test_fact_that_answers_rest_on_is_not_taken_from_under_them(ana: Colleague) -> None:
    write(ana, f"/write/fact/{FACT}", 422, verification="unconfirmed")
    assert "may not be shown as a fact" in ana.page.said
    write(ana, f"/write/fact/{FACT}", 422, value="")
    assert "unknown placeholder" in ana.page.said


def test_two_at_once_lose_nothing(ana: Colleague, rosa: Colleague) -> None:
    path = f"/write/fact/{FACT}"
    ana.open(path)
    rosa.open(path)
    ana.press(path, "act", "save", note="Ana was here")
    rosa.press(path, "act", "save", 409, note="Rosa was here")
    assert "Somebody has changed this since you opened it" in rosa.page.said
    assert "Rosa was here" in rosa.page.html
    assert "Ana was here" in rosa.open(path).html


def test_form_of_a_confirmed_ruling_keeps_the_newer_day(desk: Desk, rosa: Colleague) -> None:
    rosa.open("/rulings")
    first = next(form for form in rosa.page.forms if form.action == "/confirm")
    rosa.page.forms = [first]
    rosa.send("/confirm")
    assert rosa.path == "/rulings"
    today = desk.now().date().isoformat()
    rosa.open(f"/write/ruling/{first.fields['key']}")
    assert rosa.page.forms[-1].fields["checked_on"] == today


def test_new_case_and_court_are_written_down_with_the_ruling(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    beside = {
        **{"case": "", "court": "", "case.name": "Someone v. IRS", "court.level": "district", "kind": "order"},
        **{"court.name.en": "U.S. District Court for an Invented District", "court.place.en": "Nowhere"},
    }
    write(ana, "/write/ruling", **{**RULING, **beside})
    path = ana.path
    rosa.open(path)
    rosa.press(f"{path}/review", "verdict", "publish")
    snapshot = desk.snapshot()
    ruling = next(r for r in snapshot.rulings if r.id == "someone-v-irs-order-2026-11-20")
    assert ruling.case == "someone-v-irs"
    assert snapshot.cases["someone-v-irs"].court == ruling.court
    assert snapshot.courts[ruling.court or ""].place["en"] == "Nowhere"


def test_form_of_something_that_has_none_is_not_there(ana: Colleague) -> None:
    ana.open("/write/answer", 404)
    ana.open("/write/ruling/nothing", 404)
