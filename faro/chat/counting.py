"""Counts turns by kind and topic in memory, and hands on whole tens: what is kept can never stand for one person."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from faro.store.counts import Place

log = logging.getLogger(__name__)

TEN = 10
# Rarely, so that the moment of writing tells nothing about the moment of a question.
SECONDS_BETWEEN_WRITES = 3600.0

Write = Callable[[Mapping[Place, int], dt.date], None]


class TurnCounts:
    """How many turns there were today, by kind and topic; `now` is the moment, in UTC."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._counts: Counter[Place] = Counter()

    def count(self, reply: Mapping[str, Any], last_topic: str | None) -> None:
        """Counts a reply of the chat under its topic, else the first that it offers, else the one spoken of last."""
        topic = reply["topic"] or _first_offered(reply) or last_topic or ""
        self._counts[self._now().date(), reply["kind"], topic] += 1

    def take_tens(self) -> dict[Place, int]:
        """Returns the whole tens and keeps the rest, which is dropped once its day is over."""
        today = self._now().date()
        tens = {place: count - count % TEN for place, count in self._counts.items() if count >= TEN}
        self._counts -= Counter(tens)
        for place in [place for place in self._counts if place[0] < today]:
            del self._counts[place]
        return tens

    def put_back(self, tens: Mapping[Place, int]) -> None:
        """Takes back tens that could not be written."""
        self._counts += Counter(dict(tens))

    async def write_tens(self, write: Write) -> None:
        """Writes the whole tens, in a thread of its own; what cannot be written is kept for the next time."""
        tens = self.take_tens()
        if not tens:
            return
        try:
            await asyncio.to_thread(write, tens, self._now().date())
        except Exception as error:
            log.warning("the counts could not be written: %s", type(error).__name__)
            self.put_back(tens)

    async def run(self, write: Write) -> None:
        """Writes now and then until cancelled, and a last time then."""
        try:
            while True:
                await asyncio.sleep(SECONDS_BETWEEN_WRITES)
                await self.write_tens(write)
        finally:
            await self.write_tens(write)


def _first_offered(reply: Mapping[str, Any]) -> str:
    if reply["kind"] != "clarify":
        return ""
    choices = (choice["choice"] for message in reply["messages"] for choice in message["choices"])
    return next((choice.removeprefix("topic:") for choice in choices if choice.startswith("topic:")), "")
