"""Off switches: a language, a topic or a clinic is gone at one person's word, and comes back as it was."""

from __future__ import annotations

import pytest

from faro.desk.desk import Desk

from .colleague import Colleague

WHY = "Somebody called: it is wrong"


def switch(who: Colleague, what: str, way: str, status: int = 200, reason: str = WHY) -> None:
    who.open("/switches")
    who.post(f"/switches/{way}", status, what=what, reason=reason)


def test_language_is_no_longer_offered_and_comes_back(desk: Desk, ana: Colleague) -> None:
    switch(ana, "language/es", "off")
    assert not desk.snapshot().is_offered("es")
    assert WHY in ana.page.said
    switch(ana, "language/es", "on")
    assert desk.snapshot().is_offered("es")


def test_topic_goes_with_all_its_answers_and_other_languages_stay(desk: Desk, ana: Colleague) -> None:
    before = desk.snapshot()
    switch(ana, "topic/itin_what", "off")
    off = desk.snapshot()
    assert "itin_what" not in off.topics
    assert off.answer("itin_what", "es") is None
    assert [language.code for language in off.offered_languages()] == [
        language.code for language in before.offered_languages()
    ]
    switch(ana, "topic/itin_what", "on")
    assert desk.snapshot().answers.keys() == before.answers.keys()
    assert list(desk.snapshot().topics) == list(before.topics)


def test_answer_taken_down_for_a_reason_of_its_own_stays_down(desk: Desk, ana: Colleague) -> None:
    ana.open("/texts/answer/itin_what?lang=es")
    ana.send("/texts/answer/itin_what/take-down", reason="A wrong word")
    switch(ana, "topic/itin_what", "off")
    switch(ana, "topic/itin_what", "on")
    assert ("itin_what", "en") in desk.snapshot().answers
    assert ("itin_what", "es") not in desk.snapshot().answers


def test_clinic_is_gone_from_the_directory_and_its_widget_from_its_site(desk: Desk, ana: Colleague) -> None:
    switch(ana, "clinic/example-clinic", "off")
    assert "example-clinic" not in desk.snapshot().clinics


@pytest.mark.parametrize(
    ("what", "way", "reason", "status"),
    [
        ("language/es", "off", "", 409),
        ("language/es", "on", WHY, 409),
        ("language/xx", "off", WHY, 404),
        ("ruling/ctr-stay", "off", WHY, 409),
        ("", "off", WHY, 409),
    ],
)
def test_what_cannot_be_switched_is_said(
    desk: Desk, ana: Colleague, what: str, way: str, reason: str, status: int
) -> None:
    before = desk.snapshot().edition
    switch(ana, what, way, status, reason)
    assert desk.snapshot().edition == before
