"""The widget keeps its budget, its words are whole in every language, and what is pinned is what is served."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import re
from pathlib import Path

import pytest

from faro.chat.assets import (
    MODULES,
    SOURCES,
    assets,
    catalogs,
    chat_script,
    loader,
    pin_loader,
    snippet,
    words_of,
)
from faro.chat.contrast import contrast, readable
from faro.chat.widget import frame_ancestors, page_data, page_text
from faro.settings import ROOT
from faro.store.snapshot import Snapshot
from tests.languages import without_answers

KIB = 1024
FIELD = re.compile(r"\{\w+\}")
# Words that are the same in some languages by nature.
SAME_IN_ENGLISH = {"faro"}


def test_loader_is_within_its_budget() -> None:
    assert loader().size <= 3 * KIB


@pytest.mark.parametrize("lang", sorted(catalogs()))
def test_chat_is_within_its_budget(snapshot: Snapshot, now: dt.datetime, lang: str) -> None:
    page = page_text(page_data(snapshot, lang, "example-clinic", now)).encode()
    size = len(gzip.compress(page, 9)) + assets()["chat.js"].size + assets()["chat.css"].size

    assert size <= 25 * KIB


def test_every_language_has_its_words(snapshot: Snapshot) -> None:
    assert set(catalogs()) == set(snapshot.languages)


@pytest.mark.parametrize("lang", sorted(catalogs()))
def test_catalog_is_whole(lang: str) -> None:
    english, words = catalogs()["en"], catalogs()[lang]

    assert list(words) == list(english)
    for key, text in words.items():
        assert text.strip() == text != "", key
        assert sorted(FIELD.findall(text)) == sorted(FIELD.findall(english[key])), key
    if lang != "en":
        same = {key for key in english if words[key] == english[key]} - SAME_IN_ENGLISH
        # "Faro:" is a name; a few single words are shared between neighbours ("Simpler" is not one of them).
        assert len(same) <= 3, same


def test_every_word_that_is_asked_for_exists_and_every_word_is_used() -> None:
    script = "".join((SOURCES / name).read_text("utf-8") for name in MODULES)
    template = (ROOT / "templates" / "pages" / "chat.html").read_text("utf-8")
    asked = set(re.findall(r'say\("(\w+)"', script)) | set(re.findall(r"words\.(\w+)", template))
    asked |= set(re.findall(r'copied \? "(\w+)" : "(\w+)"', script)[0])
    asked |= set(re.findall(r'data-say(?:-\w+)?="(\w+)"', template))
    built = ("channel_", "state_")

    assert asked - set(words_of("en")) == set()
    assert {key for key in words_of("en") if not key.startswith(built)} - asked - {"open"} == set()


def test_script_is_whole_and_runs_nothing_that_a_strict_policy_forbids() -> None:
    text = chat_script().content.decode()

    assert "import " not in text
    assert not re.search(r"^export ", text, re.MULTILINE)
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "new Function", "document.write", "(?<"):
        assert forbidden not in text
    for storing in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "serviceWorker"):
        assert storing not in text + loader().content.decode()


def test_page_has_no_inline_script_or_style(snapshot: Snapshot, now: dt.datetime) -> None:
    text = page_text(page_data(snapshot, "en", "example-clinic", now))

    assert re.findall(r"<script(?![^>]* src=)", text) == []
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r"\son\w+=", text)


def test_snippet_names_the_content_that_is_served() -> None:
    line = snippet("https://faro.example", "a-clinic")
    digest = base64.b64encode(hashlib.sha384(loader().content).digest()).decode()

    assert f'integrity="sha384-{digest}"' in line
    assert f'src="https://faro.example{loader().address}"' in line
    assert 'data-clinic="a-clinic"' in line
    assert line.count("\n") == 0


def test_only_the_clinics_own_origins_may_frame_it(snapshot: Snapshot) -> None:
    assert frame_ancestors(snapshot, "example-clinic") == " ".join(snapshot.clinics["example-clinic"].origins)
    for slug in (None, "", "nobody", "irs-litc-list"):
        assert frame_ancestors(snapshot, slug) == "'none'"


@pytest.mark.parametrize("colour", ["#1d4e89", "#ffff00", "#ffffff", "#000000", "#ff0000", "#7f7f7f", "#00ff88"])
@pytest.mark.parametrize("ground", ["#ffffff", "#1d2740"])
def test_clinics_colour_is_made_readable(colour: str, ground: str) -> None:
    made = readable(colour, ground)

    pair = [tuple(int(value[at : at + 2], 16) for at in (1, 3, 5)) for value in (made, ground)]
    assert contrast(*pair) >= 7


def test_readable_colour_is_left_alone() -> None:
    assert readable("#1d4e89", "#ffffff") == "#1d4e89"


def test_words_that_are_not_offered_come_with_english_answers(snapshot: Snapshot, now: dt.datetime) -> None:
    data = page_data(without_answers(snapshot, "ko"), "ko", None, now)

    assert data["greeting"]["lang"] == "en"
    assert data["urgent"]["lang"] == "en"
    assert data["clinic"] is None
    assert data["origins"] == []


def test_page_comes_with_what_helps_without_a_connection(snapshot: Snapshot, now: dt.datetime) -> None:
    data = page_data(snapshot, "en", "example-clinic", now)

    assert "door" in data["urgent"]["html"]
    assert data["clinic"]["hours"]
    assert data["greeting"]["messages"][0]["choices"]


def test_pinned_loader_is_served_under_the_address_its_snippets_name(tmp_path: Path) -> None:
    path = pin_loader(tmp_path)

    assert loader().address == f"/widget/{path.stem}/widget.js"
    assert path.read_bytes() == loader().content


def test_clinics_languages_are_told_in_their_own_names(snapshot: Snapshot, now: dt.datetime) -> None:
    clinic = snapshot.clinics["example-clinic"]

    told = page_data(snapshot, "en", "example-clinic", now)["clinic"]["languages"]

    assert told == [snapshot.languages[code].name for code in clinic.languages]
