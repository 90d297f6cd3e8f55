"""Says the last answer again."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.compose import compose
from faro.answers.replies import greet
from faro.store.snapshot import Snapshot


class ActionRepeat(FaroAction):
    """Says the last answer again."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the last topic's answer, or the greeting when there was none."""
        if turn.last_topic is None:
            return Response(greet(snapshot, turn.lang, turn.clinic, now))
        return Response(compose(snapshot, turn.last_topic, turn.lang, turn.clinic, now))
