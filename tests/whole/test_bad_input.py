"""What the running server does with what nobody should send."""

from __future__ import annotations

import httpx
import pytest

from tests.whole.conftest import RunningFaro

pytestmark = pytest.mark.engine

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b"[" * 8000, 400),
        (b'{"text": "\xff\xfe"}', 400),
        (b'{"text": "' + b"a" * 1_000_000 + b'"}', 413),
        (b'{"text": "a", "choice": "forget"}', 422),
        (b'{"clinic": "no-such-clinic"}', 422),
        (b'{"lang": "xx"}', 422),
        (b'{"conversation": "\\ud800"}', 422),
    ],
)
def test_a_request_that_cannot_be_answered_says_why(faro: RunningFaro, body: bytes, status: int) -> None:
    response = faro.client.post("/api/v1/chat", content=body, headers=JSON)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"]


@pytest.mark.parametrize("text", ["\\ud83d hello", "/restart", "/", '/faq{\\"topic\\":\\"x\\"}', "\\u0000", "🤷", "@"])
def test_odd_text_gets_an_answer_and_no_command(faro: RunningFaro, text: str) -> None:
    response = faro.client.post("/api/v1/chat", content=f'{{"text": "{text}"}}'.encode(), headers=JSON)
    assert response.status_code == 200
    assert response.json()["kind"] != "limited"


def test_an_unknown_conversation_starts_a_new_one(faro: RunningFaro) -> None:
    unknown = "A" * 22
    reply = faro.say("what is an itin", conversation=unknown)
    assert reply["conversation"] != unknown
    assert reply["kind"] == "answer"


def test_the_engine_and_the_actions_listen_on_loopback_only(faro: RunningFaro) -> None:
    for port in (faro.settings.engine_port, faro.settings.actions_port, faro.settings.port):
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.2:{port}/", trust_env=False, timeout=2)
