"""What keeps a message from being taught, and which messages of other intents it may be mistaken for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Literal

from faro.chat.guard import guard
from faro.teaching.messages import Known, Message, likeness, normalised

SHORTEST, LONGEST = 2, 300
# Of the letters of two messages; above it they are one message with a typo.
SAME = 0.9
NEAR = 0.45
MOST_NEIGHBOURS = 5

Fault = Literal["empty", "too_long", "markup", "personal", "known", "held_out", "no_intent", "no_language"]


def cleaned(text: str) -> str:
    """Returns the message on one line, as it would be written into a training file."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def faults(message: Message, known: Known, taught: Iterable[Message], topics: Iterable[str]) -> list[Fault]:
    """Returns everything that keeps the message from being taught, empty when nothing does.

    `topics` are those that have an answer, or are about to. Held-out messages are the exam: one that is taught would
    be answered by heart.
    """
    text, found = message.text, list[Fault]()
    if len(normalised(text)) < SHORTEST:
        found.append("empty")
    if len(text) > LONGEST:
        found.append("too_long")
    # Rasa would read brackets as an entity, and a slash in front as a command.
    if any(mark in text for mark in "[]{}<>\\") or text[:1] in "/-@#":
        found.append("markup")
    if guard(text).hidden:
        found.append("personal")
    if message.intent not in known.small_talk and message.intent not in set(topics):
        found.append("no_intent")
    if message.lang not in {one.lang for one in known.training}:
        found.append("no_language")
    same = normalised(text)
    if any(one.lang == message.lang and normalised(one.text) == same for one in (*known.training, *taught)):
        found.append("known")
    if any(normalised(one.text) == same for one in known.held_out) or any(
        is_same(text, one.text) for one in known.held_out if one.lang == message.lang
    ):
        found.append("held_out")
    return found


def is_same(one: str, other: str) -> bool:
    """Returns whether two messages are one, typos and spelling aside."""
    return likeness(one, other) >= SAME


def neighbours(message: Message, known: Known, taught: Iterable[Message]) -> list[tuple[Message, float]]:
    """Returns the messages of other intents that are most alike, in the same language, with how alike they are."""
    others = [
        (one, round(likeness(message.text, one.text), 2))
        for one in (*known.training, *taught)
        if one.lang == message.lang and one.intent != message.intent
    ]
    near = [pair for pair in others if pair[1] >= NEAR]
    return sorted(near, key=lambda pair: (-pair[1], pair[0].text))[:MOST_NEIGHBOURS]
