"""Invitations, credentials and sign-ins: what lets a person in, once or for a while, and what ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, insert, literal, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from faro.content.kinds import Clinic
from faro.store.audit import verify_chain
from faro.store.credentials import (
    add_passkey,
    anybody_has_account,
    has_account,
    passkeys_of,
    recovery_codes_left,
    remove_passkey,
    renew_recovery_codes,
    set_password,
    use_recovery_code,
)
from faro.store.database import write_session
from faro.store.errors import InvalidNameError, LastCredentialError, NameTakenError, NotFoundError, RoleError
from faro.store.invitations import accept_invitation, end_access, find_invitation, invite, open_invitations
from faro.store.models import Person, Revision
from faro.store.people import find_person
from faro.store.sign_ins import close_all_sign_ins, close_sign_in, find_sign_in, note_seen, open_sign_in
from faro.store.writing import ensure_person, save_revision

from .conftest import People
from .sample import NOW

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with write_session(engine) as session:
        yield session


def accept(session: Session, token: str, name: str = "", now: dt.datetime = NOW) -> Person:
    invitation = find_invitation(session, token, now)
    assert invitation is not None
    return accept_invitation(session, invitation=invitation, name=name, now=now)


def give_passkey(session: Session, person: Person, credential_id: str) -> int:
    return add_passkey(
        session,
        person=person,
        credential_id=credential_id,
        public_key="a2V5",
        sign_count=0,
        label="phone",
        now=NOW,
    ).id


def clinic(slug: str) -> Clinic:
    data = {"slug": slug, "name": slug, "kind": "litc", "example": True, "phone": None, "url": None, "hours": {}}
    data |= {"languages": ["en"], "states": [], "zips": [], "origins": [], "colour": "#1d4e89"}
    return Clinic.model_validate({**data, "verification": "unconfirmed", "sources": [], "note": None})


def test_link_lets_one_person_in_once_with_the_role_it_names(session: Session, people: People) -> None:
    token = invite(session, name="Dora", role="reviewer", by=people.sam, now=NOW)
    person = accept(session, token, "somebody else")
    assert (person.name, person.role) == ("Dora", "reviewer")
    assert find_invitation(session, token, NOW) is None
    assert verify_chain(session) is None


def test_link_is_good_for_a_week_and_a_newer_one_replaces_it(session: Session, people: People) -> None:
    old = invite(session, name="Dora", role="volunteer", by=people.sam, now=NOW)
    assert find_invitation(session, old, NOW + 8 * DAY) is None
    new = invite(session, name="Dora", role="volunteer", by=people.sam, now=NOW)
    assert find_invitation(session, old, NOW) is None
    assert find_invitation(session, new, NOW + 6 * DAY) is not None
    assert [invitation.name for invitation in open_invitations(session, NOW)] == ["Dora"]


def test_person_of_a_clinic_writes_of_it_alone_and_decides_nothing(session: Session, people: People) -> None:
    own, other = (clinic(slug) for slug in ("own", "other"))
    for fields in (own, other):
        save_revision(session, kind="clinic", key=fields.slug, fields=fields, author=people.ana, now=NOW)
    token = invite(session, name="Carla", role="volunteer", by=people.sam, now=NOW, clinic="own")
    carla = accept(session, token)
    assert (carla.role, carla.clinic) == ("volunteer", "own")
    changed = own.model_copy(update={"phone": "1-555-010-0100"})
    assert save_revision(session, kind="clinic", key="own", fields=changed, author=carla, now=NOW).number == 2
    for fields in (other.model_copy(update={"phone": "1-555-010-0100"}), clinic("new")):
        with pytest.raises(RoleError):
            save_revision(session, kind="clinic", key=fields.slug, fields=fields, author=carla, now=NOW)
    carla.role = "admin"
    with pytest.raises(IntegrityError, match="ck_person_clinic"), session.begin_nested():
        session.flush()


def test_database_keeps_people_of_a_clinic_out_of_other_texts(session: Session, people: People) -> None:
    for slug in ("own", "other"):
        save_revision(session, kind="clinic", key=slug, fields=clinic(slug), author=people.ana, now=NOW)
    carla = ensure_person(session, "Carla", "volunteer", NOW, "own")
    row = select(Revision.document_id, Revision.lang, literal(2), Revision.fields, Revision.sha256, literal(carla.id))
    columns = ("document_id", "lang", "number", "fields", "sha256", "author_id", "note", "created_at")
    copies = insert(Revision).from_select(columns, row.add_columns(Revision.note, Revision.created_at))
    with pytest.raises(DBAPIError, match="revision_clinic"), session.begin_nested():
        session.execute(copies)


def test_link_for_a_clinic_needs_the_clinic_and_no_higher_role(session: Session, people: People) -> None:
    with pytest.raises(NotFoundError):
        invite(session, name="Carla", role="volunteer", by=people.sam, now=NOW, clinic="own")
    save_revision(session, kind="clinic", key="own", fields=clinic("own"), author=people.ana, now=NOW)
    with pytest.raises(RoleError):
        invite(session, name="Carla", role="reviewer", by=people.sam, now=NOW, clinic="own")


def test_somebody_invited_again_is_of_the_desk_again(session: Session, people: People) -> None:
    save_revision(session, kind="clinic", key="own", fields=clinic("own"), author=people.ana, now=NOW)
    accept(session, invite(session, name="Carla", role="volunteer", by=people.sam, now=NOW, clinic="own"))
    carla = accept(session, invite(session, name="Carla", role="reviewer", by=people.sam, now=NOW))
    assert (carla.role, carla.clinic) == ("reviewer", None)


def test_only_admins_and_the_console_invite(session: Session, people: People) -> None:
    for person in (people.ana, people.rosa):
        with pytest.raises(RoleError):
            invite(session, name="Dora", role="admin", by=person, now=NOW)
    assert accept(session, invite(session, name=None, role="admin", by=None, now=NOW), "Eva").role == "admin"


@pytest.mark.parametrize("name", ["", "  ", "import", "Console", "\u200b"])
def test_name_that_nobody_can_have_is_refused(session: Session, name: str) -> None:
    token = invite(session, name=None, role="admin", by=None, now=NOW)
    with pytest.raises(InvalidNameError):
        accept(session, token, name)


@pytest.mark.parametrize("name", ["ana", "ANA", " Ana ", "ａｎａ"])
def test_chosen_name_that_somebody_has_is_refused_in_any_spelling(session: Session, people: People, name: str) -> None:
    token = invite(session, name=None, role="admin", by=None, now=NOW)
    with pytest.raises(NameTakenError):
        accept(session, token, name)


def test_person_invited_again_starts_anew(session: Session, people: People) -> None:
    give_passkey(session, people.ana, "lost")
    old_sign_in = open_sign_in(session, people.ana, NOW)
    codes = renew_recovery_codes(session, person=people.ana, now=NOW)
    again = accept(session, invite(session, name="Ana", role="volunteer", by=people.sam, now=NOW))
    assert again.id == people.ana.id
    assert not has_account(session, again)
    assert find_sign_in(session, old_sign_in, NOW, HOUR, DAY) is None
    assert not use_recovery_code(session, person=again, typed=codes[0], now=NOW)


def test_ended_access_leaves_the_person_and_nothing_to_come_in_by(session: Session, people: People) -> None:
    give_passkey(session, people.ana, "one")
    token = open_sign_in(session, people.ana, NOW)
    with pytest.raises(RoleError):
        end_access(session, person=people.ana, by=people.rosa, now=NOW)
    end_access(session, person=people.ana, by=people.sam, now=NOW)
    assert find_sign_in(session, token, NOW, HOUR, DAY) is None
    assert not anybody_has_account(session)
    assert find_person(session, "ana") is not None


def test_recovery_code_works_once_however_it_is_typed(session: Session, people: People) -> None:
    codes = renew_recovery_codes(session, person=people.ana, now=NOW)
    assert len(set(codes)) == 10
    assert not use_recovery_code(session, person=people.ben, typed=codes[0], now=NOW)
    assert use_recovery_code(session, person=people.ana, typed=f" {codes[0].lower().replace('-', ' ')} ", now=NOW)
    assert not use_recovery_code(session, person=people.ana, typed=codes[0], now=NOW)
    assert recovery_codes_left(session, people.ana) == 9
    renew_recovery_codes(session, person=people.ana, now=NOW)
    assert not use_recovery_code(session, person=people.ana, typed=codes[1], now=NOW)
    assert not use_recovery_code(session, person=people.ana, typed="", now=NOW)


def test_last_way_in_is_not_removed_and_nobody_removes_anothers(session: Session, people: People) -> None:
    first = give_passkey(session, people.ana, "one")
    with pytest.raises(NotFoundError):
        remove_passkey(session, person=people.ben, passkey_id=first, now=NOW)
    with pytest.raises(LastCredentialError):
        remove_passkey(session, person=people.ana, passkey_id=first, now=NOW)
    set_password(session, person=people.ana, password_hash="h", totp_secret="s", totp_step=1, now=NOW)
    remove_passkey(session, person=people.ana, passkey_id=first, now=NOW)
    assert passkeys_of(session, people.ana) == []
    assert has_account(session, people.ana)


def test_sign_in_ends_when_idle_and_at_last_however_busy(session: Session, people: People) -> None:
    token = open_sign_in(session, people.ana, NOW)
    found = find_sign_in(session, token, NOW + HOUR / 2, HOUR, DAY)
    assert found is not None
    assert found[1].name == "ana"
    assert find_sign_in(session, token, NOW + HOUR, HOUR, DAY) is None
    for hour in range(1, 24):
        note_seen(session, found[0].id, NOW + hour * HOUR, DAY)
    assert find_sign_in(session, token, NOW + 23.5 * HOUR, HOUR, DAY) is not None
    assert find_sign_in(session, token, NOW + DAY, 2 * HOUR, DAY) is None


def test_sign_out_ends_one_device_or_all(session: Session, people: People) -> None:
    tokens = [open_sign_in(session, people.ana, NOW) for _ in range(3)]
    close_sign_in(session, tokens[0])
    assert [find_sign_in(session, token, NOW, HOUR, DAY) is None for token in tokens] == [True, False, False]
    close_all_sign_ins(session, people.ana)
    assert all(find_sign_in(session, token, NOW, HOUR, DAY) is None for token in tokens)


def test_secrets_are_kept_as_hashes_only(session: Session, people: People) -> None:
    secrets = [
        invite(session, name="Dora", role="admin", by=people.sam, now=NOW),
        open_sign_in(session, people.ana, NOW),
        *renew_recovery_codes(session, person=people.ana, now=NOW),
    ]
    kept = ""
    for table in ("invitation", "sign_in", "recovery_code", "audit_event"):
        kept += str(session.execute(text(f"SELECT * FROM {table}")).all())
    assert not any(secret in kept for secret in secrets)
