"""Two thousand messages with something in them that identifies, made by chance from a fixed seed, in two halves.

The guard is tuned on one half alone. The other half has words, streets, names and ways of writing of its own.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml

EACH_HALF = 1000


@dataclass(frozen=True)
class Form:
    """A message, what kind of personal data is in it, and the parts of which none may be left."""

    text: str
    kind: str
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class Ways:
    """What one half draws from. Scripts are given by their zero."""

    scripts: list[str]
    separators: list[str]
    invisible: list[str]
    around: list[str]
    emails: list[str]
    streets: list[str]
    questions: list[str]


HALVES: dict[str, Ways] = {
    half: Ways(**ways)
    for half, ways in yaml.safe_load(Path(__file__).with_name("guard_messages.yml").read_text("utf-8")).items()
}
SEEDS = {"tuning": 2026, "held out": 4242}

SHAPES: dict[str, tuple[tuple[int, ...], ...]] = {
    "itin": ((3, 2, 4), (9,), (3, 3, 3), (5, 4), (1,) * 9),
    "ssn": ((3, 2, 4), (9,), (3, 3, 3), (3, 6)),
    "ein": ((2, 7),),
    "a_number": ((9,), (3, 3, 3), (8,)),
    "card": ((4, 4, 4, 4), (16,), (4, 6, 5)),
    "phone": ((3, 3, 4), (10,), (1, 3, 3, 4), (3, 7)),
    "passport": ((8,), (7,), (9,)),
}
KINDS = (*SHAPES, "email", "address")


def forms(half: str) -> list[Form]:
    """Returns the thousand messages of a half, `tuning` or `held out`."""
    chance = random.Random(SEEDS[half])
    return [form(chance, KINDS[number % len(KINDS)], HALVES[half]) for number in range(EACH_HALF)]


def form(chance: random.Random, kind: str, ways: Ways) -> Form:
    """Returns one message with this kind of personal data in it."""
    if kind == "email":
        written = chance.choice(ways.emails).format(n=chance.randrange(10, 99))
        secrets: tuple[str, ...] = (unicodedata.normalize("NFKC", written),)
    elif kind == "address":
        number = str(chance.randrange(11, 9999))
        written = chance.choice(ways.streets).format(n=number)
        secrets = (written, f"{number} ", f" {number}")
    else:
        written, secrets = _number(chance, kind, ways)
    return Form(chance.choice(ways.around).format(written), kind, secrets)


def is_hidden(form: Form, shown: str, hidden: tuple[str, ...]) -> bool:
    """Returns whether something was said to be hidden and nothing of it is left, not even four digits in a row."""
    if not hidden or any(secret in shown for secret in form.secrets if not secret.isdigit()):
        return False
    left = re.sub(r"\D", "", unicodedata.normalize("NFKC", shown))
    digits = "".join(secret for secret in form.secrets if secret.isdigit())
    return not any(digits[at : at + 4] in left for at in range(len(digits) - 3))


def _number(chance: random.Random, kind: str, ways: Ways) -> tuple[str, tuple[str, ...]]:
    sizes = chance.choice(SHAPES[kind])
    digits = "".join(str(chance.randrange(10)) for _ in range(sum(sizes)))
    first = {"itin": "9", "phone": chance.choice("23456789"), "card": chance.choice("3456")}.get(
        kind, chance.choice("12345678")
    )
    digits = first + digits[1:]
    if kind == "phone" and len(sizes) == 4:
        digits = "1" + digits[1:]
    separator = chance.choice(ways.separators) if len(sizes) > 1 else ""
    if kind == "ein" or (len(sizes) == 9 and separator == ""):
        separator = "-"
    zero = ord(chance.choice(ways.scripts))
    parts, at = [], 0
    for size in sizes:
        parts.append("".join(chr(zero + int(digit)) for digit in digits[at : at + size]))
        at += size
    written = separator.join(parts)
    if chance.random() < 0.15:
        middle = chance.randrange(1, len(written))
        written = written[:middle] + chance.choice(ways.invisible) + written[middle:]
    if kind == "a_number":
        written = chance.choice(("A", "A-", "A#", "a", "A ")) + written
    if kind == "passport":
        letters = chance.choice("BCEGHKMPR") + (chance.choice("ABCEK") if sizes == (7,) else "")
        written = letters + written
    if kind == "phone" and len(sizes) == 4 and chance.random() < 0.5:
        written = "+" + written
    return written, (digits,)
