"""Deletes the conversation."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import notice
from faro.store.snapshot import Snapshot


class ActionForgetMe(FaroAction):
    """Deletes the conversation."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns a line that says so; `web` and the engine then drop everything."""
        reply = notice("forgotten", snapshot, turn.lang, turn.clinic, now)
        return Response(reply, {"last_topic": None}, {"forget": True}, ends_check=True)
