"""Fills the slots of the risk check from what was said, or leaves a message that is no answer to the rules."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import published
from actions.risk_slots import BEFORE, LEFT, QUESTIONS, REQUESTED
from actions.turn import Turn, turn_of
from faro.answers.risk_reading import NOT_SAID, Answered, Heard, Wished, read_reply
from faro.store.snapshot import Snapshot

logger = logging.getLogger(__name__)


class ValidateRiskCheckForm(Action):
    """Says nothing itself: the form asks the next question, and rejects a message for which no slot comes back."""

    def name(self) -> str:
        """Returns the name under which Rasa's form looks for its validation."""
        return "validate_risk_check_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Returns the slots that the message fills or empties; none where it is no answer and no wish."""
        turn = turn_of(tracker)
        try:
            slots = slots_of(turn, tracker.slots.get(REQUESTED), published.current())
        except Exception as error:
            # The kind of the error only: its text may quote what somebody wrote.
            logger.error("%s failed: %s", self.name(), type(error).__name__)
            slots = {}
        return [SlotSet(slot, value) for slot, value in slots.items()]


def slots_of(turn: Turn, waiting: str | None, snapshot: Snapshot) -> Mapping[str, Any]:
    """Returns slot to value for one message while the question `waiting` waits, None when the check begins."""
    leans = turn.last_topic is not None
    heard = Heard(turn.text, turn.intent, turn.choice, turn.urgency(snapshot), leans, not turn.is_guess)
    said = read_reply(heard, waiting, snapshot, turn.lang)
    answer = {said.question: said.value} if isinstance(said, Answered) else {}
    if waiting is None:
        # A question that nobody publishes any more is not asked.
        gone = {slot: NOT_SAID for slot in QUESTIONS if slot not in snapshot.risk_questions}
        begun = "again" if turn.answers or turn.before == LEFT else "start"
        return {**gone, **answer, BEFORE: begun, "last_topic": None, "misunderstandings": 0.0}
    if isinstance(said, Answered):
        how = "typed" if said.typed else "answered"
        before = f"{how}:{said.question}:{said.value}"
        return {**answer, BEFORE: before, "last_topic": None, "misunderstandings": 0.0}
    if isinstance(said, Wished):
        return _wished(said, waiting)
    return {}


def _wished(said: Wished, waiting: str) -> Mapping[str, Any]:
    if said.wish == "stop":
        return {BEFORE: "stop", REQUESTED: None}
    if said.wish == "back":
        place = QUESTIONS.index(waiting)
        return {QUESTIONS[place - 1]: None, BEFORE: "back"} if place else {BEFORE: "again"}
    return {BEFORE: said.wish}
