"""Dates, figures, money, percents and lists as each of the eleven languages writes them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from faro.answers.words import ISOLATE, POP, Words, fill
from faro.content.kinds import Fact
from faro.store.snapshot import Snapshot

DAY = dt.date(2026, 9, 8)


def isolated(text: str) -> str:
    return f"{ISOLATE}{text}{POP}"


@dataclass(frozen=True)
class Written:
    """How one language writes 8 September 2026, 47,289, half a percent and a list of three."""

    date: str
    number: str
    percent: str
    three: str


WRITTEN = {
    "en": Written("September 8, 2026", "47,289", "0.5%", "A, B, and C"),
    "es": Written("8 de septiembre de 2026", "47,289", "0.5%", "A, B y C"),
    "pt": Written("8 de setembro de 2026", "47.289", "0,5%", "A, B e C"),
    "ht": Written("8 septanm 2026", "47,289", "0.5%", "A, B ak C"),
    "zh": Written("2026年9月8日", "47,289", "0.5%", "A、B和C"),
    "vi": Written("8 tháng 9, 2026", "47,289", "0.5%", "A, B và C"),
    "ko": Written("2026년 9월 8일", "47,289", "0.5%", "A, B 및 C"),
    "ru": Written("8 сентября 2026\u202fг.", "47\xa0289", "0,5%", "A, B и C"),
    "ar": Written(isolated("8 سبتمبر 2026"), isolated("47,289"), isolated("0.5%"), "A وB وC"),
    "tl": Written("Setyembre 8, 2026", "47,289", "0.5%", "A, B, at C"),
    "fr": Written("8 septembre 2026", "47\u202f289", "0,5%", "A, B et C"),
}


def fact(value: float | None, unit: str | None, **fields: Any) -> Fact:
    blank: dict[str, Any] = {
        "key": "made_up",
        "claim": "Made up.",
        "value": value,
        "unit": unit,
        "display": {},
        "date": None,
        "verification": "read",
        "sources": [],
        "note": None,
    }
    return Fact.model_validate(blank | fields)


def test_every_language_of_the_list_is_tested(snapshot: Snapshot) -> None:
    assert set(snapshot.languages) == set(WRITTEN)


@pytest.mark.parametrize("lang", WRITTEN)
def test_as_the_language_writes_it(lang: str, snapshot: Snapshot) -> None:
    words, written = Words(snapshot, lang), WRITTEN[lang]
    assert words.date(DAY) == written.date
    assert words.figure(fact(47289, "people")) == written.number
    assert words.figure(fact(0.5, "percent")) == written.percent
    assert words.list(["A", "B", "C"]) == written.three
    assert words.list(["A"]) == "A"


@pytest.mark.parametrize("lang", WRITTEN)
def test_money_is_written_with_the_figures_of_the_language(lang: str, snapshot: Snapshot) -> None:
    words = Words(snapshot, lang)
    people = words.figure(fact(14600, "people"))

    assert words.figure(fact(700, "usd")) == words.isolate("$700")
    # "$1,000" would be one dollar to a reader of "47.289".
    assert words.figure(fact(14600, "usd")).replace("$", "") == people


@pytest.mark.parametrize("lang", WRITTEN)
def test_every_month_is_told_apart(lang: str, snapshot: Snapshot) -> None:
    words = Words(snapshot, lang)
    assert len({words.date(dt.date(2026, month, 1)) for month in range(1, 13)}) == 12


def test_only_right_to_left_text_is_isolated(snapshot: Snapshot) -> None:
    assert {lang for lang in WRITTEN if Words(snapshot, lang).isolate("x") != "x"} == {"ar"}


def test_a_figure_with_its_own_wording_uses_it(snapshot: Snapshot) -> None:
    weeks = fact(6, "weeks", display={"en": "4 to 6", "es": "de 4 a 6"})
    assert [Words(snapshot, lang).figure(weeks) for lang in ("en", "es", "fr")] == ["4 to 6", "de 4 a 6", "4 to 6"]


def test_a_fact_without_a_figure_has_none_to_show(snapshot: Snapshot) -> None:
    with pytest.raises(KeyError, match="made_up"):
        Words(snapshot, "en").figure(fact(None, None))


def test_texts_fall_back_to_english_key_by_key(snapshot: Snapshot) -> None:
    assert Words(snapshot, "es").say("thanks") != Words(snapshot, "en").say("thanks")
    assert Words(snapshot, "de").say("thanks") == Words(snapshot, "en").say("thanks")
    assert Words(snapshot, "de").has("thanks")
    assert not Words(snapshot, "en").has("no_such_key")
    with pytest.raises(KeyError):
        Words(snapshot, "en").say("no_such_key")


def test_a_field_without_a_value_is_an_error_and_a_value_is_not_filled_again() -> None:
    assert fill("{first} and {second}", {"first": "{second}", "second": "2"}) == "{second} and 2"
    with pytest.raises(KeyError, match="second"):
        fill("{first} and {second}", {"first": "1"})
