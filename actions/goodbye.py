"""Says goodbye."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.tell_me_more import more_to_tell
from actions.turn import Turn
from faro.answers.replies import small_talk
from faro.answers.risk_reading import says_go_on
from faro.store.snapshot import Snapshot


class ActionGoodbye(FaroAction):
    """Says goodbye."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the goodbye; where it is only a guess and something was spoken of, what to tell next instead."""
        if says_go_on(turn.text, snapshot, turn.lang):
            return more_to_tell(turn, snapshot, now)
        if turn.is_guess and turn.is_in_conversation:
            # "I already have one" sounds a little like leaving, and nobody should be sent away by mistake.
            return Response(small_talk("affirm", snapshot, turn.lang, turn.clinic, now, turn.offered_topics))
        return Response(small_talk("goodbye", snapshot, turn.lang, turn.clinic, now), leaves_check=True)
