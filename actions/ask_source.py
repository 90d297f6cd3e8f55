"""Says where the last answer was read."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import sources
from faro.store.snapshot import Snapshot


class ActionAskSource(FaroAction):
    """Says where the last answer was read."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the sources of the last topic."""
        return Response(sources(turn.last_topic, snapshot, turn.lang, turn.clinic, now))
