"""The published content over the API: status, topics, one answer, and the directory of clinics."""

from __future__ import annotations

import pytest

from faro.answers.status import ruling_status, rulings_in_force
from faro.content.kinds import CHANNELS
from faro.store.snapshot import Snapshot

from .edge import FakeEngine, Visitor


def test_status_says_each_channel_in_a_sentence(visitor: Visitor, engine: FakeEngine, snapshot: Snapshot) -> None:
    page = visitor.get("/api/v1/status?lang=es").json()

    status = ruling_status(snapshot.rulings, engine.now.date())
    assert list(page) == ["lang", "as_of", "overdue", "channels", "rulings"]
    assert (page["lang"], page["overdue"]) == ("es", status.overdue)
    assert [channel["channel"] for channel in page["channels"]] == list(CHANNELS)
    for channel in page["channels"]:
        assert channel["state"] == status.channels[channel["channel"]].state
        assert channel["sentence"]
        assert channel["decided_by"]


def test_status_lists_what_happened_newest_first_and_what_is_in_force(
    visitor: Visitor, engine: FakeEngine, snapshot: Snapshot
) -> None:
    rulings = visitor.get("/api/v1/status").json()["rulings"]

    dates = [ruling["date"] for ruling in rulings]
    assert dates == sorted(dates, reverse=True)
    standing = {ruling.id for ruling in rulings_in_force(snapshot.rulings, engine.now.date())}
    marked = {ruling["id"] for ruling in rulings if ruling["in_force"]}
    assert marked == {ruling.id for ruling in snapshot.rulings if ruling.id in standing and ruling.channels}
    assert "unconfirmed" not in {ruling["verification"] for ruling in rulings}


def test_status_in_a_language_that_is_not_offered_is_english(visitor_without_russian: Visitor) -> None:
    assert visitor_without_russian.get("/api/v1/status?lang=ru").json()["lang"] == "en"


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_topic_is_listed_with_its_question_and_opens(visitor: Visitor, snapshot: Snapshot, lang: str) -> None:
    listed = visitor.get(f"/api/v1/topics?lang={lang}").json()

    assert listed["lang"] == lang
    assert [topic["id"] for topic in listed["topics"]] == list(snapshot.topics)
    for topic in listed["topics"]:
        assert set(topic) == {"id", "group", "question", "urgent"}
        page = visitor.get(f"/api/v1/topics/{topic['id']}?lang={lang}").json()
        assert set(page) == {"id", "lang", "title", "text", "html", "choices", "sources"}
        assert (page["id"], page["lang"], page["title"]) == (topic["id"], lang, topic["question"])


def test_topic_and_chat_say_the_same(visitor: Visitor) -> None:
    page = visitor.get("/api/v1/topics/ruling_status").json()
    message = visitor.say(choice="topic:ruling_status")["messages"][-1]

    assert {name: page[name] for name in message} == message


def slugs(visitor: Visitor, query: str) -> list[str]:
    return [clinic["slug"] for clinic in visitor.get(f"/api/v1/clinics?{query}").json()["clinics"]]


@pytest.mark.parametrize("query", ["state=TX", "state=tx", "zip=75201", "state=CA&zip=75201", ""])
def test_clinic_of_the_place_comes_before_the_national_ones(visitor: Visitor, query: str) -> None:
    found = slugs(visitor, query)

    assert found[0] == "example-clinic"
    assert len(found) > 1


@pytest.mark.parametrize("query", ["state=CA", "zip=10001", "state=ZZ"])
def test_clinic_of_another_place_is_left_out(visitor: Visitor, query: str) -> None:
    found = slugs(visitor, query)

    assert "example-clinic" not in found
    assert found


def test_invented_clinic_is_marked_as_one_and_its_hours_are_translated(visitor: Visitor, snapshot: Snapshot) -> None:
    clinic = visitor.get("/api/v1/clinics?state=TX&lang=es").json()["clinics"][0]

    assert clinic["example"] is True
    assert clinic["hours"] == snapshot.clinics["example-clinic"].hours["es"]
    assert "origins" not in clinic
    assert "note" not in clinic
