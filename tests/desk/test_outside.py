"""A look from outside: one link, one text, for a while; what is said there is kept and decides nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from faro.desk.app import ROUTES
from faro.desk.desk import Desk
from faro.store.audit import verify_chain

from .colleague import Colleague, Time
from .test_entries import RULING, write


@pytest.fixture
def draft(ana: Colleague) -> str:
    write(ana, "/write/ruling", **RULING)
    return ana.path


@pytest.fixture
def link(ana: Colleague, draft: str) -> str:
    ana.open(draft)
    page = ana.send(f"{draft}/outside", reader="Office of a lawyer")
    found = next(word for word in page.html.replace("<", " ").replace(">", " ").split() if "/outside/" in word)
    return found.partition("/outside/")[2]


def test_lawyer_reads_the_exact_text_and_what_they_say_stands_beside_it(
    desk: Desk, ana: Colleague, rosa: Colleague, stranger: Colleague, draft: str, link: str
) -> None:
    path = f"/outside/{link}"
    page = stranger.open(path)
    for shown in (RULING["what.es"], "What the status would say", "Where it was read", "Opinion"):
        assert shown in page.said
    stranger.send(path, verdict="agree", name="A. Lawyer", comment="The <b>date</b> is right.")
    assert "Thank you." in stranger.page.said
    page = rosa.open(draft)
    assert "A. Lawyer" in page.said
    assert "The <b>date</b> is right." in page.said
    assert "Waits for a review" in page.said
    with desk.read() as session:
        assert verify_chain(session) is None


def test_agreement_from_outside_is_not_the_second_person(
    ana: Colleague, stranger: Colleague, draft: str, link: str
) -> None:
    stranger.open(f"/outside/{link}")
    stranger.send(f"/outside/{link}", verdict="agree", name="Rosa")
    page = ana.open(draft)
    assert not [form for form in page.forms if form.action == f"{draft}/publish"]
    ana.post(f"{draft}/publish", 409, review="1")


def test_withdrawn_link_opens_nothing(ana: Colleague, stranger: Colleague, draft: str, link: str) -> None:
    stranger.open(f"/outside/{link}")
    form = dict(stranger.form(f"/outside/{link}").fields)
    ana.open(draft)
    ana.send(f"{draft}/outside/withdraw")
    assert "does not work any more" in ana.page.said
    stranger.open(f"/outside/{link}", 404)
    answer = stranger.client.post(
        f"/outside/{link}",
        data={**form, "name": "X", "verdict": "agree"},
        headers={"Origin": stranger.desk.origin.text},
    )
    assert answer.status_code == 409


def test_link_is_good_for_two_weeks(stranger: Colleague, link: str, time: Time) -> None:
    time.moment += dt.timedelta(days=14)
    stranger.open(f"/outside/{link}", 404)


def test_link_opens_no_other_page(stranger: Colleague, link: str) -> None:
    stranger.open(f"/outside/{link}")
    for route in ROUTES:
        if route.method == "GET" and "{" not in route.path and route.open_to != "anybody":
            stranger.open(route.path)
            assert stranger.path == "/sign-in", route.path
    stranger.open(f"/outside/{link}x", 404)


def test_guessing_links_is_slowed_down(stranger: Colleague) -> None:
    statuses = [stranger.client.get(f"/outside/guess-{n}").status_code for n in range(30)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_name_is_needed_and_a_comment_says_something(stranger: Colleague, link: str) -> None:
    path = f"/outside/{link}"
    stranger.open(path)
    stranger.send(path, 422, verdict="agree", comment="Good")
    assert "Please write your name" in stranger.page.said
    stranger.send(path, 422, verdict="comment", name="A. Lawyer", comment=" ")
    assert "what should be different" in stranger.page.said
