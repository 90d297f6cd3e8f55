"""The guard before sending hides the same as the guard of the server, on the shared table and on made-up messages."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from faro.chat.guard import Guarded, guard
from faro.chat.language import training_messages
from faro.settings import ROOT
from tests.chat.guard_forms import HALVES, forms
from tests.chat.harmless_questions import questions
from tests.chat.test_guard_forms import missed

CASES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "chat" / "guard_cases.json").read_text("utf-8"))
SOURCE = (ROOT / "widget" / "guard.js").read_text("utf-8").replace("export function", "function")
SHAPES = [
    (3, 2, 4),
    (3, 3, 3),
    (3, 3, 4),
    (9,),
    (2, 7),
    (4, 4, 4, 4),
    (5, 4),
    (3, 4),
    (8,),
    (1,) * 9,
    (4, 6, 5),
    (4, 4),
    (4,),
]
BETWEEN = ["", "-", " ", ".", "/", "–", "\u200b", " - ", "_", ", ", "\n", ":"]
AROUND = ["", "A", "A-", "a ", "my ITIN is ", "+1 ", "(", "$", "W-", "W-2, ", "AB", "P ", "тел. ", "é", "🙂"]
OTHERS = [
    "123 Main St apt 4b", "ana.lopez@example.com",
    "12 rue de la Paix", "calle 5 de Mayo 23", "Av. Reforma # 55-2", "建国路12号", "강남대로 12",
    "P.O. Box 123", "350 días en la calle", "ana (at) mail [dot] com",
    "2024-2025", "6103(i)(2)",
    "47,289", "$123,456,789", "January 5, 2024", "20, 30, 40",
]  # fmt: skip
DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "⓿❶❷❸❹❺❻❼❽❾", "〇一二三四五六七八九"]


def _in_the_browser(chromium: Browser, texts: list[str]) -> list[dict[str, Any]]:
    page = chromium.new_page()
    try:
        shown: list[dict[str, Any]] = page.evaluate(f"(texts) => {{ {SOURCE}\nreturn texts.map(guard); }}", texts)
        return shown
    finally:
        page.close()


def test_shared_table_holds_in_the_browser(chromium: Browser) -> None:
    shown = _in_the_browser(chromium, [case["text"] for case in CASES["hidden"]])

    for case, guarded in zip(CASES["hidden"], shown, strict=True):
        assert guarded == {"text": case["shown"], "hidden": case["hidden"]}
    for guarded in _in_the_browser(chromium, CASES["harmless"]):
        assert guarded["hidden"] == []


@pytest.mark.parametrize("seed", range(3))
def test_browser_and_server_hide_the_same(chromium: Browser, seed: int) -> None:
    chance = random.Random(seed)

    def number() -> str:
        script = DIGITS[chance.choice([0, 0, 0, 1, 2, 3, 4, 5])]
        groups = ["".join(chance.choice(script) for _ in range(size)) for size in chance.choice(SHAPES)]
        return chance.choice(AROUND) + chance.choice(BETWEEN).join(groups)

    texts = [
        chance.choice(["", " "]).join(number() if chance.random() < 0.5 else chance.choice(OTHERS) for _ in range(3))
        for _ in range(2000)
    ]
    texts += [message for of_lang in training_messages(ROOT / "data" / "nlu").values() for message in of_lang[::7]]

    for text, guarded in zip(texts, _in_the_browser(chromium, texts), strict=True):
        expected = guard(text)
        assert (guarded["text"], tuple(guarded["hidden"])) == (expected.text, expected.hidden), text


def test_browser_hides_99_of_100_forms_and_leaves_99_of_100_questions(chromium: Browser) -> None:
    texts = [form.text for half in HALVES for form in forms(half)]
    asked = [question for half in HALVES for question in questions(half)]
    shown = [Guarded(one["text"], tuple(one["hidden"])) for one in _in_the_browser(chromium, texts + asked)]

    for half, guarded in zip(HALVES, (shown[:1000], shown[1000:2000]), strict=True):
        assert len(missed(half, guarded)) <= 10
    assert len([one for one in shown[2000:] if one.hidden]) <= 5


def test_text_of_100_kb_is_done_with(chromium: Browser) -> None:
    for unit in ("1 ", "a@", "12 main ", "calle x ", "9", "路", "가"):
        (shown,) = _in_the_browser(chromium, [(unit * 100_000)[:100_000]])
        assert len(shown["text"]) <= 2000
