"""Changes the language to the one that the person named."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from actions.faro_action import FaroAction, Response
from actions.language_asked import language_asked
from actions.turn import Turn
from faro.answers.compose import compose
from faro.answers.replies import languages, notice
from faro.store.snapshot import Snapshot


class ActionChangeLanguage(FaroAction):
    """Changes the language to the one that the person named."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns a line in the new language and the last answer again, or the languages when none was named."""
        chosen = language_asked(turn, snapshot)
        if chosen is None:
            return Response(languages(snapshot, turn.lang, turn.clinic, now))
        reply = notice("language_changed", snapshot, chosen, turn.clinic, now)
        if turn.last_topic and not turn.checking and snapshot.answer(turn.last_topic, chosen):
            again = compose(snapshot, turn.last_topic, chosen, turn.clinic, now)
            said = replace(reply.messages[0], choices=())
            reply = replace(again, messages=(said, *again.messages))
        return Response(reply, told={"set_lang": chosen})
