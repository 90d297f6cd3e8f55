"""The files that pages load, each at an address with the hash of its content, so that it may be kept for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from faro.settings import ROOT

FOLDER = ROOT / "widget"
FILES = {"pages.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
HASH_LENGTH = 12


@dataclass(frozen=True)
class StaticFile:
    """One file as it is served."""

    served_as: str
    content: bytes
    media_type: str


@cache
def read_files(listed: tuple[tuple[Path, str], ...]) -> Mapping[str, StaticFile]:
    """Returns the files of these paths and media types by their own names, read once."""
    files = {}
    for path, media_type in listed:
        content = path.read_bytes()
        served_as = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:HASH_LENGTH]}{path.suffix}"
        files[path.name] = StaticFile(served_as, content, media_type)
    return MappingProxyType(files)


def static_files() -> Mapping[str, StaticFile]:
    """Returns the files of the public pages by their own names."""
    return read_files(tuple((FOLDER / name, media_type) for name, media_type in FILES.items()))


def static_address(name: str) -> str:
    """Returns the path at which the file is served as it is now; raises KeyError for one that is not served."""
    return f"/static/{static_files()[name].served_as}"


async def static(request: Request) -> Response:
    """Answers `GET /static/<name>`: only names with the right hash are there."""
    for file in static_files().values():
        if file.served_as == request.path_params["name"]:
            return Response(file.content, media_type=file.media_type, headers=FOR_EVER)
    raise HTTPException(404)


static_routes = [Route("/static/{name}", static, methods=["GET"])]
