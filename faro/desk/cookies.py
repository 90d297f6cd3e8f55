"""The desk's two cookies: one for the sign-in, one that ties forms to this browser. Neither is readable by scripts."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from faro.desk.desk import Origin

SIGN_IN, FORM = "faro_desk", "faro_desk_form"


def read_cookie(request: Request, origin: Origin, name: str) -> str:
    """Returns the cookie's value, empty where there is none."""
    return request.cookies.get(_full_name(origin, name), "")


def set_cookie(response: Response, origin: Origin, name: str, value: str) -> None:
    """Adds the cookie to the response; the browser drops it when it is closed."""
    response.set_cookie(
        _full_name(origin, name), value, path="/", secure=origin.secure, httponly=True, samesite="strict"
    )


def drop_cookie(response: Response, origin: Origin, name: str) -> None:
    """Makes the browser forget the cookie."""
    response.delete_cookie(_full_name(origin, name), path="/", secure=origin.secure, httponly=True, samesite="strict")


def _full_name(origin: Origin, name: str) -> str:
    # With this prefix a browser takes the cookie from this very host alone, not from a neighbour of its domain.
    return f"__Host-{name}" if origin.secure else name
