"""Messages as nobody means them: made from odd pieces by a seeded generator, so that a bad one can be made again."""

from __future__ import annotations

import random
from collections.abc import Iterator

PIECES = (
    *("", " ", "\t\n\r", "\u00a0\u2003\u3000", "\x00", "\x00" * 50, "\x07\x1b[31m", "\x7f\x85", "\ufeff", "\ufffd"),
    *("\ud800", "\udfff\udc00", "\udbff" * 20, "a\ud83d", "\U0010ffff", "\ufdd0", "\u2028\u2029"),
    *("👩‍👩‍👧‍👦", "🏳️‍🌈", "👋🏿", "🇺🇸🇲🇽", "❤️‍🔥" * 30, "\u200d\u200d", "\ufe0f"),
    *("\u202e\u202d", "\u2066ICE\u2069", "\u200f\u200e", "مرحبا", "العربية ‏123‏", "עברית"),
    *("e\u0301", "Z" + "\u0335\u0361\u0489" * 40, "\u0301" * 200, "ế", "Ａ Ｂ", "ﷺ", "ß", "İ", "ı", "ǆ"),
    *("한국어", "각", "中文", "𠮷野家", "ไทย", "हिन्दी", "\u0e33" * 20, "ქართული", "ꙮ", "𒐫"),
    *("/restart", '/intent{"a": 1}', "<script>alert(1)</script>", "'; DROP TABLE --", "{{ ruling.status }}", "%s%n"),
    *("[UNK]", "</s>", "<pad>", "query: ", "▁", "##ing", "\\u0000", "nan", "-0", "1e999"),
    *(
        "a" * 600,
        "ab " * 400,
        "?" * 300,
        "0" * 500,
        "\n" * 500,
        "itin",
        "si declaro con mi itin",
        "I live in Texas 77002",
    ),
)
MEGABYTE = 1_000_000


def odd_messages(count: int, seed: int) -> Iterator[str]:
    """Yield each piece alone, then `count` messages of one to eight pieces or of random characters of all planes."""
    yield from PIECES
    chance = random.Random(seed)
    for _ in range(count):
        if chance.random() < 0.5:
            yield "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 8)))
        else:
            yield "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(1, 60)))


def long_messages() -> Iterator[str]:
    """Yield messages of a megabyte: one letter, one word, marks, emoji and surrogates."""
    for piece in ("a", "palabra ", "\u0301", "👩‍👩‍👧‍👦", "\ud800", "中", " "):
        yield piece * (MEGABYTE // len(piece))
