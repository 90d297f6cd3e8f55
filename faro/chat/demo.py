"""A page of an invented clinic with the widget in it: on our own origin, and with FARO_DEMO=on on a port of its own."""

from __future__ import annotations

import datetime as dt
import logging

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from faro.answers.compose import fallback_language
from faro.chat.headers import KINDS, NOBODY, OWN_LOOK, Policy, SecurityHeaders
from faro.chat.layout import Place, page
from faro.chat.query import page_language
from faro.chat.static import static_routes
from faro.content.files import read_content
from faro.settings import Settings, read_settings
from faro.store.snapshot import Snapshot


def demo_page(place: Place, settings: Settings, script_origin: str) -> Response | None:
    """Returns the page of the first invented clinic, with its script from `script_origin`; None without one."""
    example = next((clinic for clinic in place.snapshot.clinics.values() if clinic.example), None)
    if example is None:
        return None
    return page(
        place,
        "demo",
        title=example.name,
        clinic=example,
        hours=place.words.pick(example.hours) if example.hours else "",
        script=f"{script_origin}/widget.js",
        elsewhere="" if script_origin else demo_origin(settings),
    )


def demo_origin(settings: Settings) -> str:
    """Returns the origin of the demo's own port on this machine."""
    return f"http://127.0.0.1:{settings.demo_port}"


def create_demo(settings: Settings, snapshot: Snapshot) -> Starlette:
    """Returns the clinic's website as an application: it knows nothing of Faro but the address of its widget."""
    faro = settings.own_address

    async def clinic_site(request: Request) -> Response:
        asked = request.query_params.get("lang") or page_language(request.headers.get("accept-language", ""), snapshot)
        place = Place(snapshot, fallback_language(snapshot, asked), "/")
        return demo_page(place, settings, script_origin=faro) or Response(status_code=404)

    site = Starlette(routes=[Route("/", clinic_site, methods=["GET"]), *static_routes])
    policy = Policy({**OWN_LOOK, "script-src": faro, "frame-src": faro})
    site.add_middleware(
        SecurityHeaders,
        kinds={**KINDS, "/": "demo"},
        snapshot=lambda: snapshot,
        frame_ancestors=lambda _, __: NOBODY,
        policies={"demo": policy, "page": policy, "static": Policy({})},
    )
    return site


def main() -> None:
    """Serves the clinic's website until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    settings = read_settings()
    snapshot = Snapshot.build(read_content(settings.data_dir), 0, dt.datetime.now(dt.UTC))
    uvicorn.run(
        create_demo(settings, snapshot),
        host=settings.host,
        port=settings.demo_port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
