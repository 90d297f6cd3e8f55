"""Answers a question about one topic."""

from __future__ import annotations

import datetime as dt

from actions.faro_action import FaroAction, Response
from actions.tell_place import answers_where, take_place
from actions.turn import Turn
from faro.answers.compose import compose
from faro.answers.finding import PLACE_TOPICS, SCOPE_TOPIC, SEATS_OF_THE_COURTS, answer_with_place
from faro.answers.places import Place, place_of
from faro.answers.replies import CLARIFY_CHOICES, fallback
from faro.store.snapshot import Snapshot


class ActionAnswerTopic(FaroAction):
    """Answers a question about one topic."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the topic's answer, with what a place adds to it; the runners-up stay at hand for a correction."""
        if turn.topic is None:
            return Response(fallback(1, snapshot, turn.lang, turn.clinic, now), {"misunderstandings": 1.0})
        if answers_where(turn, snapshot):
            return take_place(turn, snapshot, now)
        slots: dict[str, object] = {"runners_up": list(turn.topics[1 : 1 + CLARIFY_CHOICES])}
        if turn.topic not in PLACE_TOPICS:
            return Response(compose(snapshot, turn.topic, turn.lang, turn.clinic, now), slots)
        place = _place(turn)
        # In the middle of the risk check one question at a time is enough.
        ask = not turn.place_asked and not turn.checking
        reply = answer_with_place(snapshot, turn.topic, turn.lang, turn.clinic, now, place, ask=ask)
        if place.states:
            slots |= {"states": list(place.states), "zip_code": place.zip_code}
        elif ask and turn.topic != SCOPE_TOPIC:
            slots |= {"place_asked": True, "awaiting": "place"}
        return Response(reply, slots)


def _place(turn: Turn) -> Place:
    """Returns the place that the message names, else the one known from before."""
    named = turn.named
    if turn.topic == SCOPE_TOPIC:
        named = place_of([state for state in named.states if state not in SEATS_OF_THE_COURTS], named.zip_code)
    return named if named.states else turn.place
