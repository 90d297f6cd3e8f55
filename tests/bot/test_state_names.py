"""States, ZIP codes and years in messages of every language; words that look like postal codes are left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from components.state_names import state_names

STATES = state_names()
PATTERN = re.compile(STATES.pattern, re.IGNORECASE)
CODES = {name.lower(): code for name, code in STATES.code_of.items()}
PLACES = Path(__file__).resolve().parents[2] / "data" / "nlu" / "places.yml"
NUMBERS = {
    entry["regex"]: re.compile(entry["examples"].removeprefix("- ").strip(), re.IGNORECASE)
    for entry in yaml.safe_load(PLACES.read_text("utf-8"))["nlu"]
    if "regex" in entry
}


def states_in(text: str) -> list[str]:
    return [CODES[match.group().lower()] for match in PATTERN.finditer(text)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("i live in texas", ["TX"]),
        ("vivo en Tejas", ["TX"]),
        ("West Virginia", ["WV"]),
        ("virginia occidental", ["WV"]),
        ("estoy en virginia", ["VA"]),
        ("arkansas or kansas?", ["AR", "KS"]),
        ("north carolina", ["NC"]),
        ("vivo en Carolina del Norte", ["NC"]),
        ("carolina", ["NC SC"]),
        ("Washington", ["WA DC"]),
        ("washington state", ["WA"]),
        ("Washington DC", ["DC"]),
        ("georgia", ["GA"]),
        ("nuevo mexico", ["NM"]),
        ("vengo de México", []),
        ("moro em Nova Jersey", ["NJ"]),
        ("moro na Florida", ["FL"]),
        ("mwen rete Masachousèt", ["MA"]),
        ("mwen nan Masachouset", ["MA"]),
        ("j'habite en Californie", ["CA"]),
        ("我住在加州", ["CA"]),
        ("我在德克薩斯", ["TX"]),
        ("저는 텍사스에 살아요", ["TX"]),
        ("메인 화면이 안 나와요", []),
        ("я живу в Калифорнии", ["CA"]),
        ("мы в Северной Каролине", ["NC"]),
        ("ساكن بميشيغان", ["MI"]),
        ("أنا في تكساس", ["TX"]),
        ("مين بيساعدني", []),
        ("nakatira ako sa Nevada", ["NV"]),
        ("tôi ở Bắc Carolina", ["NC"]),
        ("I am in Houston", ["TX"]),
        ("tx", ["TX"]),
        ("Los Angeles, CA", ["CA", "CA"]),
        ("Portland, ME", ["ME"]),
        ("i live in PA", ["PA"]),
    ],
)
def test_states_by_name_code_and_city(text: str, codes: list[str]) -> None:
    assert states_in(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "ok in or me hi",
        "OK",
        "HELP ME PLEASE",
        "ME PUEDEN AYUDAR O NO",
        "YO VIVO CON MI MAMA DE LA CASA",
        "IRS OR ICE",
        "la migra de aqui",
        "il m'a dit",
        "mwen pa konnen",
        "co ai giup",
        "my ID is old",
        "Hi, I have a question",
    ],
)
def test_words_are_no_states(text: str) -> None:
    assert states_in(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my zip is 77002", ["77002"]),
        ("02148", ["02148"]),
        ("77002-1234", ["77002-1234"]),
        ("邮编91754", ["91754"]),
        ("I make 35000 a year", []),
        ("$77002", []),
        ("77002 dollars", []),
        ("77002 dólares al año", []),
        ("47,289 people", []),
        ("912345678", []),
        ("2023", []),
    ],
)
def test_zip_codes_are_no_amounts(text: str, found: list[str]) -> None:
    assert [match.group() for match in NUMBERS["zip"].finditer(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023", ["2023"]),
        ("2022年的税", ["2022"]),
        ("2019-2021", ["2019", "2021"]),
        ("لسنة ٢٠٢٣", ["٢٠٢٣"]),
        ("form 1040", []),
        ("form 8822", []),
        ("gano 2000 dolares", []),
        ("$2024", []),
        ("20230", []),
        ("1,998", []),
    ],
)
def test_years_are_no_forms_and_no_amounts(text: str, found: list[str]) -> None:
    assert [match.group() for match in NUMBERS["tax_year"].finditer(text)] == found
