"""Messages without their marks: many people type Vietnamese, Spanish or French on phones with plain letters only."""

from __future__ import annotations

import unicodedata

LATIN_WITHOUT_DECOMPOSITION = str.maketrans("đĐøØłŁ", "dDoOlL")


def without_marks(text: str) -> str:
    """Return `text` with the accents and tone marks of Latin letters gone; other scripts are left as they are."""
    folded = []
    for character in unicodedata.normalize("NFC", text):
        decomposed = unicodedata.normalize("NFD", character)
        is_latin = "LATIN" in unicodedata.name(decomposed[0], "")
        folded.append(decomposed[0] if is_latin else character)
    return "".join(folded).translate(LATIN_WITHOUT_DECOMPOSITION)
