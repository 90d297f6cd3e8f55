"""Says that a message was not understood, and the second time offers buttons and a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from actions.faro_action import FaroAction, Response
from actions.tell_place import names_unknown_place, take_place
from actions.turn import Turn
from faro.answers.replies import fallback
from faro.answers.risk_question import not_an_answer
from faro.store.snapshot import Snapshot


class ActionFallback(FaroAction):
    """Says that a message was not understood, and the second time offers buttons and a person."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the fallback that fits the number of misunderstandings in a row."""
        count = turn.misunderstandings + 1
        if turn.checking:
            reply = not_an_answer(count, (), snapshot, turn.lang, turn.clinic, now)
            return Response(reply, {"misunderstandings": float(count)})
        if names_unknown_place(turn):
            taken = take_place(turn, snapshot, now)
            return replace(taken, slots={**taken.slots, "misunderstandings": float(count)})
        reply = fallback(count, snapshot, turn.lang, turn.clinic, now)
        return Response(reply, {"misunderstandings": float(count)})
