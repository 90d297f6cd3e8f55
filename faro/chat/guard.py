"""The guard: folds a message to plain characters and hides what could identify somebody, by its shape."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MASK = "…"
LONGEST = 2000
KEPT_CONTROLS = "\n\t"
SEPARATORS = r"[\s.\-‐-―−()/_·•*,:#|\\]"

EMAIL = re.compile(r"[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
ALIEN_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9])A{SEPARATORS}{{0,3}}(?:\d{SEPARATORS}{{0,2}}){{7,8}}\d(?!\d)", re.IGNORECASE
)
PASSPORT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\s?\d{6,9}(?![A-Za-z0-9])")
DIGIT_RUN = re.compile(rf"(?<![A-Za-z0-9])\+?\(?\d(?:{SEPARATORS}{{0,3}}\d){{6,24}}(?!\d)")
STREET_WORDS = (
    r"street|st|avenue|ave|av|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|way|parkway|pkwy|highway|hwy|"
    r"terrace|circle|cir|trail|square"
)
STREET_FIRST = re.compile(
    rf"(?<![\w(])\d{{1,6}}[A-Za-z]?\s+(?:[NSEW]\.?\s+)?(?:[^\W\d_][\w'.-]{{0,24}}\s+|\d{{1,3}}(?:st|nd|rd|th)\s+){{1,3}}(?:{STREET_WORDS})\b\.?"
    r"(?:,?\s*(?:apt|apartment|unit|suite|ste|#)\.?\s*\w{1,6})?",
    re.IGNORECASE,
)
STREET_LAST = re.compile(
    r"(?<!\w)(?:calle|avenida|rua|rue|carrera|ulitsa|ул\.|улица)\s+(?:[^\W_][\w'.-]{0,24}\s+){0,4}(?:#|no\.?\s*|n[°º]\s*)?\d{1,6}\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d$")
GROUPED = re.compile(r"\$?\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$")
DATE = re.compile(r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|(?:19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2})$")


@dataclass(frozen=True)
class Guarded:
    """A message that may go on: its folded text, and the kinds of personal data that were removed from it."""

    text: str
    hidden: tuple[str, ...]


def guard(text: str) -> Guarded:
    """Returns the message folded and with identifying numbers and addresses masked. Time is linear in its length."""
    folded = fold(text[:LONGEST])
    hidden: dict[str, None] = {}

    def hide(kind: str, pattern: re.Pattern[str]) -> None:
        nonlocal folded
        folded, count = pattern.subn(MASK, folded)
        if count:
            hidden[kind] = None

    def hide_run(match: re.Match[str]) -> str:
        kind = number_kind(match[0])
        if kind is None:
            return match[0]
        hidden[kind] = None
        return MASK

    hide("email", EMAIL)
    hide("a_number", ALIEN_NUMBER)
    folded = DIGIT_RUN.sub(hide_run, folded)
    hide("passport", PASSPORT)
    hide("address", STREET_FIRST)
    hide("address", STREET_LAST)
    return Guarded(folded.strip(), tuple(hidden))


def fold(text: str) -> str:
    """Returns the text with compatible forms unified, every script's digits as 0-9, and nothing invisible in it."""
    unified = unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode())
    return "".join(_plain_character(character) for character in unified)


def _plain_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in ("Cc", "Cf", "Cs", "Co", "Cn") and character not in KEPT_CONTROLS:
        return ""
    return character


def number_kind(run: str) -> str | None:
    """Returns what kind of number a run of digits and separators has the shape of, or None for a harmless one."""
    stripped = run.strip()
    if GROUPED.match(stripped) or DATE.match(stripped):
        return None
    groups = re.findall(r"\d+", stripped)
    if all(YEAR.match(group) for group in groups):
        return None
    digits = "".join(groups)
    if 13 <= len(digits) <= 19:
        return "card"
    if stripped.startswith("+") or len(digits) in (10, 11, 12):
        return "phone"
    if len(digits) == 9:
        if [len(group) for group in groups] == [2, 7]:
            return "ein"
        return "itin" if digits[0] == "9" else "ssn"
    if len(digits) == 7 and [len(group) for group in groups] == [3, 4]:
        return "phone"
    if len(digits) >= 8 and len(groups) == 1:
        return "ssn"
    if len(digits) > 19:
        return "card"
    return None
