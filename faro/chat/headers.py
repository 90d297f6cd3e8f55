"""The headers that every response carries: a policy for each kind of address, and a table of which address is what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from starlette.datastructures import MutableHeaders, QueryParams
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faro.store.snapshot import Snapshot

Kind = Literal["api", "page", "chat", "frame", "demo", "script", "static"]

# Every address that is served, by the path of its route. A route that is missing here does not start.
KINDS: dict[str, Kind] = {
    "/api/v1/chat": "api",
    "/api/v1/chat/forget": "api",
    "/api/v1/status": "api",
    "/api/v1/topics": "api",
    "/api/v1/topics/{topic}": "api",
    "/api/v1/clinics": "api",
    "/api/v1/openapi.json": "api",
    "/healthz": "api",
    "/readyz": "api",
    "/plain": "page",
    "/answers": "page",
    "/answers/{topic}": "page",
    "/status": "page",
    "/privacy": "page",
    "/demo": "demo",
    "/static/{name}": "static",
    "/": "chat",
    "/chat": "frame",
    "/chat/page": "api",
    "/preview/{token}": "page",
    "/widget.js": "script",
    "/widget/{digest}/{name}": "script",
}

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
            *("microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking"),
        )
    ),
    "Cache-Control": "no-store",
}
NOTHING = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
OWN_LOOK = {"style-src": "'self'", "img-src": "'self'"}
# What the chat shows of a reply goes through one policy of trusted types, named `faro`.
OWN_SCRIPTS = {
    "script-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "faro",
}
NOBODY = "'none'"


@dataclass(frozen=True)
class Policy:
    """What a document of one kind may load and do, and which other sites may load it."""

    sources: Mapping[str, str]
    resource_policy: Literal["same-origin", "cross-origin"] = "same-origin"

    def headers(self, ancestors: str = NOBODY) -> dict[str, str]:
        """Returns the headers; `ancestors` are the origins that may frame it, as CSP writes them."""
        directives = {**NOTHING, **self.sources, "frame-ancestors": ancestors}
        headers = {
            "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in directives.items()),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": self.resource_policy,
        }
        if ancestors == NOBODY:
            # Old phones know this header and not `frame-ancestors`.
            headers["X-Frame-Options"] = "DENY"
        return headers


POLICIES: dict[Kind, Policy] = {
    "api": Policy({}),
    "page": Policy({**OWN_LOOK, "form-action": "'self'"}),
    "chat": Policy({**OWN_LOOK, **OWN_SCRIPTS}),
    "frame": Policy({**OWN_LOOK, **OWN_SCRIPTS}, "cross-origin"),
    "demo": Policy({**OWN_LOOK, "script-src": "'self'", "frame-src": "'self'"}),
    "script": Policy({}, "cross-origin"),
    "static": Policy({}),
}

FrameAncestors = Callable[[Snapshot, str | None], str]


class UnknownKindError(LookupError):
    """A route whose kind is not in the table: it would be served without a policy of its own."""


def check_kinds(routes: Iterable[BaseRoute], kinds: Mapping[str, Kind]) -> None:
    """Raises UnknownKindError for a route that the table does not name."""
    for route in routes:
        path = getattr(route, "path", repr(route))
        if path not in kinds:
            raise UnknownKindError(f"{path} has no kind in faro/chat/headers.py")


def kind_of(scope: Scope, kinds: Mapping[str, Kind]) -> Kind:
    """Returns the kind of the address asked for; one that leads nowhere is `api` below /api and else a page."""
    known = kinds.get(getattr(scope.get("route"), "path", ""))
    below_api = f"{scope['path']}/".startswith("/api/")
    return known or ("api" if below_api else "page")


class SecurityHeaders:
    """ASGI middleware that adds each header which the response has not set itself."""

    def __init__(
        self,
        app: ASGIApp,
        kinds: Mapping[str, Kind],
        snapshot: Callable[[], Snapshot],
        frame_ancestors: FrameAncestors,
        policies: Mapping[Kind, Policy] = POLICIES,
    ) -> None:
        self._app, self._kinds, self._policies = app, kinds, policies
        self._snapshot, self._frame_ancestors = snapshot, frame_ancestors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and completes the headers of its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**EVERYWHERE, **self._policy(scope)}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _policy(self, scope: Scope) -> dict[str, str]:
        kind = kind_of(scope, self._kinds)
        if kind != "frame":
            return self._policies[kind].headers()
        slug = QueryParams(scope["query_string"]).get("clinic")
        snapshot = self._snapshot()
        ancestors = self._frame_ancestors(snapshot, slug)
        clinic = snapshot.clinics.get(slug or "")
        if clinic and clinic.example and ancestors != NOBODY:
            # The invented clinic has a page with us too, /demo; a real clinic's list is exactly its own.
            ancestors = f"{ancestors} 'self'"
        return self._policies[kind].headers(ancestors)
