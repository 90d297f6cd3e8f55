"""The guard hides what could identify somebody, by its shape, and leaves the numbers of tax questions alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faro.chat.guard import LONGEST, MASK, fold, guard
from faro.chat.language import training_messages
from faro.settings import ROOT

from .edge import FakeEngine, Visitor

CASES: dict[str, Any] = json.loads(Path(__file__).with_name("guard_cases.json").read_text("utf-8"))
HIDDEN, HARMLESS = CASES["hidden"], CASES["harmless"]
KINDS = ["itin", "ssn", "ein", "a_number", "passport", "card", "phone", "email", "address"]


@pytest.mark.parametrize("case", HIDDEN, ids=lambda case: ascii(case["text"]))
def test_what_identifies_is_hidden(case: dict[str, Any]) -> None:
    guarded = guard(case["text"])

    assert list(guarded.hidden) == case["hidden"]
    assert guarded.text == case["shown"]


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_of_tax_questions_stay(text: str) -> None:
    guarded = guard(text)

    assert guarded.hidden == ()
    assert MASK not in guarded.text


def test_cases_cover_every_kind() -> None:
    assert {kind for case in HIDDEN for kind in case["hidden"]} == set(KINDS)
    assert len({case["text"] for case in HIDDEN}) == len(HIDDEN)


@pytest.mark.parametrize("text", HARMLESS)
def test_hidden_number_beside_a_harmless_one_is_hidden(text: str) -> None:
    guarded = guard(f"{text}. My itin is 900-70-1234")

    assert guarded.hidden == ("itin",)
    assert "1234" not in guarded.text


def test_ordinary_questions_raise_at_most_one_false_alarm_in_a_hundred() -> None:
    messages = [message for of_lang in training_messages(ROOT / "data" / "nlu").values() for message in of_lang]
    messages += [
        line.split("\t")[-1]
        for path in (ROOT / "data" / "eval").glob("*.tsv")
        for line in path.read_text("utf-8").splitlines()
    ]
    assert len(messages) > 500

    alarms = [message for message in messages if guard(message).hidden]

    assert len(alarms) <= 0.01 * len(messages), alarms[:20]


@given(st.text(max_size=300))
def test_any_text_is_folded_once_and_for_all(text: str) -> None:
    folded = fold(text)

    folded.encode("utf-8")
    assert not re.search(r"(?![0-9])\d", folded), "every digit is a plain one"
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u200b-\u200f\u202a-\u202e\u2060\ufeff]", folded)


AROUND_IT = st.text(alphabet=st.sampled_from("0123456789-. ()/,#Aa@$ \n…é中"), max_size=40)


@given(AROUND_IT, AROUND_IT)
def test_number_is_hidden_whatever_stands_around_it(before: str, after: str) -> None:
    assert "923456789" not in guard(f"{before} 923456789 {after}").text


LONG = {
    "digits": "9",
    "digits apart": "1 ",
    "letters": "a",
    "e-mails that never end": "a.",
    "ats": "a@",
    "ats and dots": "@a.",
    "streets that never end": "12 main ",
    "calles that never end": "calle x ",
    "A-numbers too short": "A1-",
    "passports": "G1234567 ",
    "years": "2024, ",
    "groups": "1,111",
    "dates": "1.1-",
    "brackets": "(1",
    "numbers": "900-70-1234 ",
    "words": "ana arroba ",
    "marks": "\u0301",
}


@pytest.mark.parametrize("unit", LONG.values(), ids=LONG.keys())
def test_text_of_100_kb_is_done_with(unit: str) -> None:
    assert len(guard((unit * 100_000)[:100_000]).text) <= LONGEST


def test_text_past_the_longest_is_not_even_looked_at() -> None:
    assert len(guard("\ufdfa" * 100_000).text) <= LONGEST
    assert guard("a" * LONGEST + " 900-70-1234").text == "a" * LONGEST


# Through the chat


@pytest.mark.parametrize(
    "case", [case for case in HIDDEN if len(case["hidden"]) == 1], ids=lambda case: ascii(case["text"])
)
def test_reply_tells_what_was_hidden_and_the_engine_never_sees_it(
    visitor: Visitor, engine: FakeEngine, case: dict[str, Any]
) -> None:
    response = visitor.post({"text": case["text"], "lang": "en"})

    reply = response.json()
    assert reply["hidden"] == case["hidden"]
    words = engine.snapshot.interface["en"][f"hidden_{case['hidden'][0]}"]
    assert words in reply["messages"][0]["text"]
    assert engine.turns[0]["text"] == case["shown"]
    assert len(reply["messages"]) == 2


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_kind_has_its_words(visitor: Visitor, engine: FakeEngine, lang: str) -> None:
    for kind in KINDS:
        assert engine.snapshot.interface[lang][f"hidden_{kind}"]


def test_several_kinds_are_told_as_a_list(visitor: Visitor) -> None:
    reply = visitor.say("tel. 214-555-0123, ITIN 900-70-1234, ana@gmail.com", lang="es")

    assert reply["hidden"] == ["email", "phone", "itin"]
    assert "un correo electrónico, un número de teléfono y un ITIN" in reply["messages"][0]["text"]


def test_nothing_hidden_means_no_notice(visitor: Visitor) -> None:
    reply = visitor.say("what is form 1040 for 2024-2025?")

    assert reply["hidden"] == []
    assert len(reply["messages"]) == 1
