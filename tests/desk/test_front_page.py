"""The front page: what needs doing is there, what has been done is gone."""

from __future__ import annotations

import datetime as dt

import pytest

from faro.answers.status import ruling_status
from faro.desk.desk import Desk
from faro.store.counts import add_counts
from faro.store.writing import save_revision

from .colleague import Colleague, Time
from .test_two_people import TOPIC, address, draft_of


def as_of(desk: Desk) -> dt.date | None:
    return ruling_status(desk.snapshot().rulings, desk.now().date()).as_of


def test_overdue_ruling_is_confirmed_in_one_click_and_every_answer_shows_the_day(desk: Desk, rosa: Colleague) -> None:
    page = rosa.open("/")
    assert "Rulings to look at again" in page.said
    waiting = len([form for form in page.forms if form.fields.get("kind") == "ruling"])
    assert waiting
    for _ in range(waiting):
        assert rosa.form("/confirm").fields["kind"] == "ruling"
        rosa.send("/confirm")
        assert "checked today, still so" in rosa.page.said
        if "Rulings to look at again" not in rosa.page.said:
            break
    assert "Rulings to look at again" not in rosa.page.said
    assert as_of(desk) == desk.now().date()
    assert not ruling_status(desk.snapshot().rulings, desk.now().date()).overdue


def test_answer_past_its_day_is_confirmed_for_ninety_days(desk: Desk, rosa: Colleague, time: Time) -> None:
    time.moment = dt.datetime(2029, 1, 1, tzinfo=dt.UTC)
    rosa = Colleague(desk, rosa.person)
    rosa.open("/")
    first = next(form for form in rosa.page.forms if form.fields.get("kind") == "answer")
    rosa.page.forms = [first]
    rosa.send("/confirm")
    answer = desk.snapshot().answers[first.fields["key"], first.fields["lang"]]
    assert answer.text.review_by == dt.date(2029, 4, 1)


def test_text_that_changed_meanwhile_is_not_confirmed(desk: Desk, rosa: Colleague) -> None:
    rosa.open("/")
    rosa.send("/confirm", 409, revision="999")
    assert "has changed this text since" in rosa.page.said


def test_volunteer_sees_what_is_overdue_and_cannot_confirm_it(ana: Colleague) -> None:
    page = ana.open("/")
    assert "Rulings to look at again" in page.said
    assert [form.action for form in page.forms] == ["/sign-out"]


def test_draft_waits_for_those_who_may_review_it_and_for_nobody_else(
    desk: Desk, ana: Colleague, rosa: Colleague, sam: Colleague
) -> None:
    draft = draft_of(rosa, desk)
    assert "Drafts that wait for your review" in sam.open("/").said
    assert "Drafts that wait for your review" not in rosa.open("/").said
    assert "Yours, waiting for somebody else" in rosa.page.said
    assert "Drafts that wait for your review" not in ana.open("/").said
    sam.open(address(draft))
    sam.press(f"{address(draft)}/review", "verdict", "approve")
    assert "Approved, ready to publish" in rosa.open("/").said
    sam.post(f"{address(draft)}/review", 200, verdict="reject", note="No.")
    assert "Yours, rejected" in rosa.open("/").said


def test_translation_of_a_changed_text_is_outdated_until_it_follows(
    desk: Desk, ana: Colleague, rosa: Colleague, time: Time
) -> None:
    heading = "Translations of a text that has changed"
    assert heading not in ana.open("/").said
    time.advance(dt.timedelta(minutes=5))
    draft = draft_of(ana, desk)
    assert heading not in ana.open("/").said, "what is not live yet outdates nothing"
    rosa.post(f"{address(draft)}/review", 200, verdict="publish")
    assert heading in ana.open("/").said

    snapshot = desk.snapshot()
    languages = [lang for topic, lang in snapshot.answers if topic == TOPIC and lang != "en"]
    assert ana.person is not None
    for lang in languages:
        with desk.write() as session:
            followed = save_revision(
                session,
                kind="answer",
                key=TOPIC,
                lang=lang,
                fields=snapshot.answers[TOPIC, lang].text,
                author=ana.person,
                now=desk.now(),
                source_revision_id=draft,
            )
        rosa.post(f"{address(followed.id)}/review", 200, verdict="approve")
        rosa.open(address(followed.id))
        rosa.send(f"{address(followed.id)}/publish")
    assert heading not in ana.open("/").said


def test_what_nobody_has_confirmed_is_listed(desk: Desk, ana: Colleague) -> None:
    unconfirmed = [r for r in desk.snapshot().records if getattr(r.fields, "verification", "") == "unconfirmed"]
    assert f"not said as a fact ({len(unconfirmed)})" in ana.open("/").said


def test_topics_where_people_were_not_understood_are_counted(desk: Desk, ana: Colleague) -> None:
    heading = "Where people were not understood"
    assert heading not in ana.open("/").said
    with desk.write() as session:
        for day, kind, topic in (
            (desk.now().date(), "clarify", TOPIC),
            (desk.now().date(), "answer", "detained"),
            (desk.now().date() - dt.timedelta(days=60), "fallback", "fees"),
        ):
            add_counts(session, {(day, kind, topic): 20}, desk.now().date())
    said = ana.open("/").said
    assert heading in said
    counted = said.partition(heading)[2]
    assert f"{TOPIC}: 20" in counted
    assert "detained" not in counted
    assert "fees" not in counted


@pytest.mark.parametrize("kind", ["answer", "fact", "ruling", "interface", "poem"])
def test_every_kind_of_text_is_listed(ana: Colleague, kind: str) -> None:
    assert ana.open(f"/texts?kind={kind}").tags.count("li") > 10
