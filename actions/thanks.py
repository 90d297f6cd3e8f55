"""Takes thanks."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import small_talk
from faro.store.snapshot import Snapshot


class ActionThanks(FaroAction):
    """Takes thanks."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns a line of welcome."""
        return Response(small_talk("thanks", snapshot, turn.lang, turn.clinic, now))
