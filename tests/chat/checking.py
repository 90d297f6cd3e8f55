"""Leads through the risk check in place of Rasa and the actions: the next question at every button, then the result."""

from __future__ import annotations

import json
from typing import Any

import httpx

from faro.answers.risk_question import ask_question
from faro.answers.risk_result import compose_result
from tests.chat.edge import FakeEngine


def lead_through_check(engine: FakeEngine) -> None:
    """Makes the engine ask the next question at every answer, and end with the result."""
    answers: dict[str, str] = {}
    snapshot = engine.snapshot

    async def turn(body: dict[str, Any]) -> httpx.Response:
        lang = body["metadata"]["lang"]
        _, _, answer = (body["choice"] or "").partition(":")
        question, _, value = answer.partition(":")
        if value:
            answers[question] = value
        waiting = next((question for question in snapshot.risk_questions if question not in answers), None)
        if waiting:
            before = "why" if answer == "why" else "" if answers else "start"
            reply = ask_question(waiting, before, snapshot, lang, None, engine.now)
        else:
            reply = compose_result(snapshot, answers, lang, engine.now)
        data = {**reply.as_json(), "confidence": 1.0}
        return httpx.Response(200, content=json.dumps({"messages": [data]}).encode())

    engine.behaviour = turn
