"""Folds text so that how it is written (capitals, accents, punctuation) does not decide what it means."""

from __future__ import annotations

import re
import unicodedata

NOT_WORDS = re.compile(r"[\W_]+")
# "don't" and "dont" are one word; so is an Arabic word with and without its stretching line.
INSIDE_WORDS = re.compile(r"['’‘`´\u0640]")
ARABIC_ENDINGS = str.maketrans({"ى": "ي", "ة": "ه"})


def fold_letters(text: str) -> str:
    """Returns the text in lower case, without accents and other marks above or below letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold_words(text: str) -> str:
    """Returns the words of the text, folded, one space apart; what is no letter and no digit is gone."""
    letters = INSIDE_WORDS.sub("", fold_letters(text)).translate(ARABIC_ENDINGS)
    return NOT_WORDS.sub(" ", letters).strip()
