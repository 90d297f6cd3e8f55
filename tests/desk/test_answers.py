"""The answers by language and state: every state is told apart, can be looked for, and leads to what there is to do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from faro.desk.coverage import Cell, chosen, counted, coverage
from faro.desk.desk import Desk
from faro.store.reading import Draft
from faro.store.snapshot import Snapshot
from tests.conftest import NOW, ROOT

from .colleague import Colleague
from .test_two_people import draft_of

TODAY = NOW.date()
TOPIC = "itin_what"


def draft(state: Any = "waiting", lang: str = "es", revision: int = 7) -> Draft:
    return Draft("answer", TOPIC, lang, revision, 2, "Ana", "", NOW, state, None)


def cell(snapshot: Snapshot, lang: str = "es", **given: Any) -> Cell:
    known: dict[str, Any] = {"drafts": (), "outdated": (), "refused": (), "today": TODAY, **given}
    groups = coverage(snapshot, **known)
    return next(c for g in groups for r in g.rows for c in r.cells if (c.topic, c.language.code) == (TOPIC, lang))


def test_every_topic_stands_there_in_every_language(snapshot: Snapshot) -> None:
    groups = coverage(snapshot, (), (), (), TODAY)
    rows = [row for group in groups for row in group.rows]
    assert [row.topic for row in rows] == list(snapshot.topics)
    assert {tuple(cell.language.code for cell in row.cells) for row in rows} == {tuple(snapshot.languages)}


@pytest.mark.parametrize(
    ("given", "states"),
    [
        ({}, ("unreviewed",)),
        ({"outdated": {(TOPIC, "es")}}, ("outdated",)),
        ({"today": TODAY + dt.timedelta(days=400)}, ("outdated",)),
        ({"drafts": [draft()]}, ("unreviewed", "in_review")),
        ({"drafts": [draft("approved")]}, ("unreviewed", "in_review")),
        ({"drafts": [draft("rejected")]}, ("unreviewed", "draft")),
        ({"drafts": [draft()], "refused": {7}}, ("unreviewed", "draft")),
        ({"drafts": [draft(lang="pt")]}, ("unreviewed",)),
    ],
)
def test_state_of_a_live_answer(snapshot: Snapshot, given: dict[str, Any], states: tuple[str, ...]) -> None:
    assert cell(snapshot, **given).states == states


def test_state_of_an_answer_that_is_not_live(snapshot: Snapshot) -> None:
    without = Snapshot.build(
        [record for record in snapshot.records if (record.key, record.lang) != (TOPIC, "es")], 1, NOW
    )
    assert cell(without).states == ("missing",)
    assert cell(without, drafts=[draft()]).states == ("in_review",)


def test_only_a_second_person_makes_an_answer_current(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    revision = draft_of(ana, desk)
    assert cell(desk.snapshot(), "en").states == ("unreviewed",)
    rosa.open(f"/revisions/{revision}")
    rosa.press(f"/revisions/{revision}/review", "verdict", "publish")
    assert cell(desk.snapshot(), "en").states == ("current",)


def test_chosen_language_and_state_leave_the_others_out(snapshot: Snapshot) -> None:
    groups = coverage(snapshot, [draft()], (), (), TODAY)
    found = chosen(groups, "es", "in_review")
    assert [(c.topic, c.language.code) for g in found for r in g.rows for c in r.cells] == [(TOPIC, "es")]
    assert counted(chosen(groups, "es", ""))["in_review"] == 1
    assert counted(groups)["unreviewed"] == len(snapshot.answers)


def test_page_says_each_state_in_words_and_leads_to_the_editor(desk: Desk, ana: Colleague) -> None:
    draft_of(ana, desk)
    page = ana.open("/answers")
    labels = {link["href"]: link.get("aria-label") or "" for link in page.links}
    assert "live, not reviewed yet, in review" in labels[f"/answers/{TOPIC}/en"]
    assert f"/answers/{TOPIC}/ar" in labels
    page = ana.open("/answers?lang=en&state=in_review")
    addresses = [link["href"] for link in page.links]
    assert f"/answers/{TOPIC}/en" in addresses
    assert f"/texts/answer/{TOPIC}?lang=en" in addresses
    assert f"{desk.settings.own_address}/answers/{TOPIC}?lang=en" in addresses
    assert "There is none" in ana.open("/answers?lang=en&state=draft").said
    assert "/answers/warrant_types/en" in [link["href"] for link in ana.open("/answers?lang=xx&state=yy").links]


@pytest.mark.parametrize("lang", ["en", "ar", "zh"])
def test_answer_comes_as_the_very_file(ana: Colleague, lang: str) -> None:
    response = ana.client.get(f"/answers/{TOPIC}/{lang}/file")
    assert response.content == (ROOT / "data" / "content" / lang / f"{TOPIC}.md").read_bytes()
    assert response.headers["content-disposition"] == f'attachment; filename="{TOPIC}.{lang}.md"'
