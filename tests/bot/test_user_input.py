"""What people write is never a command, and what `web` sends has one shape."""

from __future__ import annotations

from typing import Any

import pytest
from components.user_input import BadInputError, never_a_command, user_input

SENDER = "p0Zk-abcdefgh_1234567"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("hola", "hola"),
        ("/restart", "restart"),
        ("  / // /greet{}", "greet{}"),
        ("\u00a0/\u2003/faq@1.0", "faq@1.0"),
        ("\x00/\ud800/stop", "stop"),
        ("\x1f/\x85/stop", "stop"),
        ("\ufeff/stop", "stop"),
        ("and/or", "and/or"),
        ("////", ""),
        ("a\x00b", "a b"),
    ],
)
def test_text_is_never_a_command(text: str, read: str) -> None:
    assert never_a_command(text) == read


@pytest.mark.parametrize("text", ["/" * 5000 + "restart", " /" * 3000, "/\u200b/restart", "\u200b/restart"])
def test_no_disguise_brings_the_slash_back(text: str) -> None:
    assert not never_a_command(text).strip().startswith("/")
    assert len(never_a_command(text)) <= 2000


@pytest.mark.parametrize(
    ("choice", "intent", "metadata"),
    [
        ("topic:ruling_status", "faq", {"topic": "ruling_status"}),
        ("lang:es", "change_language", {"lang": "es"}),
        ("lang:zh-Hans", "change_language", {"lang": "zh-Hans"}),
        ("risk_check", "start_risk_check", {}),
        ("risk_check:removal_order:have_order", "risk_check_reply", {}),
        ("risk_check:stop", "stop", {}),
        ("greet", "greet", {}),
        ("forget", "forget_me", {}),
    ],
)
def test_choices(choice: str, intent: str, metadata: dict[str, Any]) -> None:
    asked = user_input({"sender": SENDER, "choice": choice, "metadata": {"clinic": "acme"}})
    assert (asked.intent, asked.text) == (intent, f"/{intent}")
    assert asked.metadata == {"clinic": "acme", "choice": choice, **metadata}


def test_neither_text_nor_choice_is_a_greeting() -> None:
    assert user_input({"sender": SENDER}).intent == "greet"


def test_text_of_slashes_alone_is_not_understood() -> None:
    assert user_input({"sender": SENDER, "text": " / "}).intent == "nlu_fallback"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "BadSender"),
        ({"sender": None}, "BadSender"),
        ({"sender": "default"}, "BadSender"),
        ({"sender": "a" * 65}, "BadSender"),
        ({"sender": "a" * 15 + "\ud800\ud800"}, "BadSender"),
        ({"sender": "a" * 16 + "\n"}, "BadSender"),
        ({"sender": "a" * 16 + "\x00"}, "BadSender"),
        ({"sender": ["a" * 16]}, "BadSender"),
        ({"sender": SENDER, "text": 5}, "BadText"),
        ({"sender": SENDER, "text": "a", "choice": "greet"}, "TextAndChoice"),
        ({"sender": SENDER, "choice": "/restart"}, "BadChoice"),
        ({"sender": SENDER, "choice": "topic:Bad Topic"}, "BadChoice"),
        ({"sender": SENDER, "choice": "restart"}, "BadChoice"),
        ({"sender": SENDER, "choice": 1}, "BadChoice"),
        ({"sender": SENDER, "text": "a", "metadata": []}, "BadMetadata"),
        ({"sender": SENDER, "text": "a", "metadata": "x"}, "BadMetadata"),
    ],
)
def test_what_web_must_not_send(body: dict[str, Any], error: str) -> None:
    with pytest.raises(BadInputError, match=error):
        user_input(body)
