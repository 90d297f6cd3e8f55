"""An answer from a volunteer's first click to a reader's chat: written, looked at, published by another, and shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .desk import Both, desk_and_faro, filled_store
from .test_desk_accessibility import is_too_wide
from .test_pages_accessibility import violations

TOPIC = "itin_what"
BETTER = "Un ITIN es un número para pagar impuestos. Nada más."
CLICKS = 12


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with desk_and_faro(filled_store(tmp_path_factory.mktemp("filled")), tmp_path_factory.mktemp("desk")) as running:
        yield running


@dataclass
class Hand:
    """Counts what is pressed."""

    clicks: int = 0

    def press(self, what: Locator) -> None:
        """Presses it."""
        what.click()
        self.clicks += 1


def person(chromium: Browser, both: Both, name: str, role: str, refused: list[str]) -> Page:
    context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    context.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    return both.desk.sign_in(context, name, role)  # type: ignore[arg-type]


def test_changed_answer_reaches_readers_through_two_people_in_twelve_clicks(chromium: Browser, both: Both) -> None:
    refused: list[str] = []
    hand = Hand()
    reader = chromium.new_page(locale="es-MX")
    reader.goto(f"{both.faro}/?lang=es")
    ana = person(chromium, both, "Ana", "reviewer", refused)

    hand.press(ana.get_by_role("link", name="Answers"))
    hand.press(ana.get_by_role("link", name=re.compile("^es: .*What is an ITIN", re.IGNORECASE)).first)
    body = ana.get_by_label("The text", exact=True)
    first, _, rest = body.input_value().partition("\n\n")
    assert first != BETTER
    body.fill(f"{BETTER}\n\n{rest}")
    ana.get_by_label("What you changed, and why").fill("Más corto")
    expect(ana.locator("#checks-summary")).to_have_text("The checks have nothing against it.")
    hand.press(ana.get_by_role("button", name="Save for review"))
    expect(ana.get_by_role("status")).to_contain_text("Nothing is live yet")
    draft = ana.url.partition("?")[0]

    hand.press(ana.get_by_role("button", name="Preview in the chat"))
    chat = ana.frame_locator("iframe.preview")
    expect(chat.locator(".banner").first).to_contain_text("Vista previa")
    expect(chat.locator("article.faro").nth(1)).to_contain_text(BETTER)
    assert violations(ana) == []
    assert not is_too_wide(ana)
    assert BETTER not in httpx.get(f"{both.faro}/answers/{TOPIC}?lang=es").text

    # Whoever wrote it cannot put it up: neither with a form nor with a request of their own.
    ana.goto(draft)
    expect(ana.get_by_role("button", name="Approve and publish now")).to_have_count(0)
    token = ana.locator("input[name=csrf]").first.input_value()
    own = ana.context.request.post(
        f"{draft}/review", form={"csrf": token, "verdict": "publish"}, headers={"Origin": both.desk.origin}
    )
    assert own.status == 409
    assert "You wrote or edited this text" in own.text()

    rosa = person(chromium, both, "Rosa", "reviewer", refused)
    hand.press(rosa.get_by_role("link", name=f"answer {TOPIC}"))
    hand.press(rosa.get_by_role("button", name="Approve and publish now"))
    expect(rosa.get_by_role("status")).to_contain_text("live now")

    # The reader has had the chat open all the time, and asks now.
    expect(reader.locator("article.faro").first).to_be_visible()
    shown = reader.evaluate(
        """async ([choice]) => {
          const asked = { method: "POST", headers: {"Content-Type": "application/json"},
                          body: JSON.stringify({ choice, lang: "es" }) };
          for (;;) {
            const reply = await (await fetch("/api/v1/chat", asked)).json();
            if (reply.messages[0].text.startsWith("Un ITIN es un número para pagar impuestos. Nada más.")) return true;
            await new Promise((then) => setTimeout(then, 50));
          }
        }""",
        [f"topic:{TOPIC}"],
    )
    assert shown
    reader.close()
    assert hand.clicks <= CLICKS
    assert refused == []


def test_place_is_put_where_the_cursor_stands_and_checked_while_one_types(chromium: Browser, both: Both) -> None:
    refused: list[str] = []
    page = person(chromium, both, "Olga", "volunteer", refused)
    page.goto(f"{both.desk.origin}/answers/{TOPIC}/en")
    body = page.get_by_label("The text", exact=True)
    body.fill("Before  after.")
    body.evaluate("(field) => field.setSelectionRange(7, 7)")
    page.get_by_text("Figures and dates").click()
    page.get_by_role("button", name="Insert fact.records_disclosed", exact=True).click()
    expect(body).to_have_value("Before {{ fact.records_disclosed }} after.")
    body.fill("You are safe.")
    expect(page.locator("#checks-problems")).to_contain_text("forbidden phrase “you are safe”")
    page.context.close()
    assert refused == []


def test_preview_that_has_ended_shows_nothing(chromium: Browser, both: Both) -> None:
    refused: list[str] = []
    page = person(chromium, both, "Ines", "volunteer", refused)
    page.goto(f"{both.desk.origin}/answers/address_exposure/es")
    page.get_by_label("The short answer", exact=True).fill("Una prueba que nadie publica.")
    page.get_by_role("button", name="Save for review").click()
    page.get_by_role("button", name="Preview in the chat").click()
    address = page.get_by_role("link", name="Open it alone").get_attribute("href") or ""
    assert httpx.get(address).status_code == 200
    now = both.desk.desk.now
    both.desk.desk.now = lambda: now() + dt.timedelta(minutes=31)
    ended = httpx.get(address)
    both.desk.desk.now = now
    assert ended.status_code == 404
    assert "Una prueba" not in ended.text
    page.context.close()
    assert refused == []
