"""Takes a yes: to the first topic that was offered, if one was."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.compose import compose
from faro.answers.replies import small_talk
from faro.store.snapshot import Snapshot


class ActionAffirm(FaroAction):
    """Takes a yes: to the first topic that was offered, if one was."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the first topic offered, or a line that asks what to tell."""
        if turn.offered_topics:
            return Response(compose(snapshot, turn.offered_topics[0], turn.lang, turn.clinic, now))
        return Response(small_talk("affirm", snapshot, turn.lang, turn.clinic, now))
