"""What an action may know of one turn: read from the tracker once, so that no action reaches into its dictionaries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from actions.risk_slots import BEFORE, FORM, LEFT, QUESTIONS
from faro.answers.places import NOWHERE, Place, place_of
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot

LIKELY = 0.5
PLACE_ENTITIES = ("state", "zip")
# Two Chinese characters are about a word.
WORD = re.compile(r"[\u3400-\u9fff]{1,2}|[^\W\d_\u3400-\u9fff]+")


@dataclass(frozen=True)
class Turn:
    """One turn: the language and clinic that `web` settled, what was understood, and what was spoken of before.

    `checking` says that the risk check waits for an answer, `answers` holds those it has (question to value), and
    `before` what leads to its next question. `named` is the place and `years` the tax years that this very message
    names, `words_beside` how many words it has beside the place, and `place` the place known from before.
    """

    lang: str
    clinic: str | None
    text: str
    topics: tuple[str, ...]
    confidence: float
    last_topic: str | None
    offered_topics: tuple[str, ...]
    misunderstandings: int
    intent: str = ""
    choice: str = ""
    checking: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    before: str = ""
    also_asked: str | None = None
    named: Place = NOWHERE
    words_beside: int = 0
    years: tuple[int, ...] = ()
    place: Place = NOWHERE
    place_asked: bool = False
    awaiting: str | None = None
    runners_up: tuple[str, ...] = ()

    @property
    def topic(self) -> str | None:
        """Returns the likeliest topic, or None."""
        return self.topics[0] if self.topics else None

    def urgency(self, snapshot: Snapshot) -> float:
        """Returns how sure it is that the message is about an emergency, from 0 (it is not) to 1."""
        topic = snapshot.topics.get(self.topic or "") if self.intent == "faq" else None
        return self.confidence if topic is not None and topic.urgent else 0.0

    def is_unlikely_emergency(self, snapshot: Snapshot) -> bool:
        """Returns whether an emergency was heard that is more likely none: they are heard at a low confidence."""
        return 0.0 < self.urgency(snapshot) < LIKELY

    @property
    def is_guess(self) -> bool:
        """Returns whether what was heard is more likely something else."""
        return self.confidence < LIKELY

    @property
    def is_in_conversation(self) -> bool:
        """Returns whether something was spoken of or asked before that the message may lean on."""
        return bool(self.last_topic or self.offered_topics or self.awaiting or self.misunderstandings)

    @property
    def has_left_check(self) -> bool:
        """Returns whether a risk check was left in the middle and can be gone on with."""
        return not self.checking and (self.before == LEFT or bool(self.answers))


def turn_of(tracker: Tracker) -> Turn:
    """Returns the turn that the tracker's latest message stands for; missing parts become empty ones."""
    message: dict[str, Any] = tracker.latest_message or {}
    metadata = message.get("metadata") or {}
    ranking = message.get("topic_ranking") or []
    topics = [entry["topic"] for entry in ranking if entry.get("topic")]
    if metadata.get("topic"):
        topics = [metadata["topic"], *(topic for topic in topics if topic != metadata["topic"])]
    text = message.get("text") or ""
    return Turn(
        lang=metadata.get("lang") or FALLBACK_LANGUAGE,
        clinic=metadata.get("clinic"),
        text="" if text.startswith("/") else text,
        topics=tuple(topics),
        confidence=float((message.get("intent") or {}).get("confidence") or 0.0),
        last_topic=tracker.slots.get("last_topic"),
        offered_topics=tuple(tracker.slots.get("offered_topics") or ()),
        misunderstandings=int(tracker.slots.get("misunderstandings") or 0),
        intent=(message.get("intent") or {}).get("name") or "",
        choice=metadata.get("choice") or "",
        checking=(tracker.active_loop or {}).get("name") == FORM,
        answers={slot: value for slot in QUESTIONS if (value := tracker.slots.get(slot))},
        before=tracker.slots.get(BEFORE) or "",
        also_asked=message.get("also_asked"),
        named=place_of(_named(message, "state"), next(iter(_named(message, "zip")), None)),
        words_beside=_words_beside_place(message),
        years=tuple(int(year) for year in _named(message, "tax_year")),
        place=place_of(tracker.slots.get("states") or (), tracker.slots.get("zip_code")),
        place_asked=bool(tracker.slots.get("place_asked")),
        awaiting=tracker.slots.get("awaiting"),
        runners_up=tuple(tracker.slots.get("runners_up") or ()),
    )


def _named(message: dict[str, Any], entity: str) -> list[str]:
    """Returns the values of an entity in the message, digits of any script as ASCII ones, a ZIP+4 as its ZIP code."""
    values = [str(found["value"]) for found in message.get("entities") or [] if found.get("entity") == entity]
    if entity == "state":
        return values
    return ["".join(str(unicodedata.digit(digit)) for digit in value.split("-")[0]) for value in values]


def _words_beside_place(message: dict[str, Any]) -> int:
    """Returns how many words the message has outside the names of places that were found in it."""
    rest = list(message.get("text") or "")
    for found in message.get("entities") or []:
        if found.get("entity") in PLACE_ENTITIES and "start" in found:
            rest[found["start"] : found["end"]] = " " * (found["end"] - found["start"])
    return len(WORD.findall("".join(rest)))
