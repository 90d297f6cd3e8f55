"""Serves the browser's side: the loader that clinics embed, and the chat page with its script, style and words."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from faro.answers.compose import UnknownTopicError, compose, fallback_language
from faro.answers.rendering import environment
from faro.answers.replies import greet
from faro.answers.words import Words
from faro.chat.query import page_language
from faro.content.kinds import Clinic
from faro.settings import ROOT
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot

SOURCES = ROOT / "widget"
MESSAGES = SOURCES / "messages"
# Loaders of earlier releases, <hash>.js: a clinic that pinned one keeps it after the words or the code have changed.
PINNED = SOURCES / "pinned"
# The order in which the modules become one script: each after what it uses.
MODULES = (
    "guard.js",
    "chat/page.js",
    "chat/nodes.js",
    "chat/server.js",
    "chat/announce.js",
    "chat/listen.js",
    "chat/status.js",
    "chat/reply.js",
    "chat/panel.js",
    "chat/leave.js",
    "chat/main.js",
)
IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export ", re.MULTILINE)
COMMENT = re.compile(r"^\s*(?://.*|/\*\*(?:.|\n)*?\*/)\n", re.MULTILINE)
STYLE_COMMENT = re.compile(r"/\*(?:.|\n)*?\*/\n?")
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)

URGENT_TOPIC = "ice_at_door"
# Where quick exit goes: a page that anybody may have open.
NEUTRAL_PAGE = "https://weather.gov"
FARO_COLOUR = "#1d4e89"
DARK_CARD = "#1d2740"
READABLE = 7.0
HIDDEN_KINDS = ("itin", "ssn", "ein", "a_number", "passport", "card", "phone", "email", "address")

FOR_EVER = "public, max-age=31536000, immutable"
FOR_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file as it is served, with the address that names its content."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """Returns the first 16 hexadecimal digits of the content's SHA-256."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @property
    def address(self) -> str:
        """Returns the path that serves exactly this content for ever."""
        return f"/widget/{self.digest}/{self.name}"

    @property
    def integrity(self) -> str:
        """Returns the value of the `integrity` attribute for this content."""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.content).digest()).decode()}"

    @property
    def size(self) -> int:
        """Returns the bytes that travel, with gzip."""
        return len(gzip.compress(self.content, 9))


@cache
def catalogs() -> Mapping[str, Mapping[str, str]]:
    """Returns the chat's own words by language."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(MESSAGES.glob("*.json"))}


def words_of(lang: str) -> dict[str, str]:
    """Returns the catalog of a language; a key that it lacks is said in English."""
    return {**catalogs()[FALLBACK_LANGUAGE], **catalogs().get(lang, {})}


@cache
def chat_script() -> Asset:
    """Returns the chat's modules as one classic script, without comments and indentation."""
    joined = "".join((SOURCES / name).read_text("utf-8") for name in MODULES)
    bare = INDENT.sub("", COMMENT.sub("", EXPORT.sub("", IMPORT.sub("", joined))))
    return Asset("chat.js", f'(function(){{"use strict";\n{bare}}})();\n'.encode())


@cache
def chat_style() -> Asset:
    """Returns the chat's style without comments and indentation."""
    source = (SOURCES / "chat.css").read_text("utf-8")
    return Asset("chat.css", INDENT.sub("", STYLE_COMMENT.sub("", source)).encode())


@cache
def loader() -> Asset:
    """Returns the loader with the button's words in every language."""
    labels = {lang: [words["open"], words["title"]] for lang, words in catalogs().items()}
    source = (SOURCES / "loader.js").read_text("utf-8")
    source = source.replace('"@LABELS@"', json.dumps(labels, ensure_ascii=False, separators=(",", ":")))
    source = source.replace('"@RIGHT_TO_LEFT@"', json.dumps(["ar"]))
    return Asset("widget.js", INDENT.sub("", COMMENT.sub("", source)).encode())


@cache
def assets() -> Mapping[str, Asset]:
    """Returns what is served under a hash, by name."""
    icon = Asset("icon.svg", (SOURCES / "icon.svg").read_bytes())
    return {asset.name: asset for asset in (chat_script(), chat_style(), loader(), icon)}


@cache
def pinned_loaders() -> Mapping[str, Asset]:
    """Returns the loaders of earlier releases by their digest."""
    kept = [Asset("widget.js", path.read_bytes()) for path in sorted(PINNED.glob("*.js"))]
    return {asset.digest: asset for asset in kept}


def snippet(origin: str, slug: str) -> str:
    """Returns the line that a clinic puts into its page: pinned to this build, refused by the browser if it differs."""
    source = html.escape(f"{origin}{loader().address}", quote=True)
    return (
        f'<script src="{source}" integrity="{loader().integrity}" crossorigin="anonymous" '
        f'data-clinic="{html.escape(slug, quote=True)}" data-lang="auto" async></script>'
    )


def frame_ancestors(snapshot: Snapshot, slug: str | None) -> str:
    """Returns who may frame the chat, as a source list: the clinic's exact origins, else nobody."""
    clinic = snapshot.clinics.get(slug or "")
    return " ".join(clinic.origins) if clinic and clinic.origins else "'none'"


def page_data(snapshot: Snapshot, lang: str, clinic_slug: str | None, now: Any) -> dict[str, Any]:
    """Returns what comes with the chat page: words, languages, clinic, greeting, and the urgent card for no connection.

    `lang` is the language of the page's words; what Faro says is in it where Faro offers it, else in English.
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
        "clinic": _clinic(clinic, words) if clinic else None,
        "origins": clinic.origins if clinic else [],
        "accent": {"dark": readable(colour, "#ffffff"), "light": readable(colour, DARK_CARD)},
        "greeting": {**greet(snapshot, spoken, slug, now).as_json(), "confidence": 1.0},
        "urgent": _urgent(snapshot, spoken, slug, now),
        "exit": NEUTRAL_PAGE,
    }


def _clinic(clinic: Clinic, words: Words) -> dict[str, Any]:
    name = f"{clinic.name} {words.say('clinic_is_example')}" if clinic.example else clinic.name
    hours = words.pick(clinic.hours) if clinic.hours else None
    return {"slug": clinic.slug, "name": name, "phone": clinic.phone, "hours": hours}


def _urgent(snapshot: Snapshot, lang: str, clinic: str | None, now: Any) -> dict[str, str] | None:
    try:
        reply = compose(snapshot, URGENT_TOPIC, lang, clinic, now)
    except UnknownTopicError:
        return None
    return {"lang": reply.lang, "html": reply.messages[0].html}


def readable(colour: str, ground: str) -> str:
    """Returns the colour, moved towards black or white until it contrasts 7:1 with the ground (WCAG 2.2, 1.4.6)."""
    red, green, blue = _channels(colour)
    target = 0 if _luminance(_channels(ground)) > 0.5 else 255
    for step in range(101):
        share = step / 100
        mixed = tuple(round(channel + (target - channel) * share) for channel in (red, green, blue))
        if contrast(mixed, _channels(ground)) >= READABLE:
            return "#{:02x}{:02x}{:02x}".format(*mixed)
    return "#000000" if target == 0 else "#ffffff"


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Returns the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(channels: tuple[int, ...]) -> float:
    linear = [(c / 255) / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


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
    return page_data(snapshot, lang, request.query_params.get("clinic"), edge.now())


widget_routes: list[Route] = [
    Route("/", chat_page, methods=["GET"]),
    Route("/chat", chat_page, methods=["GET"]),
    Route("/chat/page", page_json, methods=["GET"]),
    Route("/widget.js", current_loader, methods=["GET"]),
    Route("/widget/{digest}/{name}", hashed_asset, methods=["GET"]),
]
