"""Open sign-ins: who a browser's token stands for, for as long as it is used and at most for so long."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from faro.store.account_models import SignIn
from faro.store.models import Person
from faro.store.tokens import hash_token, new_token

# Written no more often than this: a page opened is not worth a write.
SEEN_EVERY = dt.timedelta(minutes=1)


def open_sign_in(session: Session, person: Person, now: dt.datetime) -> str:
    """Returns the token of a new sign-in of this person."""
    token = new_token()
    session.add(SignIn(person_id=person.id, token_hash=hash_token(token), created_at=now, seen_at=now))
    session.flush()
    return token


def find_sign_in(
    session: Session, token: str, now: dt.datetime, idle: dt.timedelta, longest: dt.timedelta
) -> tuple[SignIn, Person] | None:
    """Returns the sign-in of this token and its person, None when there is none or its time is over."""
    row = session.execute(
        select(SignIn, Person)
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.token_hash == hash_token(token), SignIn.seen_at > now - idle, SignIn.created_at > now - longest)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def note_seen(session: Session, sign_in_id: int, now: dt.datetime, longest: dt.timedelta) -> None:
    """Notes that a sign-in was used, and drops those whose time is over."""
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is not None:
        sign_in.seen_at = now
    session.execute(delete(SignIn).where(SignIn.created_at <= now - longest))


def close_sign_in(session: Session, token: str) -> None:
    """Ends the sign-in of this token."""
    session.execute(delete(SignIn).where(SignIn.token_hash == hash_token(token)))


def close_all_sign_ins(session: Session, person: Person, but: int = 0) -> None:
    """Ends every sign-in of the person, on every device, except for the one with the id `but`."""
    session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.id != but))
