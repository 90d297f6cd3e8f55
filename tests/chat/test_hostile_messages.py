"""Messages that are known to break a bare Rasa server: each gets an answer, and harms nobody."""

from __future__ import annotations

import json

import pytest

from .edge import FakeEngine, Visitor

HOSTILE = {
    "restart command": "/restart",
    "a slash": "/",
    "intent with entities": '//faq{"a":1}',
    "session start": "/session_start",
    "lone surrogate": "is it \ud800 safe",
    "surrogates the wrong way round": "\udc00\ud800",
    "nul": "is it\x00 safe",
    "only nul": "\x00",
    "only spaces": " \n\t ",
    "only invisible": "\u200b\u200d\ufeff",
    "right-to-left override": "\u202eefas ti si",
    "template": "{{ ruling.status }} {{ 7*7 }} ${x} {text}",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE document; --",
    "format string": "%s %n %(x)s {0.__class__}",
    "terminal escapes": "\x1b[2J\x1b]0;x\x07",
    "combining marks": "z" + "\u0301" * 1999,
    "one letter that folds to a phrase": "\ufdfa" * 2000,
    "the longest text": "a" * 2000,
    "unassigned": "\U000e0fff\uffff",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_answered(visitor: Visitor, engine: FakeEngine, text: str) -> None:
    first = visitor.say()

    # By escapes, as a browser sends a lone surrogate; a long text would then not fit into the body.
    body = json.dumps({"conversation": first["conversation"], "text": text}, ensure_ascii=len(text) < 1000)
    response = visitor.send_bytes(body.encode("utf-8"))

    assert response.status_code == 200
    assert response.json()["conversation"] == first["conversation"]
    sent = engine.turns[-1]
    assert sent["choice"] is None
    assert len(sent["text"]) <= 2000
    sent["text"].encode("utf-8")
    assert not any(character < " " and character not in "\n\t" for character in sent["text"])


@pytest.mark.parametrize("text", [HOSTILE["template"], HOSTILE["html"]])
def test_what_a_person_writes_never_comes_back(visitor: Visitor, engine: FakeEngine, text: str) -> None:
    answered = visitor.post({"text": text})
    engine.sends(b"[]")
    limited = visitor.post({"text": text})

    for response in (answered, limited):
        assert text not in response.text
        assert "alert(1)" not in response.text
        assert "7*7" not in response.text


def test_hostile_message_of_one_leaves_the_other_alone(visitor: Visitor) -> None:
    other = visitor.say("hello")
    for text in ("/restart", "//faq", "\x00"):
        visitor.say(text)

    assert visitor.say("hello", conversation=other["conversation"])["conversation"] == other["conversation"]
