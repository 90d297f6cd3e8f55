"""Which engine serves: what the desk wishes for and what `faro up` has done, as two small files between processes."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from faro.settings import Settings
from faro.teaching.course import candidate, is_alive, read_json, write_json

Act = Literal["new", "back"]
State = Literal["serving", "starting", "failed"]


@dataclass(frozen=True)
class Wish:
    """What somebody at the desk wants to be served: the new model, or the one before. `id` is new each time."""

    id: str
    act: Act
    by: str


@dataclass(frozen=True)
class Service:
    """The engine that serves, by its port; `former_port` is that of the one whose conversations are not over yet, or 0.

    `pid` is the process that keeps them, `wish` the last wish it has dealt with or is dealing with.
    """

    port: int
    pid: int
    former_port: int = 0
    state: State = "serving"
    wish: str = ""


def read_wish(folder: Path) -> Wish | None:
    """Returns the newest wish, None where there is none."""
    data = read_json(folder / "wish.json")
    return Wish(**data) if data else None


def write_wish(folder: Path, wish: Wish) -> None:
    """Leaves a wish for `faro up`."""
    write_json(folder / "wish.json", asdict(wish))


def read_service(folder: Path) -> Service | None:
    """Returns which engine serves, None where no `faro up` looks after it."""
    data = read_json(folder / "service.json")
    try:
        service = Service(**data) if data else None
    except TypeError:
        return None
    return service if service and is_alive(service.pid) else None


def write_service(folder: Path, service: Service) -> None:
    """Says to all processes which engine serves."""
    write_json(folder / "service.json", asdict(service))


def former_model(settings: Settings) -> Path:
    """Returns the model that was in service before the one that is."""
    return settings.models_dir / "faro-former.tar.gz"


def put_in_place(settings: Settings, act: Act) -> None:
    """Makes the new model the one of the settings and that the former, or exchanges these two.

    Raises OSError, with both in their old places, when a file cannot be copied.
    """
    former, serving = former_model(settings), settings.model
    coming = candidate(settings.teaching_dir) if act == "new" else former
    half = serving.with_name("faro-coming.tar.gz")
    for ending in (".gz", ".fingerprint"):
        shutil.copyfile(_with(coming, ending), _with(half, ending))
    for ending in (".gz", ".fingerprint"):
        if _with(serving, ending).exists():
            _with(serving, ending).replace(_with(former, ending))
        _with(half, ending).replace(_with(serving, ending))


def take_out_again(settings: Settings, act: Act) -> None:
    """Undoes `put_in_place`."""
    former, serving = former_model(settings), settings.model
    for ending in (".gz", ".fingerprint"):
        half = _with(serving.with_name("faro-coming.tar.gz"), ending)
        _with(serving, ending).replace(half)
        _with(former, ending).replace(_with(serving, ending))
        if act == "back":
            half.replace(_with(former, ending))
        else:
            half.unlink()


def _with(model: Path, ending: str) -> Path:
    return model.with_suffix(ending)
