"""Asks which of the likeliest topics was meant."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import CLARIFY_CHOICES, clarify
from faro.store.snapshot import Snapshot


class ActionClarify(FaroAction):
    """Asks which of the likeliest topics was meant."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the topics as buttons, kept so that a yes can pick the first."""
        offered = turn.topics[:CLARIFY_CHOICES]
        reply = clarify(offered, snapshot, turn.lang, turn.clinic, now)
        return Response(reply, {"offered_topics": list(offered)})
