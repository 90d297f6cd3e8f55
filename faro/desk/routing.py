"""The way every request to the desk goes: right host, own page, known person, sufficient role; then its endpoint."""

from __future__ import annotations

import hmac
import inspect
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from faro.chat.edge import read_body
from faro.chat.requests import RequestError
from faro.desk.cookies import FORM, SIGN_IN, read_cookie, set_cookie
from faro.desk.desk import Desk
from faro.desk.form import LARGEST_FORM, UPLOAD, Form, FormError, read_form, read_upload
from faro.desk.problems import problem_page, store_problem
from faro.desk.sessions import SignedIn, signed_in
from faro.desk.visit import RANKS, DeskRoute, Visit, rank_of
from faro.store.errors import StoreError


def starlette_routes(routes: Iterable[DeskRoute]) -> list[Route]:
    """Returns the routes with their guards before them; raises ValueError for an address that is there twice."""
    listed = list(routes)
    if len({(route.path, route.method) for route in listed}) < len(listed):
        raise ValueError("an address of the desk is there twice")
    return [Route(route.path, _guarded(route), methods=[route.method]) for route in listed]


def desk_of(request: Request) -> Desk:
    """Returns the desk that this request came to."""
    desk: Desk = request.app.state.desk
    return desk


def _guarded(route: DeskRoute) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        desk = desk_of(request)
        visit = Visit(request, desk, form_cookie=read_cookie(request, desk.origin, FORM) or secrets.token_urlsafe(32))
        if route.open_to != "anybody":
            # For a fault that nobody foresaw: what a colleague has typed is given back with the apology.
            request.state.visit = visit
        response = await _refused(visit, route) or await _answered(visit, route)
        if not read_cookie(request, desk.origin, FORM):
            set_cookie(response, desk.origin, FORM, visit.form_cookie)
        return response

    return answer


async def _refused(visit: Visit, route: DeskRoute) -> Response | None:
    """Returns the refusal of a request that may not come in, else None, with form and person filled in."""
    request, desk = visit.request, visit.desk
    if request.headers.get("host", "") != desk.origin.netloc:
        # Under another name no passkey works, and a stranger's name that leads here could read what is shown.
        if route.method == "GET":
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(desk.origin.text + request.url.path + query, 307)
        return problem_page(visit, 403, "host")
    if route.method == "POST" and (refusal := await _bad_form(visit, route)):
        return refusal
    found = await _signed_in(visit)
    visit.person, visit.sign_in_id, visit.signed_in_at = found.person, found.id, found.since
    if rank_of(visit.person) >= RANKS.index(route.open_to):
        return _asked_again(visit, route) if route.fresh and not visit.is_fresh else None
    if visit.person is not None:
        return problem_page(visit, 403, "clinic" if visit.person.clinic else "role", wanted=route.open_to)
    if route.method == "POST":
        # What somebody has typed must not be lost because their time was up.
        return problem_page(visit, 401, "signed_out", fields=visit.form.without("csrf"))
    query = f"?{request.url.query}" if request.url.query else ""
    return visit.go("/sign-in", to=request.url.path + query)


async def _signed_in(visit: Visit) -> SignedIn:
    return await run_in_threadpool(signed_in, visit.desk, read_cookie(visit.request, visit.desk.origin, SIGN_IN))


def _asked_again(visit: Visit, route: DeskRoute) -> Response:
    """Returns the page that asks who it is once more; what was typed is kept, except for passwords and codes."""
    fields = [] if visit.form["password"] or visit.form["code"] else visit.form.without("csrf")
    return problem_page(visit, 401, "not_fresh", fields=fields, back=route.fresh)


async def _bad_form(visit: Visit, route: DeskRoute) -> Response | None:
    request, origin = visit.request, visit.desk.origin.text
    if request.headers.get("origin", origin) != origin:
        return problem_page(visit, 403, "elsewhere")
    try:
        visit.form = await _form(visit, route)
    except RequestError:
        return problem_page(visit, 413, "too_large")
    except FormError as error:
        return problem_page(visit, error.status, "no_form")
    if not hmac.compare_digest(visit.form["csrf"].encode(), visit.csrf.encode()):
        return problem_page(visit, 403, "form_is_old")
    return None


async def _form(visit: Visit, route: DeskRoute) -> Form:
    """Returns the posted form; a file only where the route takes one, from somebody who may come there."""
    request = visit.request
    content_type = request.headers.get("content-type", "")
    is_upload = route.largest_upload and content_type.lower().startswith(UPLOAD)
    if is_upload and rank_of((await _signed_in(visit)).person) >= RANKS.index(route.open_to):
        body = await read_body(request, route.largest_upload)
        return await run_in_threadpool(read_upload, body, content_type)
    return read_form(await read_body(request, LARGEST_FORM), request.headers)


async def _answered(visit: Visit, route: DeskRoute) -> Response:
    endpoint = route.endpoint
    try:
        if inspect.iscoroutinefunction(endpoint):
            return cast(Response, await endpoint(visit))
        # Most pages wait for the store: in a thread, so that the others do not wait with them.
        return await run_in_threadpool(cast(Callable[[Visit], Response], endpoint), visit)
    except StoreError as error:
        return store_problem(visit, error)
