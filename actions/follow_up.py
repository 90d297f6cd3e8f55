"""Answers a follow-up that can mean one topic only, and offers the topics where it may mean several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from actions.faro_action import Response
from actions.turn import Turn
from faro.answers.compose import compose
from faro.answers.replies import clarify
from faro.store.snapshot import Snapshot


def answer_or_offer(topics: Sequence[str], turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
    """Returns the answer to the one topic, or several as buttons, kept so that a yes can pick the first."""
    if len(topics) == 1 and snapshot.answer(topics[0], turn.lang):
        return Response(compose(snapshot, topics[0], turn.lang, turn.clinic, now))
    reply = clarify(topics, snapshot, turn.lang, turn.clinic, now)
    offered = [choice.choice.removeprefix("topic:") for choice in reply.messages[0].choices]
    return Response(reply, {"offered_topics": offered})
