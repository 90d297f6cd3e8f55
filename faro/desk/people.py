"""Who works at the desk, for everybody to see, and for admins to invite people and to end their access."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast, get_args

from sqlalchemy import select
from starlette.responses import Response

from faro.desk.own_clinic import clinic_names
from faro.desk.visit import RANKS, DeskRoute, Visit
from faro.store.credentials import has_account
from faro.store.errors import InvalidNameError, NotFoundError
from faro.store.invitations import end_access, invite, open_invitations
from faro.store.models import Person, Role

ROLES = tuple(role for role in RANKS if role in get_args(Role))


@dataclass(frozen=True)
class Colleague:
    """Somebody whose name stands in the history, and whether they can sign in."""

    person: Person
    has_account: bool


def people(visit: Visit) -> Response:
    """Answers `GET /people`."""
    return _page(visit)


def invite_person(visit: Visit) -> Response:
    """Answers `POST /people/invite` with the link, shown this once."""
    role, clinic = visit.form["role"], visit.form["clinic"] or None
    if role not in ROLES:
        return _page(visit, wrong="role")
    if clinic and role != "volunteer":
        return _page(visit, wrong="clinic_role")
    try:
        with visit.desk.write() as session:
            token = invite(
                session, name=visit.form["name"], role=cast(Role, role), by=visit.me, now=visit.now, clinic=clinic
            )
    except InvalidNameError:
        return _page(visit, wrong="name")
    return _page(visit, link=f"{visit.desk.origin.text}/invitation/{token}")


def end_persons_access(visit: Visit) -> Response:
    """Answers `POST /people/end-access`."""
    with visit.desk.write() as session:
        person = session.get(Person, visit.form.number("person"))
        if person is None:
            raise NotFoundError("there is no such person")
        end_access(session, person=person, by=visit.me, now=visit.now)
    return visit.go("/people", said="access_ended")


def _page(visit: Visit, wrong: str = "", link: str = "") -> Response:
    with visit.desk.read() as session:
        everybody = session.scalars(select(Person).where(Person.role != "import").order_by(Person.name)).all()
        colleagues = [Colleague(person, has_account(session, person)) for person in everybody]
        invitations = open_invitations(session, visit.now)
        clinics = clinic_names(session)
    return visit.page(
        "people",
        422 if wrong else 200,
        wrong=wrong,
        link=link,
        colleagues=colleagues,
        invitations=invitations,
        names={colleague.person.id: colleague.person.name for colleague in colleagues},
        roles=ROLES,
        clinics=clinics,
        form=visit.form,
    )


routes = (
    DeskRoute("/people", people, "volunteer"),
    DeskRoute("/people/invite", invite_person, "admin", "POST", fresh="/people"),
    DeskRoute("/people/end-access", end_persons_access, "admin", "POST", fresh="/people"),
)
