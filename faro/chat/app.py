"""The public edge as a Starlette application: routes, and how requests and faults become responses."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from faro.chat.admission import Admission, BusyError, RateLimit, TooManyError
from faro.chat.conversations import Conversations
from faro.chat.counting import TurnCounts, Write
from faro.chat.edge import Edge, Previewed, edge_of, read_body, unless_gone
from faro.chat.engine import Engine
from faro.chat.faults import Faults
from faro.chat.following import keep_following
from faro.chat.framing import Framing
from faro.chat.headers import KINDS, SecurityHeaders, check_kinds, kind_of
from faro.chat.language import LanguageRecogniser, texts_of_languages
from faro.chat.pages import page_routes, problem_page
from faro.chat.preview import nothing_previewed, preview_routes
from faro.chat.problems import problem, problem_of
from faro.chat.published import clinic_list, status_page, topic_list, topic_page
from faro.chat.query import page_language, read_language, read_state, read_zip
from faro.chat.readiness import Readiness
from faro.chat.requests import LARGEST_BODY, RequestError, read_chat_request, read_forget_request
from faro.chat.talk import Talk
from faro.chat.widget import frame_ancestors, widget_routes
from faro.settings import Settings
from faro.store.keeper import SnapshotKeeper
from faro.store.snapshot import Snapshot

ENGINE_AT_ONCE = 4
NETWORKS_TO_FILL = 2  # so many networks at least it takes to fill all places before the engine
OPENAPI = Path(__file__).with_name("openapi.yml")
SHOWN_ELSEWHERE = {"Cache-Control": "public, max-age=30", "Access-Control-Allow-Origin": "*"}


def create_app(
    settings: Settings,
    snapshot: Callable[[], Snapshot],
    engine: Engine,
    recogniser: LanguageRecogniser,
    *,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    clock: Callable[[], float] = time.monotonic,
    keeper: SnapshotKeeper | None = None,
    write_counts: Write | None = None,
    previewed: Previewed = nothing_previewed,
) -> Starlette:
    """Returns the application. `snapshot` gives the published content; with `keeper` the app starts and stops it.

    With `write_counts` the turns are counted, and whole tens handed to it now and then. `previewed` gives the draft
    that a link of the desk shows.
    """
    conversations = Conversations(
        clock, settings.idle_minutes * 60, settings.max_minutes * 60, settings.max_conversations
    )
    places = ENGINE_AT_ONCE + settings.engine_queue
    share = max(1, places // NETWORKS_TO_FILL) if settings.rate_limits else None
    admission = Admission(ENGINE_AT_ONCE, settings.engine_queue, share)
    counts = TurnCounts(now) if write_counts else None
    talk = Talk(snapshot, engine, conversations, recogniser, admission, now, settings.engine_timeout_seconds, counts)
    readiness = Readiness(engine, clock, settings.probe_seconds)
    edge = Edge(
        settings,
        snapshot,
        talk,
        readiness,
        RateLimit(settings.messages_per_minute, clock),
        RateLimit(settings.network_messages_per_minute, clock),
        now,
        lambda: keeper is None or keeper.healthy,
        previewed,
    )

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if keeper:
            keeper.start()
        running = [
            asyncio.create_task(readiness.run()),
            asyncio.create_task(keep_following(engine, settings.teaching_dir)),
        ]
        if counts and write_counts:
            running.append(asyncio.create_task(counts.run(write_counts)))
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await talk.close()
            await engine.close()
            if keeper:
                keeper.stop()

    routes = [*api_routes, *page_routes, *widget_routes, *preview_routes]
    check_kinds(routes, KINDS)
    app = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _http_error, RequestError: _request_error},
        lifespan=lifespan,
    )
    app.add_middleware(Faults, respond=_fault)
    app.add_middleware(Framing)
    # Its redirects would take their host from the request.
    app.router.redirect_slashes = False
    app.add_middleware(SecurityHeaders, kinds=KINDS, snapshot=snapshot, frame_ancestors=frame_ancestors)
    app.state.edge = edge
    return app


async def chat(request: Request) -> Response:
    """Answers `POST /api/v1/chat`."""
    edge = edge_of(request)
    refused = _refused(request, edge)
    if refused:
        return refused
    body = await read_body(request, LARGEST_BODY)
    try:
        # In a flood the answer must cost next to nothing: no message is read for which there is no place.
        edge.talk.admission.raise_if_full(edge.network(request))
        asked = read_chat_request(body)
        edge.count(request, asked.conversation)
    except BusyError as error:
        return problem(503, edge.words(request), retry_after=error.retry_after)
    except TooManyError as error:
        return problem(429, edge.words(request), retry_after=error.retry_after)
    page_lang = page_language(request.headers.get("accept-language", ""), edge.snapshot())
    try:
        reply = await unless_gone(request, edge.talk.turn(asked, page_lang, edge.network(request)))
    except BusyError as error:
        return problem(503, edge.words(request), retry_after=error.retry_after)
    return JSONResponse(reply)


async def forget(request: Request) -> Response:
    """Answers `POST /api/v1/chat/forget`: 204 whether or not the conversation existed."""
    edge = edge_of(request)
    refused = _refused(request, edge)
    if refused:
        return refused
    await edge.talk.forget(read_forget_request(await read_body(request, LARGEST_BODY)))
    return Response(status_code=204)


async def status(request: Request) -> Response:
    """Answers `GET /api/v1/status`."""
    edge, snapshot, lang = _reading(request)
    page = status_page(snapshot, lang, edge.now(), edge.settings.ruling_review_days)
    return JSONResponse(page, headers=SHOWN_ELSEWHERE)


async def topics(request: Request) -> Response:
    """Answers `GET /api/v1/topics`."""
    _, snapshot, lang = _reading(request)
    return JSONResponse(topic_list(snapshot, lang), headers=SHOWN_ELSEWHERE)


async def topic(request: Request) -> Response:
    """Answers `GET /api/v1/topics/<id>`."""
    edge, snapshot, lang = _reading(request)
    page = topic_page(snapshot, request.path_params["topic"], lang, edge.now(), edge.settings.ruling_review_days)
    if page is None:
        return problem(404, edge.words(request))
    return JSONResponse(page, headers=SHOWN_ELSEWHERE)


async def clinics(request: Request) -> Response:
    """Answers `GET /api/v1/clinics`."""
    _, snapshot, lang = _reading(request)
    state, zip_code = read_state(request.query_params), read_zip(request.query_params)
    return JSONResponse(clinic_list(snapshot, state, zip_code, lang), headers=SHOWN_ELSEWHERE)


async def openapi(request: Request) -> Response:
    """Answers with the description of this interface."""
    return JSONResponse(description(), headers=SHOWN_ELSEWHERE)


async def healthz(request: Request) -> Response:
    """Says that the process lives, and nothing else."""
    return JSONResponse({"alive": True})


async def readyz(request: Request) -> Response:
    """Says whether a real turn went through the engine lately, 503 when not, and whether the store can be read.

    Without the store people are still answered, from what was published last, so that alone is no reason for a 503.
    """
    edge = edge_of(request)
    body = {
        "ready": edge.readiness.ready,
        "engine": edge.readiness.fault or "answers",
        "store": "read" if edge.store_is_read() else "unreachable",
        "edition": edge.snapshot().edition,
        "published": edge.snapshot().built_at.isoformat(),
    }
    return JSONResponse(body, 200 if edge.readiness.ready else 503)


@cache
def description() -> dict[str, Any]:
    """Returns the OpenAPI document."""
    document: dict[str, Any] = yaml.safe_load(OPENAPI.read_text("utf-8"))
    return document


def _reading(request: Request) -> tuple[Edge, Snapshot, str]:
    edge = edge_of(request)
    snapshot = edge.snapshot()
    return edge, snapshot, read_language(request.query_params, snapshot)


def _refused(request: Request, edge: Edge) -> Response | None:
    """Returns the refusal of a POST from another site or of another type than JSON, or None."""
    if edge.is_from_elsewhere(request):
        return problem(403, edge.words(request))
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/json":
        return problem(415, edge.words(request))
    return None


async def _http_error(request: Request, error: Exception) -> Response:
    response = _said_wrong(request, error.status_code if isinstance(error, HTTPException) else 500)
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


async def _request_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestError)
    return problem_of(error, edge_of(request).words(request))


def _fault(request: Request) -> Response:
    """Answers a fault of our own."""
    try:
        return _said_wrong(request, 500)
    except Exception:
        # Without words or templates there is no page: still no trace may reach a log, which could quote a person.
        return Response(status_code=500)


def _said_wrong(request: Request, status_code: int) -> Response:
    """Returns the error as data to a program, and as a page to a person."""
    if kind_of(request.scope, KINDS) == "api":
        return problem(status_code, edge_of(request).words(request))
    return problem_page(request, status_code)


def learnt_recogniser(nlu: Path) -> LanguageRecogniser:
    """Returns the language recogniser learnt from the training messages and, for their spelling, Faro's own answers."""
    return LanguageRecogniser(texts_of_languages(nlu, nlu.parent / "content"))


api_routes = [
    Route("/api/v1/chat", chat, methods=["POST"]),
    Route("/api/v1/chat/forget", forget, methods=["POST"]),
    Route("/api/v1/status", status, methods=["GET"]),
    Route("/api/v1/topics", topics, methods=["GET"]),
    Route("/api/v1/topics/{topic}", topic, methods=["GET"]),
    Route("/api/v1/clinics", clinics, methods=["GET"]),
    Route("/api/v1/openapi.json", openapi, methods=["GET"]),
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", readyz, methods=["GET"]),
]
