"""How hard a text is to read: sentences, words, syllables, and the two scores that the content is held to."""

from __future__ import annotations

import re
from functools import cache

from pyphen import Pyphen

SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(¿¡]*[A-ZÁÉÍÓÚÑ¿¡0-9])|\n+")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
ABBREVIATIONS = re.compile(r"\b(U\.S|D\.C|EE\. UU|P\.O|v|No|Dr|St)\.(?=\s)")
DICTIONARIES = {"en": "en_US", "es": "es"}


def sentences(text: str) -> list[str]:
    """Returns the sentences of a plain text; a line break ends one too."""
    # An abbreviation's full stop ends no sentence.
    whole = ABBREVIATIONS.sub(lambda match: match[0].replace(".", ""), text)
    return [part.strip() for part in SENTENCE_END.split(whole) if part and WORD.search(part)]


def words(text: str) -> list[str]:
    """Returns the words of a text."""
    return WORD.findall(text)


def syllables(word: str, lang: str) -> int:
    """Returns the number of syllables of a word, at least one."""
    return len(_dictionary(DICTIONARIES[lang]).inserted(word.lower(), "-").split("-"))


def flesch_kincaid_grade(text: str) -> float:
    """Returns the U.S. school grade that an English text asks for (Kincaid and others, 1975)."""
    found, per_sentence, per_word = _measure(text, "en")
    return 0.39 * per_sentence + 11.8 * per_word - 15.59 if found else 0.0


def szigriszt(text: str) -> float:
    """Returns the ease of a Spanish text, 0 (hard) to 100 (easy), on the INFLESZ scale (Szigriszt-Pazos, 1993)."""
    found, per_sentence, per_word = _measure(text, "es")
    return 206.835 - 62.3 * per_word - per_sentence if found else 100.0


def _measure(text: str, lang: str) -> tuple[int, float, float]:
    """Returns the number of words, words per sentence, and syllables per word."""
    parts, found = sentences(text), words(text)
    if not parts or not found:
        return 0, 0.0, 0.0
    return len(found), len(found) / len(parts), sum(syllables(word, lang) for word in found) / len(found)


@cache
def _dictionary(name: str) -> Pyphen:
    return Pyphen(lang=name, left=1, right=1)
