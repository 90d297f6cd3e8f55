"""Recognises the language of a message: by its script, and for Latin letters by the letters of our own messages."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

EXAMPLE = re.compile(r"^ {4}- (.+)$", re.MULTILINE)
# A digit inside a word is a letter to those who write Arabic as "3andi".
WORD = re.compile(r"[^\W\d_]+(?:['’]?[^\W\d_]+|[2-9](?=[^\W\d_]))*|[2-9][^\W\d_][^\W_]*")
# The letters that Latin script lacks: 3 for ʿayn, 7 for ḥāʾ, 5 for khāʾ, 2 for a glottal stop, 9 for qāf or ṣād.
ARABIC_IN_LATIN = re.compile(
    r"(?<![\w$#-])(?!\d+(?:am|pm|st|nd|rd|th|yrs?|k)\b)[a-z']*[23579][a-z'23579]*[a-z][a-z'23579]+(?!\w)", re.IGNORECASE
)
LONGEST_SEQUENCE = 4
SMOOTHING = 0.02
SURE = 0.85
SURE_OF_A_WORD = 0.6
LETTERS_OF_A_WORD = 4
CHINESE_CHARACTERS_OF_A_WORD = 2
READ_CHARACTERS = 300
SCRIPTS = {"HANGUL": "ko", "CJK": "zh", "ARABIC": "ar", "CYRILLIC": "ru"}


@dataclass(frozen=True)
class Recognised:
    """The likeliest language of a message and how likely it is among those known, from 0 to 1."""

    lang: str
    confidence: float
    letters: int = LETTERS_OF_A_WORD

    @property
    def sure(self) -> bool:
        """Returns whether a reply may follow this language: "hola" tells less than a sentence, "hi" next to nothing."""
        return self.confidence >= (SURE_OF_A_WORD if self.letters >= LETTERS_OF_A_WORD else SURE)


class LanguageRecogniser:
    """A naive Bayes classifier over letter sequences of one to four, learnt from messages of each language."""

    def __init__(self, messages: Mapping[str, Iterable[str]]) -> None:
        counts = {
            lang: Counter(s for text in texts for s in letter_sequences(text)) for lang, texts in messages.items()
        }
        known = set().union(*counts.values()) if counts else set()
        self._weights: dict[str, dict[str, float]] = {}
        self._unseen: dict[str, float] = {}
        for lang, counter in counts.items():
            total = sum(counter.values()) + SMOOTHING * (len(known) + 1)
            self._weights[lang] = {s: math.log((n + SMOOTHING) / total) for s, n in counter.items()}
            self._unseen[lang] = math.log(SMOOTHING / total)

    def recognise(self, text: str) -> Recognised | None:
        """Returns the language of the text, or None where it has no letters or nothing was learnt."""
        script = script_language(text) or ("ar" if is_arabic_in_latin(text) else None)
        if script:
            return Recognised(script, 1.0)
        sequences = letter_sequences(text[:READ_CHARACTERS])
        if not sequences or not self._weights:
            return None
        scores = {
            lang: sum(weights.get(s, self._unseen[lang]) for s in sequences) for lang, weights in self._weights.items()
        }
        best = max(scores, key=lambda lang: scores[lang])
        # Overlapping sequences count the same letters several times; dividing by their length undoes that.
        odds = [math.exp(max((score - scores[best]) / LONGEST_SEQUENCE, -700)) for score in scores.values()]
        return Recognised(best, 1 / sum(odds), sum(letter.isalpha() for letter in text))


def script_language(text: str) -> str | None:
    """Returns the language that the script of most letters settles, or None for Latin letters and for none."""
    scripts = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha())
    if not scripts:
        return None
    script = scripts.most_common(1)[0][0]
    return SCRIPTS.get(script.split("-")[0])


def is_arabic_in_latin(text: str) -> bool:
    """Returns whether words use digits as Arabic letters: one with 3, 5 or 7 is enough, of "2day" it takes two."""
    words: list[str] = ARABIC_IN_LATIN.findall(text)
    return len(words) >= 2 or any(set(word) & set("357") for word in words)


def length_in_words(text: str) -> int:
    """Returns how many words the text has; Chinese, which is written without spaces, has one in two characters."""
    characters = sum(unicodedata.name(letter, "").startswith("CJK") for letter in text)
    return max(len(text.split()), characters // CHINESE_CHARACTERS_OF_A_WORD)


def letter_sequences(text: str) -> list[str]:
    """Returns the sequences of one to four letters of each word, word edges marked, in lower case."""
    sequences = []
    for word in WORD.findall(text.lower()):
        marked = f" {word} "
        for length in range(1, LONGEST_SEQUENCE + 1):
            sequences += [marked[i : i + length] for i in range(len(marked) - length + 1)]
    return sequences


def training_messages(nlu: Path) -> dict[str, list[str]]:
    """Returns the training messages of each language from the folder of NLU files."""
    messages: dict[str, list[str]] = {}
    for path in sorted(nlu.glob("*/*.yml")):
        messages.setdefault(path.parent.name, []).extend(EXAMPLE.findall(path.read_text("utf-8")))
    return messages


def texts_of_languages(nlu: Path, content: Path) -> dict[str, list[str]]:
    """Returns the training messages of each language, and the answers written in it.

    People leave marks out, and the messages do too: by them alone a Spanish sentence with its marks looks Portuguese.
    """
    texts = training_messages(nlu)
    for lang, of_lang in texts.items():
        of_lang += [path.read_text("utf-8") for path in sorted((content / lang).glob("*.md"))]
    return texts
