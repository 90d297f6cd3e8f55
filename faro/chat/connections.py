"""uvicorn's connections with an end to everything: a slow head, a slow exchange, an unread answer, too many at once."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from faro.chat.headers import EVERYWHERE, POLICIES


@dataclass(frozen=True)
class ConnectionLimits:
    """Seconds that each stage of a connection may take, and how many there may be, in all and from one address.

    `is_shared` says of an address that many people come from it (a proxy of ours), so that it has no share of its own.
    """

    head: float = 10.0
    exchange: float = 30.0
    idle: float = 20.0
    most: int = 900
    most_of_one: int = 200
    is_shared: Callable[[str], bool] = lambda _address: False


class BoundedProtocol(H11Protocol):
    """Gives each stage of a connection its time and aborts it after that.

    uvicorn itself waits for ever for the end of a head or a body, and for a reader of its answer. Past a limit of
    connections the one that has waited longest without a request goes, so that a flood of them pushes out its own.
    """

    limits: ClassVar[ConnectionLimits] = ConnectionLimits()
    _stage: Literal["head", "exchange", "idle"] = "head"
    # Not the time: the loop's clock stands still while it takes all that came at once, and the last comer must not go.
    _turns: ClassVar[Iterator[int]] = itertools.count()
    _turn = 0
    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes the connection, and makes room for it where there is none."""
        super().connection_made(transport)
        self._enter("head", self.limits.head)
        self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends the watch over the connection."""
        if self._end:
            self._end.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes bytes; the first ones after an answer begin a new head."""
        if self._stage == "idle":
            self._enter("head", self.limits.head)
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._enter("exchange", self.limits.exchange)

    def on_response_complete(self) -> None:
        """Leaves the answer's reader some time, longer than an idle connection is kept; a next request may be here."""
        self._enter("idle", self.limits.idle)
        before = self.cycle
        super().on_response_complete()
        if self.cycle is not before:
            self._enter("exchange", self.limits.exchange)

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no HTTP, with the headers that every answer of ours carries."""
        headers = {**EVERYWHERE, **POLICIES["api"].headers(), "Content-Type": "text/plain", "Connection": "close"}
        written = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        for event in (
            h11.Response(status_code=400, headers=written, reason=b"Bad Request"),
            h11.Data(data=msg.encode("ascii")),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _enter(self, stage: Literal["head", "exchange", "idle"], seconds: float) -> None:
        self._stage, self._turn = stage, next(self._turns)
        if self._end:
            self._end.cancel()
        self._end = self.loop.call_later(seconds, self.transport.abort)

    def _make_room(self) -> None:
        # One that was dropped stays among the connections until the loop comes round: it takes no room any more.
        ours = [one for one in self.connections if isinstance(one, BoundedProtocol) and not one.transport.is_closing()]
        if len(ours) > self.limits.most:
            self._drop_the_longest_waiting(ours)
        address = self.client[0] if self.client else ""
        if not self.limits.is_shared(address):
            of_one = [one for one in ours if one.client and one.client[0] == address]
            if len(of_one) > self.limits.most_of_one:
                self._drop_the_longest_waiting(of_one)

    def _drop_the_longest_waiting(self, connections: Iterable[BoundedProtocol]) -> None:
        waiting = [one for one in connections if one._stage != "exchange"]
        min(waiting, key=lambda one: one._turn, default=self).transport.abort()
