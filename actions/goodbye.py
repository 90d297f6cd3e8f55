"""Says goodbye."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import small_talk
from faro.store.snapshot import Snapshot


class ActionGoodbye(FaroAction):
    """Says goodbye."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the goodbye."""
        return Response(small_talk("goodbye", snapshot, turn.lang, turn.clinic, now), leaves_check=True)
