"""Clients that never finish: each is let go after its time, and nobody else waits for them."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from typing import Any

import httpx
import pytest

from tests.chat.edge import FakeEngine

from .served import Served, read_one_answer, read_to_the_end

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: faro\r\n\r\n"
HEAD_OF_A_POST = (
    b"POST /api/v1/chat HTTP/1.1\r\nHost: faro\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
)


def drip(connection: socket.socket, piece: bytes) -> None:
    """Sends the piece again and again, slowly, until the other side has had enough."""
    stop = threading.Event()
    try:
        while not stop.wait(0.05):
            connection.sendall(piece)
    except OSError:
        return


@pytest.mark.parametrize(
    ("begun", "piece"),
    [
        (b"", b""),
        (b"GET / HT", b""),
        (b"GET / HTTP/1.1\r\n", b"X-Slow: 1\r\n"),
        (HEAD_OF_A_POST, b""),
        (HEAD_OF_A_POST, b"a"),
    ],
    ids=["nothing", "half a line", "dripping headers", "no body", "dripping body"],
)
def test_who_never_finishes_a_request_is_let_go(impatient: Served, begun: bytes, piece: bytes) -> None:
    with impatient.connect() as slow:
        slow.sendall(begun)
        dripping = threading.Thread(target=drip, args=(slow, piece), daemon=True) if piece else None
        if dripping:
            dripping.start()
        with impatient.connect() as other:
            other.sendall(HEALTH)
            assert b'{"alive":true}' in read_one_answer(other)

        assert read_to_the_end(slow) == b""

        if dripping:
            dripping.join(10)


def test_next_request_on_a_connection_has_no_more_time_than_the_first(impatient: Served) -> None:
    with impatient.connect() as slow:
        slow.sendall(HEALTH)
        read_one_answer(slow)
        slow.sendall(b"GET / HTTP/1.1\r\nX-Half")

        assert read_to_the_end(slow) == b""


def test_who_never_reads_is_let_go(impatient: Served) -> None:
    with impatient.connect() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(0.5)
        request = b"GET /api/v1/topics HTTP/1.1\r\nHost: faro\r\n\r\n"
        try:
            for _ in range(10_000):
                slow.sendall(request * 100)
        except (TimeoutError, OSError):
            pass

        connections = impatient.server.server_state.connections
        ended = threading.Event()
        while connections and not ended.wait(0.05):
            pass
        assert not connections


def test_conversation_goes_on_over_one_connection(impatient: Served) -> None:
    body = json.dumps({"text": "is it safe?"}).encode()
    head = b"POST /api/v1/chat HTTP/1.1\r\nHost: faro\r\nContent-Type: application/json\r\n"
    with impatient.connect() as connection:
        for _ in range(20):
            connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            assert read_one_answer(connection).startswith(b"HTTP/1.1 200")


def test_flood_of_connections_pushes_out_its_own(crowded: Served) -> None:
    held = [crowded.connect() for _ in range(40)]
    try:
        with crowded.connect() as person:
            person.sendall(HEALTH)
            assert b'{"alive":true}' in read_one_answer(person)
        assert all(read_to_the_end(oldest) == b"" for oldest in held[:30])
    finally:
        for connection in held:
            connection.close()


def test_turn_that_runs_is_not_pushed_out(crowded: Served, engine: FakeEngine) -> None:
    begun, opened = threading.Event(), threading.Event()

    async def wait(body: dict[str, Any]) -> httpx.Response:
        begun.set()
        await asyncio.to_thread(opened.wait)
        return httpx.Response(200, json={"messages": [engine.reply_to(body)]})

    engine.behaviour = wait
    body = b'{"text": "is it safe?"}'
    with crowded.connect() as person:
        person.sendall(HEAD_OF_A_POST.replace(b"1000", b"%d" % len(body)) + body)
        assert begun.wait(10)
        held = [crowded.connect() for _ in range(20)]
        assert read_to_the_end(held[0]) == b""
        opened.set()
        assert read_one_answer(person).startswith(b"HTTP/1.1 200")
        for connection in held:
            connection.close()
