"""Finds the language that somebody names ("in English please", "en español"), by its name in any language we speak."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel import Locale

from faro.answers.words import LOCALES
from faro.store.snapshot import Snapshot

BABEL_CODES = {"tl": ("fil", "tl")}
# What people call their language, where that is not the name in the list.
ALSO_CALLED = {
    "ht": ("kreyol", "creole", "criollo"),
    "zh": ("mandarin", "汉语", "漢語", "普通话"),
    "es": ("castellano", "castilian"),
    "pt": ("brasileiro",),
    "ko": ("한국말",),
    "ru": ("русски",),
    "ar": ("عربي",),
}


def named_language(text: str, snapshot: Snapshot) -> str | None:
    """Returns the code of the language named first in the text, among all that Faro lists, or None."""
    folded = _fold(text)
    found = [
        (folded.find(name), code)
        for code in snapshot.languages
        for name in (_fold(snapshot.languages[code].name), *_names(code, tuple(snapshot.languages)))
        if name and name in folded
    ]
    return min(found)[1] if found else None


@lru_cache
def _names(code: str, spoken: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the language's name in each spoken language, folded."""
    names = {_fold(name) for name in ALSO_CALLED.get(code, ())}
    for other in spoken:
        locale = Locale.parse(LOCALES.get(other, other))
        for babel_code in BABEL_CODES.get(code, (code,)):
            if name := locale.languages.get(babel_code):
                names.add(_fold(name))
    return tuple(sorted(names))


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
