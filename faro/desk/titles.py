"""By what name the desk speaks of a text, its kind and its language."""

from __future__ import annotations

from faro.content.kinds import AnswerText, Fact, Fields, Ruling
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot


def title_of(fields: Fields, key: str) -> str:
    """Returns what a person calls this text: its question, claim, title or name, else its key."""
    if isinstance(fields, AnswerText):
        return fields.title
    if isinstance(fields, Fact):
        return fields.claim
    if isinstance(fields, Ruling):
        return fields.what.get(FALLBACK_LANGUAGE, key)
    for name in ("title", "name"):
        value = getattr(fields, name, None)
        if isinstance(value, str):
            return value
        if isinstance(value, dict):
            return str(value.get(FALLBACK_LANGUAGE, key))
    return key


def language_name(snapshot: Snapshot, code: str) -> str:
    """Returns a language by its own name, its code where it is not in the list, and nothing for none."""
    language = snapshot.languages.get(code)
    return language.name if language else code
