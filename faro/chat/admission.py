"""Who may come in: a bounded queue before the engine, and limits per conversation and per network, in memory only."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

WINDOW_SECONDS = 60.0
LARGEST_TABLE = 20_000


class BusyError(Exception):
    """The queue before the engine is full; `retry_after` is in seconds."""

    retry_after = 2


class TooManyError(Exception):
    """One conversation or network sent too much; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many messages")
        self.retry_after = retry_after


class Admission:
    """Lets `at_once` turns into the engine and `waiting` more wait; raises BusyError past that, at once."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._free = at_once + waiting

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Holds one place for the length of a turn."""
        if self._free <= 0:
            raise BusyError
        self._free -= 1
        try:
            async with self._places:
                yield
        finally:
            self._free += 1


class RateLimit:
    """Counts what comes from one sender in a minute; senders are kept as hashes under a key that is never written."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most, self._clock = most, clock
        self._secret = secrets.token_bytes(32)
        self._counts: OrderedDict[bytes, tuple[float, int]] = OrderedDict()

    def count(self, sender: str) -> None:
        """Counts one message; raises TooManyError when it is over the limit of this minute."""
        name = hmac.new(self._secret, sender.encode("utf-8", "replace"), hashlib.sha256).digest()
        now = self._clock()
        since, count = self._counts.get(name, (now, 0))
        if now - since >= WINDOW_SECONDS:
            since, count = now, 0
        if count >= self._most:
            raise TooManyError(max(1, round(WINDOW_SECONDS - (now - since))))
        self._counts[name] = (since, count + 1)
        self._counts.move_to_end(name)
        if len(self._counts) > LARGEST_TABLE:
            self._counts.popitem(last=False)
