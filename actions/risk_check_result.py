"""Ends the risk check: with its result, or with a line when it was stopped; nothing of it is left either way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.faro_action import FaroAction, Response
from actions.risk_slots import emptied
from actions.turn import Turn
from faro.answers.compose import topic_choices
from faro.answers.replies import MENU
from faro.answers.risk_question import stopped
from faro.answers.risk_result import compose_result
from faro.store.snapshot import Snapshot


class ActionRiskCheckResult(FaroAction):
    """Ends the risk check."""

    stays_in_check = True

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns what the answers mean, or that the check was stopped."""
        if turn.before == "stop":
            return Response(stopped(snapshot, turn.lang, turn.clinic, now, topic_choices(snapshot, MENU, turn.lang)))
        return Response(compose_result(snapshot, turn.answers, turn.lang, now, turn.clinic))

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Sends the reply and empties every slot of the check, also when the result could not be composed."""
        return [*super().run(dispatcher, tracker, domain), *emptied()]
