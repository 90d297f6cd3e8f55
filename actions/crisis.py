"""Meets somebody who speaks of suicide or of violence at home."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import crisis
from faro.store.snapshot import Snapshot


class ActionCrisis(FaroAction):
    """Meets somebody who speaks of suicide or of violence at home."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns a calm line that leads to people, and to the clinic where there is one."""
        return Response(crisis(snapshot, turn.lang, turn.clinic, now), leaves_check=True)
