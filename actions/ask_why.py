"""Says why."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.follow_up import answer_or_offer
from actions.turn import Turn
from faro.answers.follow_ups import follow_up
from faro.answers.replies import more
from faro.store.snapshot import Snapshot


class ActionAskWhy(FaroAction):
    """Says why."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the reasons behind the last answer: the topic that tells them, or what belongs to it as buttons."""
        topics = follow_up("why", turn.last_topic, snapshot)
        if topics:
            return answer_or_offer(topics, turn, snapshot, now)
        reply = more(turn.last_topic, snapshot, turn.lang, turn.clinic, now)
        offered = [choice.choice.removeprefix("topic:") for choice in reply.messages[0].choices]
        return Response(reply, {"offered_topics": offered})
