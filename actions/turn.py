"""What an action may know of one turn: read from the tracker once, so that no action reaches into its dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from actions.risk_slots import BEFORE, FORM, LEFT, QUESTIONS
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot


@dataclass(frozen=True)
class Turn:
    """One turn: the language and clinic that `web` settled, what was understood, and what was spoken of before.

    `checking` says that the risk check waits for an answer, `answers` holds those it has (question to value), and
    `before` what leads to its next question.
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

    @property
    def topic(self) -> str | None:
        """Returns the likeliest topic, or None."""
        return self.topics[0] if self.topics else None

    def urgency(self, snapshot: Snapshot) -> float:
        """Returns how sure it is that the message is about an emergency, from 0 (it is not) to 1."""
        topic = snapshot.topics.get(self.topic or "") if self.intent == "faq" else None
        return self.confidence if topic is not None and topic.urgent else 0.0

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
        last_topic=tracker.get_slot("last_topic"),
        offered_topics=tuple(tracker.get_slot("offered_topics") or ()),
        misunderstandings=int(tracker.get_slot("misunderstandings") or 0),
        intent=(message.get("intent") or {}).get("name") or "",
        choice=metadata.get("choice") or "",
        checking=(tracker.active_loop or {}).get("name") == FORM,
        answers={slot: value for slot in QUESTIONS if (value := tracker.slots.get(slot))},
        before=tracker.slots.get(BEFORE) or "",
    )
