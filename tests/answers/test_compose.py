"""Every topic is answered in every language that has it, with sources, a way on, and nothing unfilled or unsafe."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from faro.answers.compose import (
    UnknownTopicError,
    channels_leaned_on,
    compose,
    compose_short,
    fallback_language,
    topic_choices,
)
from faro.answers.places import place_of
from faro.answers.reply import Message, Reply
from faro.checks.reading_level import words
from faro.checks.rules import read_rules
from faro.content.kinds import AnswerText, Record, Ruling, Source
from faro.store.snapshot import Snapshot
from tests.languages import without_answers

from .made_up import ruling, with_records, with_rulings, without

ROOT = Path(__file__).resolve().parents[2]
TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
SAFE = {"p", "ul", "li", "strong", "em", "h2", "br"}
CLASSES = {"", ' class="notice"', ' class="stale"', ' class="footer"'}
LANGUAGES = ["en", "es"]
CLINICS = [None, "example-clinic"]

every_language = pytest.mark.parametrize("lang", LANGUAGES)
with_and_without_clinic = pytest.mark.parametrize("clinic", CLINICS, ids=["no clinic", "a clinic"])


def everything(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Iterator[tuple[str, Reply]]:
    """Yields every topic with its whole answer and its short one."""
    for topic in snapshot.topics:
        yield topic, compose(snapshot, topic, lang, clinic, now)
        yield topic, compose_short(snapshot, topic, lang, clinic, now)


def failing(
    snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, is_good: Callable[[Message], object]
) -> list[str]:
    replies = everything(snapshot, lang, clinic, now)
    return [topic for topic, reply in replies for message in reply.messages if not is_good(message)]


def text_of(snapshot: Snapshot, topic: str, lang: str, now: dt.datetime, clinic: str | None = None) -> str:
    return compose(snapshot, topic, lang, clinic, now).messages[0].text


def with_answer(snapshot: Snapshot, topic: str, lang: str, **changed: object) -> Snapshot:
    """Returns the snapshot with one answer's text changed."""
    text = snapshot.answers[topic, lang].text.model_copy(update=changed)
    return with_records(snapshot, [Record("answer", topic, text, lang=lang)])


@every_language
def test_every_topic_is_answered_in_its_language(lang: str, snapshot: Snapshot, now: dt.datetime) -> None:
    assert len(snapshot.topics) >= 60
    answered = dict(everything(snapshot, lang, None, now))
    assert [topic for topic, reply in answered.items() if (reply.lang, reply.topic) != (lang, topic)] == []


@every_language
@with_and_without_clinic
def test_nothing_is_left_in_braces(lang: str, clinic: str | None, snapshot: Snapshot, now: dt.datetime) -> None:
    assert failing(snapshot, lang, clinic, now, lambda m: not set("{}") & set(m.text + m.html)) == []


@every_language
@with_and_without_clinic
def test_html_has_only_safe_tags(lang: str, clinic: str | None, snapshot: Snapshot, now: dt.datetime) -> None:
    def is_safe(message: Message) -> bool:
        tags = TAG.findall(message.html)
        return bool(tags) and all(name in SAFE and attributes in CLASSES for _, name, attributes in tags)

    assert failing(snapshot, lang, clinic, now, is_safe) == []


@every_language
@with_and_without_clinic
def test_text_shows_no_markup(lang: str, clinic: str | None, snapshot: Snapshot, now: dt.datetime) -> None:
    markup = re.compile(r"\*|\\|&[a-z]+;|</?[a-z]|^#", re.MULTILINE)
    assert failing(snapshot, lang, clinic, now, lambda m: m.text and not markup.search(m.text)) == []


@every_language
def test_every_answer_has_titled_sources(lang: str, snapshot: Snapshot, now: dt.datetime) -> None:
    assert failing(snapshot, lang, None, now, lambda m: m.sources and all(s.title for s in m.sources)) == []


@every_language
def test_every_button_leads_to_another_topic(lang: str, snapshot: Snapshot, now: dt.datetime) -> None:
    def leads_on(message: Message) -> bool:
        offered = [choice.choice for choice in message.choices if choice.choice != "risk_check"]
        topics = [choice.removeprefix("topic:") for choice in offered]
        return bool(topics) and set(topics) <= set(snapshot.topics) and all(c.label for c in message.choices)

    assert failing(snapshot, lang, None, now, leads_on) == []


@every_language
def test_short_answers_are_shorter(lang: str, snapshot: Snapshot, now: dt.datetime) -> None:
    longer = [
        topic
        for topic in snapshot.topics
        if len(compose_short(snapshot, topic, lang, None, now).messages[0].text)
        >= len(compose(snapshot, topic, lang, None, now).messages[0].text)
    ]
    assert longer == []


@every_language
def test_urgent_answers_are_urgent_short_and_open_with_a_number(
    lang: str, snapshot: Snapshot, now: dt.datetime
) -> None:
    urgent = [topic.id for topic in snapshot.topics.values() if topic.urgent]
    assert {"ice_at_door", "detained"} <= set(urgent)
    longest = read_rules(ROOT / "data").languages[lang].longest_urgent
    for topic in urgent:
        reply = compose(snapshot, topic, lang, "example-clinic", now)
        body = re.sub(r'<p class="footer">.*?</p>|<[^>]+>', " ", reply.messages[0].html)
        assert reply.kind == "urgent"
        # The limit counts a line's name and number as one word each; as shown they are a few more.
        assert longest is None or len(words(body)) <= longest + 5
        assert re.search(r"\d{3}-\d{4}", reply.messages[0].text.split("\n")[0])
        assert 'class="stale"' not in reply.messages[0].html


def test_other_answers_are_of_kind_answer(snapshot: Snapshot, now: dt.datetime) -> None:
    kinds = {compose(snapshot, t.id, "en", None, now).kind for t in snapshot.topics.values() if not t.urgent}
    assert kinds == {"answer"}


def test_a_language_without_the_text_gets_english_and_is_told_so(snapshot: Snapshot, now: dt.datetime) -> None:
    bare = without(snapshot, lambda r: (r.kind, r.key, r.lang) == ("answer", "itin_what", "es"))
    reply = compose(bare, "itin_what", "es", None, now)
    assert reply.lang == "en"
    assert reply.messages[0].text.startswith("Este texto todavía no está en su idioma.")
    assert snapshot.answers["itin_what", "en"].text.body.split()[0] in reply.messages[0].text
    assert 'class="notice"' in reply.messages[0].html


def test_an_english_text_is_filled_in_english(snapshot: Snapshot, now: dt.datetime) -> None:
    bare = without(snapshot, lambda r: (r.kind, r.key, r.lang) == ("answer", "ruling_status", "es"))
    said = text_of(bare, "ruling_status", "es", now)
    assert "Courts have blocked" in said
    assert "November 21, 2025" in said
    assert "21 de noviembre" not in said


def test_a_text_in_ones_own_language_carries_no_notice(snapshot: Snapshot, now: dt.datetime) -> None:
    assert 'class="notice"' not in compose(snapshot, "itin_what", "es", None, now).messages[0].html


@pytest.mark.parametrize("composing", [compose, compose_short])
def test_an_unknown_topic_is_an_error(composing: Callable[..., Reply], snapshot: Snapshot, now: dt.datetime) -> None:
    with pytest.raises(UnknownTopicError, match="weather"):
        composing(snapshot, "weather", "en", None, now)


def test_the_same_answer_is_composed_once_a_day_for_each_snapshot(snapshot: Snapshot, now: dt.datetime) -> None:
    first = compose(snapshot, "address_exposure", "es", None, now)
    assert compose(snapshot, "address_exposure", "es", None, now + dt.timedelta(seconds=1)) is first
    others = [
        compose(snapshot, "address_exposure", "en", None, now),
        compose(snapshot, "address_exposure", "es", "example-clinic", now),
        compose(snapshot, "address_exposure", "es", None, now, review_days=1),
        compose(snapshot, "address_exposure", "es", None, now + dt.timedelta(days=900)),
        compose_short(snapshot, "address_exposure", "es", None, now),
    ]
    assert len({id(reply) for reply in [first, *others]}) == 6
    assert compose(replace(snapshot), "address_exposure", "es", None, now) is not first


def test_what_a_place_adds_is_not_kept(snapshot: Snapshot, now: dt.datetime) -> None:
    place = place_of(["TX"], "78701")
    fresh = replace(snapshot)
    assert compose(fresh, "find_help", "en", None, now, place=place) == compose(
        fresh, "find_help", "en", None, now, place=place
    )
    assert not fresh.composed


def test_answers_are_kept_for_clinics_that_are_known(snapshot: Snapshot, now: dt.datetime) -> None:
    fresh = replace(snapshot)
    for number in range(10):
        compose(fresh, "address_exposure", "en", f"nobody-{number}", now)
    assert len(fresh.composed) == 1


def test_only_so_many_answers_are_kept(snapshot: Snapshot, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faro.answers.compose.REMEMBERED_AT_MOST", 3)
    fresh = replace(snapshot)
    for number in range(10):
        compose(fresh, "address_exposure", "en", None, now + dt.timedelta(days=number))
        assert len(fresh.composed) <= 3


def test_an_unknown_clinic_is_as_none(snapshot: Snapshot, now: dt.datetime) -> None:
    none, unknown = (text_of(snapshot, "find_help", "en", now, clinic) for clinic in (None, "no-such-clinic"))
    assert none == unknown


@every_language
def test_the_embedding_clinic_is_named_and_an_example_says_so(lang: str, snapshot: Snapshot, now: dt.datetime) -> None:
    said = text_of(snapshot, "address_exposure", lang, now, "example-clinic")
    assert "Example Tax Clinic" in said
    assert snapshot.interface[lang]["clinic_is_example"] in said
    assert "Example Tax Clinic" not in text_of(snapshot, "address_exposure", lang, now)


@every_language
def test_a_text_that_nobody_reviewed_says_so(lang: str, snapshot: Snapshot, now: dt.datetime) -> None:
    unreviewed = snapshot.interface[lang]["not_reviewed"]
    assert unreviewed in text_of(snapshot, "itin_what", lang, now)
    text = snapshot.answers["itin_what", lang].text
    reviewed = with_records(snapshot, [Record("answer", "itin_what", text, lang=lang, reviewed=True)])
    assert unreviewed not in text_of(reviewed, "itin_what", lang, now)


@pytest.mark.parametrize(
    ("lang", "warning"),
    [("en", "Last checked on September 8, 2026; this may have changed"), ("es", "el 8 de septiembre de 2026; esto")],
)
def test_an_answer_on_unchecked_rulings_says_so(lang: str, warning: str, snapshot: Snapshot, now: dt.datetime) -> None:
    assert warning in text_of(snapshot, "address_exposure", lang, now)
    freshly_checked = dt.datetime(2026, 9, 9, tzinfo=dt.UTC)
    assert warning not in text_of(snapshot, "address_exposure", lang, freshly_checked)
    assert warning not in text_of(snapshot, "itin_what", lang, now)


def test_the_review_period_is_a_setting(snapshot: Snapshot, now: dt.datetime) -> None:
    patient = compose(snapshot, "address_exposure", "en", None, now, review_days=400)
    assert 'class="stale"' not in patient.messages[0].html


def test_an_answer_past_its_own_review_says_so(snapshot: Snapshot, now: dt.datetime) -> None:
    due = snapshot.answers["itin_what", "en"].text.review_by
    on_the_day = dt.datetime(due.year, due.month, due.day, tzinfo=dt.UTC)
    assert "should have been checked again" not in text_of(snapshot, "itin_what", "en", on_the_day)
    assert "should have been checked again" in text_of(snapshot, "itin_what", "en", on_the_day + dt.timedelta(days=1))


def test_status_is_there_where_the_answer_leans_on_it(snapshot: Snapshot, now: dt.datetime) -> None:
    leaning = compose(snapshot, "address_exposure", "en", None, now).as_json()["status"]
    assert leaning["channels"] == {
        "bulk_sharing": "blocked",
        "individual_requests": "allowed",
        "use_of_shared_data": "blocked",
    }
    assert (leaning["as_of"], leaning["overdue"]) == ("2026-09-08", True)
    assert compose(snapshot, "itin_what", "en", None, now).status is None


def test_a_shown_channel_is_leaned_on_though_nobody_listed_it(snapshot: Snapshot) -> None:
    text = snapshot.answers["itin_what", "en"].text

    def leaned_on(body: str) -> tuple[str, ...]:
        return channels_leaned_on(AnswerText.model_validate(text.model_dump() | {"body": body, "leans_on": []}))

    assert leaned_on("No ruling here.") == ()
    assert leaned_on("{{ ruling.use_of_shared_data }}") == ("use_of_shared_data",)
    assert leaned_on("{{ ruling.status }}") == ("bulk_sharing", "individual_requests", "use_of_shared_data")


def test_the_sources_of_the_rulings_are_shown_and_unconfirmed_ones_are_not(
    snapshot: Snapshot, now: dt.datetime
) -> None:
    invented = Source.model_validate(
        {
            "key": "made-up-docket",
            "title": "A made-up docket",
            "publisher": "Nobody",
            "url": "https://court.example/made-up",
            "date": dt.date(2026, 11, 21),
            "kind": "primary",
            "verification": "read",
            "note": None,
        }
    )
    new = ruling("made-up", (2026, 11, 21), channels={"bulk_sharing": "blocks"}, sources=["made-up-docket"])
    for verification, shown in (("read", True), ("unconfirmed", False)):
        source = invented.model_copy(update={"verification": verification})
        world = with_records(with_rulings(snapshot, [new]), [Record("source", source.key, source)])
        sources = compose(world, "address_exposure", "en", None, now).messages[0].sources
        assert ("A made-up docket" in [s.title for s in sources]) is shown


def test_the_reply_as_plain_data(snapshot: Snapshot, now: dt.datetime) -> None:
    data = compose(snapshot, "address_exposure", "en", None, now).as_json()
    assert {key: data[key] for key in ("kind", "topic", "lang")} == {
        "kind": "answer",
        "topic": "address_exposure",
        "lang": "en",
    }
    message = data["messages"][0]
    assert message["choices"][0].keys() == {"label", "choice"}
    assert message["sources"][0].keys() == {"title", "url", "date"}
    assert all(source["date"] is None or dt.date.fromisoformat(source["date"]) for source in message["sources"])


SAID_OF_EXPOSURE = {
    "en": {
        "shared once": r"did share once.*gave ICE the last known addresses of 47,289 people",
        "when": r"August 7, 2025",
        "courts stopped the lists": r"Courts have blocked the IRS from handing lists of addresses to ICE",
        "who stopped them": r"Kollar-Kotelly.*Talwani",
        "the narrow channel": r"can still give ICE one person's address.*criminal case",
        "what is not known": r"What we do not know.*We do not know",
        "lawyer before filing": r"See an immigration lawyer before you file",
        "a final removal order": r"final removal order",
        "a criminal case": r"any criminal case",
        "somebody else's number": r"a number that belongs to someone else",
    },
    "es": {
        "shared once": r"ya los compartió una vez.*última dirección conocida de 47,289 personas",
        "when": r"7 de agosto de 2025",
        "courts stopped the lists": r"Los tribunales prohibieron al IRS entregar a ICE listas de direcciones",
        "who stopped them": r"Kollar-Kotelly.*Talwani",
        "the narrow channel": r"todavía puede dar a ICE la dirección de una persona.*caso penal",
        "what is not known": r"Lo que no sabemos.*No lo sabemos",
        "lawyer before filing": r"Vea a un abogado de inmigración antes de declarar",
        "a final removal order": r"orden final de deportación",
        "a criminal case": r"algún caso penal",
        "somebody else's number": r"un número que es de otra persona",
    },
}


@pytest.mark.parametrize(("lang", "what"), [(lang, what) for lang in LANGUAGES for what in SAID_OF_EXPOSURE[lang]])
def test_the_answer_to_the_fear_itself_says_all_of_it(
    lang: str, what: str, snapshot: Snapshot, now: dt.datetime
) -> None:
    assert re.search(SAID_OF_EXPOSURE[lang][what], text_of(snapshot, "address_exposure", lang, now), re.DOTALL)


SUPREME: list[Ruling] = [
    ruling(
        "supreme-lifts",
        (2026, 11, 20),
        kind="appeal",
        case=None,
        lifts=["ctr-stay", "cedc-pi"],
        channels={"bulk_sharing": "allows"},
        court="d-c-cir",
    )
]
LIFTED = {
    "en": ("Courts have blocked the IRS", "No court order now stops the IRS", "November 20, 2026"),
    "es": ("Los tribunales prohibieron al IRS", "ninguna orden judicial impide", "20 de noviembre de 2026"),
}


@every_language
@pytest.mark.parametrize("topic", ["ruling_status", "address_exposure"])
def test_a_new_ruling_changes_the_answers_at_once_and_its_removal_restores_them(
    topic: str, lang: str, snapshot: Snapshot, now: dt.datetime
) -> None:
    blocked, allowed, date = LIFTED[lang]
    before = compose(snapshot, topic, lang, None, now)
    assert blocked in before.messages[0].text

    lifted = with_rulings(snapshot, SUPREME)
    after = compose(lifted, topic, lang, None, now)
    assert after.status is not None
    assert after.status.channels["bulk_sharing"].state == "allowed"
    assert allowed in after.messages[0].text
    assert date in after.messages[0].text
    assert blocked not in after.messages[0].text
    assert "Kollar-Kotelly" not in after.messages[0].text

    restored = without(lifted, lambda record: record.key == "supreme-lifts")
    assert compose(restored, topic, lang, None, now) == before


@every_language
def test_a_lifted_ban_on_use_reads_as_no_ruling_known(lang: str, snapshot: Snapshot, now: dt.datetime) -> None:
    unknown = snapshot.interface[lang]["status_use_of_shared_data_unknown"]
    assert unknown not in text_of(snapshot, "ruling_status", lang, now)
    assert unknown in text_of(with_rulings(snapshot, SUPREME), "ruling_status", lang, now)


def test_choices_are_labelled_in_the_language_and_skip_what_has_no_answer(snapshot: Snapshot) -> None:
    choices = topic_choices(snapshot, ["itin_what", "weather"], "es")
    assert [(c.label, c.choice) for c in choices] == [
        (snapshot.answers["itin_what", "es"].text.title, "topic:itin_what")
    ]


@pytest.mark.parametrize(("asked", "given"), [("es", "es"), ("en", "en"), ("ar", "en"), ("xx", "en"), (None, "en")])
def test_a_language_that_is_not_offered_becomes_english(asked: str | None, given: str, snapshot: Snapshot) -> None:
    assert fallback_language(without_answers(snapshot, "ar"), asked) == given


@pytest.mark.parametrize("code", ["{% for x in [1] %}", "{# a comment #}"])
def test_template_code_in_a_text_is_shown_and_never_run(code: str, snapshot: Snapshot, now: dt.datetime) -> None:
    said = compose(with_answer(snapshot, "itin_what", "en", body=f"Before {code} after."), "itin_what", "en", None, now)
    assert f"Before {code} after." in said.messages[0].text
    assert f"Before {code} after." in said.messages[0].html


def test_notice_does_not_contradict_a_later_check_named_in_the_text(snapshot: Snapshot, now: dt.datetime) -> None:
    text = compose(snapshot, "ruling_status", "en", None, now).messages[0].text

    # The order on the use of what was shared was last seen in July, the others in September.
    assert "Part of this was last checked on July 24, 2026" in text
    assert "\nLast checked on" not in text
