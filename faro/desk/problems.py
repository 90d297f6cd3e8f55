"""What the desk refuses, as pages: each sentence stands in `templates/desk/problem.html`, by the name of its reason."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from faro.desk.visit import Visit
from faro.store.errors import NotFoundError, StoreError


def problem_page(visit: Visit, status: int, reason: str, **shown: Any) -> Response:
    """Returns the page that says why not, by the reason's name, and how to go on."""
    return visit.page("problem", status, reason=reason, **{"fields": [], "wanted": "", "back": "/account", **shown})


def store_problem(visit: Visit, error: StoreError) -> Response:
    """Returns the page for what the store refuses: 404 for what is not there, else 409."""
    return problem_page(visit, 404 if isinstance(error, NotFoundError) else 409, type(error).__name__)
