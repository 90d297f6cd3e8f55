"""The page behind a one-time link: the invited person makes a passkey or a password, gets recovery codes, and is in."""

from __future__ import annotations

from starlette.responses import Response

from faro.desk.enrolment import EnrolmentError, keep_passkey, keep_password, sent_passkey, sent_password
from faro.desk.passkeys import NewPasskey, options_to_make
from faro.desk.passwords import SHORTEST_PASSWORD, totp_picture, totp_secret
from faro.desk.problems import problem_page
from faro.desk.sessions import let_in
from faro.desk.visit import DeskRoute, Visit
from faro.store.account_models import Invitation
from faro.store.credentials import renew_recovery_codes
from faro.store.errors import InvalidNameError, NameTakenError
from faro.store.invitations import accept_invitation, find_invitation


def invitation(visit: Visit) -> Response:
    """Answers `GET /invitation/<token>`; looking at it uses nothing up."""
    with visit.desk.read() as session:
        found = find_invitation(session, _token(visit), visit.now)
    return _page(visit, found) if found else problem_page(visit, 404, "link_is_used")


def with_passkey(visit: Visit) -> Response:
    """Answers `POST /invitation/<token>/passkey`."""
    return _accepted(visit, "passkey")


def with_password(visit: Visit) -> Response:
    """Answers `POST /invitation/<token>/password`."""
    return _accepted(visit, "password")


def _accepted(visit: Visit, way: str) -> Response:
    with visit.desk.read() as session:
        found = find_invitation(session, _token(visit), visit.now)
    if found is None:
        return problem_page(visit, 404, "link_is_used")
    try:
        new = sent_passkey(visit) if way == "passkey" else sent_password(visit)
        with visit.desk.write() as session:
            still = find_invitation(session, _token(visit), visit.now)
            if still is None:
                return problem_page(visit, 404, "link_is_used")
            person = accept_invitation(session, invitation=still, name=visit.form["name"], now=visit.now)
            if isinstance(new, NewPasskey):
                keep_passkey(session, visit, person, new)
            else:
                keep_password(session, visit, person, new)
            codes = renew_recovery_codes(session, person=person, now=visit.now)
    except EnrolmentError as error:
        return _page(visit, found, error.reason)
    except (InvalidNameError, NameTakenError) as error:
        return _page(visit, found, type(error).__name__)
    visit.person = person
    return let_in(visit, person, visit.page("recovery_codes", codes=codes))


def _page(visit: Visit, found: Invitation, wrong: str = "") -> Response:
    secret = totp_secret(visit.form["secret"])
    return visit.page(
        "invitation",
        422 if wrong else 200,
        invitation=found,
        token=_token(visit),
        wrong=wrong,
        name=visit.form["name"],
        options=options_to_make(visit, found.name or "", []),
        secret=secret,
        picture=totp_picture(secret, found.name or ""),
        shortest=SHORTEST_PASSWORD,
    )


def _token(visit: Visit) -> str:
    return str(visit.request.path_params["token"])


routes = (
    DeskRoute("/invitation/{token}", invitation, "anybody"),
    DeskRoute("/invitation/{token}/passkey", with_passkey, "anybody", "POST"),
    DeskRoute("/invitation/{token}/password", with_password, "anybody", "POST"),
)
