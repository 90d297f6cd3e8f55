"""Says the last answer more simply."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import simpler
from faro.store.snapshot import Snapshot


class ActionExplainSimpler(FaroAction):
    """Says the last answer more simply."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the short version of the last topic."""
        return Response(simpler(turn.last_topic, snapshot, turn.lang, turn.clinic, now))
