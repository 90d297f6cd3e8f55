"""Meets somebody who says that they are afraid, and asks nothing."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import fear
from faro.answers.risk_question import start_choice
from faro.store.snapshot import Snapshot


class ActionTellFear(FaroAction):
    """Meets somebody who says that they are afraid, and asks nothing."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns that the fear makes sense, what to do in danger, and where to begin."""
        check = start_choice(snapshot, turn.lang)
        return Response(fear(snapshot, turn.lang, turn.clinic, now, check))
