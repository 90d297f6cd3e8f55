"""A whole conversation through the widget on a clinic's site: asking, sources, status, languages, starting over."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from .conftest import MakeVisit, Visit
from .running import PHONE

QUESTIONS = {
    "en": ("If I file my taxes with an ITIN, will ICE find out where I live?", "ltr"),
    "es": ("si declaro mis impuestos con mi itin, ¿la migra va a saber dónde vivo?", "ltr"),
    "ar": ("إذا قدمت ضرائبي برقم ITIN هل ستعرف ICE أين أسكن؟", "rtl"),
}


@pytest.mark.parametrize("lang", list(QUESTIONS))
@pytest.mark.parametrize("width", [360, 1280])
def test_whole_conversation_in_the_widget(make_visit: MakeVisit, lang: str, width: int) -> None:
    visit = make_visit(viewport={"width": width, "height": 760})
    question, direction = QUESTIONS[lang]
    chat = visit.open_widget(f"?lang={lang}")
    expect(chat.locator("html")).to_have_attribute("lang", lang)
    expect(chat.locator("html")).to_have_attribute("dir", direction)

    chat.locator("#question").fill(question)
    chat.locator("#send").click()
    answer = chat.locator("article.faro").nth(1)
    expect(answer).to_have_attribute("lang", lang)
    expect(answer).to_have_attribute("dir", direction)
    expect(chat.locator("article.person .said")).to_have_text(question)
    expect(chat.locator("article.person .said")).to_have_attribute("dir", "auto")

    answer.locator(".sources summary").click()
    link = answer.locator(".sources a").first
    expect(link).to_be_visible()
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(answer.locator(".status .overdue")).to_be_visible()
    asked_before = len(visit.requests)
    answer.locator(".status summary").click()
    expect(answer.locator(".status details p")).to_have_count(3)
    assert [url for url in visit.requests[asked_before:] if "/api/v1/status" in url]

    answer.locator(".choices button").first.click()
    expect(chat.locator("article.faro")).to_have_count(3)
    # What a button asks about the last answer is offered under the last answer only.
    expect(chat.locator(".of-the-last")).to_have_count(2)
    chat.locator(".of-the-last").first.click()
    expect(chat.locator("article.faro")).to_have_count(4)
    expect(chat.locator("#waiting")).to_have_count(0)


def test_the_greeting_is_there_without_asking_the_server(visit: Visit) -> None:
    visit.open_widget()

    expect(visit.frame.locator("article.faro")).to_have_count(1)
    assert not [url for url in visit.requests if "/api/" in url]
    assert visit.faro.engine.turns == []


def test_language_picked_is_spoken_and_the_answer_is_given_again(visit: Visit) -> None:
    chat = visit.open_widget()
    chat.locator("#question").fill("Is my address shared?")
    chat.locator("#send").click()
    expect(chat.locator("article.faro")).to_have_count(2)

    chat.locator("#language").select_option("es")

    expect(chat.locator("#leave")).to_have_text("Salir rápido")
    expect(chat.locator("article.faro").nth(2)).to_have_attribute("lang", "es")
    assert visit.faro.engine.turns[-1]["metadata"]["lang"] == "es"


def test_language_picker_offers_what_is_offered_in_own_names(visit: Visit) -> None:
    chat = visit.open_widget()

    expect(chat.locator("#language option")).to_contain_text(["English", "Español"])


def test_page_follows_the_language_that_the_person_writes_in(visit: Visit) -> None:
    chat = visit.open_widget()

    chat.locator("#question").fill("si declaro con mi itin la migra sabe donde vivo")
    chat.locator("#send").click()

    expect(chat.locator("html")).to_have_attribute("lang", "es")
    expect(chat.locator("#send")).to_have_text("Enviar")
    expect(chat.locator("#language")).to_have_value("es")


def test_numbers_are_hidden_before_they_are_sent(visit: Visit) -> None:
    chat = visit.open_widget()
    bodies: list[str] = []
    visit.page.on("request", lambda request: bodies.append(request.post_data or ""))

    chat.locator("#question").fill("my itin is 900-70-1234, is it safe?")
    chat.locator("#send").click()
    expect(chat.locator("article.faro")).to_have_count(2)

    expect(chat.locator(".person .notice")).to_contain_text("an ITIN")
    expect(chat.locator("article.person .said")).to_have_text("my itin is …, is it safe?")
    assert not [body for body in bodies if "1234" in body]


def test_words_of_a_person_never_become_markup(visit: Visit) -> None:
    chat = visit.open_widget()
    words = "<img src=x onerror=alert(1)> is <b>my address</b> safe"

    chat.locator("#question").fill(words)
    chat.locator("#send").click()

    expect(chat.locator("article.person .said")).to_have_text(words)
    expect(chat.locator("article.person img, article.person b")).to_have_count(0)


def test_start_over_forgets_and_greets(visit: Visit) -> None:
    chat = visit.open_widget()
    chat.locator("#question").fill("Is my address shared?")
    chat.locator("#send").click()
    expect(chat.locator("article.faro")).to_have_count(2)

    with visit.page.expect_response(re.compile("/forget$")) as forgotten:
        chat.locator("#start-over").click()

    assert forgotten.value.status == 204
    expect(chat.locator("article")).to_have_count(1)
    expect(chat.locator("#question")).to_have_value("")
    assert visit.faro.engine.turns[0]["sender"] in visit.faro.engine.forgotten
    # The next message begins another conversation.
    chat.locator("#question").fill("Is my address shared?")
    chat.locator("#send").click()
    expect(chat.locator("article.faro")).to_have_count(2)
    senders = {turn["sender"] for turn in visit.faro.engine.turns}
    assert len(senders) == 2


def test_typing_goes_on_while_an_answer_is_awaited(visit: Visit) -> None:
    held: list[Route] = []
    chat = visit.open_widget()
    visit.page.route("**/api/v1/chat", lambda route: route.continue_() if held else held.append(route))
    field = chat.locator("#question")

    field.fill("Is my address shared?")
    chat.locator("#send").click()
    expect(chat.locator("#waiting")).to_be_visible()
    field.fill("And what do the courts say?")
    chat.locator("#send").click()
    field.fill("I still write")
    expect(chat.locator("article.person")).to_have_count(2)
    # One at a time, so that the conversation's key is known and the order is the person's.
    assert len(held) == 1
    held[0].continue_()

    expect(chat.locator("article.faro")).to_have_count(3)
    expect(field).to_have_value("I still write")
    kinds = chat.locator("article").evaluate_all("all => all.map(one => one.classList[0])")
    assert kinds == ["faro", "person", "faro", "person", "faro"]


def test_copy_gives_the_answer_with_its_sources(make_visit: MakeVisit) -> None:
    visit = make_visit(permissions=["clipboard-read", "clipboard-write"])
    page = visit.open_chat()
    page.locator("#question").fill("Is my address shared?")
    page.locator("#send").click()

    page.locator("article.faro .actions button", has_text="Copy").click()

    expect(page.locator("[role=status]", has_text="Copied.")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "section 6103" in copied
    assert "https://" in copied


def test_print_shows_one_answer_alone(visit: Visit) -> None:
    page = visit.open_chat()
    for text in ("Is my address shared?", "And now?"):
        page.locator("#question").fill(text)
        page.locator("#send").click()
        page.locator("#waiting").wait_for(state="detached")
    page.evaluate("window.print = () => { window.printed = true; }")

    page.locator("article.faro").nth(1).locator(".actions button", has_text="Print").click()
    page.emulate_media(media="print")

    assert page.evaluate("window.printed")
    assert page.locator("article:visible").count() == 1
    assert page.locator("article.printed .sources a").first.is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("article:visible").count() == 5


def test_listen_is_offered_only_with_a_voice_of_the_device(make_visit: MakeVisit) -> None:
    voices = """(local) => { speechSynthesis.getVoices = () => [{lang: "en-US", localService: local}]; }"""
    for local in (False, True):
        visit = make_visit()
        visit.context.add_init_script(f"({voices})({'true' if local else 'false'})")
        page = visit.open_chat()
        page.locator("#question").fill("Is my address shared?")
        page.locator("#send").click()
        listen = page.locator(".actions button", has_text="Listen")
        expect(listen).to_have_count(1)
        expect(listen).to_be_visible(visible=local)


def test_clinic_is_named_with_its_phone_and_hours(visit: Visit) -> None:
    chat = visit.open_widget()

    expect(chat.locator("#tagline")).to_contain_text("Example Tax Clinic")
    chat.locator("#urgent summary").click()
    expect(chat.locator("#urgent .call")).to_contain_text(PHONE)
    expect(chat.locator("#urgent .hours").first).to_contain_text("Español")
    expect(chat.locator("#urgent .hours").last).to_contain_text("Monday")


def test_arabic_text_is_shown_from_the_right(make_visit: MakeVisit) -> None:
    visit = make_visit(viewport={"width": 360, "height": 740})
    chat = visit.open_widget("?lang=ar")

    first = chat.locator("article.faro .message p").first
    assert first.evaluate("node => getComputedStyle(node).direction") == "rtl"
    leave = chat.locator("#leave").bounding_box()
    over = chat.locator("#start-over").bounding_box()
    assert leave is not None
    assert over is not None
    assert leave["x"] < over["x"]
