"""`faro desk`, `faro audit` and the first link: how people come to the desk, and what holds at the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from faro.cli.desk import first_link
from faro.cli.store_access import open_store
from faro.settings import Settings, read_settings
from faro.store.credentials import add_passkey
from faro.store.database import read_session, write_session
from faro.store.invitations import find_invitation
from faro.store.people import find_person
from faro.store.writing import ensure_person

from .conftest import Faro
from .test_ruling import entry_file

TOKEN_LENGTH = 43


def test_invitation_is_a_link_that_the_store_knows(store: Path, faro: Faro, now: dt.datetime) -> None:
    link = faro("desk", "invite", "Dora", "--role", "reviewer").out.strip()
    address, _, token = link.rpartition("/")
    assert address == "http://localhost:8010/invitation"
    with read_session(open_store(read_settings())) as session:
        invitation = find_invitation(session, token, now)
        assert invitation is not None
        assert (invitation.name, invitation.role, invitation.invited_by) == ("Dora", "reviewer", None)


def test_invitation_for_one_clinic(store: Path, faro: Faro, now: dt.datetime) -> None:
    token = faro("desk", "invite", "Carla", "--clinic", "example-clinic").out.strip().rpartition("/")[2]
    with read_session(open_store(read_settings())) as session:
        invitation = find_invitation(session, token, now)
        assert invitation is not None
        assert (invitation.role, invitation.clinic) == ("volunteer", "example-clinic")
    for wrong in (("--clinic", "nowhere"), ("--clinic", "example-clinic", "--role", "admin")):
        ran = faro("desk", "invite", "Carla", *wrong, as_program=True)
        assert ran.code == 1
        assert "clinic" in ran.err


def test_role_that_does_not_exist_is_refused(store: Path, faro: Faro) -> None:
    assert faro("desk", "invite", "Dora", "--role", "king", as_program=True).code == 2
    assert faro("desk", "invite", " ", as_program=True).code == 1


def test_first_link_is_made_until_somebody_can_sign_in(store: Path, faro: Faro, now: dt.datetime) -> None:
    settings: Settings = read_settings()
    engine = open_store(settings)
    first, second = first_link(engine, settings), first_link(engine, settings)
    assert first
    assert second
    assert first != second
    with write_session(engine) as session:
        assert find_invitation(session, first[-TOKEN_LENGTH:], now) is None, "the newer link has replaced it"
        person = ensure_person(session, "Eva", "admin", now)
        add_passkey(session, person=person, credential_id="c", public_key="k", sign_count=0, label="phone", now=now)
    assert first_link(engine, settings) is None


@pytest.mark.parametrize(("role", "as_what"), [("admin", "--by"), ("reviewer", "--by")])
def test_command_line_makes_no_volunteer_of_whoever_reviews(
    store: Path, faro: Faro, now: dt.datetime, tmp_path: Path, role: str, as_what: str
) -> None:
    engine = open_store(read_settings())
    with write_session(engine) as session:
        ensure_person(session, "Eva", role, now)  # type: ignore[arg-type]
    faro("ruling", "add", entry_file(tmp_path), as_what, "Eva")
    with read_session(engine) as session:
        person = find_person(session, "Eva")
    assert person is not None
    assert person.role == role


def test_command_line_makes_no_reviewer_of_a_volunteer_of_the_desk(
    store: Path, faro: Faro, now: dt.datetime, tmp_path: Path
) -> None:
    engine = open_store(read_settings())
    with write_session(engine) as session:
        person = ensure_person(session, "Ben", "volunteer", now)
        add_passkey(session, person=person, credential_id="c", public_key="k", sign_count=0, label="phone", now=now)
    ran = faro("ruling", "add", entry_file(tmp_path), "--by", "Ana", "--reviewer", "Ben", as_program=True)
    assert ran.code == 1
    assert "not a reviewer" in ran.err


def test_audit_trail_is_verified_and_a_change_is_told(store: Path, faro: Faro) -> None:
    said = faro("audit", "verify").out
    assert "is whole" in said
    assert len(said.split()[-1]) == 64
    engine = create_engine(f"sqlite:///{store}")
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER revision_no_update"))
        connection.execute(text("UPDATE revision SET fields = fields || ' ' WHERE id = 7"))
    engine.dispose()
    ran = faro("audit", "verify")
    assert ran.code == 1
    assert "revision 7 is not the text that was written" in ran.out
