"""Train and try: a course in the background, its figures before and after, and the model into service or back."""

from __future__ import annotations

import datetime as dt
from functools import partial

from starlette.responses import Response

from faro.desk.problems import problem_page
from faro.desk.teach import intents
from faro.desk.titles import language_name
from faro.desk.visit import DeskRoute, Visit
from faro.store.teaching import learnt, taught, trainings
from faro.teaching.messages import Message, read_known
from faro.teaching.verdict import TOLERANCE

FIGURES = ("right_first", "right_among_three", "right_of_answered", "out_of_scope_caught", "urgent_as_urgent")
REFRESH_SECONDS = 3
HISTORY = 12


def training(visit: Visit) -> Response:
    """Answers `GET /teach/training`: what waits, how far a training is, what it found, what serves."""
    teacher, snapshot = visit.desk.teacher, visit.desk.snapshot()
    course, service = teacher.course, teacher.service
    with visit.desk.read() as session:
        standing, in_service = {one.id for one in taught(session)}, {one.id for one in learnt(session)}
        history = trainings(session)[:HISTORY]
    response = visit.page(
        "training",
        course=course,
        passed=_passed(visit, course.started) if course else "",
        service=service,
        can_go_back=teacher.can_go_back and bool(history),
        newer=len(standing - in_service),
        fewer=len(in_service - standing),
        current=course is not None and set(course.examples) == standing,
        served=course is not None and set(course.examples) == in_service and course.state == "passed",
        history=history,
        figures=FIGURES,
        tolerance=TOLERANCE,
        language=partial(language_name, snapshot),
    )
    if (course and course.is_running) or (service and service.state == "starting"):
        # The page looks again by itself, without a script.
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def begin(visit: Visit) -> Response:
    """Answers `POST /teach/training`: trains on everything that stands, in a process of its own."""
    known, snapshot = read_known(visit.desk.settings.data_dir), visit.desk.snapshot()
    with visit.desk.read() as session:
        # A topic without an answer that is live is not learnt: the bot would send people nowhere.
        examples = [one for one in taught(session) if one.intent in intents(snapshot, known)]
    messages = [Message(one.intent, one.lang, one.text) for one in examples]
    begun = visit.desk.teacher.begin(messages, [one.id for one in examples], visit.me.name, visit.now.isoformat())
    return visit.go("/teach/training", said="training" if begun else "training_already")


def stop(visit: Visit) -> Response:
    """Answers `POST /teach/training/stop`."""
    visit.desk.teacher.stop()
    return visit.go("/teach/training", said="training_stopped")


def serve(visit: Visit) -> Response:
    """Answers `POST /teach/training/serve`: only what has passed goes into service, whatever was posted."""
    course, service = visit.desk.teacher.course, visit.desk.teacher.service
    if service is None:
        return problem_page(visit, 409, "no_supervisor")
    if course is None or course.state != "passed" or course.started != visit.form["course"]:
        return problem_page(visit, 409, "not_passed")
    visit.desk.teacher.wish("new", visit.me.name)
    return visit.go("/teach/training", said="serving")


def back(visit: Visit) -> Response:
    """Answers `POST /teach/training/back`: one click, one person; it says who in the history."""
    if visit.desk.teacher.service is None:
        return problem_page(visit, 409, "no_supervisor")
    if not visit.desk.teacher.can_go_back:
        return problem_page(visit, 409, "NotPublishedError")
    visit.desk.teacher.wish("back", visit.me.name)
    return visit.go("/teach/training", said="going_back")


def _passed(visit: Visit, started: str) -> str:
    seconds = int((visit.now - dt.datetime.fromisoformat(started)).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


routes = (
    DeskRoute("/teach/training", training, "volunteer"),
    DeskRoute("/teach/training", begin, "volunteer", "POST"),
    DeskRoute("/teach/training/stop", stop, "volunteer", "POST"),
    DeskRoute("/teach/training/serve", serve, "volunteer", "POST"),
    DeskRoute("/teach/training/back", back, "volunteer", "POST"),
)
