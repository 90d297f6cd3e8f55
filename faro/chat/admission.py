"""Who may come in: a bounded queue before the engine, and limits per conversation and per network, in memory only."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import secrets
from collections import Counter, OrderedDict
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
    """

    def __init__(self, at_once: int, waiting: int, share: int | None = None) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._free = at_once + waiting
        self._share = share
        self._held: Counter[bytes] = Counter()

    @asynccontextmanager
    async def place(self, network: bytes = b"") -> AsyncIterator[None]:
        """Holds one place for the length of a turn; `network` is the pseudonym of where it comes from."""
        if self._free <= 0 or (self._share is not None and self._held[network] >= self._share):
            raise BusyError
        self._free -= 1
        self._held[network] += 1
        try:
            async with self._places:
                yield
        finally:
            self._free += 1
            self._held -= Counter({network: 1})


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
