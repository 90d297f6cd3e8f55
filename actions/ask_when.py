"""Says since when something is so, and whether it still is."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.compose import compose
from faro.answers.replies import as_of
from faro.store.snapshot import Snapshot


class ActionAskWhen(FaroAction):
    """Says since when something is so, and whether it still is."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns how the last answer stands today; without one, how the rulings stand."""
        if turn.last_topic is None or snapshot.answer(turn.last_topic, turn.lang) is None:
            return Response(compose(snapshot, "ruling_status", turn.lang, turn.clinic, now))
        return Response(as_of(turn.last_topic, snapshot, turn.lang, turn.clinic, now))
