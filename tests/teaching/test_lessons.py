"""What is taught is checked, written in one canonical form, and read back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from faro.teaching.lessons import read_lessons, render_lessons, write_lessons
from faro.teaching.messages import Known, Message, normalised, read_known
from faro.teaching.validation import faults, neighbours

KNOWN = Known(
    training=(
        Message("itin_what", "en", "what is an itin"),
        Message("itin_renew", "en", "my itin has expired, what now"),
        Message("greet", "en", "hello"),
        Message("itin_what", "es", "qué es un itin"),
    ),
    held_out=(Message("itin_what", "en", "whats that nine number thing"),),
    small_talk=frozenset({"greet"}),
)
TAUGHT = (Message("itin_what", "en", "that number with a nine in front"),)


@pytest.mark.parametrize(
    ("intent", "lang", "text", "expected"),
    [
        ("itin_what", "en", "is the itin a real number", []),
        ("greet", "en", "good evening to you", []),
        ("itin_what", "es", "para qué sirve ese número", []),
        ("itin_what", "en", "?!", ["empty"]),
        ("itin_what", "en", "a" * 301, ["too_long"]),
        ("itin_what", "en", "what is [itin](number)", ["markup"]),
        ("itin_what", "en", "/restart now", ["markup"]),
        ("itin_what", "en", "my itin is 912-34-5678 is it good", ["personal"]),
        ("itin_what", "en", "What is an ITIN?!", ["known"]),
        ("itin_what", "en", "That number with a nine in front.", ["known"]),
        ("itin_what", "en", "What's that nine-number thing??", ["held_out"]),
        ("itin_what", "en", "whats that nine nmber thing", ["held_out"]),
        ("nothing", "en", "is the itin a real number", ["no_intent"]),
        ("itin_what", "de", "was ist eine itin", ["no_language"]),
    ],
)
def test_only_what_helps_is_taught(intent: str, lang: str, text: str, expected: list[str]) -> None:
    assert faults(Message(intent, lang, text), KNOWN, TAUGHT, ["itin_what", "itin_renew"]) == expected


def test_messages_of_other_intents_that_are_alike_are_named() -> None:
    found = neighbours(Message("itin_what", "en", "my itin expired, what now?"), KNOWN, TAUGHT)
    assert [message.text for message, _ in found] == ["my itin has expired, what now"]
    assert neighbours(Message("itin_renew", "en", "my itin expired, what now?"), KNOWN, TAUGHT) == []


def test_lessons_are_read_back_byte_for_byte(tmp_path: Path) -> None:
    messages = [
        Message("itin_what", "ar", "ما هو الرقم: ITIN؟"),
        Message("itin_what", "en", 'is it "real": yes or # no'),
        Message("greet", "en", "good evening, 'sir'"),
        Message("itin_renew", "en", "{not a mapping"),
    ]
    write_lessons(messages, KNOWN, tmp_path)
    again = read_lessons(tmp_path)
    assert set(again) == set(messages)
    for name, text in render_lessons(again, KNOWN.small_talk).items():
        assert (tmp_path / name).read_bytes() == text.encode()


def test_lessons_that_came_home_are_not_taught_twice(tmp_path: Path) -> None:
    write_lessons([*TAUGHT, Message("itin_what", "en", "What is an ITIN")], KNOWN, tmp_path)
    assert read_lessons(tmp_path) == list(TAUGHT)
    write_lessons([], KNOWN, tmp_path)
    assert read_lessons(tmp_path) == []


def test_real_messages_are_read(tmp_path: Path) -> None:
    known = read_known(Path(__file__).resolve().parents[2] / "data")
    assert {"itin_what", "ice_at_door"} <= known.topics
    assert {"greet", "out_of_scope"} <= known.small_talk
    assert not {m.intent for m in known.held_out} - known.topics - known.small_talk


def test_spelling_case_and_marks_do_not_hide_a_message() -> None:
    assert normalised("¿Qué  ES un ITIN?") == normalised("que es un itin")
