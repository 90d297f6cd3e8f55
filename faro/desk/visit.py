"""One request to the desk as its pages see it: who asks, what was posted, and the ways to answer."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from faro.answers.rendering import environment
from faro.desk.desk import Desk
from faro.desk.form import Form
from faro.desk.static import address
from faro.store.models import Person

# `clinic` is whoever is signed in, so people who look after one clinic too: to them nothing else is open.
OpenTo = Literal["anybody", "clinic", "volunteer", "reviewer", "admin"]
RANKS: tuple[OpenTo, ...] = ("anybody", "clinic", "volunteer", "reviewer", "admin")


# How old a sign-in may be when somebody changes who comes to the desk, and how.
FRESH_FOR = dt.timedelta(minutes=10)


@dataclass
class Visit:
    """One request. `form` is empty for a page that is only looked at; `person` is None for somebody not signed in."""

    request: Request
    desk: Desk
    form: Form = field(default_factory=Form)
    person: Person | None = None
    form_cookie: str = ""
    sign_in_id: int = 0
    signed_in_at: dt.datetime | None = None

    @property
    def me(self) -> Person:
        """Returns the person who is signed in; only pages that are open to people with a role may ask."""
        assert self.person is not None, "a page open to anybody asks who is signed in"
        return self.person

    @property
    def now(self) -> dt.datetime:
        """Returns the moment of this request."""
        return self.desk.now()

    @property
    def csrf(self) -> str:
        """Returns what every form must carry: only a page of ours, in this browser, can know it."""
        return hmac.new(self.form_cookie.encode(), b"form", hashlib.sha256).hexdigest()

    @property
    def is_fresh(self) -> bool:
        """Returns whether the person has shown who they are within the last ten minutes."""
        return self.signed_in_at is not None and self.now - self.signed_in_at <= FRESH_FOR

    def may(self, role: OpenTo) -> bool:
        """Returns whether the person's role is this one or a higher one."""
        return rank_of(self.person) >= RANKS.index(role)

    def page(self, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
        """Returns the page `templates/desk/<template>.html`; `shown` is what the template names."""
        html = (
            environment()
            .get_template(f"desk/{template}.html")
            .render(
                visit=self,
                me=self.person,
                csrf=self.csrf,
                path=self.request.url.path,
                said=self.request.query_params.get("said", ""),
                static=address,
                day=day,
                moment=moment,
                **shown,
            )
        )
        # A browser that may send no referrer names no origin on a form either, and we could not tell our own.
        return HTMLResponse(html, status, {"Referrer-Policy": "same-origin"})

    def go(self, path: str, said: str = "", **query: str) -> Response:
        """Returns the way to a page after a form was sent; `said` names a sentence of `templates/desk/said.html`."""
        asked = {**query, **({"said": said} if said else {})}
        return RedirectResponse(f"{path}?{urlencode(asked)}" if asked else path, 303)


Endpoint = Callable[[Visit], Response | Awaitable[Response]]


@dataclass(frozen=True)
class DeskRoute:
    """One address of the desk, what answers it, and who may come: to say who is not optional.

    With `fresh` it takes a sign-in of the last ten minutes; it names the page to go on from after another one.
    """

    path: str
    endpoint: Endpoint
    open_to: OpenTo
    method: Literal["GET", "POST"] = "GET"
    largest_upload: int = 0
    fresh: str = ""


def rank_of(person: Person | None) -> int:
    """Returns the place of the person among `RANKS`; the import is nobody who could come."""
    if person is None or person.role == "import":
        return 0
    return RANKS.index("clinic" if person.clinic else person.role)


def day(of: dt.date) -> str:
    """Returns a day as the desk writes it ("22 Nov 2026"); of a moment, its day in UTC."""
    return format_date(of, "d MMM y", locale="en")


def moment(at: dt.datetime) -> str:
    """Returns a moment as the desk writes it ("22 Nov 2026, 12:30 UTC")."""
    return format_datetime(at.astimezone(dt.UTC), "d MMM y, HH:mm", locale="en") + " UTC"
