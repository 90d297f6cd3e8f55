"""How a person gets something to sign in with: a passkey that the browser made, or a password with a code."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from faro.desk.passkeys import NewPasskey, PasskeyError, made_passkey
from faro.desk.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, hash_password, totp_step
from faro.desk.visit import Visit
from faro.store.credentials import add_passkey, find_passkey, set_password
from faro.store.models import Person

LONGEST_LABEL = 60


class EnrolmentError(Exception):
    """What was sent cannot be taken; `reason` names the sentence that says so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class NewPassword:
    """What is kept of a password, with the second factor and the step of the code that proved it."""

    hash: str
    totp_secret: str
    totp_step: int


def sent_passkey(visit: Visit) -> NewPasskey:
    """Returns the passkey that came with the form; raises EnrolmentError."""
    try:
        return made_passkey(visit, visit.form["credential"])
    except PasskeyError:
        raise EnrolmentError("passkey") from None


def sent_password(visit: Visit) -> NewPassword:
    """Returns the password that came with the form; raises EnrolmentError."""
    form = visit.form
    password = form["password"]
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise EnrolmentError("password_length")
    if password != form["again"]:
        raise EnrolmentError("password_again")
    step = totp_step(form["secret"], form["code"], visit.now)
    if step is None:
        raise EnrolmentError("code")
    return NewPassword(hash_password(password), form["secret"], step)


def keep_passkey(session: Session, visit: Visit, person: Person, new: NewPasskey) -> None:
    """Gives the person the passkey; raises EnrolmentError for one that somebody has."""
    if find_passkey(session, new.credential_id) is not None:
        raise EnrolmentError("passkey")
    add_passkey(
        session,
        person=person,
        credential_id=new.credential_id,
        public_key=new.public_key,
        sign_count=new.sign_count,
        label=visit.form["label"][:LONGEST_LABEL],
        now=visit.now,
    )


def keep_password(session: Session, visit: Visit, person: Person, new: NewPassword) -> None:
    """Gives the person the password, in place of the one before."""
    set_password(
        session,
        person=person,
        password_hash=new.hash,
        totp_secret=new.totp_secret,
        totp_step=new.totp_step,
        now=visit.now,
    )
