"""Signing in and out: with a passkey, else with password and code, else with a recovery code."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from faro.chat.admission import TooManyError
from faro.desk.passkeys import PasskeyError, options_to_use, person_of_passkey
from faro.desk.passwords import check_password
from faro.desk.problems import problem_page
from faro.desk.sessions import let_in, let_out
from faro.desk.visit import DeskRoute, Visit
from faro.store.account_models import Password
from faro.store.credentials import has_account, use_recovery_code, use_totp_step
from faro.store.models import Person
from faro.store.people import find_person, written_name


def sign_in(visit: Visit) -> Response:
    """Answers `GET /sign-in?to=&again=`: with `again` also for somebody who is signed in, to show that it is they."""
    if visit.person is not None and not visit.request.query_params.get("again"):
        return visit.go(_onward(visit.request.query_params.get("to", "")))
    return _page(visit)


def with_passkey(visit: Visit) -> Response:
    """Answers `POST /sign-in/passkey`. No count of failures stands before it: a passkey cannot be guessed."""
    try:
        person = person_of_passkey(visit, visit.form["credential"])
    except PasskeyError:
        return _page(visit, wrong="passkey")
    return let_in(visit, person, visit.go(_onward(visit.form["to"])))


async def with_password(visit: Visit) -> Response:
    """Answers `POST /sign-in/password`: both parts are judged as one, so that neither can be guessed alone."""
    return await _guessable(visit, "password", _person_of_password)


async def with_recovery_code(visit: Visit) -> Response:
    """Answers `POST /sign-in/recovery`; the account page then asks for a new passkey."""
    return await _guessable(visit, "recovery", _person_of_recovery_code)


def sign_out(visit: Visit) -> Response:
    """Answers `POST /sign-out`."""
    return let_out(visit, visit.go("/sign-in", said="signed_out"))


async def _guessable(visit: Visit, way: str, find: Callable[[Visit], Person | None]) -> Response:
    """Returns the way in for whom `find` finds; attempts wait by account, and are counted by network."""
    desk, client = visit.desk, visit.request.client
    try:
        desk.attempts.count(desk.pseudonyms.of_network(client.host if client else ""))
    except TooManyError as error:
        response = problem_page(visit, 429, "throttled")
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    account = written_name(visit.form["name"]).casefold()
    await desk.pause(desk.slowing.wait_of(account))
    person = await run_in_threadpool(find, visit)
    if person is None:
        desk.slowing.note_failure(account)
        return _page(visit, wrong=way)
    desk.slowing.note_success(account)
    onward = _onward(visit.form["to"]) if way == "password" else "/account"
    return await run_in_threadpool(let_in, visit, person, visit.go(onward))


def _person_of_password(visit: Visit) -> Person | None:
    with visit.desk.read() as session:
        person = find_person(session, visit.form["name"])
        kept = session.get(Password, person.id) if person else None
    step = check_password(kept, visit.form["password"], visit.form["code"], visit.now)
    if person is None or step is None:
        return None
    with visit.desk.write() as session:
        return person if use_totp_step(session, person=person, step=step) else None


def _person_of_recovery_code(visit: Visit) -> Person | None:
    with visit.desk.write() as session:
        person = find_person(session, visit.form["name"])
        if person is None or not has_account(session, person):
            return None
        return person if use_recovery_code(session, person=person, typed=visit.form["code"], now=visit.now) else None


def _page(visit: Visit, wrong: str = "") -> Response:
    to = visit.form["to"] or visit.request.query_params.get("to", "")
    return visit.page(
        "sign_in",
        403 if wrong else 200,
        wrong=wrong,
        to=_onward(to),
        options=options_to_use(visit),
        name=visit.form["name"] or (visit.person.name if visit.person else ""),
    )


def _onward(to: str) -> str:
    """Returns the address of a page of ours to go on to, the front page for any other."""
    return to if to.startswith("/") and not to.startswith("//") and "\\" not in to else "/"


routes = (
    DeskRoute("/sign-in", sign_in, "anybody"),
    DeskRoute("/sign-in/passkey", with_passkey, "anybody", "POST"),
    DeskRoute("/sign-in/password", with_password, "anybody", "POST"),
    DeskRoute("/sign-in/recovery", with_recovery_code, "anybody", "POST"),
    DeskRoute("/sign-out", sign_out, "anybody", "POST"),
)
