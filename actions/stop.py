"""Stops what is going on."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import notice
from faro.store.snapshot import Snapshot


class ActionStop(FaroAction):
    """Stops what is going on."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns a line that says so."""
        return Response(notice("stopped", snapshot, turn.lang, turn.clinic, now), ends_check=True)
