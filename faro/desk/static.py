"""The files that the desk's pages load, each at an address with the hash of its content."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from faro.chat.static import FOR_EVER, StaticFile, read_files
from faro.settings import ROOT

FILES = {
    ROOT / "widget" / "icon.svg": "image/svg+xml",
    ROOT / "widget" / "pages.css": "text/css; charset=utf-8",
    ROOT / "widget" / "desk" / "desk.css": "text/css; charset=utf-8",
    ROOT / "widget" / "desk" / "passkeys.js": "text/javascript; charset=utf-8",
    ROOT / "widget" / "desk" / "editor.js": "text/javascript; charset=utf-8",
    ROOT / "widget" / "desk" / "clinic.js": "text/javascript; charset=utf-8",
}


def desk_files() -> Mapping[str, StaticFile]:
    """Returns the files by their own names, read once."""
    return read_files(tuple(FILES.items()))


def address(name: str) -> str:
    """Returns the path at which a file is served as it is now; raises KeyError for one that is not served."""
    return f"/static/{desk_files()[name].served_as}"


async def static(request: Request) -> Response:
    """Answers `GET /static/<name>`: only names with the right hash are there."""
    for file in desk_files().values():
        if file.served_as == request.path_params["name"]:
            return Response(file.content, media_type=file.media_type, headers=FOR_EVER)
    raise HTTPException(404)


static_route = Route("/static/{name}", static, methods=["GET"])
