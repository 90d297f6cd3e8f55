"""Finds the language that somebody names ("in English please", "en español"), by its name in any language we speak."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from faro.answers.folding import fold_letters
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
    folded = fold_letters(text)
    found = [
        (folded.find(name), code)
        for code in snapshot.languages
        for name in (fold_letters(snapshot.languages[code].name), *_names(code, tuple(snapshot.languages)))
        if name and name in folded
    ]
    return min(found)[1] if found else None


@lru_cache
def _names(code: str, spoken: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the language's name in each spoken language, folded."""
    names = {fold_letters(name) for name in ALSO_CALLED.get(code, ())}
    for other in spoken:
        locale = Locale.parse(LOCALES.get(other, other))
        for babel_code in BABEL_CODES.get(code, (code,)):
            if name := locale.languages.get(babel_code):
                names.add(fold_letters(name))
    return tuple(sorted(names))
