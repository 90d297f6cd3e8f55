"""Asks the questions of the risk check: one action for each, as Rasa's form looks for them by name."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod

from actions.faro_action import FaroAction, Response
from actions.language_asked import language_asked
from actions.risk_slots import BEFORE
from actions.turn import Turn
from faro.answers.risk_question import ask_question
from faro.store.snapshot import Snapshot


class AskRiskQuestion(FaroAction):
    """Asks one question, after whatever led to it."""

    stays_in_check = True

    @property
    @abstractmethod
    def question(self) -> str:
        """The question's id, which is also its slot."""

    def respond(self, turn: Turn, snapshot: Snapshot, now: dt.datetime) -> Response:
        """Returns the question with its buttons; the misunderstandings before it still count."""
        lang = language_asked(turn, snapshot) or turn.lang
        reply = ask_question(self.question, turn.before, snapshot, lang, turn.clinic, now)
        kept = {"misunderstandings": float(turn.misunderstandings), "offered_topics": list(turn.offered_topics)}
        return Response(reply, {BEFORE: None, **kept})


class ActionAskRemovalOrder(AskRiskQuestion):
    """Asks about a final removal order."""

    question = "removal_order"


class ActionAskFiledBefore(AskRiskQuestion):
    """Asks about earlier returns and their address."""

    question = "filed_before"


class ActionAskItin(AskRiskQuestion):
    """Asks whether there is an ITIN."""

    question = "itin"


class ActionAskCriminalCase(AskRiskQuestion):
    """Asks about a criminal case or investigation."""

    question = "criminal_case"


class ActionAskOtherNumber(AskRiskQuestion):
    """Asks about a number that was not the person's own."""

    question = "other_number"


class ActionAskImmigrationCase(AskRiskQuestion):
    """Asks about an open immigration case."""

    question = "immigration_case"


class ActionAskHousehold(AskRiskQuestion):
    """Asks who else lives there or is on the return."""

    question = "household"
