"""Meets a complaint with one calm line and the menu."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import small_talk
from faro.store.snapshot import Snapshot


class ActionComplaint(FaroAction):
    """Meets a complaint with one calm line and the menu."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the line."""
        return Response(small_talk("complaint", snapshot, turn.lang, turn.clinic, now))
