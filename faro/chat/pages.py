"""The pages that need no script: one answer, all answers, the ruling status, privacy, an example clinic, and errors."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from faro.answers.compose import UnknownTopicError, compose
from faro.answers.replies import MENU
from faro.answers.status import status_of
from faro.answers.words import Words
from faro.chat.demo import demo_page
from faro.chat.edge import edge_of
from faro.chat.layout import dated_sources, page, place_of, status_card
from faro.chat.plain import plain
from faro.chat.problems import TITLES
from faro.chat.published import status_page, topic_list
from faro.chat.static import static_routes
from faro.store.snapshot import Snapshot

PROMISES = tuple(range(1, 11))


async def answer(request: Request) -> Response:
    """Answers `GET /answers/<id>`: one answer with its sources, its status and the ways on."""
    edge = edge_of(request)
    place, topic = place_of(request), request.path_params["topic"]
    try:
        reply = compose(
            place.snapshot,
            topic,
            place.lang,
            place.clinic,
            edge.now(),
            review_days=edge.settings.ruling_review_days,
        )
    except UnknownTopicError:
        return problem_page(request, 404)
    published = place.snapshot.answer(topic, place.lang)
    assert published is not None
    message, words = reply.messages[0], place.words
    return page(
        place,
        "answer",
        title=published.text.title,
        reply=reply,
        body=Markup(message.html),  # noqa: S704 - nh3 has cleaned it
        card=status_card(reply.status, words) if reply.status else None,
        sources=dated_sources(message.sources, words),
        review_by=words.date(published.text.review_by),
        related=[
            (choice.choice.removeprefix("topic:"), choice.label)
            for choice in message.choices
            if choice.choice.startswith("topic:")
        ],
    )


async def answers(request: Request) -> Response:
    """Answers `GET /answers`: every question, by group."""
    place = place_of(request)
    topics = topic_list(place.snapshot, place.lang)["topics"]
    groups = [(name, list(group)) for name, group in groupby(topics, key=lambda topic: topic["group"])]
    return page(place, "answers", title=place.words.say("page_answers"), groups=groups)


async def status(request: Request) -> Response:
    """Answers `GET /status`: the ruling status in sentences, and all that happened."""
    edge = edge_of(request)
    place = place_of(request)
    now, days = edge.now(), edge.settings.ruling_review_days
    shown = status_page(place.snapshot, place.lang, now, days)
    return page(
        place,
        "status",
        title=place.words.say("page_status"),
        card=status_card(status_of(place.snapshot, now.date(), days), place.words),
        channels=shown["channels"],
        events=_events(place.snapshot, shown["rulings"], place.words),
    )


def _events(snapshot: Snapshot, events: list[dict[str, Any]], words: Words) -> list[dict[str, Any]]:
    """Returns the court events with their days written out; a day that is not known says so."""
    rulings = {ruling.id: ruling for ruling in snapshot.rulings}
    written = []
    for event in events:
        ruling = rulings[event["id"]]
        day = words.date(ruling.date)
        written.append({**event, "day": words.say("page_day_uncertain", date=day) if ruling.date_note else day})
    return written


async def privacy(request: Request) -> Response:
    """Answers `GET /privacy`: the answer about privacy, and the promises."""
    edge = edge_of(request)
    place = place_of(request)
    words, settings = place.words, edge.settings
    limits = {"idle": f"{settings.idle_minutes:g}", "most": f"{settings.max_minutes:g}"}
    try:
        reply = compose(place.snapshot, "bot_privacy", place.lang, place.clinic, edge.now())
    except UnknownTopicError:
        # The promises hold, and are shown, with or without the answer above them.
        reply = None
    return page(
        place,
        "privacy",
        title=words.say("page_privacy"),
        reply=reply,
        body=Markup(reply.messages[0].html) if reply else None,  # noqa: S704 - nh3 has cleaned it
        promises=[words.say(f"page_promise_{number}", **limits) for number in PROMISES],
    )


async def demo(request: Request) -> Response:
    """Answers `GET /demo`: the page of an invented clinic, with the widget in it."""
    edge = edge_of(request)
    return demo_page(place_of(request), edge.settings, script_origin="") or problem_page(request, 404)


def problem_page(request: Request, status_code: int) -> HTMLResponse:
    """Returns an error as a page, in the person's language, with the questions that people ask most."""
    place = place_of(request)
    words = place.words
    asked = [(topic, place.snapshot.answer(topic, place.lang)) for topic in MENU]
    return page(
        place,
        "problem",
        status_code,
        title=words.say("page_error"),
        reason=words.say(TITLES.get(status_code, "problem_inside")),
        topics=[(topic, published.text.title) for topic, published in asked if published],
    )


page_routes = [
    Route("/plain", plain, methods=["GET", "POST"]),
    Route("/answers", answers, methods=["GET"]),
    Route("/answers/{topic}", answer, methods=["GET"]),
    Route("/status", status, methods=["GET"]),
    Route("/privacy", privacy, methods=["GET"]),
    Route("/demo", demo, methods=["GET"]),
    *static_routes,
]
