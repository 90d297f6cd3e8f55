"""Stops what is going on."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.tell_me_more import more_to_tell
from actions.turn import Turn
from faro.answers.replies import notice
from faro.answers.risk_reading import says_go_on
from faro.store.snapshot import Snapshot


class ActionStop(FaroAction):
    """Stops what is going on."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns a line that says so; a guess keeps the answers of a check that was left."""
        if says_go_on(turn.text, snapshot, turn.lang):
            return more_to_tell(turn, snapshot, now)
        return Response(notice("stopped", snapshot, turn.lang, turn.clinic, now), ends_check=not turn.is_guess)
