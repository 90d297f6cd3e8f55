"""The two people of a publication at the command line: who wrote it, and who reviews it and makes it live."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from faro.cli.mending import MendableError
from faro.cli.store_access import now
from faro.store.credentials import has_account
from faro.store.models import Person, Revision, Role
from faro.store.people import find_person, written_name
from faro.store.writing import REVIEWING_ROLES, ensure_person, publish, review_revision

By = Annotated[str, typer.Option("--by", help="Your name, as it stands in the audit trail.")]
Reviewer = Annotated[str | None, typer.Option(help="The second person, who has read exactly this text.")]


def named_person(session: Session, name: str, role: Role) -> Person:
    """Returns the person of this name, with the role where they had a lesser one and have no account at the desk."""
    written = written_name(name)
    if not written:
        raise MendableError("a name is missing", "give the name that shall stand in the audit trail")
    known = find_person(session, written)
    # A command line must not make a reviewer of a volunteer, nor a volunteer of an admin, whom the desk knows.
    if known and (known.role in REVIEWING_ROLES or has_account(session, known)):
        return known
    return ensure_person(session, known.name if known else written, role, now())


def review_and_publish(session: Session, revision: Revision, reviewer: str) -> None:
    """Makes a revision live in the name of a reviewer; raises SelfReviewError where that is who wrote it."""
    person = named_person(session, reviewer, "reviewer")
    review = review_revision(session, revision_id=revision.id, reviewer=person, verdict="approve", now=now())
    publish(session, revision_id=revision.id, review_id=review.id, by=person, now=now())
