"""From what was taught to a model: the lessons on disk, what is noted of a service, and a course from end to end."""

from __future__ import annotations

import copy
import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from faro.cli import teaching
from faro.cli.store_access import open_store
from faro.cli.training import TrainingError
from faro.settings import Settings, read_settings
from faro.store.database import read_session, write_session
from faro.store.teaching import learnt, put_into_service, teach, trainings
from faro.store.writing import ensure_person
from faro.teaching.course import Course, candidate, lessons, read_course, write_course
from faro.teaching.lessons import read_lessons
from faro.teaching.messages import Message
from faro.teaching.service import Wish

from ..teaching.test_verdict import REPORT

SAID = "an invented question about a lighthouse"
HELD_OUT = "a held-out message that was got wrong"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own_settings: None) -> Settings:
    monkeypatch.setenv("FARO_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("FARO_MODELS_DIR", str(tmp_path / "models"))
    return read_settings()


def taught(settings: Settings, now: dt.datetime) -> int:
    """Returns the id of a message that Ana has taught."""
    with write_session(open_store(settings)) as session:
        ana = ensure_person(session, "Ana", "volunteer", now)
        return teach(session, intent="itin_what", lang="en", text=SAID, by=ana, now=now).id


def begun(settings: Settings, now: dt.datetime, examples: tuple[int, ...] = ()) -> Course:
    course = Course("training", "Ana", now.isoformat(), examples, pid=os.getpid())
    write_course(settings.teaching_dir, course)
    return course


def report(**wrong: float) -> dict[str, Any]:
    figures = copy.deepcopy(REPORT)
    figures["languages"]["en"] |= wrong
    return {**figures, "all": figures["languages"]["en"], "wrong": [HELD_OUT]}


def test_lessons_are_those_of_the_model_in_service(settings: Settings, store: Path, now: dt.datetime) -> None:
    example = taught(settings, now)
    teaching.write_lessons_in_service(settings)
    assert read_lessons(settings.lessons_dir) == [], "what waits for a training is in no model yet"
    with write_session(open_store(settings)) as session:
        ana = ensure_person(session, "Ana", "volunteer", now)
        put_into_service(session, examples=[example], measured={}, by=ana, now=now)
    teaching.write_lessons_in_service(settings)
    assert read_lessons(settings.lessons_dir) == [Message("itin_what", "en", SAID)]


def test_without_a_store_there_are_no_lessons_and_none_is_made(settings: Settings) -> None:
    teaching.write_lessons_in_service(settings)
    assert not settings.lessons_dir.exists()
    assert not Path(str(settings.store_url).removeprefix("sqlite:///")).exists()


def test_model_in_service_is_noted_with_figures_and_without_anybodys_words(
    settings: Settings, store: Path, now: dt.datetime
) -> None:
    example = taught(settings, now)
    course = begun(settings, now, (example,)).now(state="passed", reports=[report(), report()])
    write_course(settings.teaching_dir, course)
    engine = open_store(settings)

    teaching.note_service(settings, engine, Wish("1", "new", "Ana"))
    with read_session(engine) as session:
        ((training, name),) = trainings(session)
        assert (training.act, name, [one.id for one in learnt(session)]) == ("new", "Ana", [example])
    assert '"before":{' in training.measured
    assert HELD_OUT not in training.measured
    assert read_lessons(settings.lessons_dir) == [Message("itin_what", "en", SAID)]

    teaching.note_service(settings, engine, Wish("2", "back", "Ana"))
    with read_session(engine) as session:
        assert [training.act for training, _ in trainings(session)] == ["back", "new"]
        assert learnt(session) == []
    assert read_lessons(settings.lessons_dir) == []


@pytest.mark.parametrize(
    ("after", "state"),
    [(report(), "passed"), (report(right_first=0.9), "passed"), (report(right_first=0.2), "refused")],
)
def test_course_trains_measures_and_says_whether_it_may_serve(
    settings: Settings, now: dt.datetime, monkeypatch: pytest.MonkeyPatch, after: dict[str, Any], state: str
) -> None:
    shares: list[float] = []

    def train(of: Settings, say: Any, **where: Path) -> Path:
        assert where == {"lessons": lessons(of.teaching_dir), "model": candidate(of.teaching_dir)}
        assert where["model"].parent.is_dir()
        for line in (
            "Starting to train component 'E5Embedding'",
            "epoch 1",
            "Starting to train component 'TopicClassifier'",
            "Starting to train component 'LetterSpace'",
        ):
            say(line)
            found = read_course(of.teaching_dir)
            assert found is not None
            shares.append(found.share)
        return where["model"]

    monkeypatch.setattr(teaching, "train", train)
    monkeypatch.setattr(teaching, "_measured", lambda *_: [report(), after])
    begun(settings, now)
    assert teaching.run_course(settings).state == state
    assert shares == sorted(shares), "the bar never goes back"
    assert shares[-1] > shares[0] > 0
    found = read_course(settings.teaching_dir)
    assert found is not None
    assert (found.state, len(found.reports), found.share) == (state, 2, 1.0)
    assert bool(found.worse) == (state == "refused")


@pytest.mark.parametrize("error", [TrainingError("a line of it"), OSError("a line of it"), ValueError("a line of it")])
def test_course_that_fails_says_the_kind_of_fault_and_nothing_else(
    settings: Settings, now: dt.datetime, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def train(*_: Any, **__: Any) -> Path:
        raise error

    monkeypatch.setattr(teaching, "train", train)
    begun(settings, now)
    found = teaching.run_course(settings)
    assert (found.state, found.fault, list(found.reports)) == ("failed", type(error).__name__, [])
    assert str(error) not in (settings.teaching_dir / "course.json").read_text()


@pytest.mark.parametrize(("ends", "state"), [(0, "passed"), (3, "failed")])
def test_both_models_are_measured_by_a_process_of_the_rasa_half(
    settings: Settings, now: dt.datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ends: int, state: str
) -> None:
    half = tmp_path / "half" / "evaluation"
    half.mkdir(parents=True)
    (half / "__init__.py").touch()
    (half / "compare.py").write_text(
        "import json, sys\n"
        f"report = {report()!r}\n"
        "print(json.dumps([{**report, 'model': path} for path in sys.argv[-2:]]))\n"
        f"sys.exit({ends})\n"
    )
    monkeypatch.setattr(teaching, "BOT", half.parent)
    monkeypatch.setattr(teaching, "BOT_PYTHON", Path(sys.executable))
    monkeypatch.setattr(teaching, "train", lambda *_, **where: where["model"])
    begun(settings, now)
    found = teaching.run_course(settings)
    assert found.state == state
    if state == "passed":
        assert [one["model"] for one in found.reports] == [str(settings.model), str(candidate(settings.teaching_dir))]
