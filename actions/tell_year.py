"""Takes a message that only names a year."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.follow_up import answer_or_offer
from actions.turn import Turn
from faro.answers.follow_ups import follow_up, kind_of_year
from faro.store.snapshot import Snapshot


class ActionTellYear(FaroAction):
    """Takes a message that only names a year."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns what the year asks after the last topic, as an answer or as buttons."""
        year = min(turn.years, default=now.year)
        topics = follow_up(kind_of_year(year, now.date()), turn.last_topic, snapshot)
        return answer_or_offer(topics, turn, snapshot, now)
