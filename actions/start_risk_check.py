"""Answers who asks to have their own situation looked at: with what it depends on."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.compose import compose
from faro.store.snapshot import Snapshot


class ActionStartRiskCheck(FaroAction):
    """Answers who asks to have their own situation looked at: with what it depends on."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the two sides of filing, which name who should see a lawyer first."""
        return Response(compose(snapshot, "should_i_file", turn.lang, turn.clinic, now))
