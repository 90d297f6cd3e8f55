"""The facts and the numbers to call: how sure each is, how many answers lean on it, and the way to its form."""

from __future__ import annotations

from starlette.responses import Response

from faro.answers.words import Words
from faro.content.kinds import Fact
from faro.desk.entries import leaning_on
from faro.desk.visit import DeskRoute, Visit
from faro.store.snapshot import FALLBACK_LANGUAGE

SURENESS = ("unconfirmed", "second_hand", "read")


def facts(visit: Visit) -> Response:
    """Answers `GET /facts`: what nobody has confirmed stands first."""
    snapshot = visit.desk.snapshot()
    words = Words(snapshot, FALLBACK_LANGUAGE)
    return visit.page(
        "facts",
        facts={
            verification: [
                (
                    fact,
                    _figure(fact, words),
                    sum(len(languages) for languages in leaning_on(snapshot, fact.key).values()),
                )
                for fact in snapshot.facts.values()
                if fact.verification == verification
            ]
            for verification in SURENESS
        },
        helplines=tuple(snapshot.helplines.values()),
    )


def _figure(fact: Fact, words: Words) -> str:
    return words.figure(fact) if fact.value is not None or fact.display else ""


routes = (DeskRoute("/facts", facts, "volunteer"),)
