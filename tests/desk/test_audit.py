"""The audit trail as a page: it says who did what, and notices what was changed past the desk."""

from __future__ import annotations

from sqlalchemy import text

from faro.desk.desk import Desk

from .colleague import Colleague


def test_trail_tells_who_did_what_and_why(ana: Colleague) -> None:
    ana.open("/texts/answer/itin_what?lang=en")
    ana.send("/texts/answer/itin_what/take-down", reason="A figure is wrong")
    said = " ".join(ana.open("/audit").said.split())
    assert "The trail is whole" in said
    assert "Anapublishanswer/itin_what/en" in said
    assert "A figure is wrong" in said


def test_older_events_are_a_page_further(ana: Colleague) -> None:
    page = ana.open("/audit")
    older = next(link["href"] for link in page.links if (link["href"] or "").startswith("/audit?before="))
    assert older is not None
    first, second = page.tags.count("tr"), ana.open(older).tags.count("tr")
    assert first == second == 51


def test_change_past_the_desk_is_told(desk: Desk, ana: Colleague) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER revision_no_update"))
        connection.execute(text("UPDATE revision SET fields = fields || ' ' WHERE id = 40"))
    assert "The trail is broken" in ana.open("/audit").said
