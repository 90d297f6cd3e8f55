"""The front page of the desk: what needs doing, the most urgent first."""

from __future__ import annotations

from starlette.responses import Response

from faro.desk.visit import DeskRoute, Visit


def front_page(visit: Visit) -> Response:
    """Answers `GET /`."""
    return visit.page("front_page")


routes = (DeskRoute("/", front_page, "volunteer"),)
