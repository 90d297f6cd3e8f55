"""Offers what belongs to the last answer."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import more
from faro.store.snapshot import Snapshot


class ActionTellMeMore(FaroAction):
    """Offers what belongs to the last answer."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the related topics as buttons, kept so that a yes can pick the first."""
        reply = more(turn.last_topic, snapshot, turn.lang, turn.clinic, now)
        offered = [choice.choice.removeprefix("topic:") for choice in reply.messages[0].choices]
        return Response(reply, {"offered_topics": offered if reply.kind == "clarify" else []})
