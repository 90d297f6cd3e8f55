"""What all actions share: read the turn, make a reply, send it as data, and say something cautious if that fails."""

from __future__ import annotations

import datetime as dt
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import published
from actions.check_around import around_check
from actions.risk_slots import emptied, left
from actions.turn import Turn, turn_of
from faro.answers.compose import UnknownTopicError
from faro.answers.replies import and_also, limited
from faro.answers.reply import Reply
from faro.store.snapshot import Snapshot

logger = logging.getLogger(__name__)

# What holds until the next message alone, unless its action says otherwise.
FOR_ONE_TURN: Mapping[str, Any] = {"misunderstandings": 0.0, "offered_topics": [], "runners_up": [], "awaiting": None}


@dataclass(frozen=True)
class Response:
    """A reply, the slots that it changes, and what `web` is told beside it (`set_lang`, `forget`).

    `leaves_check` leaves a risk check that is going on, to be gone on with later; `ends_check` deletes its answers.
    """

    reply: Reply
    slots: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    leaves_check: bool = False
    ends_check: bool = False


class FaroAction(Action, ABC):
    """An action that answers one turn. Subclasses name themselves and make the response; none can be silent.

    `stays_in_check` marks the actions of the risk check itself.
    """

    stays_in_check = False

    @abstractmethod
    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns what is said to this turn."""

    def name(self) -> str:
        """Returns the action's name in the domain, from the name of its class: ActionGreet is action_greet."""
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in type(self).__name__).lstrip("_")

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Sends the reply as data and returns the slots it sets."""
        turn, now = turn_of(tracker), dt.datetime.now(dt.UTC)
        snapshot = published.current()
        try:
            response = self.respond(turn, snapshot, now)
        except Exception as error:
            # The kind of the error only: its text may quote what somebody wrote.
            logger.error("%s failed: %s", self.name(), type(error).__name__)
            unknown = isinstance(error, UnknownTopicError)
            topic = None if unknown else turn.topic
            response = Response(_cautious(topic, snapshot, turn, now))
        reply = response.reply
        # Nobody at a door is asked the next question: the check waits until the person goes on with it. What is more
        # likely no emergency is met with both, or an answer misheard would end the check.
        emergency = reply.kind == "urgent" and not turn.is_unlikely_emergency(snapshot)
        leaves = response.leaves_check or emergency
        if turn.also_asked:
            reply = _with_second_question(reply, turn.also_asked, turn, snapshot, now)
        if not self.stays_in_check and not response.ends_check:
            reply = around_check(reply, turn, snapshot, leaves=leaves)
        data = {**reply.as_json(), "confidence": round(turn.confidence, 2), **response.told}
        dispatcher.utter_message(json_message=data)
        slots = {**FOR_ONE_TURN, **response.slots}
        if response.reply.topic:
            slots["last_topic"] = response.reply.topic
        events = [SlotSet(slot, value) for slot, value in slots.items()]
        if response.ends_check and (turn.checking or turn.has_left_check):
            events += [*left(), *emptied()]
        elif turn.checking and leaves:
            events += left()
        return events


def _cautious(topic: str | None, snapshot: Snapshot, turn: Turn, now: dt.datetime) -> Reply:
    """Returns a limited reply; without the topic where that very topic is what cannot be composed."""
    try:
        return limited(topic, snapshot, turn.lang, turn.clinic, now)
    except Exception:
        return limited(None, snapshot, turn.lang, turn.clinic, now)


def _with_second_question(reply: Reply, topic: str, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Reply:
    """Returns the reply with the second question as a button; the reply alone where that cannot be said."""
    try:
        return and_also(reply, topic, snapshot, turn.clinic, now)
    except Exception as error:
        logger.error("a second question was not offered: %s", type(error).__name__)
        return reply
