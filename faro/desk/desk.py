"""What all pages of the desk share: its settings, its address, the store, what is published, and the clocks."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from faro.chat.admission import Pseudonyms, RateLimit
from faro.desk.slowing import Slowing
from faro.desk.teacher import Teacher
from faro.settings import SettingError, Settings
from faro.store.database import read_session, write_session
from faro.store.keeper import SnapshotKeeper
from faro.store.snapshot import Snapshot

LOOPBACK = frozenset({"localhost", "127.0.0.1"})


@dataclass(frozen=True)
class Origin:
    """The one scheme, name and port under which the desk is reached."""

    scheme: str
    host: str
    port: int | None

    @property
    def text(self) -> str:
        """Returns the origin as browsers write it."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        """Returns what a browser's Host header must say."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Returns whether cookies travel over HTTPS alone."""
        return self.scheme == "https"


def desk_origin(settings: Settings) -> Origin:
    """Returns the desk's origin; raises SettingError for one that would send passwords through the open."""
    given = settings.desk_address
    parts = urlsplit(given)
    try:
        origin = Origin(parts.scheme, parts.hostname or "", parts.port)
    except ValueError:
        raise SettingError(f"FARO_DESK_ORIGIN is “{given}”; its port is none") from None
    if origin.text != given or not origin.host or not _is_safe(origin):
        raise SettingError(
            f"FARO_DESK_ORIGIN is “{given}”; it takes https://NAME[:PORT], or http:// on this machine alone"
        )
    return origin


def _is_safe(origin: Origin) -> bool:
    return origin.scheme == "https" or (origin.scheme == "http" and origin.host in LOOPBACK)


@dataclass
class Desk:
    """The desk as its pages see it. `now` is the moment, `clock` seconds that only grow."""

    settings: Settings
    engine: Engine
    keeper: SnapshotKeeper
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def __post_init__(self) -> None:
        """Settles the origin, and what slows guessing down."""
        self.origin = desk_origin(self.settings)
        self.teacher = Teacher(self.settings)
        # What somebody has uploaded and looks at before it becomes drafts, by the page and the id of the person.
        self.uploads: dict[tuple[str, int], bytes] = {}
        self.slowing = Slowing(self.clock)
        self.pseudonyms = Pseudonyms()
        self.attempts = RateLimit(self.settings.desk_attempts_per_minute, self.clock)

    def read(self) -> AbstractContextManager[Session]:
        """Gives a session of the store that sees one moment and cannot write."""
        return read_session(self.engine)

    def write(self) -> AbstractContextManager[Session]:
        """Gives a session of the store in one transaction."""
        return write_session(self.engine)

    def snapshot(self) -> Snapshot:
        """Returns what is published at this very moment."""
        self.keeper.refresh()
        return self.keeper.current
