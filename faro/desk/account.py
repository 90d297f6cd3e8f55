"""What a person signs in with: passkeys, password and code, recovery codes; and which devices."""

from __future__ import annotations

from starlette.responses import Response

from faro.desk.enrolment import EnrolmentError, keep_passkey, keep_password, sent_passkey, sent_password
from faro.desk.passkeys import options_to_make
from faro.desk.passwords import SHORTEST_PASSWORD, totp_picture, totp_secret
from faro.desk.visit import DeskRoute, Visit
from faro.store.account_models import Password
from faro.store.credentials import passkeys_of, recovery_codes_left, remove_passkey, renew_recovery_codes
from faro.store.sign_ins import close_all_sign_ins


def account(visit: Visit) -> Response:
    """Answers `GET /account`."""
    return _page(visit)


def add_passkey(visit: Visit) -> Response:
    """Answers `POST /account/passkeys`."""
    try:
        new = sent_passkey(visit)
        with visit.desk.write() as session:
            keep_passkey(session, visit, visit.me, new)
    except EnrolmentError as error:
        return _page(visit, error.reason)
    return visit.go("/account", said="passkey_added")


def drop_passkey(visit: Visit) -> Response:
    """Answers `POST /account/passkeys/remove`."""
    with visit.desk.write() as session:
        remove_passkey(session, person=visit.me, passkey_id=visit.form.number("passkey"), now=visit.now)
    return visit.go("/account", said="passkey_removed")


def change_password(visit: Visit) -> Response:
    """Answers `POST /account/password`."""
    try:
        new = sent_password(visit)
        with visit.desk.write() as session:
            keep_password(session, visit, visit.me, new)
    except EnrolmentError as error:
        return _page(visit, error.reason)
    return visit.go("/account", said="password_set")


def new_recovery_codes(visit: Visit) -> Response:
    """Answers `POST /account/recovery-codes` with the new codes, shown this once."""
    with visit.desk.write() as session:
        codes = renew_recovery_codes(session, person=visit.me, now=visit.now)
    return visit.page("recovery_codes", codes=codes)


def sign_out_everywhere(visit: Visit) -> Response:
    """Answers `POST /account/sign-out-everywhere`: this browser alone stays signed in."""
    with visit.desk.write() as session:
        # The one here goes on as it is: a new one would count as having shown who one is.
        close_all_sign_ins(session, visit.me, but=visit.sign_in_id)
    return visit.go("/account", said="others_signed_out")


def _page(visit: Visit, wrong: str = "") -> Response:
    with visit.desk.read() as session:
        passkeys = passkeys_of(session, visit.me)
        has_password = session.get(Password, visit.me.id) is not None
        codes_left = recovery_codes_left(session, visit.me)
    secret = totp_secret(visit.form["secret"])
    return visit.page(
        "account",
        422 if wrong else 200,
        wrong=wrong,
        passkeys=passkeys,
        has_password=has_password,
        codes_left=codes_left,
        options=options_to_make(visit, visit.me.name, passkeys),
        secret=secret,
        picture=totp_picture(secret, visit.me.name),
        shortest=SHORTEST_PASSWORD,
    )


routes = (
    DeskRoute("/account", account, "clinic"),
    DeskRoute("/account/passkeys", add_passkey, "clinic", "POST", fresh="/account"),
    DeskRoute("/account/passkeys/remove", drop_passkey, "clinic", "POST", fresh="/account"),
    DeskRoute("/account/password", change_password, "clinic", "POST", fresh="/account"),
    DeskRoute("/account/recovery-codes", new_recovery_codes, "clinic", "POST", fresh="/account"),
    DeskRoute("/account/sign-out-everywhere", sign_out_everywhere, "clinic", "POST"),
)
