"""Invitations: one-time links by which people come to the desk, and how their way in ends again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from faro.store.account_models import Invitation
from faro.store.audit import append_event
from faro.store.credentials import remove_credentials
from faro.store.database import take_turn
from faro.store.errors import InvalidNameError, NameTakenError, RoleError
from faro.store.models import Person, Role
from faro.store.people import find_person, written_name
from faro.store.reading import find_document
from faro.store.sign_ins import close_all_sign_ins
from faro.store.tokens import hash_token, new_token
from faro.store.writing import IMPORT_PERSON, ensure_person

GOOD_FOR = dt.timedelta(days=7)
CONSOLE = "console"


def invite(
    session: Session, *, name: str | None, role: Role, by: Person | None, now: dt.datetime, clinic: str | None = None
) -> str:
    """Returns the token of a link that is good once, for a week; an older open one for the same name is void.

    Without a name the invited person chooses one; `by` is None for whoever runs the command line; with a `clinic` the
    person comes for its entry alone, as a volunteer. Raises RoleError when somebody else than an admin invites, or for
    a higher role of a clinic, NotFoundError for a clinic that is not there, InvalidNameError for a name that cannot be.
    """
    take_turn(session)
    if by is not None and by.role != "admin":
        raise RoleError("only an admin invites people")
    if clinic is not None:
        find_document(session, "clinic", clinic)
        if role != "volunteer":
            raise RoleError("somebody of a clinic comes as a volunteer")
    written = None if name is None else _checked_name(name)
    same_name = Invitation.name.is_(None) if written is None else Invitation.name == written
    session.execute(delete(Invitation).where(same_name | (Invitation.expires_at <= now)))
    token = new_token()
    session.add(
        Invitation(
            token_hash=hash_token(token),
            name=written,
            role=role,
            invited_by=by.id if by else None,
            created_at=now,
            expires_at=now + GOOD_FOR,
            clinic=clinic,
        )
    )
    session.flush()
    _tell(session, by, "invite", written or "", {"role": role, **({"clinic": clinic} if clinic else {})}, now)
    return token


def open_invitations(session: Session, now: dt.datetime) -> list[Invitation]:
    """Returns the invitations that nobody has accepted yet and that are still good, newest first."""
    return list(session.scalars(select(Invitation).where(Invitation.expires_at > now).order_by(Invitation.id.desc())))


def find_invitation(session: Session, token: str, now: dt.datetime) -> Invitation | None:
    """Returns the invitation of this link while it is good, else None."""
    return session.scalar(
        select(Invitation).where(Invitation.token_hash == hash_token(token), Invitation.expires_at > now)
    )


def accept_invitation(session: Session, *, invitation: Invitation, name: str, now: dt.datetime) -> Person:
    """Returns the person who comes in by this link, which is then used up.

    Somebody invited again starts anew: their earlier passkeys, password, codes and sign-ins are gone. Raises
    NameTakenError when a name was chosen that somebody has, InvalidNameError for one that cannot be a name.
    """
    take_turn(session)
    written = _checked_name(invitation.name or name)
    known = find_person(session, written)
    if invitation.name is None and known is not None:
        raise NameTakenError(f"somebody is called {written} already")
    person = ensure_person(session, known.name if known else written, invitation.role, now, invitation.clinic)
    remove_credentials(session, person)
    close_all_sign_ins(session, person)
    inviter = session.get(Person, invitation.invited_by) if invitation.invited_by else None
    session.delete(invitation)
    detail: dict[str, object] = {"role": person.role, "invited_by": inviter.name if inviter else CONSOLE}
    _tell(session, person, "accept", person.name, detail, now)
    return person


def end_access(session: Session, *, person: Person, by: Person, now: dt.datetime) -> None:
    """Takes every way in from a person; what they wrote, and their name beside it, stays. Raises RoleError."""
    take_turn(session)
    if by.role != "admin":
        raise RoleError("only an admin ends somebody's access")
    remove_credentials(session, person)
    close_all_sign_ins(session, person)
    session.execute(delete(Invitation).where(Invitation.name == person.name))
    _tell(session, by, "end access", person.name, {}, now)


def _checked_name(name: str) -> str:
    written = written_name(name)
    if not written or written.casefold() in (IMPORT_PERSON, CONSOLE):
        raise InvalidNameError("a name is missing, or is one that nobody can have")
    return written


def _tell(
    session: Session, by: Person | None, action: str, name: str, detail: dict[str, object], now: dt.datetime
) -> None:
    session.flush()
    actor = by.name if by else CONSOLE
    append_event(session, at=now, actor=actor, action=action, subject=f"person/{name}", detail=detail)
