"""Which connection goes when there are too many: the one that waited longest, also among those that came at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from faro.chat.connections import BoundedProtocol, ConnectionLimits


class Transport:
    """A transport that remembers being dropped."""

    def __init__(self) -> None:
        self.dropped = False

    def abort(self) -> None:
        self.dropped = True

    def is_closing(self) -> bool:
        return self.dropped


def come(connections: list[BoundedProtocol], loop: Any) -> BoundedProtocol:
    """Takes a connection as uvicorn does, the newest standing first: uvicorn keeps them in a set, in any order."""
    protocol = BoundedProtocol.__new__(BoundedProtocol)
    protocol.loop, protocol.transport, protocol.client = loop, Transport(), ("203.0.113.7", 1)  # type: ignore[assignment]
    protocol.connections = connections  # type: ignore[assignment]
    connections.insert(0, protocol)
    protocol._enter("head", 10)
    protocol._make_room()
    return protocol


def test_of_those_that_came_while_the_clock_stood_still_the_first_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedProtocol, "limits", ConnectionLimits(most_of_one=2))
    loop = SimpleNamespace(time=lambda: 5.0, call_later=lambda *_: SimpleNamespace(cancel=lambda: None))
    connections: list[BoundedProtocol] = []
    came = [come(connections, loop) for _ in range(4)]
    assert [one.transport.is_closing() for one in came] == [True, True, False, False]
