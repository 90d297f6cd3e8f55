"""Reads what `web` sends for one turn: who, and the text, the choice or the greeting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME, INTENT_MESSAGE_PREFIX

from components.odd_text import without_unsafe_characters

MAX_CHARACTERS = 2000

_SENDER = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NAME = re.compile(r"[a-z0-9_]{1,64}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
_RISK_REPLY = re.compile(r"risk_check:[a-z0-9_:-]{1,64}")

_INTENT_OF_CHOICE = {
    "risk_check": "start_risk_check",
    "greet": "greet",
    "forget": "forget_me",
    "place:none": "tell_place",
}


class BadInputError(ValueError):
    """A turn that `web` must not send; the message is a fixed word, never what was sent."""


@dataclass(frozen=True)
class UserInput:
    """One turn: `intent` is set when nothing is left to be understood, `text` otherwise."""

    sender: str
    text: str
    intent: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


def sender_of(body: Mapping[str, Any]) -> str:
    """Return the conversation's id.

    Raises:
        BadInputError: when it is missing or of another shape. There is no default conversation to share.
    """
    sender = body.get("sender")
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        raise BadInputError("BadSender")
    return sender


def user_input(body: Mapping[str, Any]) -> UserInput:
    """Return the turn that `body` (`sender`, `text` or `choice` or neither, `metadata`) stands for.

    Raises:
        BadInputError: when a field has another shape.
    """
    sender = sender_of(body)
    text, choice, metadata = body.get("text"), body.get("choice"), body.get("metadata")
    metadata = {} if metadata is None else metadata
    if not isinstance(metadata, dict):
        raise BadInputError("BadMetadata")
    if text is not None and choice is not None:
        raise BadInputError("TextAndChoice")
    if choice is not None:
        return _chosen(sender, choice, metadata)
    if text is None:
        return UserInput(sender, f"{INTENT_MESSAGE_PREFIX}greet", "greet", dict(metadata))
    if not isinstance(text, str):
        raise BadInputError("BadText")
    words = never_a_command(text)
    if not words:
        intent = DEFAULT_NLU_FALLBACK_INTENT_NAME
        return UserInput(sender, INTENT_MESSAGE_PREFIX + intent, intent, dict(metadata))
    return UserInput(sender, words, None, dict(metadata))


def words_of(body: Mapping[str, Any]) -> str:
    """Return the text that is only to be understood, in no conversation.

    Raises:
        BadInputError: when there is none, or nothing readable in it.
    """
    text = body.get("text")
    words = never_a_command(text) if isinstance(text, str) else ""
    if not words:
        raise BadInputError("BadText")
    return words


def never_a_command(text: str) -> str:
    """Return `text` cleaned, capped, and without the slashes that would make it a command of Rasa's."""
    cleaned = without_unsafe_characters(text[:MAX_CHARACTERS])
    # Rasa strips white space again before it looks for the slash, so both go together until neither is left.
    while cleaned[:1].isspace() or cleaned.startswith(INTENT_MESSAGE_PREFIX):
        cleaned = cleaned.lstrip().lstrip(INTENT_MESSAGE_PREFIX)
    return cleaned.rstrip()


def _chosen(sender: str, choice: Any, metadata: dict[str, Any]) -> UserInput:
    if not isinstance(choice, str):
        raise BadInputError("BadChoice")
    kind, _, value = choice.partition(":")
    chosen = {**metadata, "choice": choice}
    if kind == "topic" and _NAME.fullmatch(value):
        intent = "faq"
        chosen["topic"] = value
    elif kind == "lang" and _LANGUAGE.fullmatch(value):
        intent = "change_language"
        chosen["lang"] = value
    elif choice == "risk_check:stop":
        # Pressed again when the check has long ended, it must not begin another one.
        intent = "stop"
    elif _RISK_REPLY.fullmatch(choice):
        intent = "risk_check_reply"
    elif choice in _INTENT_OF_CHOICE:
        intent = _INTENT_OF_CHOICE[choice]
    else:
        raise BadInputError("BadChoice")
    return UserInput(sender, INTENT_MESSAGE_PREFIX + intent, intent, chosen)
