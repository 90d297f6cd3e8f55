"""What people sign in with: passkeys, a password with its second factor, recovery codes; changes leave an event."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from faro.store.account_models import Passkey, Password, RecoveryCode
from faro.store.audit import append_event
from faro.store.database import take_turn
from faro.store.errors import LastCredentialError, NotFoundError
from faro.store.models import Person
from faro.store.tokens import RECOVERY_CODES, hash_token, new_recovery_code, plain_recovery_code

CREDENTIALS = (Passkey, Password, RecoveryCode)


def has_account(session: Session, person: Person) -> bool:
    """Returns whether the person can sign in at the desk."""
    return bool(passkeys_of(session, person)) or session.get(Password, person.id) is not None


def anybody_has_account(session: Session) -> bool:
    """Returns whether anybody at all can sign in: before that, the first link is printed at the start."""
    found = session.scalar(select(Passkey.id).limit(1)) or session.scalar(select(Password.person_id).limit(1))
    return found is not None


def passkeys_of(session: Session, person: Person) -> list[Passkey]:
    """Returns the person's passkeys, oldest first."""
    return list(session.scalars(select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)))


def find_passkey(session: Session, credential_id: str) -> Passkey | None:
    """Returns the passkey with this id (base64url), or None."""
    return session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def add_passkey(
    session: Session,
    *,
    person: Person,
    credential_id: str,
    public_key: str,
    sign_count: int,
    label: str,
    now: dt.datetime,
) -> Passkey:
    """Returns the new passkey."""
    take_turn(session)
    passkey = Passkey(
        person_id=person.id,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        label=label,
        created_at=now,
    )
    session.add(passkey)
    session.flush()
    _tell(session, person, "passkey added", now)
    return passkey


def remove_passkey(session: Session, *, person: Person, passkey_id: int, now: dt.datetime) -> None:
    """Removes a passkey of the person; raises NotFoundError for another's, LastCredentialError for the last way in."""
    take_turn(session)
    passkey = session.get(Passkey, passkey_id)
    if passkey is None or passkey.person_id != person.id:
        raise NotFoundError(f"there is no passkey {passkey_id}")
    if len(passkeys_of(session, person)) == 1 and session.get(Password, person.id) is None:
        raise LastCredentialError("the last way to sign in cannot be removed")
    session.delete(passkey)
    _tell(session, person, "passkey removed", now)


def set_password(
    session: Session, *, person: Person, password_hash: str, totp_secret: str, totp_step: int, now: dt.datetime
) -> None:
    """Sets the password and its second factor, in place of those before."""
    take_turn(session)
    session.merge(
        Password(
            person_id=person.id,
            hash=password_hash,
            totp_secret=totp_secret,
            totp_step=totp_step,
            created_at=now,
        )
    )
    _tell(session, person, "password set", now)


def use_totp_step(session: Session, *, person: Person, step: int) -> bool:
    """Returns whether the second factor's code of this time step is used now for the first time."""
    take_turn(session)
    kept = session.get(Password, person.id)
    if kept is None or step <= kept.totp_step:
        return False
    kept.totp_step = step
    return True


def renew_recovery_codes(session: Session, *, person: Person, now: dt.datetime) -> list[str]:
    """Returns new recovery codes, the only time that they can be read; those before stop working."""
    take_turn(session)
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.add_all(RecoveryCode(person_id=person.id, hash=hash_token(code)) for code in codes)
    _tell(session, person, "recovery codes made", now)
    return codes


def use_recovery_code(session: Session, *, person: Person, typed: str, now: dt.datetime) -> bool:
    """Returns whether this was one of the person's codes; it works no second time."""
    take_turn(session)
    used = session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.person_id == person.id, RecoveryCode.hash == hash_token(plain_recovery_code(typed))
        )
    )
    if used is None:
        return False
    session.delete(used)
    _tell(session, person, "recovery code used", now)
    return True


def recovery_codes_left(session: Session, person: Person) -> int:
    """Returns how many recovery codes the person still has."""
    return session.scalar(select(func.count(RecoveryCode.id)).where(RecoveryCode.person_id == person.id)) or 0


def remove_credentials(session: Session, person: Person) -> None:
    """Removes every way in that the person has."""
    for table in CREDENTIALS:
        session.execute(delete(table).where(table.person_id == person.id))


def _tell(session: Session, person: Person, what: str, now: dt.datetime) -> None:
    session.flush()
    append_event(
        session, at=now, actor=person.name, action="account", subject=f"person/{person.name}", detail={"what": what}
    )
