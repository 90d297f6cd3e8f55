"""Requests whose end can be read in two ways, heads without end, and bytes that are no HTTP: all are refused."""

from __future__ import annotations

import contextlib
import json
import re

import pytest

from faro.chat.readiness import QUESTION
from tests.chat.edge import FakeEngine

from .served import Served, read_to_the_end

HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: faro\r\n\r\n"
POST = b"POST /api/v1/chat HTTP/1.1\r\nHost: faro\r\nContent-Type: application/json\r\n"
CHUNKED = b"0\r\n\r\n"
SMUGGLED = {
    "both lengths": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "both lengths, other order": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + CHUNKED,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 37\r\n\r\n",
    "list of lengths": POST + b"Content-Length: 0, 37\r\n\r\n",
    "negative length": POST + b"Content-Length: -1\r\n\r\n",
    "length with a sign": POST + b"Content-Length: +0\r\n\r\n",
    "length in hexadecimal": POST + b"Content-Length: 0x25\r\n\r\n",
    "length in other digits": POST + "Content-Length: ٣\r\n\r\n".encode(),
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + CHUNKED,
    "two codings": POST + b"Transfer-Encoding: identity, chunked\r\n\r\n" + CHUNKED,
    "coding twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + CHUNKED,
    "space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n" + CHUNKED,
    "folded header": POST + b"X: a\r\n Transfer-Encoding: chunked\r\nContent-Length : 5\r\n\r\n" + CHUNKED,
    "bad chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "negative chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
    "endless chunk size": POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 40_000,
    "header with a NUL": POST + b"X: a\x00b\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "control in the target": b"GET /\x01 HTTP/1.1\r\nHost: faro\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n" * 4,
}
LARGE = {
    "long target": b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: faro\r\n\r\n",
    "large header": POST + b"X: " + b"a" * 20_000 + b"\r\n\r\n",
    "many headers": POST + b"".join(b"X-%d: a\r\n" % number for number in range(2000)) + b"\r\n",
    "no end": POST + b"X: " + b"a" * 70_000,
}


def asked(engine: FakeEngine) -> list[str]:
    """Returns what people asked the engine, which Faro itself also asks something."""
    return [turn["text"] for turn in engine.turns if turn["text"] != QUESTION]


@pytest.mark.parametrize("request_bytes", SMUGGLED.values(), ids=SMUGGLED.keys())
def test_what_can_be_read_in_two_ways_is_refused_and_nothing_after_it_is_answered(
    faro: Served, engine: FakeEngine, request_bytes: bytes
) -> None:
    answer = faro.answer_to(request_bytes + HIDDEN)

    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"400"]
    assert b"alive" not in answer
    assert asked(engine) == []


@pytest.mark.parametrize("request_bytes", LARGE.values(), ids=LARGE.keys())
def test_large_head_is_refused(faro: Served, engine: FakeEngine, request_bytes: bytes) -> None:
    with faro.connect() as connection:
        with contextlib.suppress(OSError):  # It may be refused before all of it is sent.
            connection.sendall(request_bytes)
        answer = read_to_the_end(connection)

    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) in ([b"400"], [b"431"], [])
    assert asked(engine) == []


def test_refusal_carries_the_headers_of_every_answer(faro: Served) -> None:
    for refused in (b"nonsense\r\n\r\n", SMUGGLED["both lengths"]):
        head = faro.answer_to(refused).lower()

        assert b"content-security-policy: default-src 'none'" in head
        assert b"x-content-type-options: nosniff" in head
        assert b"cache-control: no-store" in head
        assert b"connection: close" in head
        assert b"server:" not in head


def test_pipelined_requests_are_answered_one_by_one(faro: Served) -> None:
    last = HIDDEN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")

    assert faro.answer_to(HIDDEN * 3 + last).count(b'{"alive":true}') == 4


def test_body_of_one_request_is_never_read_as_the_next(faro: Served, engine: FakeEngine) -> None:
    body = json.dumps({"text": HIDDEN.decode()}).encode()
    answer = faro.answer_to(POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    assert answer.startswith(b"HTTP/1.1 200")
    assert b"alive" not in answer
    assert asked(engine)[0] == HIDDEN.decode().replace("\r", "").strip()


def test_unread_rest_of_a_large_body_is_not_the_next_request(faro: Served) -> None:
    body, last = HIDDEN * 10_000, HIDDEN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    answer = faro.answer_to(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body + last)

    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"413", b"200"]
    assert answer.count(b"alive") == 1


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br"])
def test_packed_body_is_not_unpacked(faro: Served, engine: FakeEngine, coding: bytes) -> None:
    body = b"\x1f\x8b\x08\x00" + b"\x00" * 100
    head = POST + b"Connection: close\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding, len(body))

    assert faro.answer_to(head + body).startswith(b"HTTP/1.1 400")
    assert asked(engine) == []


@pytest.mark.parametrize("upgrade", [b"websocket", b"h2c", b"TLS/1.0"])
def test_nothing_is_upgraded(faro: Served, upgrade: bytes) -> None:
    head = b"GET /healthz HTTP/1.1\r\nHost: faro\r\nConnection: Upgrade, close\r\nUpgrade: %s\r\n" % upgrade
    answer = faro.answer_to(head + b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")

    assert not answer.startswith(b"HTTP/1.1 101")
    assert b"101 Switching" not in answer


@pytest.mark.parametrize("path", [b"/status/", b"//evil.example/..", b"/plain/", b"/%2e%2e/", b"/\\evil.example"])
def test_nobody_is_sent_elsewhere_by_a_forged_host(faro: Served, path: bytes) -> None:
    answer = faro.answer_to(b"GET %s HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n" % path)

    assert b"location:" not in answer.lower()
    assert b"evil.example" not in answer


@pytest.mark.parametrize("forged", [b"X-Forwarded-For", b"Forwarded", b"X-Real-IP", b"X-Client-IP"])
def test_forged_address_is_not_another_network(crowded: Served, forged: bytes) -> None:
    body = b'{"choice": "topic:itin_what"}'
    statuses = []
    for number in range(121):
        value = b"203.0.113.%d" % (number + 1)
        head = POST + b"%s: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % (forged, value, len(body))
        statuses.append(crowded.answer_to(head + body)[9:12])

    assert statuses == [b"200"] * 120 + [b"429"]
