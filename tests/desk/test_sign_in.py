"""Signing in without a passkey: by invitation, password and code, or recovery code; and what guessing meets."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyotp
import pytest

from faro.desk.desk import Desk
from faro.store.database import read_session
from faro.store.invitations import invite
from faro.store.models import Role
from faro.store.people import find_person

from .colleague import Colleague, Time
from .conftest import MakeColleague, MakeDesk

PASSWORD = "four words without sense"


def link_for(desk: Desk, name: str | None, role: Role = "reviewer") -> str:
    with desk.write() as session:
        return f"/invitation/{invite(session, name=name, role=role, by=None, now=desk.now())}"


def code_for(secret: str, time: Time) -> str:
    return pyotp.TOTP(secret).at(time.now())


def come_in(who: Colleague, link: str, time: Time, **fields: str) -> str:
    """Accepts the invitation with a password and returns the secret of the second factor."""
    secret: str = who.open(link).forms[1].fields["secret"]
    given: dict[str, Any] = {"password": PASSWORD, "again": PASSWORD, "code": code_for(secret, time), **fields}
    who.send(f"{link}/password", **given)
    return str(secret)


def sign_in(who: Colleague, name: str, code: str, status: int, password: str = PASSWORD) -> None:
    who.open("/sign-in")
    who.send("/sign-in/password", status, name=name, password=password, code=code)


def is_in(who: Colleague) -> bool:
    who.open("/account")
    return who.path == "/account"


@pytest.fixture
def dora(desk: Desk, stranger: Colleague, time: Time) -> str:
    """The secret of the second factor of Dora, who has come in by a link and gone out again."""
    secret = come_in(stranger, link_for(desk, "Dora"), time)
    stranger.open("/")
    stranger.send("/sign-out")
    time.advance(dt.timedelta(minutes=2))
    return str(secret)


def test_invited_person_sets_a_password_gets_codes_and_is_in(desk: Desk, stranger: Colleague, time: Time) -> None:
    link = link_for(desk, "Dora")
    assert "reviewer" in stranger.open(link).said
    come_in(stranger, link, time)
    assert stranger.page.said.count("-") >= 30, "ten codes of four groups"
    assert is_in(stranger)
    assert "Dora, reviewer" in stranger.page.said
    stranger.open(link, 404)


def test_first_admin_chooses_a_name(desk: Desk, stranger: Colleague, time: Time) -> None:
    come_in(stranger, link_for(desk, None, "admin"), time, name="  Eva ")
    stranger.open("/account")
    assert "Eva, admin" in stranger.page.said


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password": "short", "again": "short"}, "too short"),
        ({"again": "something else entirely"}, "not the same"),
        ({"code": "000000"}, "wrong or too old"),
        ({"secret": "!!!"}, "wrong or too old"),
    ],
)
def test_password_that_cannot_be_taken_uses_the_link_up_no_more_than_looking_at_it(
    desk: Desk, stranger: Colleague, time: Time, fields: dict[str, str], sentence: str
) -> None:
    link = link_for(desk, "Dora")
    secret = stranger.open(link).forms[1].fields["secret"]
    given: dict[str, Any] = {"password": PASSWORD, "again": PASSWORD, "code": code_for(secret, time), **fields}
    assert sentence in stranger.send(f"{link}/password", 422, **given).said
    come_in(stranger, link, time)
    assert is_in(stranger)


def test_name_of_somebody_else_is_not_taken(desk: Desk, ana: Colleague, stranger: Colleague, time: Time) -> None:
    link = link_for(desk, None)
    secret = stranger.open(link).forms[1].fields["secret"]
    given: dict[str, Any] = {"password": PASSWORD, "again": PASSWORD, "code": code_for(secret, time), "name": "ANA"}
    assert "has this name already" in stranger.send(f"{link}/password", 422, **given).said


def test_password_and_code_let_in_and_signing_out_ends_it(stranger: Colleague, dora: str, time: Time) -> None:
    sign_in(stranger, "dora", code_for(dora, time), 200)
    assert is_in(stranger)
    assert "signed out" in stranger.send("/sign-out").said
    assert not is_in(stranger)


def test_code_works_once(stranger: Colleague, desk: Desk, dora: str, time: Time) -> None:
    code = code_for(dora, time)
    sign_in(stranger, "Dora", code, 200)
    thief = Colleague(desk)
    sign_in(thief, "Dora", code, 403)
    assert not is_in(thief)


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [("Dora", "wrong password!", ""), ("Dora", PASSWORD, "000000"), ("Nobody", PASSWORD, ""), ("import", PASSWORD, "")],
)
def test_no_word_says_which_part_was_wrong(
    stranger: Colleague, dora: str, time: Time, name: str, password: str, code: str
) -> None:
    sign_in(stranger, name, code or code_for(dora, time), 403, password)
    assert "Name, password or code was wrong" in stranger.page.said
    assert password not in stranger.response.text
    assert not is_in(stranger)


def test_guesses_wait_ever_longer_and_the_owner_comes_in_all_the_same(
    desk: Desk, stranger: Colleague, dora: str, time: Time
) -> None:
    for _ in range(12):
        sign_in(stranger, "Dora", "000000", 403)
        time.advance(dt.timedelta(seconds=10))
    assert time.waits[-12:] == [0, 0, 0, 0, 1, 2, 4, 5, 5, 5, 5, 5]
    owner = Colleague(desk)
    sign_in(owner, "Dora", code_for(dora, time), 200)
    assert is_in(owner)
    assert time.waits[-1] == 5, "the owner waits a moment, and is never refused"


def test_network_that_guesses_is_told_to_wait(make_desk: MakeDesk, time: Time) -> None:
    guesser = Colleague(make_desk(desk_attempts_per_minute=3))
    for _ in range(3):
        sign_in(guesser, "Dora", "000000", 403)
    sign_in(guesser, "Dora", "000000", 429)
    assert int(guesser.response.headers["retry-after"]) > 0
    time.advance(dt.timedelta(minutes=1))
    sign_in(guesser, "Dora", "000000", 403)


def test_recovery_code_lets_in_once(desk: Desk, stranger: Colleague, time: Time) -> None:
    come_in(stranger, link_for(desk, "Dora"), time)
    codes = [word for word in stranger.page.said.split() if word.count("-") == 3]
    assert len(codes) == 10
    late = Colleague(desk)
    late.open("/sign-in")
    late.send("/sign-in/recovery", name="Dora", code=codes[3].lower())
    assert late.path == "/account"
    assert "You have 9 left" in late.page.said
    again = Colleague(desk)
    again.open("/sign-in")
    again.send("/sign-in/recovery", 403, name="Dora", code=codes[3])


def test_what_is_no_passkey_lets_nobody_in(stranger: Colleague) -> None:
    for sent in ("", "{}", "[]", "null", '{"id": "a"}', "x" * 5000):
        stranger.open("/sign-in")
        assert "No passkey" in stranger.send("/sign-in/passkey", 403, credential=sent).said


def test_sign_in_ends_when_nothing_happens_and_at_last_however_busy(ana: Colleague, time: Time) -> None:
    time.advance(dt.timedelta(minutes=59))
    assert is_in(ana)
    time.advance(dt.timedelta(minutes=59))
    assert is_in(ana)
    time.advance(dt.timedelta(minutes=61))
    assert not is_in(ana)


def test_twelve_hours_are_the_most(ana: Colleague, time: Time) -> None:
    for _ in range(23):
        time.advance(dt.timedelta(minutes=30))
        assert is_in(ana)
    time.advance(dt.timedelta(minutes=31))
    assert not is_in(ana)


def test_admin_invites_and_ends_access_and_everybody_sees_who_is_here(
    sam: Colleague, ana: Colleague, desk: Desk, time: Time
) -> None:
    sam.open("/people")
    link = next(
        word for word in sam.send("/people/invite", name="Dora", role="reviewer").said.split() if "/inv" in word
    )
    dora = Colleague(desk)
    come_in(dora, link.removeprefix(desk.origin.text), time)
    assert "Dora reviewer" in " ".join(ana.open("/people").said.split())
    assert [form.action for form in ana.page.forms] == ["/sign-out"]

    with read_session(desk.engine) as session:
        person = find_person(session, "Dora")
    assert person is not None
    sam.open("/people")
    sam.send("/people/end-access", person=str(person.id))
    assert not is_in(dora)


def test_other_devices_are_signed_out(make_colleague: MakeColleague) -> None:
    here, there = make_colleague("Ana", "volunteer"), make_colleague("Ana", "volunteer")
    here.open("/account")
    here.send("/account/sign-out-everywhere")
    assert is_in(here)
    assert not is_in(there)


def test_password_is_set_and_changed_on_the_account_page(ana: Colleague, desk: Desk, time: Time) -> None:
    secret = ana.open("/account").forms[2].fields["secret"]
    ana.send("/account/password", password=PASSWORD, again=PASSWORD, code=code_for(secret, time))
    time.advance(dt.timedelta(minutes=1))
    elsewhere = Colleague(desk)
    sign_in(elsewhere, "Ana", code_for(secret, time), 200)
    assert is_in(elsewhere)
