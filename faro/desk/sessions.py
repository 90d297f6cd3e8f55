"""Who is signed in at the desk: from a cookie to a person, and how a sign-in begins and ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from starlette.responses import Response

from faro.desk.cookies import SIGN_IN, drop_cookie, read_cookie, set_cookie
from faro.desk.desk import Desk
from faro.desk.visit import Visit
from faro.settings import Settings
from faro.store.models import Person
from faro.store.sign_ins import SEEN_EVERY, close_sign_in, find_sign_in, note_seen, open_sign_in


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, and since when; without a person it is nobody."""

    person: Person | None = None
    id: int = 0
    since: dt.datetime | None = None


def signed_in(desk: Desk, token: str) -> SignedIn:
    """Returns who is signed in with this token."""
    if not token:
        return SignedIn()
    idle, longest = _times(desk.settings)
    now = desk.now()
    with desk.read() as session:
        found = find_sign_in(session, token, now, idle, longest)
    if found is None:
        return SignedIn()
    sign_in, person = found
    if now - sign_in.seen_at >= SEEN_EVERY:
        with desk.write() as session:
            note_seen(session, sign_in.id, now, longest)
    return SignedIn(person, sign_in.id, sign_in.created_at)


def let_in(visit: Visit, person: Person, response: Response) -> Response:
    """Returns the response with a new sign-in of the person on it; the one before in this browser ends."""
    with visit.desk.write() as session:
        close_sign_in(session, _token(visit))
        token = open_sign_in(session, person, visit.now)
    set_cookie(response, visit.desk.origin, SIGN_IN, token)
    return response


def let_out(visit: Visit, response: Response) -> Response:
    """Returns the response that ends the sign-in of this browser."""
    with visit.desk.write() as session:
        close_sign_in(session, _token(visit))
    drop_cookie(response, visit.desk.origin, SIGN_IN)
    return response


def _token(visit: Visit) -> str:
    return read_cookie(visit.request, visit.desk.origin, SIGN_IN)


def _times(settings: Settings) -> tuple[dt.timedelta, dt.timedelta]:
    return dt.timedelta(minutes=settings.desk_idle_minutes), dt.timedelta(hours=settings.desk_max_hours)
