"""The way in: each address says who may come, and refuses strange hosts, strange pages and forms without a token."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from faro.desk.app import ROUTES
from faro.desk.desk import Desk, desk_origin
from faro.desk.visit import RANKS, DeskRoute
from faro.settings import SettingError, Settings
from faro.store.errors import StoreError
from tests.pages.reading import ReadPage

from .colleague import Colleague, Time
from .conftest import MakeColleague, MakeDesk

POSTS = [route for route in ROUTES if route.method == "POST"]
CLOSED = [route for route in ROUTES if route.open_to != "anybody"]


def name_of(route: DeskRoute) -> str:
    return f"{route.method} {route.path}"


def address_of(route: DeskRoute) -> str:
    """Returns an address of the route; what it names need not exist."""
    return re.sub(r"\{[^}]*:int\}", "1", re.sub(r"\{\w+\}", "x", route.path))


@pytest.mark.parametrize("route", CLOSED, ids=name_of)
def test_nobody_comes_in_without_signing_in(stranger: Colleague, route: DeskRoute) -> None:
    if route.method == "GET":
        stranger.open(address_of(route))
        assert stranger.path == "/sign-in"
    else:
        stranger.post(address_of(route), 401)


@pytest.mark.parametrize("route", [r for r in CLOSED if r.open_to not in ("clinic", "volunteer")], ids=name_of)
def test_role_below_the_one_that_an_address_asks_for_is_refused(
    make_colleague: MakeColleague, route: DeskRoute
) -> None:
    below = make_colleague("Below", RANKS[RANKS.index(route.open_to) - 1])
    if route.method == "GET":
        below.open(address_of(route), 403)
    else:
        below.post(address_of(route), 403)
    assert f"takes the role “{route.open_to}”" in below.page.said


@pytest.mark.parametrize("route", POSTS, ids=name_of)
@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_form_without_its_token_does_nothing(sam: Colleague, route: DeskRoute, token: str) -> None:
    response = sam.client.post(address_of(route), data={"csrf": token})
    assert response.status_code == 403
    assert "nothing was done" in response.text


@pytest.mark.parametrize("route", POSTS, ids=name_of)
@pytest.mark.parametrize("origin", ["null", "https://elsewhere.example", "http://localhost:8011"])
def test_form_of_another_site_does_nothing(sam: Colleague, route: DeskRoute, origin: str) -> None:
    sam.open("/account")
    token = sam.page.forms[0].fields["csrf"]
    response = sam.client.post(address_of(route), data={"csrf": token}, headers={"Origin": origin})
    assert response.status_code == 403
    assert "another site" in response.text


def test_token_of_another_browser_does_nothing(sam: Colleague, ana: Colleague) -> None:
    ana.open("/account")
    token = ana.page.forms[0].fields["csrf"]
    assert sam.client.post("/sign-out", data={"csrf": token}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8010", "localhost", "evil.example", "localhost:8010.evil.example"])
def test_desk_is_reached_under_its_own_name_only(sam: Colleague, host: str) -> None:
    looked = sam.client.get("/people?said=x", headers={"Host": host}, follow_redirects=False)
    assert (looked.status_code, looked.headers["location"]) == (307, "http://localhost:8010/people?said=x")
    assert sam.client.post("/sign-out", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("path", [*(address_of(route) for route in ROUTES), "/nowhere", "/static/x", "/healthz"])
def test_every_response_has_every_header(sam: Colleague, path: str) -> None:
    headers = sam.client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_cookies_are_out_of_reach(stranger: Colleague, make_desk: MakeDesk) -> None:
    cookie = stranger.client.get("/sign-in").headers["set-cookie"]
    assert re.fullmatch(r"faro_desk_form=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", cookie)
    public = Colleague(make_desk(desk_origin="https://desk.example.org"))
    cookie = public.client.get("/sign-in").headers["set-cookie"]
    assert re.fullmatch(r"__Host-faro_desk_form=[\w-]{43}; HttpOnly; Path=/; SameSite=strict; Secure", cookie)


def test_what_was_typed_is_kept_when_the_time_was_up_and_can_be_sent_again(
    sam: Colleague, time: Time, desk: Desk
) -> None:
    sam.open("/people")
    time.advance(dt.timedelta(hours=2))
    page = sam.send("/people/invite", 401, name="Dora <b>", role="volunteer")
    assert sam.form("/people/invite").fields["name"].strip() == "Dora <b>"
    again = Colleague(desk, sam.person)
    again.client.cookies.update({name: value for name, value in sam.client.cookies.items() if name == "faro_desk_form"})
    again.page = page
    assert "/invitation/" in again.send("/people/invite").said


def test_sign_in_leads_on_to_the_page_that_was_asked_for_and_to_no_other_site(stranger: Colleague) -> None:
    assert stranger.open("/people?said=x").forms[0].fields["to"] == "/people?said=x"
    for to in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"):
        page = ReadPage(stranger.client.get("/sign-in", params={"to": to}))
        assert page.forms[0].fields["to"] == "/"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"csrf=x", "text/plain", 415),
        (b"%ff", "application/x-www-form-urlencoded", 400),
        (b"\xff=1", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=1"] * 501), "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * 600_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_what_is_no_form_is_refused(sam: Colleague, body: bytes, content_type: str, status: int) -> None:
    response = sam.client.post("/sign-out", content=body, headers={"Content-Type": content_type})
    assert response.status_code == status


def test_page_that_is_not_there_and_method_that_is_not_taken(sam: Colleague) -> None:
    assert "There is no such page" in sam.open("/nowhere", 404).said
    assert sam.client.request("DELETE", "/people").status_code == 405


def test_fault_is_a_page_that_tells_nothing_of_its_cause(
    sam: Colleague, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise ZeroDivisionError("a secret word")

    monkeypatch.setattr(desk, "read", fails)
    assert "Something failed on our side" in sam.open("/people", 500).said
    assert "secret" not in sam.response.text + caplog.text


def test_every_refusal_of_the_store_has_a_sentence(desk: Desk) -> None:
    from faro.answers.rendering import environment

    source, _, _ = environment().loader.get_source(environment(), "desk/problem.html")  # type: ignore[union-attr]
    for refusal in StoreError.__subclasses__():
        assert f'"{refusal.__name__}": "' in source


@pytest.mark.parametrize(
    "origin",
    [
        "http://desk.example.org",
        "desk.example.org",
        "https://desk.example.org/x",
        "ftp://localhost",
        "https://",
        "https://a:99999",
    ],
)
def test_address_that_would_send_passwords_through_the_open_is_refused(origin: str) -> None:
    with pytest.raises(SettingError, match="FARO_DESK_ORIGIN"):
        desk_origin(Settings(desk_origin=origin))


def test_address_is_localhost_unless_it_is_set() -> None:
    assert desk_origin(Settings(desk_port=8123)).text == "http://localhost:8123"
    assert desk_origin(Settings(desk_origin="https://desk.example.org/")).text == "https://desk.example.org"
