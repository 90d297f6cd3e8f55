"""How a person's name is written, and who is meant by it: one person never becomes two by another spelling."""

from __future__ import annotations

import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session

from faro.store.models import Person

LONGEST_NAME = 80


def written_name(name: str) -> str:
    """Returns the name with odd letters, spaces and invisible signs made plain; empty when nothing is left."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", name) if c.isprintable())
    return " ".join(plain.split())[:LONGEST_NAME]


def find_person(session: Session, name: str) -> Person | None:
    """Returns the person of this name, in whatever case it is written, or None."""
    wanted = written_name(name).casefold()
    return next((person for person in session.scalars(select(Person)) if person.name.casefold() == wanted), None)
