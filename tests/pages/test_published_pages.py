"""The pages of what is published: answers, the ruling status with its history, privacy, the example clinic, errors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from faro.store.snapshot import Snapshot
from tests.chat.edge import FakeEngine, Visitor

from .reading import Reader

PAGES = ("/plain", "/answers", "/answers/address_exposure", "/answers/ice_at_door", "/status", "/privacy")


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_page_is_in_its_language_with_one_heading_order(reader: Reader, path: str, lang: str) -> None:
    page = reader.open(f"{path}?lang={lang}", 404 if path == "/nowhere" else 200)

    assert page.attributes == {"lang": lang, "dir": "rtl" if lang == "ar" else "ltr"}
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in zip(page.headings, page.headings[1:], strict=False))
    assert page.title.endswith(" – Faro")
    assert page.inline == []
    assert not {"script", "style"} & set(page.tags)


@pytest.mark.parametrize("path", PAGES)
def test_way_out_and_other_sites_learn_nothing(reader: Reader, path: str) -> None:
    page = reader.open(path)
    out = [link for link in page.links if str(link["href"]).startswith("http")]

    assert out[0]["href"] == "https://weather.gov"
    assert all("noreferrer" in str(link["rel"]) for link in out)


@pytest.mark.parametrize("path", [*PAGES[1:], "/nowhere"])
def test_languages_are_links_in_their_own_names(reader: Reader, snapshot: Snapshot, path: str) -> None:
    page = reader.open(path, 404 if path == "/nowhere" else 200)
    names = [link["lang"] for link in page.links if "hreflang" in link]

    assert names == [language.code for language in snapshot.offered_languages()]
    assert "Español" in page.said
    assert "العربية" in page.said


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_every_answer_has_its_page(reader: Reader, snapshot: Snapshot, lang: str) -> None:
    for topic in snapshot.topics:
        published = snapshot.answer(topic, lang)
        assert published is not None
        page = reader.open(f"/answers/{topic}?lang={lang}")
        assert page.title == f"{published.text.title} – Faro"


def test_answer_shows_sources_with_dates_status_and_ways_on(reader: Reader) -> None:
    page = reader.open("/answers/address_exposure?clinic=example-clinic")

    assert "November 21, 2025" in page.said
    assert "Where we read this" in page.said
    assert "Last checked on September 8, 2026." in page.said
    assert "This check is overdue." in page.said
    assert "Blocked" in page.said
    assert "This text is to be checked again by" in page.said
    related = [str(link["href"]) for link in page.links if str(link["href"]).startswith("/answers/")]
    assert "/answers/ruling_status?lang=en&clinic=example-clinic" in related


def test_answer_without_a_status_shows_no_card(reader: Reader) -> None:
    assert "Last checked" not in reader.open("/answers/itin_what").said


def without(snapshot: Snapshot, *missing: tuple[str, str]) -> Snapshot:
    """Returns the snapshot without these answers, each a topic and a language."""
    return replace(snapshot, answers={key: text for key, text in snapshot.answers.items() if key not in missing})


def test_answer_that_lacks_in_a_language_is_english_and_says_so(
    reader: Reader, engine: FakeEngine, snapshot: Snapshot
) -> None:
    optional = next(topic.id for topic in snapshot.topics.values() if not topic.core)
    engine.snapshot = without(engine.snapshot, (optional, "es"))

    page = reader.open(f"/answers/{optional}?lang=es")

    assert page.attributes["lang"] == "es"
    assert '<article lang="en" dir="ltr">' in page.html
    assert "todavía no está en su idioma" in page.said


def test_list_of_answers_has_every_topic_once(reader: Reader, snapshot: Snapshot) -> None:
    links = [str(link["href"]) for link in reader.open("/answers?lang=es").links]

    for topic in snapshot.topics:
        assert links.count(f"/answers/{topic}?lang=es") == 1


def test_status_tells_each_channel_and_the_history(reader: Reader, snapshot: Snapshot) -> None:
    page = reader.open("/status")

    assert "Courts have blocked the IRS from handing lists of addresses to ICE." in page.said
    assert "This check is overdue." in page.said
    shown = [ruling for ruling in snapshot.rulings if ruling.verification != "unconfirmed"]
    assert page.headings.count(3) == len(shown)
    assert all(ruling.what["en"] in page.said for ruling in shown)
    assert "In force." in page.said
    assert "Others reported this." in page.said
    assert "around " in page.said


def test_unconfirmed_event_is_not_told(reader: Reader, snapshot: Snapshot) -> None:
    said = reader.open("/status").said

    unconfirmed = [ruling for ruling in snapshot.rulings if ruling.verification == "unconfirmed"]
    assert unconfirmed
    assert all(ruling.what["en"] not in said for ruling in unconfirmed)


def test_privacy_has_every_promise(reader: Reader) -> None:
    page = reader.open("/privacy")

    assert page.tags.count("ol") == 1
    assert "after 20 minutes of silence" in page.said
    assert "after 60 minutes at most" in page.said
    assert "No, I do not keep what you write." in page.said


def test_privacy_keeps_its_promises_without_its_answer(reader: Reader, engine: FakeEngine) -> None:
    engine.snapshot = without(engine.snapshot, *[("bot_privacy", lang) for lang in ("en", "es", "ar")])

    assert "What we promise" in reader.open("/privacy").said


def test_demo_is_marked_as_invented_and_has_the_widget(reader: Reader) -> None:
    page = reader.open("/demo?lang=es")

    assert "Esta clínica es inventada." in page.said
    assert page.tags.count("script") == 1
    assert '<script src="/widget.js" data-clinic="example-clinic" data-lang="auto" async></script>' in page.html
    assert "http://127.0.0.1:8020" in page.said


@pytest.mark.parametrize("path", ["/nowhere", "/answers/no_such_topic", "/static/pages.css", "/%00", "/plain/x"])
def test_address_that_leads_nowhere_offers_questions(reader: Reader, path: str) -> None:
    page = reader.open(f"{path}?lang=es", 404)

    assert page.attributes["lang"] == "es"
    assert "/answers/ice_at_door?lang=es" in [link["href"] for link in page.links]


@pytest.mark.parametrize(
    "query", ["lang=xx", "lang=", "lang=<script>", "lang=es&lang=en", "clinic=nobody", "clinic=%ff"]
)
@pytest.mark.parametrize("path", PAGES)
def test_odd_query_still_gives_a_page(reader: Reader, path: str, query: str) -> None:
    assert "<script" not in reader.open(f"{path}?{query}").html


def test_program_still_gets_its_errors_as_data(visitor: Visitor) -> None:
    for path in ("/api", "/api/", "/api/v1/nothing"):
        response = visitor.get(path)
        assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
