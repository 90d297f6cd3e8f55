"""A colleague at the desk for a test: a browser that runs nothing, with the forms of the page that it shows."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette

from faro.desk.app import create_app
from faro.desk.cookies import SIGN_IN
from faro.desk.desk import Desk
from faro.store.models import Person, Role
from faro.store.sign_ins import open_sign_in
from faro.store.writing import ensure_person
from tests.pages.reading import Form, ReadPage


@dataclass
class Time:
    """The clocks of a desk, which stand still until the test moves them, and the waits that it was asked for."""

    moment: dt.datetime
    seconds: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def now(self) -> dt.datetime:
        """Returns the moment."""
        return self.moment

    def clock(self) -> float:
        """Returns seconds that only grow."""
        return self.seconds

    def advance(self, span: dt.timedelta) -> None:
        """Lets time pass."""
        self.moment += span
        self.seconds += span.total_seconds()

    async def pause(self, seconds: float) -> None:
        """Notes a wait instead of waiting."""
        self.waits.append(seconds)


class Browser:
    """Sends requests to the desk in this process, and keeps its cookies."""

    def __init__(self, app: Starlette, base_url: str) -> None:
        self.cookies = httpx.Cookies()
        self._app, self._base_url = app, base_url

    def request(self, method: str, path: str, **how: Any) -> httpx.Response:
        """Returns the response to one request, redirects followed unless told otherwise."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url=self._base_url, cookies=self.cookies, follow_redirects=True
            ) as client:
                response = await client.request(method, path, **how)
                self.cookies = client.cookies
                return response

        return asyncio.run(send())

    def get(self, path: str, **how: Any) -> httpx.Response:
        """Returns the response to a GET."""
        return self.request("GET", path, **how)

    def post(self, path: str, **how: Any) -> httpx.Response:
        """Returns the response to a POST."""
        return self.request("POST", path, **how)


class Colleague:
    """Somebody at a browser of their own. `page` is what they see now."""

    def __init__(self, desk: Desk, person: Person | None = None) -> None:
        self.desk, self.person = desk, person
        self.client = Browser(create_app(desk), desk.origin.text)
        self.response: httpx.Response
        self.page: ReadPage
        if person is not None:
            with desk.write() as session:
                self.client.cookies.set(SIGN_IN, open_sign_in(session, person, desk.now()))

    @property
    def path(self) -> str:
        """Returns the path of the page that is shown."""
        return self.response.url.path

    def open(self, path: str, status: int = 200) -> ReadPage:
        """Returns the page at this address, redirects followed."""
        return self._see(self.client.get(path), status)

    def send(self, action: str, status: int = 200, **fields: Any) -> ReadPage:
        """Returns the page after the form of this page that goes to `action` was filled in and sent."""
        form = self.form(action)
        # What a form carries by itself is sent as it is; a field that the page does not offer cannot be filled in.
        return self._see(self._post(action, {**form.fields, **fields}), status)

    def press(self, action: str, name: str, value: str, status: int = 200, **fields: Any) -> ReadPage:
        """Returns the page after the button with this name and value was pressed; it must be there."""
        assert (name, value) in self.form(action).buttons, self.form(action).buttons
        return self.send(action, status, **{name: value}, **fields)

    def post(self, action: str, status: int, **fields: Any) -> ReadPage:
        """Returns the answer to a POST that no form of the page offers, with a valid token: somebody's own script."""
        self.client.get("/sign-in", follow_redirects=False)
        self.open("/account" if self.person else "/sign-in")
        return self._see(self._post(action, {"csrf": self.page.forms[0].fields["csrf"], **fields}), status)

    def form(self, action: str) -> Form:
        """Returns the form of this page that goes to `action`."""
        found = [form for form in self.page.forms if form.action == action]
        assert found, f"no form goes to {action}, but to {[form.action for form in self.page.forms]}"
        return found[0]

    def _post(self, action: str, fields: dict[str, Any]) -> httpx.Response:
        return self.client.post(action, data=fields, headers={"Origin": self.desk.origin.text})

    def _see(self, response: httpx.Response, status: int) -> ReadPage:
        assert response.status_code == status, f"{response.status_code}: {response.text}"
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        self.response, self.page = response, ReadPage(response)
        assert self.page.inline == []
        return self.page


def person_of(desk: Desk, name: str, role: Role, clinic: str | None = None) -> Person:
    """Returns a person of this name and role; with a clinic they look after that one alone."""
    with desk.write() as session:
        return ensure_person(session, name, role, desk.now(), clinic)
