"""Offers what belongs to the last answer."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import more, small_talk
from faro.store.snapshot import Snapshot


class ActionTellMeMore(FaroAction):
    """Offers what belongs to the last answer."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the related topics as buttons, kept so that a yes can pick the first."""
        return more_to_tell(turn, snapshot, now)


def more_to_tell(turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
    """Returns the topics related to the last one as buttons; where nothing was spoken of yet, a line that asks."""
    if turn.last_topic is None:
        return Response(small_talk("affirm", snapshot, turn.lang, turn.clinic, now, turn.offered_topics))
    reply = more(turn.last_topic, snapshot, turn.lang, turn.clinic, now)
    offered = [choice.choice.removeprefix("topic:") for choice in reply.messages[0].choices]
    return Response(reply, {"offered_topics": offered if reply.kind == "clarify" else []})
