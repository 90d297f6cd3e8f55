"""Takes the place that somebody names, or that they would rather not say it."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.finding import NO_PLACE_CHOICE, SCOPE_TOPIC, help_anywhere, help_near, scope_near
from faro.store.snapshot import Snapshot


class ActionTellPlace(FaroAction):
    """Takes the place that somebody names, or that they would rather not say it."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the help list for the place, kept for the conversation; the national one where none is told."""
        if turn.choice == NO_PLACE_CHOICE:
            return Response(help_anywhere(snapshot, turn.lang, turn.clinic, now), {"place_asked": True})
        slots: dict[str, object] = {"place_asked": True}
        if turn.named.states:
            slots |= {"states": list(turn.named.states), "zip_code": turn.named.zip_code}
        if turn.last_topic == SCOPE_TOPIC and turn.named.states:
            return Response(scope_near(snapshot, turn.lang, turn.clinic, now, turn.named), slots)
        return Response(help_near(snapshot, turn.lang, turn.clinic, now, turn.named), slots)
