"""The public edge on a port of its own, as the web process serves it, over an engine in the test's hand."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from faro.chat.connections import ConnectionLimits
from faro.chat.server import configuration
from faro.settings import Settings


@dataclass(frozen=True)
class Served:
    """Where the edge listens, and the server itself."""

    port: int
    server: uvicorn.Server

    def connect(self) -> socket.socket:
        """Returns a connection; reading from it gives up after ten seconds."""
        return socket.create_connection(("127.0.0.1", self.port), 10)

    def answer_to(self, sent: bytes) -> bytes:
        """Returns all that comes back until the server ends the connection."""
        with self.connect() as connection:
            connection.sendall(sent)
            return read_to_the_end(connection)


@contextmanager
def served(app: Starlette, settings: Settings, limits: ConnectionLimits) -> Iterator[Served]:
    """Serves the application until the block ends."""
    listening = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            listening.set()

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = Server(configuration(app, settings, limits))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        assert listening.wait(10)
        try:
            yield Served(listener.getsockname()[1], server)
        finally:
            server.should_exit = True
            thread.join(10)


def read_to_the_end(connection: socket.socket) -> bytes:
    """Returns what is still to be read; a connection that was cut off ends there too."""
    content = b""
    try:
        while piece := connection.recv(65536):
            content += piece
    except ConnectionResetError:
        pass
    return content


def read_one_answer(connection: socket.socket) -> bytes:
    """Returns one answer, by its Content-Length."""
    content = b""
    while b"\r\n\r\n" not in content:
        piece = connection.recv(65536)
        assert piece, content
        content += piece
    head, _, body = content.partition(b"\r\n\r\n")
    (length,) = [
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    ]
    while len(body) < length:
        piece = connection.recv(65536)
        assert piece, content
        body += piece
    return head + b"\r\n\r\n" + body
