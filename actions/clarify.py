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
        """Returns the topics as buttons; the second time in a row with a person; the menu where there are no topics."""
        count = turn.misunderstandings + 1
        slots: dict[str, object] = {"misunderstandings": float(count)}
        likeliest = turn.topics[:CLARIFY_CHOICES]
        if turn.checking:
            return Response(not_an_answer(count, likeliest, snapshot, turn.lang, turn.clinic, now), slots)
        key = "clarify" if count == 1 else "clarify_again"
        reply = clarify(likeliest, snapshot, turn.lang, turn.clinic, now, key)
        offered = [choice.choice.removeprefix("topic:") for choice in reply.messages[0].choices]
        if not offered:
            return Response(fallback(count, snapshot, turn.lang, turn.clinic, now), slots)
        slots |= {"offered_topics": offered, "runners_up": list(turn.topics[CLARIFY_CHOICES:])}
        return Response(reply, slots)
