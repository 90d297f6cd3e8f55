"""Which origins a clinic may name: the exact ones of real websites."""

from __future__ import annotations

import pytest

from faro.content.origins import is_exact_origin


@pytest.mark.parametrize(
    "origin",
    ["https://www.example.org", "https://example.org:8443", "http://localhost:8020", "http://127.0.0.1:8020"],
)
def test_origin_of_a_website_is_taken(origin: str) -> None:
    assert is_exact_origin(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "http://www.example.org",
        "https://www.example.org/",
        "https://www.example.org/widget",
        "https://*.example.org",
        "*",
        "null",
        "https://user@example.org",
        "https://example.org:443",
        "http://localhost:80",
        "https://example.org:99999",
        "https://example.org:0",
        "https://EXAMPLE.org",
        "https://example..org",
        "https://-example.org",
        "https://example.org.",
        "https://intranet",
        "https://192.168.0.1",
        "https://xn--exmple-cua.org",
        "https://www.xn--e1awd7f.com",
        "https://ex\u0430mple.org",
        "https://example.org\n",
        "javascript:alert(1)",
        "http://localhost.example.org",
    ],
)
def test_anything_else_is_refused(origin: str) -> None:
    assert not is_exact_origin(origin)
