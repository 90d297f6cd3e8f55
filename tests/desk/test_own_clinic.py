"""People of one clinic: they see and change its entry, nothing else of the desk, and never what is another clinic's."""

from __future__ import annotations

import re
from typing import Any

import pytest

from faro.content.kinds import Clinic
from faro.desk.app import ROUTES
from faro.desk.desk import Desk
from faro.desk.visit import DeskRoute
from faro.store.people import find_person
from faro.store.previews import previewed
from faro.store.reading import drafts, find_document, newest_revision, revision_fields
from faro.store.writing import publish, review_revision, save_revision

from .colleague import Colleague, Time, person_of
from .test_doors import CLOSED, address_of, name_of
from .test_sign_in import come_in

OWN, OTHER = "example-clinic", "other-clinic"
NUMBER, SITE, NOTE = "1-555-010-0142", "https://other.example.org", "Ask for Jo, jo@other.example.org"

# What is open to them, by name: whoever opens more to them does so knowingly.
OPEN = {
    "GET /",
    "GET /clinic",
    "GET /clinic/form",
    "POST /clinic/form",
    "POST /clinic/form/look",
    "GET /account",
    "POST /account/passkeys",
    "POST /account/passkeys/remove",
    "POST /account/password",
    "POST /account/recovery-codes",
    "POST /account/sign-out-everywhere",
}


@pytest.fixture
def carla(desk: Desk) -> Colleague:
    """Somebody who looks after the example clinic."""
    return Colleague(desk, person_of(desk, "Carla", "volunteer", OWN))


@pytest.fixture
def other(desk: Desk) -> Clinic:
    """Another clinic, which is live."""
    clinic = (
        desk.snapshot()
        .clinics[OWN]
        .model_copy(update={"slug": OTHER, "name": "Other Clinic", "phone": NUMBER, "origins": [SITE], "note": NOTE})
    )
    with desk.write() as session:
        author, reviewer = (find_person(session, name) for name in ("Ben", "Rosa"))
        assert author is not None
        assert reviewer is not None
        saved = save_revision(session, kind="clinic", key=OTHER, fields=clinic, author=author, now=desk.now())
        review = review_revision(
            session, revision_id=saved.id, reviewer=reviewer, verdict="approve", now=desk.now(), note=""
        )
        publish(session, revision_id=saved.id, review_id=review.id, by=reviewer, now=desk.now())
    return clinic


@pytest.fixture(autouse=True)
def people(desk: Desk) -> None:
    person_of(desk, "Ben", "volunteer")
    person_of(desk, "Rosa", "reviewer")


def waiting(desk: Desk, key: str) -> Clinic:
    with desk.read() as session:
        newest = newest_revision(session, find_document(session, "clinic", key).id, "")
        assert newest is not None
        fields = revision_fields(session, newest.id)
    assert isinstance(fields, Clinic)
    return fields


def change(who: Colleague, status: int = 200, **fields: Any) -> None:
    who.open("/clinic/form")
    who.send("/clinic/form", status, act="save", **fields)


@pytest.mark.parametrize("route", [r for r in ROUTES if r.open_to in ("volunteer", "reviewer", "admin")], ids=name_of)
def test_every_other_address_of_the_desk_is_refused_in_words(carla: Colleague, route: DeskRoute) -> None:
    if route.method == "GET":
        carla.open(address_of(route), 403)
    else:
        carla.post(address_of(route), 403)
    assert "You look after the entry of one clinic. This page is not part of it." in carla.page.said


def test_what_is_open_to_them_is_on_a_list() -> None:
    assert {name_of(route) for route in CLOSED if route.open_to == "clinic"} == OPEN


@pytest.mark.parametrize("path", ["/write/clinic/other-clinic", "/write/clinic/example-clinic", "/texts/clinic/x"])
def test_no_entry_is_reached_by_its_name(carla: Colleague, other: Clinic, path: str) -> None:
    carla.open(path, 403)


def test_nothing_of_another_clinic_is_on_any_page_of_theirs(
    desk: Desk, carla: Colleague, other: Clinic, ana: Colleague
) -> None:
    assert NUMBER in ana.open("/clinics").said
    for path in ("/", "/clinic", "/clinic/form", "/account"):
        page = carla.open(path)
        for theirs in (NUMBER, SITE, "jo@other.example.org", OTHER, other.name):
            assert theirs not in page.html
    assert "jo@other.example.org" not in carla.open("/clinic/form").html
    assert {link["href"] for link in carla.page.links} <= {"#main", "/", "/clinic", "/account"}


def test_entry_is_changed_by_them_and_live_when_somebody_of_the_desk_agrees(
    desk: Desk, carla: Colleague, rosa: Colleague
) -> None:
    before = desk.snapshot().clinics[OWN]
    carla.open("/")
    assert carla.path == "/clinic"
    assert f'data-clinic="{OWN}"' in carla.page.said
    change(carla, phone="1-555-010-0177", colour="#224466")
    assert carla.path == "/clinic"
    assert "waits for a second person" in carla.page.said
    assert desk.snapshot().clinics[OWN].phone == before.phone
    with desk.read() as session:
        (draft,) = [draft for draft in drafts(session) if draft.kind == "clinic"]
    path = f"/revisions/{draft.revision_id}"
    carla.post(f"{path}/review", 403, verdict="publish")
    carla.post(f"{path}/publish", 403, review="1")
    rosa.open(path)
    rosa.press(f"{path}/review", "verdict", "publish")
    assert desk.snapshot().clinics[OWN] == before.model_copy(update={"phone": "1-555-010-0177", "colour": "#224466"})


def test_reason_of_a_refusal_reaches_them(desk: Desk, carla: Colleague, rosa: Colleague) -> None:
    change(carla, phone="1-555-010-0177")
    with desk.read() as session:
        (draft,) = [draft for draft in drafts(session) if draft.kind == "clinic"]
    rosa.open(f"/revisions/{draft.revision_id}")
    rosa.press(f"/revisions/{draft.revision_id}/review", "verdict", "reject", note="Nobody answers there")
    assert "Nobody answers there" in carla.open("/clinic").said


def test_what_the_desk_says_of_a_clinic_is_neither_seen_nor_changed_by_it(desk: Desk, other: Clinic) -> None:
    dana = Colleague(desk, person_of(desk, "Dana", "volunteer", OTHER))
    assert "jo@other.example.org" not in dana.open("/clinic/form").html
    fields: dict[str, Any] = {"kind": "national", "verification": "read", "note": "x", "source.title": "Own"}
    change(dana, name="Other Clinic of El Paso", **fields)
    saved = waiting(desk, OTHER)
    assert saved == other.model_copy(update={"name": "Other Clinic of El Paso"})


def test_form_says_what_is_wrong_and_keeps_what_was_typed(carla: Colleague) -> None:
    change(carla, 422, origins="https://*.example.org")
    assert "Write the exact address of the site" in carla.page.said
    assert "https://*.example.org" in carla.page.html


def test_two_at_once_lose_nothing(desk: Desk, carla: Colleague, ana: Colleague) -> None:
    carla.open("/clinic/form")
    ana.open(f"/write/clinic/{OWN}")
    ana.press(f"/write/clinic/{OWN}", "act", "save", phone="1-555-010-0111")
    carla.press("/clinic/form", "act", "save", 409, phone="1-555-010-0122")
    assert "1-555-010-0122" in carla.page.html
    assert waiting(desk, OWN).phone == "1-555-010-0111"


def test_chat_is_shown_with_what_they_type_and_never_as_another_clinic(
    desk: Desk, carla: Colleague, other: Clinic
) -> None:
    carla.open("/clinic/form")
    carla.press("/clinic/form", "act", "look", phone="1-555-010-0177", slug=OTHER, key=OTHER)
    found = re.search(r'<iframe[^>]* src="http://127\.0\.0\.1:8000/preview/([\w-]{43})"', carla.page.html)
    assert found is not None
    with desk.read() as session:
        record = previewed(session, found[1], desk.now())
    assert record is not None
    assert isinstance(record.fields, Clinic)
    assert (record.key, record.fields.phone) == (OWN, "1-555-010-0177")
    assert waiting(desk, OWN).phone != "1-555-010-0177"


def test_admin_invites_somebody_for_one_clinic(desk: Desk, sam: Colleague, time: Time) -> None:
    sam.open("/people")
    sam.send("/people/invite", 422, name="Carla", role="reviewer", clinic=OWN)
    assert "comes as a volunteer" in sam.page.said
    said = sam.send("/people/invite", name="Carla", role="volunteer", clinic=OWN).said
    link = next(word for word in said.split() if "/invitation/" in word)
    guest = Colleague(desk)
    guest.open(link.removeprefix(desk.origin.text))
    assert f"for the clinic {OWN}" in guest.page.said
    come_in(guest, link.removeprefix(desk.origin.text), time)
    guest.open("/")
    assert guest.path == "/clinic"
    assert f"only {OWN}" in sam.open("/people").said
    assert f"role volunteer, clinic {OWN}" in " ".join(sam.open("/audit").said.split())
    sam.open("/people")
    sam.send("/people/invite", 404, name="Carla", role="volunteer", clinic="no-such-clinic")


def test_people_of_the_desk_are_led_to_all_clinics(ana: Colleague) -> None:
    ana.open("/clinic")
    assert ana.path == "/clinics"
    ana.open("/clinic/form", 404)
