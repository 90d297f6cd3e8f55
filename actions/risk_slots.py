"""The names of the risk check in the tracker: its form, the slots of its questions, and what leads to a question."""

from __future__ import annotations

from collections.abc import Iterable

from rasa_sdk.events import ActiveLoop, EventType, SlotSet

FORM = "risk_check_form"
# In the order in which the form asks; a test holds it equal to the domain and to data/risk_check.yml.
QUESTIONS = (
    "removal_order",
    "filed_before",
    "itin",
    "criminal_case",
    "other_number",
    "immigration_case",
    "household",
)
BEFORE = "risk_check_before"
REQUESTED = "requested_slot"
LEFT = "left"


def emptied() -> Iterable[EventType]:
    """Returns the events after which nothing of a risk check is left."""
    return [SlotSet(slot, None) for slot in (*QUESTIONS, BEFORE)]


def left() -> Iterable[EventType]:
    """Returns the events that end the form and keep its answers, so that the check can go on later."""
    return [ActiveLoop(None), SlotSet(REQUESTED, None), SlotSet(BEFORE, LEFT)]
