"""The headers of every route: each has a policy of its own from one table, and a new route needs a line in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.routing import Route

from faro.chat.app import api_routes
from faro.chat.headers import KINDS, UnknownKindError, check_kinds
from faro.chat.pages import page_routes
from faro.chat.preview import preview_routes
from faro.chat.static import static_address
from faro.chat.widget import widget_routes
from tests.chat.edge import FakeEngine, Visitor

ROUTES = [*api_routes, *page_routes, *widget_routes, *preview_routes]
LOOK = "style-src 'self'; img-src 'self'"


def policy_of(visitor: Visitor, path: str, **how: Any) -> dict[str, str]:
    """Returns the directives of the policy at an address."""
    policy = visitor.request(how.pop("method", "GET"), path, **how).headers["content-security-policy"]
    return dict(directive.partition(" ")[::2] for directive in policy.split("; "))


def addresses() -> Iterator[tuple[str, str]]:
    for route in ROUTES:
        path = route.path.replace("{topic}", "itin_what").replace("{digest}", "0" * 16).replace("{name}", "chat.js")
        yield ("GET" if "GET" in (route.methods or ()) else "POST"), path
    yield "GET", "/nowhere"
    yield "GET", "/api/nowhere"
    yield "PUT", "/plain"
    yield "GET", static_address("pages.css")


@pytest.mark.parametrize(("method", "path"), list(addresses()))
def test_every_response_has_every_header(visitor: Visitor, method: str, path: str) -> None:
    headers = visitor.request(method, path).headers

    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] in ("same-origin", "cross-origin")
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "set-cookie" not in headers
    assert "unsafe" not in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]


def test_every_route_is_in_the_table_and_nothing_else_is() -> None:
    assert {route.path for route in ROUTES} == set(KINDS)


def test_new_route_without_a_policy_does_not_start() -> None:
    with pytest.raises(UnknownKindError, match="/new"):
        check_kinds([*ROUTES, Route("/new", lambda _: None)], KINDS)


@pytest.mark.parametrize("path", ["/plain", "/answers", "/answers/itin_what", "/status", "/privacy", "/nowhere"])
def test_page_runs_nothing_and_nobody_may_frame_it(visitor: Visitor, path: str) -> None:
    assert policy_of(visitor, path) == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "frame-ancestors": "'none'",
    }
    assert visitor.get(path).headers["x-frame-options"] == "DENY"


def test_refused_form_keeps_the_policy_of_its_page(visitor: Visitor) -> None:
    assert policy_of(visitor, "/plain", method="POST", data={"text": ""}) == policy_of(visitor, "/plain")


def test_data_may_load_nothing(visitor: Visitor) -> None:
    policy = policy_of(visitor, "/api/v1/topics")

    assert set(policy.values()) == {"'none'"}


def test_chat_is_framed_by_its_clinics_origins_exactly(visitor: Visitor, engine: FakeEngine) -> None:
    clinics = engine.snapshot.clinics
    real = clinics["vita-locator"].model_copy(update={"origins": ["https://a.example", "https://b.example:8443"]})
    engine.snapshot = replace(engine.snapshot, clinics={**clinics, "vita-locator": real})

    assert policy_of(visitor, "/chat?clinic=vita-locator")["frame-ancestors"] == (
        "https://a.example https://b.example:8443"
    )
    assert "x-frame-options" not in visitor.get("/chat?clinic=vita-locator").headers


def test_invented_clinic_has_our_demo_page_besides_its_origins(visitor: Visitor) -> None:
    assert policy_of(visitor, "/chat?clinic=example-clinic")["frame-ancestors"] == (
        "http://127.0.0.1:8020 http://localhost:8020 'self'"
    )


@pytest.mark.parametrize(
    "query", ["", "?clinic=", "?clinic=nobody", "?clinic=vita-locator", "?clinic=*", "?clinic=a;b"]
)
def test_chat_of_no_clinic_is_framed_by_nobody(visitor: Visitor, query: str) -> None:
    assert policy_of(visitor, f"/chat{query}")["frame-ancestors"] == "'none'"


def test_full_page_chat_is_framed_by_nobody_whatever_it_is_asked(visitor: Visitor) -> None:
    assert policy_of(visitor, "/?clinic=example-clinic")["frame-ancestors"] == "'none'"


def test_only_the_widget_may_be_loaded_by_other_sites(visitor: Visitor) -> None:
    assert visitor.get("/widget.js").headers["cross-origin-resource-policy"] == "cross-origin"
    assert visitor.get(static_address("pages.css")).headers["cross-origin-resource-policy"] == "same-origin"


# Files by the hash of their content


def test_file_is_kept_for_ever_under_its_hash(visitor: Visitor) -> None:
    response = visitor.get(static_address("pages.css"))

    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert static_address("pages.css") in visitor.get("/plain").text


@pytest.mark.parametrize("name", ["pages.css", "pages.000000000000.css", "..%2fguard.js", "guard.js"])
def test_other_names_are_not_there(visitor: Visitor, name: str) -> None:
    response = visitor.get(f"/static/{name}")

    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"
