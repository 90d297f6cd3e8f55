"""Answers a question about one topic."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.compose import compose
from faro.answers.replies import fallback
from faro.store.snapshot import Snapshot


class ActionAnswerTopic(FaroAction):
    """Answers a question about one topic."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the topic's answer."""
        if turn.topic is None:
            return Response(fallback(1, snapshot, turn.lang, turn.clinic, now), {"misunderstandings": 1.0})
        return Response(compose(snapshot, turn.topic, turn.lang, turn.clinic, now))
