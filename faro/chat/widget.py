"""Serves the browser's side: the loader that clinics embed, and the chat page with what comes in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from faro.answers.compose import UnknownTopicError, compose, fallback_language
from faro.answers.rendering import environment
from faro.answers.replies import greet
from faro.answers.words import Words
from faro.chat.assets import Asset, assets, catalogs, loader, pinned_loaders, words_of
from faro.chat.contrast import readable
from faro.chat.query import page_language
from faro.content.kinds import Clinic
from faro.settings import Settings
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot

URGENT_TOPIC = "ice_at_door"
FARO_COLOUR = "#1d4e89"
DARK_CARD = "#1d2740"
HIDDEN_KINDS = ("itin", "ssn", "ein", "a_number", "passport", "card", "phone", "email", "address")

FOR_EVER = "public, max-age=31536000, immutable"
FOR_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


def frame_ancestors(snapshot: Snapshot, slug: str | None) -> str:
    """Returns who may frame the chat, as a source list: the clinic's exact origins, else nobody."""
    clinic = snapshot.clinics.get(slug or "")
    return " ".join(clinic.origins) if clinic and clinic.origins else "'none'"


def page_data(
    snapshot: Snapshot, lang: str, clinic_slug: str | None, now: Any, exit_page: str = Settings.exit_page
) -> dict[str, Any]:
    """Returns what comes with the chat page: words, languages, clinic, greeting, and the urgent card for no connection.

    `lang` is the language of the page's words; what Faro says is in it where Faro offers it, else in English.
    `exit_page` is where quick exit goes.
    """
    spoken = fallback_language(snapshot, lang)
    words = Words(snapshot, lang)
    clinic = snapshot.clinics.get(clinic_slug or "")
    slug = clinic.slug if clinic else None
    colour = clinic.colour if clinic else FARO_COLOUR
    return {
        "lang": lang,
        "words": words_of(lang),
        "kinds": {kind: words.say(f"hidden_{kind}") for kind in HIDDEN_KINDS},
        "languages": {
            language.code: {
                "name": language.name,
                "dir": language.direction,
                "offered": snapshot.is_offered(language.code),
            }
            for language in snapshot.languages.values()
        },
        "clinic": _clinic(clinic, words, snapshot) if clinic else None,
        "origins": clinic.origins if clinic else [],
        "accent": {"dark": readable(colour, "#ffffff"), "light": readable(colour, DARK_CARD)},
        "greeting": {**greet(snapshot, spoken, slug, now).as_json(), "confidence": 1.0},
        "urgent": _urgent(snapshot, spoken, slug, now),
        "exit": exit_page,
    }


def _clinic(clinic: Clinic, words: Words, snapshot: Snapshot) -> dict[str, Any]:
    name = f"{clinic.name} {words.say('clinic_is_example')}" if clinic.example else clinic.name
    hours = words.pick(clinic.hours) if clinic.hours else None
    spoken = [snapshot.languages[code].name for code in clinic.languages if code in snapshot.languages]
    return {"slug": clinic.slug, "name": name, "phone": clinic.phone, "hours": hours, "languages": spoken}


def _urgent(snapshot: Snapshot, lang: str, clinic: str | None, now: Any) -> dict[str, str] | None:
    try:
        reply = compose(snapshot, URGENT_TOPIC, lang, clinic, now)
    except UnknownTopicError:
        return None
    return {"lang": reply.lang, "html": reply.messages[0].html}


def page_text(data: Mapping[str, Any]) -> str:
    """Returns the chat page with this data in it."""
    return (
        environment()
        .get_template("pages/chat.html")
        .render(
            page=data,
            words=data["words"],
            page_json=json.dumps(data, ensure_ascii=False, separators=(",", ":")),
            assets={name: asset.address for name, asset in assets().items()},
        )
    )


async def chat_page(request: Request) -> Response:
    """Answers `/`, which nobody may frame, and `/chat`, which the origins of its clinic may: headers.py says so."""
    return Response(page_text(_data(request)), media_type="text/html", headers={"Vary": "*"})


async def page_json(request: Request) -> Response:
    """Answers `/chat/page`: the page's data in another language, for when a person changes it."""
    return JSONResponse(_data(request))


async def current_loader(request: Request) -> Response:
    """Answers `/widget.js`: the loader as it is now."""
    return _asset_response(loader(), "public, max-age=300")


async def hashed_asset(request: Request) -> Response:
    """Answers `/widget/<hash>/<name>`: exactly the content that the hash names, or 404."""
    digest, name = request.path_params["digest"], request.path_params["name"]
    asset = assets().get(name)
    if asset is None or asset.digest != digest:
        asset = pinned_loaders().get(digest) if name == loader().name else None
    if asset is None:
        raise HTTPException(404)
    return _asset_response(asset, FOR_EVER)


def _asset_response(asset: Asset, kept: str) -> Response:
    kind = TYPES[asset.name.rpartition(".")[2]]
    return Response(asset.content, media_type=kind, headers={"Cache-Control": kept, **FOR_ANY_SITE})


def _data(request: Request) -> dict[str, Any]:
    edge = request.app.state.edge
    snapshot: Snapshot = edge.snapshot()
    lang = request.query_params.get("lang", "")
    if lang not in snapshot.languages or lang not in catalogs():
        lang = page_language(request.headers.get("accept-language", ""), snapshot) or FALLBACK_LANGUAGE
    return page_data(snapshot, lang, request.query_params.get("clinic"), edge.now(), edge.settings.exit_page)


widget_routes: list[Route] = [
    Route("/", chat_page, methods=["GET"]),
    Route("/chat", chat_page, methods=["GET"]),
    Route("/chat/page", page_json, methods=["GET"]),
    Route("/widget.js", current_loader, methods=["GET"]),
    Route("/widget/{digest}/{name}", hashed_asset, methods=["GET"]),
]
