"""What changes who comes to the desk, and how, takes a sign-in of the last ten minutes; else one is asked for again."""

from __future__ import annotations

import datetime as dt

import pytest

from faro.desk.app import ROUTES
from faro.desk.desk import Desk
from faro.desk.visit import DeskRoute
from faro.store.account_models import Invitation, Password
from faro.store.credentials import has_account, recovery_codes_left
from faro.store.people import find_person

from .colleague import Colleague, Time
from .test_doors import address_of, name_of
from .test_sign_in import PASSWORD, code_for, come_in, link_for

FRESH = {
    "POST /account/passkeys": "/account",
    "POST /account/passkeys/remove": "/account",
    "POST /account/password": "/account",
    "POST /account/recovery-codes": "/account",
    "POST /people/invite": "/people",
    "POST /people/end-access": "/people",
}
TEN = dt.timedelta(minutes=10)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def eva(desk: Desk, stranger: Colleague, time: Time) -> Colleague:
    """An admin with a password, who has just come in."""
    come_in(stranger, link_for(desk, "Eva", "admin"), time)
    stranger.open("/account")
    return stranger


@pytest.fixture
def secret(desk: Desk, eva: Colleague) -> str:
    """The secret of Eva's second factor."""
    with desk.read() as session:
        person = find_person(session, "Eva")
        assert person is not None
        return session.get_one(Password, person.id).totp_secret


def invited(desk: Desk) -> list[str | None]:
    with desk.read() as session:
        return [invitation.name for invitation in session.query(Invitation)]


def codes_left(desk: Desk) -> int:
    with desk.read() as session:
        person = find_person(session, "Eva")
        assert person is not None
        return recovery_codes_left(session, person)


def test_what_takes_a_fresh_sign_in_is_on_a_list() -> None:
    assert {name_of(route): route.fresh for route in ROUTES if route.fresh} == FRESH


@pytest.mark.parametrize("route", [route for route in ROUTES if route.fresh], ids=name_of)
def test_after_ten_minutes_it_is_asked_for_again(sam: Colleague, time: Time, route: DeskRoute) -> None:
    time.advance(TEN + SECOND)
    sam.post(address_of(route), 401, passkey="1", person="1", name="Dora", role="volunteer")
    assert "show once more that it is you" in sam.page.said
    assert f"/sign-in?to={route.fresh}&again=yes" in [link["href"] for link in sam.page.links]


def test_within_ten_minutes_it_is_not(desk: Desk, eva: Colleague, time: Time) -> None:
    time.advance(TEN)
    eva.open("/people")
    eva.send("/people/invite", name="Dora", role="volunteer")
    assert invited(desk) == ["Dora"]


def test_what_was_typed_is_kept_and_sent_again_by_hand_alone(
    desk: Desk, eva: Colleague, secret: str, time: Time
) -> None:
    eva.open("/people")
    time.advance(TEN + SECOND)
    page = eva.send("/people/invite", 401, name="Dora <b>", role="reviewer")
    assert invited(desk) == []
    eva.open("/sign-in?again=yes&to=/people")
    assert "You are signed in as Eva" in eva.page.said
    eva.send("/sign-in/password", name="Eva", password=PASSWORD, code=code_for(secret, time))
    assert eva.path == "/people"
    assert invited(desk) == [], "nothing is sent by itself"
    eva.page = page
    eva.send("/people/invite")
    assert invited(desk) == ["Dora <b>"]


def test_wrong_code_makes_nothing_fresh(desk: Desk, eva: Colleague, time: Time) -> None:
    time.advance(TEN + SECOND)
    eva.open("/sign-in?again=yes&to=/people")
    eva.send("/sign-in/password", 403, name="Eva", password=PASSWORD, code="000000")
    eva.post("/people/invite", 401, name="Dora", role="volunteer")
    assert invited(desk) == []


def test_account_page_offers_no_change_until_it_is_shown_who_it_is(eva: Colleague, secret: str, time: Time) -> None:
    changes = {"/account/passkeys", "/account/password", "/account/recovery-codes"}
    assert changes <= {form.action for form in eva.page.forms}
    time.advance(TEN + SECOND)
    eva.open("/account")
    assert not changes & {form.action for form in eva.page.forms}
    assert "show that it is you" in eva.page.said
    eva.open("/sign-in?again=yes&to=/account")
    eva.send("/sign-in/password", name="Eva", password=PASSWORD, code=code_for(secret, time))
    assert eva.path == "/account"
    assert changes <= {form.action for form in eva.page.forms}


def test_no_password_and_no_code_comes_back_in_the_page(eva: Colleague, secret: str, time: Time) -> None:
    time.advance(TEN + SECOND)
    new = {"password": "a new one without sense", "again": "a new one without sense", "code": code_for(secret, time)}
    eva.post("/account/password", 401, secret=secret, **new)
    assert new["password"] not in eva.page.html
    assert [link["href"] for link in eva.page.links if "again" in (link["href"] or "")] == [
        "/sign-in?again=yes&to=/account"
    ]


def test_signing_out_elsewhere_does_not_count_as_a_sign_in(desk: Desk, eva: Colleague, time: Time) -> None:
    before = codes_left(desk)
    time.advance(TEN + SECOND)
    eva.open("/account")
    eva.send("/account/sign-out-everywhere")
    assert eva.path == "/account"
    eva.post("/account/recovery-codes", 401)
    assert codes_left(desk) == before


def test_nobody_loses_their_way_in_by_an_old_sign_in(desk: Desk, eva: Colleague, ana: Colleague, time: Time) -> None:
    secret = ana.open("/account").forms[2].fields["secret"]
    ana.send("/account/password", password=PASSWORD, again=PASSWORD, code=code_for(secret, time))
    time.advance(TEN + SECOND)
    assert ana.person is not None
    eva.post("/people/end-access", 401, person=str(ana.person.id))
    with desk.read() as session:
        assert has_account(session, ana.person)
