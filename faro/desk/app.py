"""The desk as a Starlette application: its routes, its one policy of headers, and how faults become pages."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from faro.chat.faults import Faults
from faro.chat.headers import NOBODY, OWN_LOOK, Policy, SecurityHeaders
from faro.desk import (
    account,
    answers,
    audit,
    clinic_import,
    clinics,
    courses,
    editor,
    entries,
    exports,
    facts,
    front_page,
    invitations,
    new_topic,
    outside,
    own_clinic,
    people,
    previews,
    reviews,
    rulings,
    sign_in,
    switches,
    teach,
    texts,
)
from faro.desk.desk import Desk
from faro.desk.problems import problem_page
from faro.desk.routing import desk_of, starlette_routes
from faro.desk.static import static_route
from faro.desk.visit import DeskRoute, Visit

# Each module of pages lists its own addresses, with who may come to each.
ROUTES: tuple[DeskRoute, ...] = (
    *front_page.routes,
    *sign_in.routes,
    *invitations.routes,
    *account.routes,
    *people.routes,
    *reviews.routes,
    *previews.routes,
    *texts.routes,
    *answers.routes,
    *editor.routes,
    *switches.routes,
    *audit.routes,
    *entries.routes,
    *rulings.routes,
    *facts.routes,
    *clinics.routes,
    *clinic_import.routes,
    *own_clinic.routes,
    *teach.routes,
    *courses.routes,
    *outside.routes,
    *new_topic.routes,
    *exports.routes,
)

PAGE = Policy(
    {
        **OWN_LOOK,
        "script-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
)


def create_app(desk: Desk) -> Starlette:
    """Returns the application; it starts and stops nothing but what it serves itself."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        desk.engine.dispose()

    app = Starlette(
        routes=[*starlette_routes(ROUTES), static_route, Route("/healthz", healthz, methods=["GET"])],
        exception_handlers={HTTPException: _http_error},
        lifespan=lifespan,
    )
    app.add_middleware(Faults, respond=_fault)
    app.add_middleware(
        SecurityHeaders,
        kinds={"/static/{name}": "static", "/healthz": "api"},
        snapshot=desk.snapshot,
        frame_ancestors=lambda _, __: NOBODY,
        policies={"page": with_frames(PAGE, desk.settings.own_address), "static": Policy({}), "api": Policy({})},
    )
    app.state.desk = desk
    return app


def with_frames(policy: Policy, origin: str) -> Policy:
    """Returns the policy of a page that may show the chat of this origin in itself."""
    return Policy({**policy.sources, "frame-src": origin}, policy.resource_policy)


async def healthz(request: Request) -> Response:
    """Says that the process lives, and nothing else."""
    return JSONResponse({"alive": True})


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return problem_page(Visit(request, desk_of(request)), status, "not_found" if status == 404 else "method")


def _fault(request: Request) -> Response:
    """Answers a fault of our own, in words where there still are some."""
    try:
        visit = getattr(request.state, "visit", None) or Visit(request, desk_of(request))
        return problem_page(visit, 500, "fault", fields=visit.form.without("csrf"))
    except Exception:
        return Response(status_code=500)
