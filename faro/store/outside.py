"""A look from outside: a link for a lawyer without an account, to read one revision and say something about it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from faro.store.audit import append_event
from faro.store.canonical import sha256
from faro.store.database import take_turn
from faro.store.errors import InvalidNameError, LinkError, NotFoundError, ReasonMissingError
from faro.store.models import Person, Revision
from faro.store.outside_models import OutsideLink, OutsideOpinion, OutsideVerdict
from faro.store.people import written_name
from faro.store.tokens import hash_token, new_token

GOOD_FOR = dt.timedelta(days=14)
MOST_OPINIONS = 10


def open_link(session: Session, *, revision_id: int, reader: str, by: Person, now: dt.datetime) -> str:
    """Returns the token of a link to exactly this revision, good for two weeks; only its hash is kept.

    `reader` is for whom it is, as the desk's own note. Raises NotFoundError, InvalidNameError without a reader.
    """
    take_turn(session)
    if session.get(Revision, revision_id) is None:
        raise NotFoundError(f"there is no revision {revision_id}")
    if not (name := written_name(reader)):
        raise InvalidNameError("say for whom the link is")
    token = new_token()
    link = OutsideLink(
        token_hash=hash_token(token),
        revision_id=revision_id,
        invited_by=by.id,
        reader=name,
        created_at=now,
        expires_at=now + GOOD_FOR,
        withdrawn_at=None,
    )
    session.add(link)
    session.flush()
    _tell(session, link, by.name, "outside link", {}, now)
    return token


def find_link(session: Session, token: str, now: dt.datetime) -> OutsideLink | None:
    """Returns the link while it is good, else None."""
    link = session.scalar(select(OutsideLink).where(OutsideLink.token_hash == hash_token(token)))
    return link if link is not None and link.withdrawn_at is None and link.expires_at > now else None


def withdraw_link(session: Session, *, link_id: int, by: Person, now: dt.datetime) -> None:
    """Ends a link; what was said by it stays. Raises NotFoundError."""
    take_turn(session)
    link = session.get(OutsideLink, link_id)
    if link is None:
        raise NotFoundError("there is no such link")
    if link.withdrawn_at is None:
        link.withdrawn_at = now
        session.flush()
        _tell(session, link, by.name, "outside link withdrawn", {}, now)


def give_opinion(
    session: Session, *, token: str, name: str, verdict: OutsideVerdict, comment: str, now: dt.datetime
) -> OutsideOpinion:
    """Returns what the reader said, kept with the revision. It is no review and publishes nothing.

    Raises LinkError for a link that is not good any more, InvalidNameError without a name, ReasonMissingError for a
    comment that says nothing.
    """
    take_turn(session)
    link = find_link(session, token, now)
    if link is None or len(opinions_by(session, link)) >= MOST_OPINIONS:
        raise LinkError("this link is not good any more")
    if not (written := written_name(name)):
        raise InvalidNameError("a name is missing")
    if verdict == "comment" and not comment.strip():
        raise ReasonMissingError("a comment says something")
    opinion = OutsideOpinion(
        link_id=link.id, revision_id=link.revision_id, name=written, verdict=verdict, comment=comment, at=now
    )
    session.add(opinion)
    session.flush()
    said: dict[str, object] = {"verdict": verdict, "sha256": sha256(f"{written}\n{comment}"), "opinion": opinion.id}
    # The name was typed by whoever holds the link; nobody has checked it, so that it is no actor of the chain.
    _tell(session, link, "outside", "outside opinion", said, now)
    return opinion


def opinions_by(session: Session, link: OutsideLink) -> list[OutsideOpinion]:
    """Returns what was said by this link, oldest first."""
    found = select(OutsideOpinion).where(OutsideOpinion.link_id == link.id)
    return list(session.scalars(found.order_by(OutsideOpinion.id)))


def opinions_of(session: Session, revision_id: int) -> list[OutsideOpinion]:
    """Returns what was said from outside about this revision, oldest first."""
    found = select(OutsideOpinion).where(OutsideOpinion.revision_id == revision_id)
    return list(session.scalars(found.order_by(OutsideOpinion.id)))


def open_links(session: Session, revision_id: int, now: dt.datetime) -> list[OutsideLink]:
    """Returns the links to this revision that are good now."""
    found = select(OutsideLink).where(
        OutsideLink.revision_id == revision_id, OutsideLink.withdrawn_at.is_(None), OutsideLink.expires_at > now
    )
    return list(session.scalars(found.order_by(OutsideLink.id)))


def _tell(
    session: Session, link: OutsideLink, actor: str, action: str, detail: dict[str, object], now: dt.datetime
) -> None:
    known: dict[str, object] = {"link": link.id, "revision": link.revision_id, **detail}
    append_event(session, at=now, actor=actor, action=action, subject=f"revision/{link.revision_id}", detail=known)
