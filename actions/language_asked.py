"""Says which language a turn asks for in words: `web` follows a button by itself, words only from the next turn on."""

from __future__ import annotations

from actions.turn import Turn
from faro.answers.language_names import named_language
from faro.store.snapshot import Snapshot


def language_asked(turn: Turn, snapshot: Snapshot) -> str | None:
    """Returns the offered language that the person asks for in this turn, or None."""
    if turn.intent != "change_language":
        return None
    asked = named_language(turn.text, snapshot) if turn.text else turn.lang
    return asked if snapshot.is_offered(asked) else None
