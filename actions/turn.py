"""What an action may know of one turn: read from the tracker once, so that no action reaches into its dictionaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from faro.store.snapshot import FALLBACK_LANGUAGE


@dataclass(frozen=True)
class Turn:
    """One turn: the language and clinic that `web` settled, what was understood, and what was spoken of before."""

    lang: str
    clinic: str | None
    text: str
    topics: tuple[str, ...]
    confidence: float
    last_topic: str | None
    offered_topics: tuple[str, ...]
    misunderstandings: int

    @property
    def topic(self) -> str | None:
        """Returns the likeliest topic, or None."""
        return self.topics[0] if self.topics else None


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
        last_topic=tracker.get_slot("last_topic"),
        offered_topics=tuple(tracker.get_slot("offered_topics") or ()),
        misunderstandings=int(tracker.get_slot("misunderstandings") or 0),
    )
