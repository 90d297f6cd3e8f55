"""Asks which of the likeliest topics was meant."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import CLARIFY_CHOICES, clarify, fallback
from faro.answers.risk_question import not_an_answer
from faro.store.snapshot import Snapshot


class ActionClarify(FaroAction):
    """Asks which of the likeliest topics was meant."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the topics as buttons, kept so that a yes can pick the first, or the menu where there are none."""
        if turn.checking:
            count = turn.misunderstandings + 1
            reply = not_an_answer(count, turn.topics[:CLARIFY_CHOICES], snapshot, turn.lang, turn.clinic, now)
            return Response(reply, {"misunderstandings": float(count)})
        reply = clarify(turn.topics[:CLARIFY_CHOICES], snapshot, turn.lang, turn.clinic, now)
        offered = [choice.choice.removeprefix("topic:") for choice in reply.messages[0].choices]
        if not offered:
            return Response(fallback(1, snapshot, turn.lang, turn.clinic, now), {"misunderstandings": 1.0})
        return Response(reply, {"offered_topics": offered})
