"""The description of the interface is true: every route is described, and the application does what it says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.applications import Starlette
from starlette.routing import Route

from faro.chat.app import description
from faro.chat.language import LanguageRecogniser
from faro.settings import Settings
from faro.store.snapshot import Snapshot

from .edge import Clock, FakeEngine, Visitor, build_app


def test_every_route_is_described_and_everything_described_is_a_route(visitor: Visitor) -> None:
    routes = {
        (method.lower(), route.path)
        for route in visitor.app.routes
        if isinstance(route, Route) and route.path.startswith(INTERFACE)
        for method in (route.methods or set()) - {"HEAD"}
    }
    described = {(method, path) for path, item in description()["paths"].items() for method in item}

    assert routes == described


def test_description_is_served_as_openapi_3_1(visitor: Visitor) -> None:
    served = visitor.get("/api/v1/openapi.json").json()

    assert served == description()
    assert served["openapi"].startswith("3.1")


# Pages and scripts are for browsers, and no interface that a program may rely on.
INTERFACE = ("/api/", "/healthz", "/readyz")
# That a language, clinic or topic is known is a matter of what is published, which a schema cannot say.
NOT_FOR_A_SCHEMA: list[CheckFunction] = [positive_data_acceptance]
OPERATIONS = {(method.upper(), path): item[method] for path, item in description()["paths"].items() for method in item}
GOOD = [(method, path, GenerationMode.POSITIVE) for method, path in OPERATIONS]
BAD = [
    (*key, GenerationMode.NEGATIVE) for key, told in OPERATIONS.items() if "requestBody" in told or "parameters" in told
]


@pytest.fixture
def api(snapshot: Snapshot, now: dt.datetime, recogniser: LanguageRecogniser) -> schemathesis.BaseSchema:
    app: Starlette = build_app(FakeEngine(snapshot, now), recogniser, Clock(), Settings(rate_limits=False))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize(("method", "path", "mode"), [*GOOD, *BAD])
def test_application_does_what_its_description_says(
    api: schemathesis.BaseSchema, method: str, path: str, mode: GenerationMode
) -> None:
    operation = api[path][method]

    # Derandomized: a run that fails here fails everywhere.
    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def validate(case: Case[Any]) -> None:
        response = case.call()
        too_large = [negative_data_rejection] if response.status_code == 413 else []
        case.validate_response(response, excluded_checks=[*NOT_FOR_A_SCHEMA, *too_large])

    validate()
