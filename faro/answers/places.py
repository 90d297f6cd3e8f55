"""Where somebody lives, as far as they say: states, and the state of a ZIP code by its first three digits."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from faro.answers.words import Words
from faro.content.clinic_list import folded_name
from faro.store.snapshot import FALLBACK_LANGUAGE

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True)
class Place:
    """The states that somebody named, two-letter codes in capitals, and the ZIP code, five digits; often neither."""

    states: tuple[str, ...] = ()
    zip_code: str | None = None

    @property
    def known(self) -> bool:
        """Returns whether anything was named that help can be found by."""
        return bool(self.states or self.zip_code)


NOWHERE = Place()


def place_of(states: Iterable[str] = (), zip_code: str | None = None) -> Place:
    """Returns the place that these names make; the state of the ZIP code belongs to it.

    An entry of `states` may hold two codes with a space between them, for a name that two states share.
    """
    codes = [code for entry in states for code in entry.upper().split()]
    of_zip = state_of_zip(zip_code) if zip_code else None
    if of_zip:
        codes.append(of_zip)
    return Place(tuple(dict.fromkeys(codes)), zip_code)


def state_of_zip(zip_code: str) -> str | None:
    """Returns the state in which most ZIP codes with these first three digits lie, or None where there is none.

    The ranges are those of the U.S. Postal Service. A few dozen of some 42,000 ZIP codes are served across a border.
    """
    return next((state for first, last, state in _zip_ranges() if first <= zip_code[:3] <= last), None)


def place_name(place: Place, words: Words) -> str:
    """Returns the names of the place's states in the language, joined as a list; raises KeyError for what is none."""
    names = [state_names()[code] for code in place.states]
    return words.list([in_language.get(words.lang, in_language[FALLBACK_LANGUAGE]) for in_language in names])


@cache
def state_names() -> dict[str, dict[str, str]]:
    """Returns the name of each state by code and language; English is always among them."""
    states = yaml.safe_load((DATA / "states.yml").read_text("utf-8"))["states"]
    return {state["code"]: state["names"] for state in states}


@cache
def _zip_ranges() -> tuple[tuple[str, str, str], ...]:
    with (DATA / "zip_prefixes.csv").open(newline="", encoding="utf-8") as file:
        return tuple((row["first"], row["last"], row["state"]) for row in csv.DictReader(file))


def state_codes() -> dict[str, str]:
    """Returns the code of each state by its folded code and its folded name in every language."""
    codes = {folded_name(code): code for code in state_names()}
    codes["districtofcolumbia"] = "DC"
    for code, names in state_names().items():
        codes |= {folded_name(name): code for name in names.values() if folded_name(name)}
    # "Washington" in a table of states is the state.
    return codes | {"washington": "WA", "washingtondc": "DC"}
