"""Takes the place that somebody names, or that they would rather not say it."""

from __future__ import annotations

import datetime as dt
import re

from actions.faro_action import FaroAction, Response
from actions.turn import Turn
from faro.answers.finding import NO_PLACE_CHOICE, PLACE_TOPICS, SCOPE_TOPIC, help_anywhere, help_near, scope_near
from faro.store.snapshot import Snapshot

ASKS = re.compile(r"[?？؟]")
# The words that may stand beside the place in an answer to where somebody lives ("en Texas", "we all live in Texas").
FEW_WORDS, FEW_WORDS_NEAR_THE_MATTER = 2, 4


class ActionTellPlace(FaroAction):
    """Takes the place that somebody names, or that they would rather not say it."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the help list for the place, kept for the conversation; the national one where none is told."""
        if turn.choice == NO_PLACE_CHOICE:
            return Response(help_anywhere(snapshot, turn.lang, turn.clinic, now), {"place_asked": True})
        if turn.last_topic == SCOPE_TOPIC and turn.named.states:
            return Response(scope_near(snapshot, turn.lang, turn.clinic, now, turn.named), _told(turn))
        return take_place(turn, snapshot, now)


def take_place(turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
    """Returns the help list for the place that the message names; where none is known, it stays asked for."""
    return Response(help_near(snapshot, turn.lang, turn.clinic, now, turn.named), _told(turn))


def answers_where(turn: Turn, snapshot: Snapshot) -> bool:
    """Returns whether a message that was understood as a question answers where the person lives.

    That was asked just before, and so "en Texas" does not ask about the reach of an order there.
    """
    if turn.awaiting != "place" or not turn.text or ASKS.search(turn.text) or turn.urgency(snapshot):
        return False
    few = FEW_WORDS_NEAR_THE_MATTER if turn.topic in PLACE_TOPICS else FEW_WORDS
    return turn.words_beside <= few and (bool(turn.named.states) or turn.topic == SCOPE_TOPIC)


def names_unknown_place(turn: Turn) -> bool:
    """Returns whether a message that was not understood may name a place after it was asked for, as a small town."""
    if turn.awaiting != "place" or not turn.text or ASKS.search(turn.text) or turn.misunderstandings:
        return False
    return turn.words_beside <= FEW_WORDS_NEAR_THE_MATTER


def _told(turn: Turn) -> dict[str, object]:
    if turn.named.states:
        return {"place_asked": True, "states": list(turn.named.states), "zip_code": turn.named.zip_code}
    return {"place_asked": True, "awaiting": "place"}
