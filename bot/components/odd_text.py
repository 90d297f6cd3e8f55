"""Makes any text that reaches the engine safe to encode: no control characters, no lone surrogates, capped."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls, surrogates, and the marks that only steer layout. Zero-width joiners stay: scripts need them.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff]")


def without_unsafe_characters(text: str) -> str:
    """Return `text` with controls and lone surrogates turned into spaces and composed to NFC."""
    return unicodedata.normalize("NFC", _UNSAFE.sub(" ", text))


def beginning_and_end(text: str, characters: int) -> str:
    """Return at most `characters` of `text`: its beginning, and its end, where a long story asks its question."""
    if len(text) <= characters:
        return text
    end = characters // 3
    return f"{text[: characters - end - 1]} {text[-end:]}"
