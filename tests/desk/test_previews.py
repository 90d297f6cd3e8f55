"""Looking at a draft from the desk: one link for one version, framed in the desk, and told when it cannot be shown."""

from __future__ import annotations

import re

from faro.content.kinds import AnswerText, Ruling
from faro.desk.desk import Desk
from faro.store.previews import previewed
from faro.store.writing import save_revision

from .colleague import Colleague
from .test_two_people import BETTER, draft_of


def token_of(who: Colleague) -> str:
    found = re.search(r'<iframe[^>]* src="http://127\.0\.0\.1:8000/preview/([\w-]{43})"', who.page.html)
    assert found is not None
    return found[1]


def test_button_makes_a_link_to_exactly_this_version(desk: Desk, ana: Colleague) -> None:
    first = draft_of(ana, desk)
    second = draft_of(ana, desk, short="Another.")
    shown = []
    for revision in (first, second):
        ana.open(f"/revisions/{revision}")
        ana.send(f"/revisions/{revision}/preview")
        with desk.read() as session:
            record = previewed(session, token_of(ana), desk.now())
        assert record is not None
        assert isinstance(record.fields, AnswerText)
        shown.append(record.fields.short)
    assert shown == [BETTER, "Another."]


def test_page_may_frame_the_chat_and_nothing_else(desk: Desk, ana: Colleague) -> None:
    ana.open(f"/revisions/{draft_of(ana, desk)}")
    ana.send(ana.path + "/preview")
    policy = ana.response.headers["content-security-policy"]
    assert "frame-src http://127.0.0.1:8000;" in policy
    assert "frame-ancestors 'none'" in policy
    assert token_of(ana) in next(link["href"] or "" for link in ana.page.links if link.get("target") == "_blank")


def test_text_with_an_unknown_place_is_not_previewed(desk: Desk, ana: Colleague) -> None:
    ana.open(f"/revisions/{draft_of(ana, desk, body='{{ nothing }}')}")
    ana.send(ana.path + "/preview", 409)
    assert "Only an answer can be looked at" in ana.page.said


def test_ruling_is_not_previewed_in_the_chat(desk: Desk, ana: Colleague) -> None:
    ruling = next(ruling for ruling in desk.snapshot().rulings if isinstance(ruling, Ruling))
    assert ana.person is not None
    with desk.write() as session:
        fields = ruling.model_copy(update={"note": "changed"})
        revision = save_revision(
            session, kind="ruling", key=ruling.id, fields=fields, author=ana.person, now=desk.now()
        )
    ana.open(f"/revisions/{revision.id}")
    assert f"/revisions/{revision.id}/preview" not in [form.action for form in ana.page.forms]
    ana.post(f"/revisions/{revision.id}/preview", 409)
    ana.post("/revisions/987654/preview", 404)


def test_stranger_makes_no_link(desk: Desk, ana: Colleague, stranger: Colleague) -> None:
    stranger.post(f"/revisions/{draft_of(ana, desk)}/preview", 401)
    assert "iframe" not in stranger.page.tags
