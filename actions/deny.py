"""Takes a no."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import small_talk
from faro.store.snapshot import Snapshot


class ActionDeny(FaroAction):
    """Takes a no."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns a line that asks what to tell instead."""
        return Response(small_talk("deny", snapshot, turn.lang, turn.clinic, now))
