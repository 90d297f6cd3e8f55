"""Every response, errors included, carries the headers that keep it from being sniffed, framed, referred or kept."""

from __future__ import annotations

from typing import Any

import pytest

from .edge import CHAT, FORGET, KEY_OF_NOBODY, Visitor

REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a reply": ("POST", CHAT, {"json": {}}),
    "forgotten": ("POST", FORGET, {"json": {"conversation": KEY_OF_NOBODY}}),
    "400": ("POST", CHAT, {"content": b"{", "headers": {"Content-Type": "application/json"}}),
    "403": ("POST", CHAT, {"json": {}, "headers": {"Origin": "null"}}),
    "404": ("GET", "/nothing", {}),
    "405": ("GET", CHAT, {}),
    "413": ("POST", CHAT, {"json": {"text": "a" * 10_000}}),
    "415": ("POST", CHAT, {"content": b"{}"}),
    "422": ("POST", CHAT, {"json": {"text": ""}}),
    "status": ("GET", "/api/v1/status", {}),
    "topics": ("GET", "/api/v1/topics", {}),
    "one topic": ("GET", "/api/v1/topics/ice_at_door", {}),
    "clinics": ("GET", "/api/v1/clinics", {}),
    "description": ("GET", "/api/v1/openapi.json", {}),
    "alive": ("GET", "/healthz", {}),
    "not ready": ("GET", "/readyz", {}),
    "a slash too many": ("GET", "/api/v1/status/", {}),
}


@pytest.mark.parametrize(("method", "path", "how"), REQUESTS.values(), ids=REQUESTS.keys())
def test_response_carries_the_security_headers(visitor: Visitor, method: str, path: str, how: dict[str, Any]) -> None:
    headers = visitor.request(method, path, **how).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers
    assert "server" not in headers


@pytest.mark.parametrize(
    "name", [name for name in REQUESTS if name[0].isdigit() or name in ("a reply", "alive", "not ready")]
)
def test_what_belongs_to_one_moment_is_not_kept(visitor: Visitor, name: str) -> None:
    method, path, how = REQUESTS[name]

    assert visitor.request(method, path, **how).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["status", "topics", "one topic", "clinics", "description"])
def test_published_content_may_be_shown_by_other_sites_for_a_moment(visitor: Visitor, name: str) -> None:
    method, path, how = REQUESTS[name]
    headers = visitor.request(method, path, **how).headers

    assert headers["cache-control"] == "public, max-age=30"
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("name", ["a reply", "forgotten", "422"])
def test_no_other_site_may_read_a_conversation(visitor: Visitor, name: str) -> None:
    method, path, how = REQUESTS[name]

    assert "access-control-allow-origin" not in visitor.request(method, path, **how).headers
