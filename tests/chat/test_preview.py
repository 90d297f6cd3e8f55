"""The chat page with one draft in it: marked, never kept or found, for its link alone, and nowhere else."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from typing import Any

import httpx
import pytest

from faro.chat.app import create_app
from faro.chat.engine import Engine
from faro.chat.language import LanguageRecogniser
from faro.chat.preview import preview_data
from faro.content.kinds import Record
from faro.settings import Settings
from faro.store.snapshot import Snapshot
from tests.languages import without_answers

from .edge import Clock, FakeEngine, Visitor

TOKEN = "A" * 43
NEW = "Un texto que nadie ha publicado."
TOPIC = "itin_what"


def draft(snapshot: Snapshot, lang: str = "es", **changes: Any) -> Record:
    text = snapshot.answers[TOPIC, "es"].text.model_copy(update={"body": NEW, "short": "Corto y nuevo.", **changes})
    return Record("answer", TOPIC, text, lang)


@pytest.fixture
def shown(snapshot: Snapshot) -> list[Record]:
    """What the link leads to; empty once the link has ended."""
    return [draft(snapshot)]


@pytest.fixture
def visitor(engine: FakeEngine, recogniser: LanguageRecogniser, clock: Clock, shown: list[Record]) -> Visitor:
    def previewed(token: str, now: dt.datetime) -> Record | None:
        assert now == engine.now
        return shown[0] if token == TOKEN and shown else None

    line = Engine("http://engine", 5.0, httpx.MockTransport(engine))
    settings = Settings(network_messages_per_minute=5)
    app = create_app(
        settings, lambda: engine.snapshot, line, recogniser, now=lambda: engine.now, clock=clock, previewed=previewed
    )
    return Visitor(app)


def data_of(response: httpx.Response) -> dict[str, Any]:
    found = re.search(r'data-page="([^"]*)"', response.text)
    assert found is not None
    data: dict[str, Any] = json.loads(html.unescape(found[1]))
    return data


def test_link_shows_the_chat_with_the_draft_and_says_that_it_is_one(visitor: Visitor) -> None:
    response = visitor.get(f"/preview/{TOKEN}")
    assert response.status_code == 200
    data = data_of(response)
    assert data["lang"] == "es"
    assert NEW in data["preview"]["reply"]["messages"][0]["text"]
    assert "Vista previa" in response.text
    assert '<meta name="robots" content="noindex' in response.text


def test_page_is_never_kept_never_found_and_framed_by_the_desk_alone(visitor: Visitor) -> None:
    headers = visitor.get(f"/preview/{TOKEN}").headers
    assert headers["cache-control"] == "no-store"
    assert "noindex" in headers["x-robots-tag"]
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors http://localhost:8010" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize("token", ["B" * 43, "A" * 42, "A" * 44, "A" * 42 + ".", "%00" * 43])
def test_another_link_shows_nothing(visitor: Visitor, token: str) -> None:
    response = visitor.get(f"/preview/{token}")
    assert response.status_code == 404
    assert NEW not in response.text
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_link_that_has_ended_shows_nothing(visitor: Visitor, shown: list[Record]) -> None:
    shown.clear()
    assert visitor.get(f"/preview/{TOKEN}").status_code == 404


def test_guessing_is_slowed_down(visitor: Visitor) -> None:
    assert [visitor.get(f"/preview/{'C' * 43}").status_code for _ in range(6)] == [404] * 5 + [429]


def test_draft_is_in_no_other_page_and_in_no_reply(visitor: Visitor, engine: FakeEngine) -> None:
    visitor.get(f"/preview/{TOKEN}")
    for path in ("/", f"/answers/{TOPIC}?lang=es", f"/api/v1/topics/{TOPIC}?lang=es", "/chat/page?lang=es"):
        response = visitor.get(path)
        assert response.status_code == 200
        assert NEW not in response.text
        assert "noindex" not in response.headers.get("x-robots-tag", "")
    assert "preview" not in data_of(visitor.get("/"))
    assert NEW not in json.dumps(visitor.say(choice=f"topic:{TOPIC}", lang="es"), ensure_ascii=False)


def test_what_is_said_now_is_replaced_by_what_would_be_said(snapshot: Snapshot, engine: FakeEngine) -> None:
    preview = preview_data(snapshot, draft(snapshot), engine.now)["preview"]
    now = engine.reply_to({"choice": f"topic:{TOPIC}", "text": None, "metadata": {"lang": "es", "clinic": None}})
    replaced = {one["of"]: one["message"]["text"] for one in preview["instead"]}
    assert NEW in replaced[now["messages"][0]["text"]]
    assert any("Corto y nuevo." in text for text in replaced.values())


def test_first_text_of_a_language_can_be_looked_at(snapshot: Snapshot, engine: FakeEngine) -> None:
    data = preview_data(without_answers(snapshot, "tl"), draft(snapshot, lang="tl"), engine.now)
    assert data["lang"] == "tl"
    assert NEW in data["preview"]["reply"]["messages"][0]["text"]


@pytest.mark.parametrize("kind", ["unknown place", "no answer"])
def test_what_cannot_be_shown_is_not_found(
    visitor: Visitor, shown: list[Record], snapshot: Snapshot, kind: str
) -> None:
    if kind == "unknown place":
        shown[:] = [draft(snapshot, body="{{ nothing }}")]
    else:
        shown[:] = [next(record for record in snapshot.records if record.kind == "ruling")]
    assert visitor.get(f"/preview/{TOKEN}").status_code == 404


def test_clinic_is_shown_with_what_its_form_says(visitor: Visitor, shown: list[Record], snapshot: Snapshot) -> None:
    changes = {"slug": "harbour", "name": "Clinic of the Harbour", "phone": "1-555-010-0188", "colour": "#7a1d4e"}
    clinic = snapshot.clinics["example-clinic"].model_copy(update={**changes, "example": False})
    shown[:] = [Record("clinic", "harbour", clinic)]
    for lang, direction in (("", "ltr"), ("ar", "rtl"), ("xx", "ltr")):
        response = visitor.get(f"/preview/{TOKEN}?lang={lang}")
        data = data_of(response)
        assert data["lang"] == (lang if lang == "ar" else "en")
        assert f'dir="{direction}"' in response.text
        assert (data["clinic"]["name"], data["clinic"]["phone"]) == ("Clinic of the Harbour", "1-555-010-0188")
        assert data["accent"]["dark"] == "#7a1d4e"
        assert "1-555-010-0188" in data["preview"]["reply"]["messages"][0]["text"]
    assert "frame-ancestors http://localhost:8010" in response.headers["content-security-policy"]
    assert "Harbour" not in visitor.get("/chat/page?clinic=harbour").text
