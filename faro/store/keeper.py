"""Keeps the published snapshot in memory and up to date, so that no request ever waits for the database."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable

from sqlalchemy import Engine

from faro.store.checking import checking_since
from faro.store.database import cut_off, read_session
from faro.store.reading import edition, published_records
from faro.store.snapshot import Snapshot

log = logging.getLogger(__name__)

LOOK_SECONDS = 4.0


class SnapshotKeeper:
    """Looks at the store's edition every `interval` seconds and rebuilds the snapshot when it moved.

    While the store cannot be read, the last snapshot stays, `healthy` is False and `last_seen_at` says when it was
    last known to be current. Before the first look the snapshot is empty and `last_seen_at` is None.
    """

    def __init__(
        self, engine: Engine, clock: Callable[[], dt.datetime], interval: float = 0.5, ruling_review_days: int = 7
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._interval = interval
        self._ruling_review_days = ruling_review_days
        self._current = Snapshot.build([], 0, clock())
        self._last_seen_at: dt.datetime | None = None
        self._healthy: bool | None = None
        self._stopping = threading.Event()
        self._looking = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def current(self) -> Snapshot:
        """The newest snapshot that could be built; reading it does no input or output."""
        return self._current

    @property
    def last_seen_at(self) -> dt.datetime | None:
        """When the store was last read, and so the snapshot known to be what is published."""
        return self._last_seen_at

    @property
    def healthy(self) -> bool:
        """Whether the last look at the store succeeded."""
        return self._healthy is True

    def refresh(self) -> bool:
        """Looks at the store now, in this thread; returns `healthy`. Never raises for a store that fails."""
        with self._looking:
            watch = threading.Timer(LOOK_SECONDS, cut_off, [self._engine])
            watch.daemon = True
            watch.start()
            try:
                self._look()
            except Exception as error:  # a thread that dies would freeze the answers in silence
                if self._healthy is not False:
                    # Only the name: a driver's or a validator's message quotes what is stored.
                    log.error("the store cannot be read (%s); the last snapshot stays", type(error).__name__)
                self._healthy = False
            else:
                if not self._healthy:
                    log.info("the store is read, edition %d", self._current.edition)
                self._healthy = True
            finally:
                watch.cancel()
            return self._healthy

    def start(self) -> None:
        """Looks once, so that the first request finds content, and goes on looking in a daemon thread."""
        if self._thread is not None:
            return
        self.refresh()
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="snapshot-keeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; the snapshot stays as it is."""
        if self._thread is None:
            return
        self._stopping.set()
        self._thread.join()
        self._thread = None

    def _run(self) -> None:
        while not self._stopping.wait(self._interval):
            self.refresh()

    def _look(self) -> None:
        seen_at = self._clock()
        with read_session(self._engine) as session:
            number = edition(session)
            # After a failure the store may be another one with the same number, such as a restored backup.
            if number != self._current.edition or not self._healthy:
                self._current = Snapshot.build(
                    published_records(session), number, seen_at, self._ruling_review_days, checking_since(session)
                )
        self._last_seen_at = seen_at
