"""Takes a no: to the place that was asked for, to the topics offered, or to the last answer."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.finding import help_anywhere
from faro.answers.replies import clarify, fallback, small_talk
from faro.store.snapshot import Snapshot


class ActionDeny(FaroAction):
    """Takes a no: to the place that was asked for, to the topics offered, or to the last answer."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns what is left to offer; a second no in a row leads to a person."""
        if turn.awaiting == "place":
            return Response(help_anywhere(snapshot, turn.lang, turn.clinic, now))
        if turn.misunderstandings == 0:
            # A no to an answer that might have been another one is the first misunderstanding.
            missed = {"misunderstandings": 1.0} if turn.runners_up else {}
            return Response(small_talk("deny", snapshot, turn.lang, turn.clinic, now, turn.runners_up), missed)
        count = turn.misunderstandings + 1
        slots: dict[str, object] = {"misunderstandings": float(count)}
        if count == 2 and turn.runners_up:
            return Response(clarify(turn.runners_up, snapshot, turn.lang, turn.clinic, now, "not_meant"), slots)
        return Response(fallback(count, snapshot, turn.lang, turn.clinic, now), slots)
