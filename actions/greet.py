"""Greets and shows what can be asked."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import greet
from faro.store.snapshot import Snapshot


class ActionGreet(FaroAction):
    """Greets and shows what can be asked."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the greeting with the menu."""
        return Response(greet(snapshot, turn.lang, turn.clinic, now))
