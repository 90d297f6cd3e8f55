"""Where teaching meets the model: lessons from the store to the training, and one course from end to end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, make_url, select

from faro.cli.processes import BOT, BOT_PYTHON, ONE_THREAD, engine_environment
from faro.cli.store_access import now
from faro.cli.training import TrainingError, train, training_step
from faro.settings import Settings, read_settings
from faro.store.database import open_engine, read_session, write_session
from faro.store.migrate import newest_version, version_of
from faro.store.models import Example, Person
from faro.store.teaching import go_back, learnt, put_into_service
from faro.teaching.course import Course, candidate, lessons, read_course, write_course
from faro.teaching.lessons import write_lessons
from faro.teaching.messages import Message, read_known
from faro.teaching.service import Wish
from faro.teaching.verdict import what_is_worse

NICE = 10
TRAINED, MEASURED = 0.7, 0.95
# The training names its components in this order; how far each is, as a share of the whole course.
SHARE_OF_STEP = {"E5": 0.1, "Universal": 0.25, "Letter": 0.4, "Topic": 0.5, "Rule": 0.6, "Memoization": 0.65}


def write_lessons_in_service(settings: Settings) -> None:
    """Writes what the model in service has learnt from volunteers to where a training finds it, if there is a store."""
    url = make_url(settings.store_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return
    engine = open_engine(url)
    if version_of(engine) == newest_version():
        with read_session(engine) as session:
            messages = as_messages(learnt(session))
        write_lessons(messages, read_known(settings.data_dir), settings.lessons_dir)
    engine.dispose()


def as_messages(examples: list[Example]) -> list[Message]:
    """Returns examples of the store as messages."""
    return [Message(example.intent, example.lang, example.text) for example in examples]


def note_service(settings: Settings, engine: Engine, wish: Wish) -> None:
    """Writes down in the store, and in the lessons, what has gone into service at a wish of the desk."""
    with write_session(engine) as session:
        by = session.scalars(select(Person).where(Person.name == wish.by)).one()
        if wish.act == "back":
            go_back(session, by=by, now=now())
        else:
            course = read_course(settings.teaching_dir)
            assert course is not None, "a wish for a new model follows a course"
            put_into_service(session, examples=course.examples, measured=_kept(course), by=by, now=now())
    write_lessons_in_service(settings)


def _kept(course: Course) -> dict[str, Any]:
    """Returns the figures of a course, without the held-out messages that were got wrong."""
    names = ("languages", "urgent_topics", "all")
    return {
        place: {name: report[name] for name in names}
        for place, report in zip(("before", "after"), course.reports, strict=False)
    }


def run_course(settings: Settings) -> Course:
    """Trains and measures what stands ready in the folder of the course, and returns how it ended."""
    folder = settings.teaching_dir
    found = read_course(folder)
    assert found is not None, "the desk begins a course"
    course = found.now(pid=os.getpid(), state="training")
    write_course(folder, course)

    def say(line: str) -> None:
        nonlocal course
        step = training_step(line)
        shares = [share for name, share in SHARE_OF_STEP.items() if name in step]
        if step:
            course = course.now(step=step, share=max([course.share, *shares]))
            write_course(folder, course)

    candidate(folder).parent.mkdir(parents=True, exist_ok=True)
    try:
        train(settings, say, lessons=lessons(folder), model=candidate(folder))
        course = course.now(state="measuring", step="", share=TRAINED)
        write_course(folder, course)
        before, after = _measured(settings, [settings.model, candidate(folder)])
    except (TrainingError, OSError, ValueError) as error:
        course = course.now(state="failed", fault=type(error).__name__)
    else:
        worse = [asdict(one) for one in what_is_worse(before, after)]
        course = course.now(state="refused" if worse else "passed", reports=[before, after], worse=worse, share=1.0)
    write_course(folder, course)
    return course


def _measured(settings: Settings, models: list[Path]) -> list[dict[str, Any]]:
    """Returns the report of each model on the held-out messages; raises ValueError when it cannot be measured."""
    command = [str(BOT_PYTHON), "-W", "ignore", "-m", "evaluation.compare", "--data", str(settings.data_dir)]
    environment = {**os.environ, **engine_environment(settings), **ONE_THREAD}
    done = subprocess.run(  # noqa: S603
        [*command, *map(str, models)],
        cwd=BOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise ValueError("the measurement failed")
    reports: list[dict[str, Any]] = json.loads(done.stdout)
    return reports


def _end_with_the_desk() -> None:
    """Ends this process and all that it started when whoever started it goes, or closes the pipe to it."""
    sys.stdin.buffer.read()
    os.killpg(os.getpgid(0), signal.SIGKILL)


def main() -> None:
    """Runs a course in a process group of its own, politely behind whatever else the machine has to do."""
    os.nice(NICE)
    threading.Thread(target=_end_with_the_desk, daemon=True).start()
    run_course(read_settings())


if __name__ == "__main__":
    main()
