"""Whether Faro can really answer: a turn of its own goes through the engine every few seconds."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable

from faro.chat.engine import Engine, EngineFaultError

log = logging.getLogger(__name__)

QUESTION = "hello"
STALE_AFTER_PROBES = 3


class Readiness:
    """Asks the engine a question every `interval` seconds; ready means that a real turn came back lately."""

    def __init__(self, engine: Engine, clock: Callable[[], float], interval: float) -> None:
        self._engine, self._clock, self._interval = engine, clock, interval
        self._last_success: float | None = None
        self._fault = "not yet asked"

    @property
    def ready(self) -> bool:
        """Returns whether a turn went through within the last few probes."""
        if self._last_success is None:
            return False
        return self._clock() - self._last_success <= self._interval * STALE_AFTER_PROBES and not self._fault

    @property
    def fault(self) -> str:
        """Returns the kind of the last fault, empty when the last probe went well."""
        return self._fault

    async def probe(self) -> bool:
        """Sends one turn and remembers how it went."""
        sender = secrets.token_urlsafe(16)
        before = self._fault
        try:
            async with asyncio.timeout(self._interval):
                reply = await self._engine.turn(sender, QUESTION, None, {"lang": "en", "clinic": None})
        except EngineFaultError as fault:
            self._fault = str(fault)
        except TimeoutError:
            self._fault = "late"
        except Exception as error:
            # A probe that ended the probing would leave Faro not ready for ever.
            self._fault = type(error).__name__
        else:
            self._fault = "limited" if reply["kind"] == "limited" else ""
            self._last_success = self._clock()
            await self._engine.forget(sender)
        if self._fault != before:
            log.warning("the engine is %s", f"not ready: {self._fault}" if self._fault else "ready")
        return self.ready

    async def run(self) -> None:
        """Probes until cancelled."""
        while True:
            await self.probe()
            await asyncio.sleep(self._interval)
