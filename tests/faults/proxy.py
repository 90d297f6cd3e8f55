"""A proxy between two processes of Faro that makes the faults of a network, and changes them while it runs."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

Fault = Literal["none", "killed", "stopped", "slow", "reset", "half-open", "garbage"]

SLOW_SECONDS = 3.0
RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no seconds: closing sends a reset


class FaultProxy:
    """Passes bytes from its own port on to `target` until a fault is set, which also meets the open connections.

    killed: nobody listens, as far as a client sees. stopped: taken by the kernel and never answered. slow: each piece
    comes SLOW_SECONDS later. reset: cut off with RST. half-open: what is sent arrives, and no answer ever comes back.
    garbage: noise, or a reply that is none and repeats what was asked.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self._fault: Fault = "none"
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()
        self._turn = 0

    @property
    def fault(self) -> Fault:
        """Returns the fault that is on."""
        return self._fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        asyncio.run_coroutine_threadsafe(self._change(fault), self._loop).result(5)

    async def _change(self, fault: Fault) -> None:
        self._fault = fault
        if fault in ("killed", "reset", "garbage"):
            for writer in list(self._writers):
                _cut_off(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self._pass_on(reader, writer)
        except OSError:
            pass
        finally:
            self._writers.discard(writer)
            _cut_off(writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._fault in ("killed", "reset"):
            return
        if self._fault == "garbage":
            await self._answer_with_garbage(reader, writer)
            return
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        self._writers.add(back)
        try:
            await asyncio.wait(
                {
                    asyncio.create_task(self._copy(reader, back, to_target=True)),
                    asyncio.create_task(self._copy(there, writer, to_target=False)),
                },
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            self._writers.discard(back)
            _cut_off(back)

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, to_target: bool) -> None:
        try:
            while piece := await source.read(65536):
                if self._fault == "slow":
                    await asyncio.sleep(SLOW_SECONDS)
                if self._fault == "stopped" or (self._fault == "half-open" and not to_target):
                    continue
                sink.write(piece)
                await sink.drain()
        except OSError:
            return

    async def _answer_with_garbage(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.read(65536)
        self._turn += 1
        if self._turn % 2:
            writer.write(os.urandom(512))
        else:
            body = b'{"messages": ' + asked
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()

    async def _run(self, started: threading.Event, port: int) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        async with server:
            await server.serve_forever()

    @contextmanager
    def running(self, port: int = 0) -> Iterator[FaultProxy]:
        """Runs the proxy in a thread until the block ends."""
        started = threading.Event()
        task = self._loop.create_task(self._run(started, port))

        def run() -> None:
            try:
                self._loop.run_until_complete(task)
            except asyncio.CancelledError:
                for rest in asyncio.all_tasks(self._loop):
                    rest.cancel()
                self._loop.run_until_complete(asyncio.sleep(0.05))
            finally:
                self._loop.close()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        assert started.wait(5)
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(task.cancel)
            thread.join(5)


def _cut_off(writer: asyncio.StreamWriter) -> None:
    """Ends a connection with a reset."""
    ours = writer.get_extra_info("socket")
    if ours is not None:
        with suppress(OSError):
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
