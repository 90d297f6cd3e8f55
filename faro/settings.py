"""Every setting of Faro: one environment variable each, with a safe default and a clear error."""

from __future__ import annotations

import ipaddress
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LARGEST_PORT = 65535


class SettingError(ValueError):
    """A setting whose value cannot be used; the text names the variable and what it takes."""


_WEB_PAGE = re.compile(r"https://[\w.-]+(/[^\s\"<>]*)?", re.ASCII)


@dataclass(frozen=True)
class Settings:
    """The settings as they stand; each field `name` is read from `FARO_NAME`. docs/settings.md explains them."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_origin: str = ""
    engine_port: int = 5005
    actions_port: int = 5055
    store_url: str = f"sqlite:///{ROOT / 'var' / 'faro.db'}"
    data_dir: Path = ROOT / "data"
    models_dir: Path = ROOT / "bot" / "models"
    state_dir: Path = ROOT / "var"
    ruling_review_days: int = 7
    answer_review_days: int = 90
    idle_minutes: float = 20.0
    max_minutes: float = 60.0
    max_conversations: int = 5000
    engine_timeout_seconds: float = 2.0
    engine_queue: int = 32
    rate_limits: bool = True
    messages_per_minute: int = 20
    network_messages_per_minute: int = 120
    max_connections: int = 900
    trusted_proxies: tuple[str, ...] = ()
    probe_seconds: float = 5.0
    counts: bool = True
    exit_page: str = "https://weather.gov"
    desk: bool = True
    desk_host: str = "127.0.0.1"
    desk_port: int = 8010
    desk_origin: str = ""
    desk_idle_minutes: float = 60.0
    desk_max_hours: float = 12.0
    desk_attempts_per_minute: int = 20
    demo: bool = False
    demo_port: int = 8020

    @property
    def engine_url(self) -> str:
        """Returns the engine's address, always on loopback."""
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def model(self) -> Path:
        """Returns the model that the engine serves, a packed archive."""
        return self.models_dir / "faro.tar.gz"

    @property
    def good_model(self) -> Path:
        """Returns the newest model with which a real turn went through."""
        return self.models_dir / "faro-good.tar.gz"

    @property
    def lessons_dir(self) -> Path:
        """Returns the folder of what the model in service has learnt from volunteers, written from the store."""
        return self.state_dir / "lessons"

    @property
    def teaching_dir(self) -> Path:
        """Returns the folder of the training that is going on or was last, and of what stands ready for service.

        It bears the engine's port, for several Faros may run on one machine and share the folder of their state.
        """
        return self.state_dir / f"teaching-{self.engine_port}"

    @property
    def actions_url(self) -> str:
        """Returns the action server's webhook, always on loopback."""
        return f"http://127.0.0.1:{self.actions_port}/webhook"

    @property
    def own_address(self) -> str:
        """Returns the origin under which people reach Faro, and so the desk when it shows them a page of it."""
        return self.public_origin.rstrip("/") or f"http://127.0.0.1:{self.port}"

    @property
    def desk_address(self) -> str:
        """Returns the origin of the desk: by itself `localhost`, since a passkey belongs to a name, never a number."""
        return self.desk_origin.rstrip("/") or f"http://localhost:{self.desk_port}"

    @property
    def own_origins(self) -> frozenset[str]:
        """Returns the origins that Faro's own pages are served from: a POST from a page elsewhere is refused."""
        local = {f"http://127.0.0.1:{self.port}", f"http://localhost:{self.port}"}
        return frozenset(local | ({self.public_origin.rstrip("/")} if self.public_origin else set()))


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Returns the settings of this environment; raises SettingError with the variable, its value and what it takes."""
    values: dict[str, Any] = {}
    for field in fields(Settings):
        variable = f"FARO_{field.name.upper()}"
        if (given := environ.get(variable, "").strip()) != "":
            values[field.name] = _value(variable, given, type(field.default))
    return Settings(**values)


def _value(variable: str, given: str, kind: type) -> Any:
    if kind is bool:
        if given.lower() in ("on", "off"):
            return given.lower() == "on"
        raise SettingError(f"{variable} is “{given}”; it takes on or off")
    if kind in (int, float):
        try:
            number = kind(given)
        except ValueError:
            raise SettingError(f"{variable} is “{given}”; it takes a number") from None
        if not (math.isfinite(number) and number > 0):
            raise SettingError(f"{variable} is “{given}”; it takes a number above 0")
        if variable.endswith("PORT") and number > LARGEST_PORT:
            raise SettingError(f"{variable} is “{given}”; it takes a port from 1 to {LARGEST_PORT}")
        return number
    if variable == "FARO_EXIT_PAGE" and not _WEB_PAGE.fullmatch(given):
        raise SettingError(
            f"{variable} is “{given}”; it takes the https address of a page, such as https://weather.gov"
        )
    if kind is tuple:
        return _networks(variable, given)
    return Path(given) if issubclass(kind, Path) else given


def _networks(variable: str, given: str) -> tuple[str, ...]:
    networks = []
    for written in given.split(","):
        try:
            networks.append(str(ipaddress.ip_network(written.strip(), strict=False)))
        except ValueError:
            raise SettingError(
                f"{variable} is “{given}”; it takes addresses or networks, with commas between them"
            ) from None
    return tuple(networks)
