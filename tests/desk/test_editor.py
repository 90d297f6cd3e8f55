"""The editor: what is typed is checked and saved, and nothing that anybody wrote is lost on any way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from faro.content.kinds import AnswerText, Topic
from faro.desk import editor
from faro.desk.cookies import SIGN_IN
from faro.desk.desk import Desk
from faro.desk.offered import first_chosen, offered
from faro.desk.typed import read_answer, typed_of
from faro.store.models import Revision
from faro.store.reading import find_document, newest_revision, revision_fields
from faro.store.sign_ins import open_sign_in
from faro.store.snapshot import Snapshot
from faro.store.writing import save_revision
from tests.conftest import NOW

from .colleague import Colleague, Time

TOPIC = "itin_what"
PAGE = f"/answers/{TOPIC}/es"
BETTER = "Es un número para pagar impuestos y nada más."
ENGLISH = f"/answers/{TOPIC}/en"


def newest(desk: Desk, lang: str = "es", topic: str = TOPIC) -> tuple[Revision, AnswerText]:
    with desk.read() as session:
        revision = newest_revision(session, find_document(session, "answer", topic).id, lang)
        assert revision is not None
        fields = revision_fields(session, revision.id)
    assert isinstance(fields, AnswerText)
    return revision, fields


def save(who: Colleague, status: int = 200, page: str = PAGE, **typed: Any) -> None:
    who.press(page, "act", "save", status, **typed)


def publish_english(desk: Desk, ana: Colleague, rosa: Colleague, time: Time, short: str) -> None:
    time.advance(dt.timedelta(minutes=1))
    ana.open(ENGLISH)
    save(ana, page=ENGLISH, short=short)
    revision = newest(desk, "en")[0].id
    rosa.open(f"/revisions/{revision}")
    rosa.press(f"/revisions/{revision}/review", "verdict", "publish")


def test_change_is_saved_as_a_draft_with_its_note_and_all_that_was_not_touched(desk: Desk, ana: Colleague) -> None:
    before = newest(desk)[1]
    ana.open(PAGE)
    save(ana, short=BETTER, note="Más claro")
    assert "Nothing is live yet" in ana.page.said
    revision, after = newest(desk)
    assert after == before.model_copy(update={"short": BETTER})
    assert revision.note == "Más claro"
    assert desk.snapshot().answers[TOPIC, "es"].text == before


def test_every_field_can_be_changed(desk: Desk, ana: Colleague) -> None:
    ana.open(PAGE)
    save(
        ana,
        title="¿Qué es un ITIN, en breve?",
        body="Es un número.\r\n\r\n- Para impuestos",
        sources=["uscode-26-6103"],
        leans_on=["bulk_sharing"],
        related=["find_help", "", "should_i_file", "find_help"],
        review_by="2027-01-31",
    )
    text = newest(desk)[1]
    assert (text.title, text.body) == ("¿Qué es un ITIN, en breve?", "Es un número.\n\n- Para impuestos")
    assert (text.sources, text.leans_on) == (["uscode-26-6103"], ["bulk_sharing"])
    assert (text.related, text.review_by) == (["find_help", "should_i_file"], dt.date(2027, 1, 31))


def test_saving_what_was_not_changed_makes_no_revision(desk: Desk, ana: Colleague) -> None:
    ana.open(ENGLISH)
    before = newest(desk, "en")[0].id
    save(ana, page=ENGLISH)
    assert "Nothing was changed" in ana.page.said
    assert newest(desk, "en")[0].id == before


@pytest.mark.parametrize("broken", [{"title": ""}, {"review_by": "soon"}, {"short": "a" * 601}, {"body": "  "}])
def test_what_cannot_be_kept_stays_in_the_form(desk: Desk, ana: Colleague, broken: dict[str, str]) -> None:
    before = newest(desk)[0].id
    ana.open(PAGE)
    save(ana, 422, note="Because", **{"short": BETTER, **broken})
    assert "It cannot be saved like this yet" in ana.page.said
    fields = ana.form(PAGE).fields
    assert fields["note"] == "Because"
    assert {name: fields[name].strip() for name in broken} == {name: value.strip() for name, value in broken.items()}
    assert newest(desk)[0].id == before


def test_checks_are_those_of_the_files_and_say_so_before_and_after_saving(desk: Desk, ana: Colleague) -> None:
    ana.open(PAGE)
    ana.press(PAGE, "act", "check", body="Está a salvo. Llame al 1-800-555-0100.")
    assert "bare figure “" in ana.page.said
    assert "forbidden phrase “está a salvo”" in ana.page.said
    assert "Reading ease" in ana.page.said
    assert newest(desk)[0].number == 1
    save(ana)
    assert newest(desk)[0].number == 2
    assert "forbidden phrase “está a salvo”" in ana.page.said


def test_script_asks_for_the_same_checks(ana: Colleague) -> None:
    ana.open(ENGLISH)
    form = {**ana.form(ENGLISH).fields, "body": "You are **safe**."}
    said = ana.client.post(f"{ENGLISH}/check", data=form, headers={"Origin": ana.desk.origin.text}).json()
    assert "forbidden phrase “you are safe”" in said["problems"]
    assert "to correct" in said["summary"]
    assert [line.split(":")[0] for line in said["measures"]] == [
        "Words in the text",
        "Longest sentence",
        "Reading level",
    ]
    form["title"] = ""
    said = ana.client.post(f"{ENGLISH}/check", data=form, headers={"Origin": ana.desk.origin.text}).json()
    assert said["problems"] == ["The title is missing, or is longer than 600 characters."]
    assert ana.client.post(f"{ENGLISH}/check", data={"title": "x"}).status_code == 403


def test_second_of_two_editors_is_told_sees_the_difference_and_loses_nothing(
    desk: Desk, ana: Colleague, rosa: Colleague
) -> None:
    ana.open(PAGE)
    rosa.open(PAGE)
    save(rosa, short="Es un número fiscal.", note="Rosa")
    save(ana, 409, short=BETTER, note="Ana")
    assert "Somebody saved meanwhile" in ana.page.said
    assert "Rosa saved" in ana.page.said
    assert {"ins", "del"} <= set(ana.page.tags)
    assert ana.form(PAGE).fields["short"].strip() == BETTER
    assert newest(desk)[1].short == "Es un número fiscal."
    save(ana)
    assert newest(desk)[1].short == BETTER
    assert newest(desk)[0].note == "Ana"
    said = ana.open(f"/texts/answer/{TOPIC}?lang=es").said
    assert "Rosa" in said


def test_same_form_sent_twice_is_one_edit(desk: Desk, ana: Colleague) -> None:
    ana.open(PAGE)
    form = {**ana.form(PAGE).fields, "short": BETTER, "act": "save"}
    answers = [ana.client.post(PAGE, data=form, headers={"Origin": desk.origin.text}).status_code for _ in range(2)]
    assert answers == [200, 200]
    assert newest(desk)[0].number == 2


def test_words_typed_before_the_sign_in_ended_are_kept_and_sent_again(desk: Desk, ana: Colleague, time: Time) -> None:
    ana.open(PAGE)
    time.advance(dt.timedelta(hours=2))
    save(ana, 401, short=BETTER, sources=["uscode-26-6103", "irc-7216"])
    assert "What you wrote is kept in this page" in ana.page.said
    assert ana.person is not None
    with desk.write() as session:
        ana.client.cookies.set(SIGN_IN, open_sign_in(session, ana.person, desk.now()))
    ana.send(PAGE)
    assert newest(desk)[1].short == BETTER
    assert newest(desk)[1].sources == ["uscode-26-6103", "irc-7216"]


def test_words_are_kept_when_the_store_fails(
    desk: Desk, ana: Colleague, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {"text": BETTER}, Exception("disk full"))

    ana.open(PAGE)
    with monkeypatch.context() as failing:
        failing.setattr(editor, "save_edit", fail)
        save(ana, 500, short=BETTER)
    assert "What you wrote is kept in this page" in ana.page.said
    assert BETTER not in caplog.text
    ana.send(PAGE)
    assert newest(desk)[1].short == BETTER


def test_changes_of_the_english_text_are_marked_until_the_translation_follows(
    desk: Desk, ana: Colleague, rosa: Colleague, time: Time
) -> None:
    ana.open(PAGE)
    assert "It has changed since" not in ana.page.said
    publish_english(desk, ana, rosa, time, "A number for taxes, and nothing else at all.")
    page = ana.open(PAGE)
    assert "It has changed since this translation was made" in page.said
    assert {"ins", "del"} <= set(page.tags)

    save(ana, short="Un número. Todavía no lo dice todo.")
    assert "It has changed since this translation was made" in ana.open(PAGE).said
    save(ana, short=BETTER, source=str(newest(desk, "en")[0].id))
    assert "It has changed since" not in ana.open(PAGE).said
    assert newest(desk)[0].source_revision_id == newest(desk, "en")[0].id


def test_answer_to_a_new_topic_is_written_and_its_translation_begins_with_what_it_leans_on(
    desk: Desk, ana: Colleague
) -> None:
    topic = Topic(id="new_topic", group="itin", core=False, urgent=False)
    assert ana.person is not None
    with desk.write() as session:
        save_revision(session, kind="topic", key=topic.id, fields=topic, author=ana.person, now=desk.now())
    english, spanish = f"/answers/{topic.id}/en", f"/answers/{topic.id}/es"
    ana.open(english)
    chosen: dict[str, Any] = {"sources": ["uscode-26-6103"], "leans_on": ["bulk_sharing"], "related": ["find_help"]}
    save(ana, page=english, title="Is it new?", short="Yes.", body="Yes, it is.", **chosen)
    ana.open(spanish)
    save(ana, page=spanish, title="¿Es nuevo?", short="Sí.", body="Sí, lo es.")
    source, text = newest(desk, "en", topic.id), newest(desk, "es", topic.id)
    assert {name: getattr(text[1], name) for name in chosen} == chosen
    assert text[0].source_revision_id == source[0].id
    assert text[1].review_by == NOW.date() + dt.timedelta(days=desk.settings.answer_review_days)


def test_after_a_text_was_brought_back_the_editor_goes_on_from_it(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    first = newest(desk, "en")[1].short
    ana.open(ENGLISH)
    save(ana, page=ENGLISH, short="Worse.")
    revision = newest(desk, "en")[0].id
    rosa.open(f"/revisions/{revision}")
    rosa.press(f"/revisions/{revision}/review", "verdict", "publish")
    ana.post(f"/texts/answer/{TOPIC}/restore", 200, lang="en", reason="It was worse")
    ana.open(ENGLISH)
    assert ana.form(ENGLISH).fields["short"].strip() == first


@pytest.mark.parametrize("path", ["/answers/nothing/es", f"/answers/{TOPIC}/xx"])
def test_what_is_not_there_cannot_be_edited(ana: Colleague, path: str) -> None:
    ana.open(path, 404)
    ana.post(path, 404, act="save", title="x")


def test_nobody_edits_without_signing_in(stranger: Colleague) -> None:
    stranger.open(PAGE)
    assert stranger.path == "/sign-in"


def test_offered_places_show_what_they_say_today_in_that_language(desk: Desk, ana: Colleague) -> None:
    page = ana.open(PAGE)
    assert "{{ ruling.bulk_sharing }}" in page.said
    assert "{{ fact.records_disclosed }}47,289" in page.said.replace(" Insert", "").replace("Insert", "").replace(
        "\n", ""
    )


def test_nothing_unconfirmed_is_offered(snapshot: Snapshot) -> None:
    lists = offered(snapshot, "en", NOW)
    names = {name for listed in lists.placeholders.values() for name, _ in listed}
    unconfirmed = {fact.key for fact in snapshot.facts.values() if fact.verification == "unconfirmed"}
    assert unconfirmed
    assert not names & {f"fact.{key}" for key in unconfirmed}
    assert not {key for key, _ in lists.facts} & unconfirmed
    assert all(value.strip() for listed in lists.placeholders.values() for _, value in listed)


def test_what_was_chosen_stands_first_even_where_it_is_not_offered_any_more() -> None:
    listed = first_chosen([("a", "A"), ("b", "B")], ["b", "gone"])
    assert listed == (("b", "B", True), ("gone", "gone", True), ("a", "A", False))


def test_form_gives_every_shipped_answer_back_unchanged(snapshot: Snapshot) -> None:
    for answer in snapshot.answers.values():
        assert read_answer(typed_of(answer.text)) == (answer.text, ())


def test_edit_by_somebody_else_in_the_store_is_noticed(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    ana.open(PAGE)
    assert rosa.person is not None
    with desk.write() as session:
        fields = newest(desk)[1].model_copy(update={"short": "Otro."})
        save_revision(session, kind="answer", key=TOPIC, lang="es", fields=fields, author=rosa.person, now=desk.now())
    save(ana, 409, short=BETTER)
