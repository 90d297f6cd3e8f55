"""What a request that cannot be answered gets: the status, the field and the reason, in the person's language."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from faro.store.snapshot import Snapshot

from .edge import CHAT, FORGET, HOST, KEY_OF_NOBODY, FakeEngine, MakeVisitor, Visitor

PROBLEM = "application/problem+json"


def assert_problem(response: httpx.Response, status: int) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert response.status_code == status, body
    assert response.headers["content-type"] == PROBLEM
    assert (body["type"], body["status"]) == ("about:blank", status)
    assert body["title"]
    return body


# 400


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[" * 8192, b"[]", b'"text"', b"null", b"1", b"NaN"),
        *(b'{"text": "\xff\xfe"}', b'{"text": "\xed\xa0\x80"}', b'{"text": "a\nb"}', b"text=hello", b"\x00"),
        b'{"text": ' + b"9" * 5000 + b"}",
    ],
)
@pytest.mark.parametrize("path", [CHAT, FORGET])
def test_what_is_no_json_object_is_400(visitor: Visitor, body: bytes, path: str) -> None:
    assert_problem(visitor.send_bytes(body, path=path), 400)


# 403


@pytest.mark.parametrize(
    "origin",
    [
        *("null", "", "http://127.0.0.1:8001", "http://127.0.0.1", "https://127.0.0.1:8000", "http://127.0.0.1:80000"),
        *("https://faro.example.org.evil.com", "https://evil-faro.example.org", "https://sub.faro.example.org"),
        *(
            "http://faro.example.org",
            "https://faro.example.org:444",
            "https://faro.example.org/",
            "https://FARO.example.org",
        ),
        *(
            "https://faro.example.orgx",
            "https://xfaro.example.org",
            "https://faro-example.org",
            "faro.example.org",
            "*",
        ),
        "https://faro.example.org, https://evil.com",
    ],
)
@pytest.mark.parametrize("path", [CHAT, FORGET])
def test_page_of_another_origin_is_refused(
    make_visitor: MakeVisitor, engine: FakeEngine, origin: str, path: str
) -> None:
    visitor = make_visitor(public_origin="https://faro.example.org")

    response = visitor.post({"conversation": KEY_OF_NOBODY}, path=path, headers={"Origin": origin})

    assert_problem(response, 403)
    assert (engine.turns, engine.forgotten) == ([], [])


@pytest.mark.parametrize("origin", [HOST, "http://localhost:8000", "https://faro.example.org"])
def test_own_pages_may_ask(make_visitor: MakeVisitor, origin: str) -> None:
    visitor = make_visitor(public_origin="https://faro.example.org/")

    assert visitor.post({}, headers={"Origin": origin}).status_code == 200


def test_clinic_page_itself_may_not_ask(visitor: Visitor, snapshot: Snapshot) -> None:
    for origin in snapshot.clinics["example-clinic"].origins:
        assert_problem(visitor.post({}, headers={"Origin": origin}), 403)


# 404 and 405


@pytest.mark.parametrize(
    "path", ["/api", "/api/v1", "/api/v1/nothing", "/api/v2/chat", "/api/v1/topics/no_such_topic", "/api/v1/%00"]
)
def test_unknown_address_is_404(visitor: Visitor, path: str) -> None:
    assert_problem(visitor.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", CHAT), ("PUT", CHAT), ("DELETE", CHAT), ("OPTIONS", CHAT), ("GET", FORGET)),
        *(("POST", "/api/v1/status"), ("POST", "/healthz"), ("DELETE", "/api/v1/topics")),
    ],
)
def test_wrong_method_is_405_and_says_which_are_right(visitor: Visitor, method: str, path: str) -> None:
    response = visitor.request(method, path)

    assert_problem(response, 405)
    assert response.headers["allow"]


# 413 and 415


async def stream(body: bytes, piece: int) -> AsyncIterator[bytes]:
    for at in range(0, len(body), piece):
        yield body[at : at + piece]


LARGE = json.dumps({"text": "a" * 1_000_000}).encode()


@pytest.mark.parametrize("path", [CHAT, FORGET])
def test_large_body_is_413(visitor: Visitor, engine: FakeEngine, path: str) -> None:
    assert_problem(visitor.send_bytes(LARGE, path=path), 413)
    assert engine.turns == []


@pytest.mark.parametrize("headers", [{}, {"Content-Length": str(len(LARGE))}, {"Content-Length": "10"}])
def test_large_body_that_is_streamed_is_413_and_not_read_to_its_end(visitor: Visitor, headers: dict[str, str]) -> None:
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        async for piece in stream(LARGE, 4096):
            sent += len(piece)
            yield piece

    assert_problem(visitor.send_bytes(body(), **headers), 413)
    assert sent <= 3 * 4096


def test_body_of_8_kib_is_taken_and_one_byte_more_is_not(visitor: Visitor) -> None:
    body = b'{"text": "hello"}'

    assert visitor.send_bytes(body.ljust(8192)).status_code == 200
    assert_problem(visitor.send_bytes(body.ljust(8193)), 413)


def test_body_in_many_pieces_is_one_body(visitor: Visitor) -> None:
    assert visitor.send_bytes(stream(b'{"choice": "topic:ice_at_door"}', 3)).json()["topic"] == "ice_at_door"


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "a/b, application/json"]
)
@pytest.mark.parametrize("path", [CHAT, FORGET])
def test_other_types_than_json_are_415(visitor: Visitor, kind: str, path: str) -> None:
    assert_problem(visitor.request("POST", path, content=b"{}", headers={"Content-Type": kind}), 415)


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON ;x=y"])
def test_json_by_any_spelling_is_taken(visitor: Visitor, kind: str) -> None:
    assert visitor.request("POST", CHAT, content=b"{}", headers={"Content-Type": kind}).status_code == 200


# 422

NO_TEXTS: tuple[Any, ...] = (1, True, [], {}, 1.5)
NO_KEYS: tuple[Any, ...] = (1, [], "", "short", "\ud800")
FIELD_FAULTS: list[tuple[dict[str, Any], str, str]] = [
    *(({"text": wrong}, "text", "reason_form") for wrong in NO_TEXTS),
    *(({"choice": wrong}, "choice", "reason_form") for wrong in (1, ["topic:x"], "", "topic:", "Topic:x", "/restart")),
    *(({"choice": wrong}, "choice", "reason_form") for wrong in ("topic:../x", "lang:english", "topic:a\n", "forget ")),
    *(({"conversation": wrong}, "conversation", "reason_form") for wrong in (1, "", "short", "a" * 23, "a" * 21 + "é")),
    *(
        ({"conversation": wrong}, "conversation", "reason_form")
        for wrong in ("a" * 22 + "\n", "\ud800" * 22, "\x00" * 22)
    ),
    ({"text": "a", "choice": "forget"}, "choice", "reason_both"),
    ({"text": "a" * 2001}, "text", "reason_too_long"),
    ({"text": ""}, "text", "reason_empty"),
    *(({"lang": wrong}, "lang", "reason_unknown") for wrong in ("xx", "english", "ES", "", "\ud800")),
    ({"lang": 1}, "lang", "reason_form"),
    *(
        ({"clinic": wrong}, "clinic", "reason_unknown")
        for wrong in ("no-such-clinic", "", "../example-clinic", "\ud800")
    ),
    ({"clinic": []}, "clinic", "reason_form"),
    ({"choice": "topic:no_such_topic"}, "choice", "reason_unknown"),
    ({"choice": "lang:xx"}, "choice", "reason_unknown"),
    ({"text": "a", "sender": "me"}, "body", "reason_unknown"),
    ({"\ud800": "a"}, "body", "reason_unknown"),
]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(("message", "field", "reason"), FIELD_FAULTS)
def test_bad_field_is_422_and_says_which_one_and_why(
    visitor: Visitor,
    engine: FakeEngine,
    snapshot: Snapshot,
    lang: str,
    message: dict[str, Any],
    field: str,
    reason: str,
) -> None:
    body = assert_problem(visitor.send_bytes(json.dumps(message).encode(), **{"Accept-Language": lang}), 422)

    assert body["field"] == field
    assert body["reason"] == snapshot.interface[lang][reason]
    assert field in body["title"]
    assert body["reason"] in body["title"]
    assert engine.turns == []


@pytest.mark.parametrize(
    ("message", "field", "reason"),
    [
        ({}, "conversation", "reason_missing"),
        ({"conversation": None}, "conversation", "reason_missing"),
        *(({"conversation": wrong}, "conversation", "reason_form") for wrong in NO_KEYS),
        ({"conversation": KEY_OF_NOBODY, "text": "a"}, "body", "reason_unknown"),
    ],
)
def test_bad_field_of_forget_is_422(
    visitor: Visitor, snapshot: Snapshot, message: dict[str, Any], field: str, reason: str
) -> None:
    body = assert_problem(visitor.send_bytes(json.dumps(message).encode(), path=FORGET), 422)

    assert (body["field"], body["reason"]) == (field, snapshot.interface["en"][reason])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        *(("status?lang=english", "lang"), ("topics?lang=", "lang"), ("topics/ice_at_door?lang=EN", "lang")),
        *(("clinics?state=Texas", "state"), ("clinics?state=", "state"), ("clinics?state=1X", "state")),
        *(
            ("clinics?zip=7520", "zip"),
            ("clinics?zip=75201-1234", "zip"),
            ("clinics?zip=%D9%A7%D9%A5%D9%A2%D9%A0%D9%A1", "zip"),
        ),
    ],
)
def test_bad_query_is_422(visitor: Visitor, query: str, field: str) -> None:
    assert assert_problem(visitor.get(f"/api/v1/{query}"), 422)["field"] == field


def test_what_was_typed_as_a_field_name_is_not_repeated(visitor: Visitor) -> None:
    assert "900-70-1234" not in visitor.post({"900-70-1234": "a"}).text


# 429 and 503


def test_too_many_messages_of_one_conversation_are_429(make_visitor: MakeVisitor, snapshot: Snapshot) -> None:
    visitor = make_visitor(messages_per_minute=2)
    key = visitor.say()["conversation"]
    for _ in range(2):
        visitor.say("hello", conversation=key)

    response = visitor.post({"text": "hola", "conversation": key}, headers={"Accept-Language": "es"})

    assert assert_problem(response, 429)["title"] == snapshot.interface["es"]["problem_too_many"]
    assert 1 <= int(response.headers["retry-after"]) <= 60


def test_too_many_messages_of_one_network_are_429(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor(network_messages_per_minute=3)
    for _ in range(3):
        visitor.say()

    response = visitor.post({})

    assert_problem(response, 429)
    assert int(response.headers["retry-after"]) >= 1


def test_limits_can_be_turned_off(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor(rate_limits=False, network_messages_per_minute=1, messages_per_minute=1)
    key = visitor.say()["conversation"]

    assert [visitor.post({"conversation": key}).status_code for _ in range(5)] == [200] * 5


def test_forgetting_is_never_limited(make_visitor: MakeVisitor) -> None:
    visitor = make_visitor(network_messages_per_minute=1)
    visitor.say()

    assert [visitor.post({"conversation": KEY_OF_NOBODY}, path=FORGET).status_code for _ in range(5)] == [204] * 5


# The language of the errors


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        *(("", "", "en"), ("", "es", "es"), ("", "es-MX,es;q=0.9,en;q=0.8", "es"), ("?lang=es", "en", "es")),
        *(
            ("?lang=en", "es", "en"),
            ("", "en;q=0.5, es;q=0.9", "es"),
            ("", "es; q=0.1, en", "en"),
            ("", "es;q=0, en", "en"),
        ),
        *(
            ("", "xx,es", "es"),
            ("?lang=xx", "es", "es"),
            ("", ";;,q=,", "en"),
            ("", "es;q=nan,en", "en"),
            ("", "*", "en"),
        ),
        ("", "a" * 5000, "en"),
    ],
)
def test_title_is_in_the_language_of_the_person(
    visitor: Visitor, snapshot: Snapshot, query: str, accepted: str, lang: str
) -> None:
    response = visitor.send_bytes(b"{", path=CHAT + query, **{"Accept-Language": accepted})

    assert assert_problem(response, 400)["title"] == snapshot.interface[lang]["problem_bad_json"]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_error_has_its_own_words(visitor: Visitor, lang: str) -> None:
    there = {"Accept-Language": lang}
    titles = [
        visitor.get("/api/v1/nothing", headers=there).json()["title"],
        visitor.get(CHAT, headers=there).json()["title"],
        visitor.send_bytes(b"{", **there).json()["title"],
        visitor.send_bytes(LARGE, **there).json()["title"],
        visitor.post({}, headers={**there, "Origin": "null"}).json()["title"],
        visitor.request("POST", CHAT, content=b"{}", headers=there).json()["title"],
        visitor.post({"text": ""}, headers=there).json()["title"],
    ]

    assert len(set(titles)) == len(titles)
