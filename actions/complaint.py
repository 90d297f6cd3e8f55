"""Meets a complaint with one calm line, and with what else may have been meant."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.replies import clarify, fallback, small_talk
from faro.store.snapshot import Snapshot


class ActionComplaint(FaroAction):
    """Meets a complaint with one calm line, and with what else may have been meant."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the runners-up of the last message where there are some, else the menu; the second time a person."""
        count = turn.misunderstandings + 1
        slots: dict[str, object] = {"misunderstandings": float(count)}
        if count > 1:
            return Response(fallback(count, snapshot, turn.lang, turn.clinic, now), slots)
        if turn.runners_up:
            return Response(clarify(turn.runners_up, snapshot, turn.lang, turn.clinic, now, "not_meant"), slots)
        return Response(small_talk("complaint", snapshot, turn.lang, turn.clinic, now), slots)
