"""The conversation without a script: forms that carry a key and nothing else, and every error as a page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from faro.answers.replies import clarify
from faro.store.snapshot import Snapshot
from tests.chat.edge import HOST, KEY_OF_NOBODY, FakeEngine, MakeVisitor, Visitor

from .reading import Reader, read

SCRIPT = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
ITIN = "912-78-1234"


# A conversation


@pytest.mark.parametrize(
    ("lang", "greeting", "question"),
    [
        ("en", "I am Faro", "if I file my taxes will immigration know where I live"),
        ("es", "soy Faro", "si declaro mis impuestos la migra sabe dónde vivo"),
    ],
)
def test_conversation_from_greeting_to_answer_to_its_end(
    reader: Reader, engine: FakeEngine, lang: str, greeting: str, question: str
) -> None:
    opened = reader.open(f"/plain?lang={lang}")
    assert greeting in opened.said
    assert opened.key == ""

    answered = reader.ask(opened, question)
    assert answered.attributes["lang"] == lang
    assert len(answered.key) == 22
    assert engine.turns[-1]["text"] == question

    further = reader.press(answered, "topic:ruling_status")
    assert further.key == answered.key
    assert engine.turns[-1]["choice"] == "topic:ruling_status"

    forgotten = reader.press(further, "forget")
    assert forgotten.key == ""
    assert engine.forgotten == [answered.key]


def test_opening_the_page_begins_no_conversation(reader: Reader, engine: FakeEngine) -> None:
    reader.open("/plain")

    assert engine.turns == []
    assert len(reader.visitor.app.state.edge.talk.conversations) == 0


def test_nothing_that_the_person_wrote_is_on_the_page(reader: Reader) -> None:
    page = reader.ask(reader.open("/plain"), "zebra quokka and my address")

    assert "quokka" not in page.html


def test_key_is_in_no_address_and_no_cookie(visitor: Visitor) -> None:
    response = visitor.request("POST", "/plain", data={"text": "hello"})
    page = read(response)

    assert "set-cookie" not in response.headers
    assert page.key
    assert all(page.key not in str(link.get("href")) for link in page.links)
    assert all(page.key not in form.action and form.method == "post" for form in page.forms)
    assert {name for form in page.forms for name in parse_qs(urlsplit(form.action).query)} == {"lang"}


def test_browser_may_keep_nothing(visitor: Visitor) -> None:
    assert visitor.get("/plain").headers["cache-control"] == "no-store"
    assert visitor.request("POST", "/plain", data={"text": "hello"}).headers["cache-control"] == "no-store"


def test_hidden_number_is_said_and_goes_nowhere(reader: Reader, engine: FakeEngine) -> None:
    page = reader.ask(reader.open("/plain"), f"my itin is {ITIN}, will ICE find me")

    assert "an ITIN" in page.said
    assert ITIN not in page.html
    assert ITIN not in str(engine.turns)


def test_language_is_a_choice_and_stays_chosen(reader: Reader) -> None:
    page = reader.press(reader.ask(reader.open("/plain?lang=en"), "will ICE find me"), "lang:es")
    assert page.attributes["lang"] == "es"

    assert reader.ask(page, "and what if I do not file my taxes this year").attributes["lang"] == "es"


def test_page_in_arabic_is_written_from_the_right(reader: Reader) -> None:
    page = reader.press(reader.open("/plain"), "lang:ar")

    assert (page.attributes["lang"], page.attributes["dir"]) == ("ar", "rtl")


def test_language_is_the_browsers_where_the_address_names_none(reader: Reader) -> None:
    reader.headers = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}

    assert reader.open("/plain").attributes["lang"] == "es"
    assert reader.open("/plain?lang=en").attributes["lang"] == "en"


def test_clinic_stays_with_the_conversation(reader: Reader, engine: FakeEngine) -> None:
    page = reader.ask(reader.open("/plain?clinic=example-clinic&lang=es"), "hola")

    assert engine.turns[-1]["metadata"]["clinic"] == "example-clinic"
    assert "Example Tax Clinic" in page.said
    assert "clinic=example-clinic" in page.question.action


def test_every_reply_offers_its_buttons(reader: Reader, engine: FakeEngine, snapshot: Snapshot) -> None:
    engine.says(clarify(["itin_what", "itin_apply"], snapshot, "en", None, engine.now))

    assert {"topic:itin_what", "topic:itin_apply"} <= set(reader.ask(reader.open("/plain"), "itin").choices)


def test_line_ends_of_a_browser_count_once(reader: Reader, engine: FakeEngine) -> None:
    reader.ask(reader.open("/plain"), "a\r\n" * 1000)

    assert engine.turns[-1]["text"] == ("a\n" * 1000).strip()


def test_two_thousand_letters_of_any_script_are_taken(reader: Reader) -> None:
    reader.ask(reader.open("/plain"), "税" * 2000)


# Faults


def test_engine_down_is_a_limited_answer(reader: Reader, engine: FakeEngine) -> None:
    engine.sends(b"", 500)

    page = reader.ask(reader.open("/plain"), "will ICE find me")

    assert "I cannot read messages well just now" in page.said
    assert "topic:ice_at_door" in page.choices


def test_engine_that_hangs_is_not_waited_for(hurried: Visitor, engine: FakeEngine) -> None:
    engine.hangs()
    reader = Reader(hurried)

    chosen = reader.press(reader.open("/plain?lang=es"), "topic:ice_at_door")

    assert chosen.attributes["lang"] == "es"
    assert "844-363-1423" in chosen.said


def test_html_of_a_broken_engine_is_cleaned(reader: Reader, engine: FakeEngine) -> None:
    said = {
        "text": "x",
        "html": f"<p class='stale' onclick='x()'>Look</p>{SCRIPT}<form action=/x><input name=y></form>",
        "choices": [{"label": SCRIPT, "choice": SCRIPT}],
        "sources": [{"title": SCRIPT, "url": "javascript:alert(1)", "date": SCRIPT}],
    }
    engine.says({"kind": "answer", "lang": "en", "topic": "itin_what", "messages": [said]})

    page = reader.ask(reader.open("/plain"), "what is an itin")

    assert page.inline == []
    assert not {"script", "iframe"} & set(page.tags)
    assert page.tags.count("img") == 1
    assert "javascript:" not in page.html


def test_fault_of_ours_is_a_page_that_quotes_nobody(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("quokka")

    talk = reader.visitor.app.state.edge.talk
    monkeypatch.setattr(type(talk), "turn", broken)

    page = reader.ask(reader.open("/plain?lang=es"), "quokka", status=500)

    assert page.attributes["lang"] == "es"
    assert "quokka" not in page.html


# Messages that cannot be taken


@pytest.mark.parametrize("text", ["", "   ", "\r\n\t "])
def test_empty_message_is_asked_for_again(reader: Reader, engine: FakeEngine, text: str) -> None:
    page = reader.ask(reader.open("/plain"), text, status=422)

    assert "Please write a question, or choose one." in page.said
    assert engine.turns == []


def test_too_long_message_is_refused_in_the_persons_language(reader: Reader, engine: FakeEngine) -> None:
    page = reader.ask(reader.open("/plain?lang=es"), "a" * 2001, status=422)

    assert page.attributes["lang"] == "es"
    assert "demasiado largo" in page.said
    assert engine.turns == []


def test_huge_body_is_refused(visitor: Visitor) -> None:
    read(visitor.request("POST", "/plain", data={"text": "a" * 100_000}), 413)


@pytest.mark.parametrize(
    "body",
    [
        *(b"text", b"text=a&text=b", b"text=%ff", b"text=\xff", b"text=a&other=b", b"&&&", b"text=a&choice=forget"),
        *(b"choice=topic:nothing", b"choice=/restart", b"choice=lang:xx", b"conversation=short&text=a", b"text=a;b=c&"),
        f"text=a&conversation={'é' * 22}".encode(),
    ],
)
def test_odd_form_is_refused_as_a_page(visitor: Visitor, engine: FakeEngine, body: bytes) -> None:
    response = visitor.send_bytes(body, path="/plain", **{"Content-Type": "application/x-www-form-urlencoded"})

    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "Please open the page again" in response.text
    assert engine.turns == []


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_other_than_a_form_is_refused(visitor: Visitor, kind: str) -> None:
    read(visitor.send_bytes(b'{"text": "a"}', path="/plain", **{"Content-Type": kind}), 415)


@pytest.mark.parametrize(
    "text", [SCRIPT, "&lt;b&gt;", "{{ 7 * 7 }}", "</textarea><script>alert(1)</script>", "\x00\ud7ff"]
)
@pytest.mark.parametrize("field", ["text", "choice", "conversation"])
def test_what_is_typed_runs_nowhere(visitor: Visitor, field: str, text: str) -> None:
    for path in ("/plain", f"/plain?lang={SCRIPT}&clinic={SCRIPT}"):
        response = visitor.request("POST", path, data={field: text})
        page = read(response, response.status_code)
        assert "script" not in page.tags
        assert page.inline == []
        assert page.tags.count("img") == 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:8020", "http://127.0.0.1"])
def test_form_of_another_site_is_refused(visitor: Visitor, engine: FakeEngine, origin: str) -> None:
    page = read(visitor.request("POST", "/plain", data={"text": "hello"}, headers={"Origin": origin}), 403)

    assert page.forms
    assert engine.turns == []


def test_form_of_ours_without_a_named_origin_is_taken(visitor: Visitor) -> None:
    nameless = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    elsewhere = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}

    assert visitor.request("POST", "/plain", data={"text": "hello"}, headers=nameless).status_code == 200
    assert visitor.request("POST", "/plain", data={"text": "hello"}, headers=elsewhere).status_code == 403
    assert visitor.request("POST", "/plain", data={"text": "hello"}, headers={"Origin": HOST}).status_code == 200


def test_too_many_messages_keep_what_was_typed_without_its_numbers(make_visitor: MakeVisitor) -> None:
    reader = Reader(make_visitor(messages_per_minute=1))
    page = reader.ask(reader.open("/plain"), "hello")
    page = reader.ask(page, "hello again")

    page = reader.ask(page, f"what of <b>{ITIN}</b>", status=429)

    assert "many messages" in page.said
    assert page.question.fields["text"].strip() == "what of <b>…</b>"
    assert page.key


def test_full_queue_says_when_to_try_again(make_visitor: MakeVisitor, engine: FakeEngine) -> None:
    visitor = make_visitor()
    visitor.app.state.edge.talk.admission._free = 0

    response = visitor.request("POST", "/plain", data={"text": "hello", "conversation": KEY_OF_NOBODY})

    assert read(response, 503).question.fields["text"].strip() == "hello"
    assert response.headers["retry-after"] == "2"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_as_a_page(visitor: Visitor, method: str) -> None:
    response = visitor.request(method, "/plain")

    read(response, 405)
    assert "POST" in response.headers["allow"]
