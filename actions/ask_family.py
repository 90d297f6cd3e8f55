"""Says what the last answer means for the family."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.follow_up import answer_or_offer
from actions.turn import Turn
from faro.answers.follow_ups import follow_up
from faro.store.snapshot import Snapshot


class ActionAskFamily(FaroAction):
    """Says what the last answer means for the family."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the topic about the family that fits the last one, or those that may be meant."""
        return answer_or_offer(follow_up("family", turn.last_topic, snapshot), turn, snapshot, now)
