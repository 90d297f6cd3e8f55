"""Splits a message into the sentences and clauses that may each ask for something of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_PARTS = 3
LONGEST_OPENING = 3
WORDS_OF_A_CLAUSE = 3
LETTERS_OF_A_CLAUSE = 5

_SENTENCE_END = re.compile(r"(?<=[.!?;؟…])\s+|(?<=[。！？；])\s*|\n+")
_QUESTION = re.compile(r"[?？؟]\W*$")
_OPENING = re.compile(r"(\S+(?:\s\S+)?)[,，،]\s*(\S.*)", re.DOTALL)
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_WORD = re.compile(r"\w+")


def parts_of(text: str, conjunctions: Sequence[str]) -> list[str]:
    """Return the parts of `text` in order; none where it is one piece, or a story of more than three.

    A question is a part, and so is what follows one. A statement is the background of the question behind it, so that
    both are one piece; only a short opening ("thanks.", "no, I meant …") stands apart. A clause behind one of the
    `conjunctions` is a part where both sides are long enough to ask something.
    """
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(text) if _WORD.search(sentence)]
    if any(not _stands_alone(sentence) for sentence in sentences[:-1]):
        return []
    parts = [part for sentence in sentences for clause in _clauses(sentence, conjunctions) for part in _opened(clause)]
    return parts if 2 <= len(parts) <= MOST_PARTS else []


def _stands_alone(sentence: str) -> bool:
    return _QUESTION.search(sentence) is not None or len(_WORD.findall(sentence)) <= LONGEST_OPENING


def _clauses(sentence: str, conjunctions: Sequence[str]) -> list[str]:
    if not conjunctions:
        return [sentence]
    either = "|".join(re.escape(word) for word in conjunctions)
    for match in re.finditer(rf"[,，،]?\s+(?:{either})\s+|(?:[,，。]\s*)(?:{either})", sentence, re.IGNORECASE):
        before, after = sentence[: match.start()], sentence[match.end() :]
        if _is_long_enough(before) and _is_long_enough(after):
            return [before, after]
    return [sentence]


def _opened(clause: str) -> list[str]:
    opened = _OPENING.fullmatch(clause)
    return [opened[1], opened[2]] if opened else [clause]


def _is_long_enough(clause: str) -> bool:
    if _WITHOUT_SPACES.search(clause):
        return len(_WITHOUT_SPACES.findall(clause)) >= LETTERS_OF_A_CLAUSE
    return len(_WORD.findall(clause)) >= WORDS_OF_A_CLAUSE
