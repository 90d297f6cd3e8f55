"""The names by which people call a U.S. state, in every language, as one pattern and the postal code of each name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from components.folding import without_marks

STATES_FILE = Path(__file__).resolve().parents[2] / "data" / "states.yml"

# These are written without spaces, so that a name has no edge; Korean puts its particles behind it.
_NO_EDGES = ("CJK", "HANGUL")
# "In", "to" and "and" stand before an Arabic name as one letter of the same word.
_ARABIC_EDGE = r"(?:(?<=\bب)|(?<=\bل)|(?<=\bو)|\b)"


@dataclass(frozen=True)
class StateNames:
    """`pattern` finds a state in a message; `code_of` has the postal codes (two where it may be either) by name."""

    pattern: str
    code_of: dict[str, str]


def state_names(file: Path = STATES_FILE) -> StateNames:
    """Return the names of the states file; raises OSError or KeyError where it is missing or of another form."""
    content: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    code_of = {name: " ".join(entry["codes"]) for entry in content["either"] for name in entry["names"]}
    for state in content["states"]:
        for name in [*state["names"].values(), *state["also"], *state.get("cities", [])]:
            code_of.setdefault(name, state["code"])
            code_of.setdefault(without_marks(name), state["code"])
    codes = {state["code"] for state in content["states"]}
    pattern = "|".join([*_named(code_of), *_coded(codes, content["small"], content["words"])])
    return StateNames(pattern, {**code_of, **{code: code for code in sorted(codes)}})


def _named(names: Iterable[str]) -> list[str]:
    """Return an expression for the names of each kind of edge, the longest first: West Virginia is not Virginia."""
    by_edges: dict[tuple[str, str], list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        by_edges.setdefault(_edges(name), []).append(re.escape(name))
    return [f"{before}(?:{'|'.join(found)}){after}" for (before, after), found in by_edges.items()]


def _edges(name: str) -> tuple[str, str]:
    script = unicodedata.name(name[0]).split(" ")[0].split("-")[0]
    if script in _NO_EDGES:
        return "", ""
    return (_ARABIC_EDGE if script == "ARABIC" else r"\b"), r"(?!\w)"


def _coded(codes: set[str], small: list[str], words: list[str]) -> list[str]:
    """Return what finds postal codes and leaves "in", "or" and a message all in capitals alone."""
    capitals = "|".join(sorted(codes - set(small) - set(words)))
    alone = r"(?<![\w'’-])(?<![A-Z]{2}\s)(?<![A-Z]{2},\s)"
    return [
        rf"\b(?:{'|'.join(small)})(?!\w)",
        rf"(?-i:{alone}(?:{capitals})(?![\w'’-])(?!,?\s[A-Z]{{2}}))",
        rf"(?-i:(?<=[a-z],\s)(?:{'|'.join(words)})(?!\w))",
    ]
