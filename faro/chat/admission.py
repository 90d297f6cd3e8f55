"""Who may come in: a bounded queue before the engine, and limits per conversation and per network, in memory only."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import secrets
from collections import Counter, OrderedDict, deque
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
    """Lets `at_once` turns into the engine and `waiting` more wait; raises BusyError past that, at once.

    With `share`, at most so many of the places are held by one network, so that its flood leaves the rest to others.
    Networks that wait are served in turn, whatever number of messages each has sent.
    """

    def __init__(self, at_once: int, waiting: int, share: int | None = None) -> None:
        self._at_once, self._running = at_once, 0
        self._free = at_once + waiting
        self._share = share
        self._held: Counter[bytes] = Counter()
        self._queues: OrderedDict[bytes, deque[asyncio.Future[None]]] = OrderedDict()

    def raise_if_full(self, network: bytes = b"") -> None:
        """Raises BusyError where there is no place now: before any work is done for who would be refused."""
        if self._free <= 0 or (self._share is not None and self._held[network] >= self._share):
            raise BusyError

    @asynccontextmanager
    async def place(self, network: bytes = b"") -> AsyncIterator[None]:
        """Holds one place for the length of a turn; `network` is the pseudonym of where it comes from."""
        self.raise_if_full(network)
        self._free -= 1
        self._held[network] += 1
        try:
            await self._enter(network)
            try:
                yield
            finally:
                self._leave()
        finally:
            self._free += 1
            self._held -= Counter({network: 1})

    async def _enter(self, network: bytes) -> None:
        if self._running < self._at_once:
            self._running += 1
            return
        called = asyncio.get_running_loop().create_future()
        self._queues.setdefault(network, deque()).append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._leave()  # It was called in the very moment in which it gave up.
            raise

    def _leave(self) -> None:
        self._running -= 1
        while self._queues and self._running < self._at_once:
            network, queue = self._queues.popitem(last=False)
            called = queue.popleft()
            if queue:
                self._queues[network] = queue
            if not called.done():
                self._running += 1
                called.set_result(None)


class Pseudonyms:
    """Stands for addresses and keys by hashes under a key that lives in memory only and is never written."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def of(self, sender: str) -> bytes:
        """Returns the same 32 bytes for the same sender, until this process ends."""
        return hmac.new(self._secret, sender.encode("utf-8", "replace"), hashlib.sha256).digest()

    def of_network(self, address: str) -> bytes:
        """Returns the pseudonym of an address; of a network of IPv6, where one subscriber has 2^64 addresses."""
        try:
            if ipaddress.ip_address(address).version == 6:
                address = str(ipaddress.ip_network((address, 64), strict=False))
        except ValueError:
            pass
        return self.of(address)


class RateLimit:
    """Counts what comes from one sender in a minute, by its pseudonym."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most, self._clock = most, clock
        self._counts: OrderedDict[bytes, tuple[float, int]] = OrderedDict()

    def count(self, name: bytes) -> None:
        """Counts one message; raises TooManyError when it is over the limit of this minute."""
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
