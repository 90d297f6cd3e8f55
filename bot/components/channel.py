"""The only way into the engine: one turn in, its messages out, and conversations forgotten on request."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

import rasa.telemetry
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.events import UserUttered
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from sanic import Blueprint, response
from sanic.app import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from components import action_replies, quick_turns, quiet_logging
from components.confidence_bands import CLARIFY_INTENT, OUT_OF_SCOPE_INTENT
from components.topic_classifier import TOPIC_INTENT, TOPIC_RANKING_KEY
from components.tracker_store import FaroTrackerStore
from components.user_input import BadInputError, UserInput, sender_of, user_input, words_of

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]

MAX_BODY_BYTES = 64 * 1024
SWEEP_SECONDS = 15
# `faro up` then starts the last good model; the number is that of a bad configuration in sysexits.h.
UNUSABLE_MODEL = 78


class TelemetryIsOnError(RasaException):
    """Rasa would report its use to others."""


class WrongTrackerStoreError(RasaException):
    """Conversations are kept elsewhere than in memory."""


class NoReplyError(Exception):
    """A turn ended without a message: an action failed, and Rasa only logged it."""


class FaroChannel(InputChannel):
    """`POST turn`, `POST understand`, `POST forget` and `GET live`, under `/webhooks/faro`."""

    def __init__(self, turn_timeout_seconds: float = 10) -> None:
        self._turn_timeout_seconds = turn_timeout_seconds

    @classmethod
    def name(cls) -> str:
        """Return the name, which is also the last part of the address."""
        return "faro"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> FaroChannel:
        """Create the channel and, before anybody can write, silence the logs.

        Raises:
            TelemetryIsOnError: when RASA_TELEMETRY_ENABLED is not false.
        """
        if rasa.telemetry.is_telemetry_enabled():
            raise TelemetryIsOnError("Start the engine with RASA_TELEMETRY_ENABLED=false.")
        quiet_logging.install()
        action_replies.install()
        quick_turns.install()
        return cls(**(credentials or {}))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the channel's addresses."""
        blueprint = Blueprint("faro_channel")

        @blueprint.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            try:
                asked = user_input(_body(request))
            except BadInputError as error:
                return _error(str(error), 400)
            try:
                return response.json(await self._turn(asked, on_new_message, request.app.ctx.agent))
            except Exception as error:
                logger.error("turn failed", exc_info=error)
                return _error(type(error).__name__, 500)

        @blueprint.route("/understand", methods=["POST"])
        async def understand(request: Request) -> HTTPResponse:
            try:
                text = words_of(_body(request))
            except BadInputError as error:
                return _error(str(error), 400)
            try:
                return response.json(_ranked(await request.app.ctx.agent.parse_message(text)))
            except Exception as error:
                logger.error("understanding failed", exc_info=error)
                return _error(type(error).__name__, 500)

        @blueprint.route("/forget", methods=["POST"])
        async def forget(request: Request) -> HTTPResponse:
            try:
                sender = sender_of(_body(request))
            except BadInputError as error:
                return _error(str(error), 400)
            conversations(request.app.ctx.agent).forget(sender)
            return response.empty()

        @blueprint.route("/live", methods=["GET"])
        async def live(request: Request) -> HTTPResponse:
            return response.json({"trackers": len(conversations(request.app.ctx.agent))})

        @blueprint.listener("after_server_start")
        async def understand_something(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            if not await _understands(app.ctx.agent):
                logger.critical("unusable model")
                logging.shutdown()
                # Sanic would go on serving, and Rasa would answer every turn with nothing.
                os._exit(UNUSABLE_MODEL)
            # What the model and Rasa made at the start stays; to look through it for garbage again and again, while
            # somebody waits, would find none.
            gc.collect()
            gc.freeze()

        @blueprint.listener("after_server_start")
        async def sweep(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            app.add_task(_sweep_for_ever(app))

        return blueprint

    async def _turn(self, asked: UserInput, on_new_message: OnNewMessage, agent: Agent) -> dict[str, Any]:
        """Run one turn and return its messages and what was understood.

        Raises:
            NoReplyError: when no action said anything.
            TimeoutError: when the turn takes too long.
        """
        spoken = CollectingOutputChannel()
        message = UserMessage(
            asked.text,
            spoken,
            asked.sender,
            parse_data=_settled(asked),
            input_channel=self.name(),
            metadata=asked.metadata,
        )
        await asyncio.wait_for(on_new_message(message), self._turn_timeout_seconds)
        messages = [entry["custom"] for entry in spoken.messages if "custom" in entry]
        if not messages:
            raise NoReplyError
        return {"messages": messages, **_understood(conversations(agent).latest_message(asked.sender))}


def conversations(agent: Agent) -> FaroTrackerStore:
    """Return the store of `agent`'s conversations.

    Raises:
        WrongTrackerStoreError: when endpoints.yml names another store, or Rasa fell back to its own.
    """
    # Rasa wraps every store in one that falls back to its own, and has no public way to the one inside.
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    if not isinstance(store, FaroTrackerStore):
        raise WrongTrackerStoreError("The engine keeps conversations in FaroTrackerStore alone.")
    return store


def _body(request: Request) -> dict[str, Any]:
    if len(request.body) > MAX_BODY_BYTES:
        raise BadInputError("TooLarge")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise BadInputError("NotJson") from None
    if not isinstance(body, dict):
        raise BadInputError("NotJson")
    return body


def _settled(asked: UserInput) -> dict[str, Any] | None:
    """Return what is understood by a choice, which needs no understanding, or None for text."""
    if asked.intent is None:
        return None
    topic = asked.metadata.get("topic") if asked.intent == TOPIC_INTENT else None
    return {
        TEXT: asked.text,
        INTENT: {INTENT_NAME_KEY: asked.intent, PREDICTED_CONFIDENCE_KEY: 1.0},
        ENTITIES: [],
        TOPIC_RANKING_KEY: [{"topic": topic, "confidence": 1.0}] if topic else [],
    }


def _understood(message: UserUttered | None) -> dict[str, Any]:
    """Return intent, confidence and topic of a message; a conversation forgotten in its turn has none."""
    if message is None:
        return {"intent": None, "confidence": 0.0, "topic": None}
    topics = message.parse_data.get(TOPIC_RANKING_KEY) or []
    is_question = message.intent_name == TOPIC_INTENT
    return {
        "intent": message.intent_name,
        "confidence": message.intent.get(PREDICTED_CONFIDENCE_KEY, 0.0),
        "topic": topics[0]["topic"] if is_question and topics else None,
    }


def _ranked(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return what would be done with a message, and its ranking: full intent names, the likeliest first."""
    intent = parsed[INTENT]
    name = intent[INTENT_NAME_KEY]
    unsure = {CLARIFY_INTENT: "clarify", DEFAULT_NLU_FALLBACK_INTENT_NAME: "fallback", OUT_OF_SCOPE_INTENT: "fallback"}
    ranking = parsed.get(INTENT_RANKING_KEY) or []
    return {
        "decision": unsure.get(name, "answer"),
        "confidence": intent[PREDICTED_CONFIDENCE_KEY],
        "ranking": [{"intent": e[INTENT_NAME_KEY], "confidence": e[PREDICTED_CONFIDENCE_KEY]} for e in ranking],
    }


def _error(name: str, status: int) -> HTTPResponse:
    return response.json({"error": name}, status=status)


async def _understands(agent: Agent) -> bool:
    """Return whether the model was loaded and can be used; the first use also readies it for the first person."""
    try:
        return agent.is_ready() and bool(await agent.parse_message("hello"))
    except Exception as error:
        logger.critical("the model failed", exc_info=error)
        return False


async def _sweep_for_ever(app: Sanic) -> None:
    """Drop expired conversations even while nobody writes."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        conversations(app.ctx.agent).sweep()
