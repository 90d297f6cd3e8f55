"""Teaching at the desk, over an engine and a trainer that the test holds."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from faro.desk.desk import Desk
from faro.desk.teacher import Understood
from faro.settings import Settings
from faro.store.teaching import learnt, put_into_service, taught
from faro.teaching.course import Course, lessons, read_course, write_course
from faro.teaching.lessons import read_lessons
from faro.teaching.service import Service, former_model, read_wish, write_service

from .colleague import Colleague
from .conftest import MakeDesk

QUESTION = "does the tax office hand my street to anybody over there"
RANKING = (("faq/address_exposure", 0.62), ("faq/data_shared_scope", 0.2), ("greet", 0.05))
FIGURES = {
    **{"right_first": 0.8, "right_among_three": 0.9, "right_of_answered": 0.9, "out_of_scope_caught": 0.9},
    **{"urgent_as_urgent": 0.95, "grave_errors": 2},
}
REPORT = {"languages": {"en": FIGURES, "es": FIGURES}, "urgent_topics": {"detained": FIGURES}}


@dataclass
class FakeTraining:
    """A training that goes on until the test says how it ended."""

    settings: Settings
    stopped: bool = False

    def stop(self) -> None:
        """Notes that it was stopped."""
        self.stopped = True


@dataclass
class Backstage:
    """Stands for the engine and the trainer of a desk."""

    asked: list[str] = field(default_factory=list)
    answer: Understood | None = field(default_factory=lambda: Understood("clarify", RANKING))
    trainings: list[FakeTraining] = field(default_factory=list)

    def understand(self, settings: Settings, text: str) -> Understood | None:
        """Answers as the test wants."""
        self.asked.append(text)
        return self.answer

    def begin(self, settings: Settings) -> FakeTraining:
        """Begins a training that does nothing."""
        self.trainings.append(FakeTraining(settings))
        return self.trainings[-1]


@pytest.fixture
def desk(make_desk: MakeDesk, tmp_path: Path, backstage: Backstage) -> Desk:
    made = make_desk(state_dir=tmp_path / "state", models_dir=tmp_path / "models")
    made.teacher.understand_with, made.teacher.begin_with = backstage.understand, backstage.begin
    return made


@pytest.fixture
def backstage() -> Backstage:
    return Backstage()


def add(who: Colleague, text: str = QUESTION, status: int = 200, **fields: str) -> None:
    """Asks how a question is understood, and adds it."""
    who.open("/teach")
    who.send("/teach", text=text)
    who.send("/teach/examples", status, **{"intent": "address_exposure", "lang": "en", "anyway": "yes", **fields})


def ends(desk: Desk, state: str, **changes: object) -> Course:
    """Makes the training end like this."""
    course = read_course(desk.settings.teaching_dir)
    assert course is not None
    ended = course.now(state=state, reports=[REPORT, REPORT], **changes)
    write_course(desk.settings.teaching_dir, ended)
    return ended


def supervised(desk: Desk) -> None:
    """Lets a `faro up` look after the engine."""
    write_service(desk.settings.teaching_dir, Service(port=1, pid=os.getpid()))


def test_question_is_shown_as_the_engine_understands_it(ana: Colleague, backstage: Backstage) -> None:
    ana.open("/teach")
    page = ana.send("/teach", text=f"  {QUESTION}\n")
    assert backstage.asked == [QUESTION]
    assert "did you mean" in page.said
    assert "62 %" in page.said
    assert "Language: English" in page.said
    assert QUESTION not in str(ana.response.url)


def test_engine_that_cannot_be_asked_is_no_hindrance(desk: Desk, ana: Colleague, backstage: Backstage) -> None:
    backstage.answer = None
    add(ana)
    with desk.read() as session:
        assert [example.text for example in taught(session)] == [QUESTION]


def test_example_waits_for_a_training_and_can_be_taken_back(desk: Desk, ana: Colleague) -> None:
    add(ana)
    assert "waits for a training" in ana.page.said
    ana.send("/teach/examples/remove")
    with desk.read() as session:
        assert taught(session) == []
    add(ana)
    with desk.read() as session:
        assert [example.text for example in taught(session)] == [QUESTION]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what is an itin", "in its training already"),
        ("my itin is 912-34-5678", "something personal"),
        ("if i send this in who at immigration gets to find out where im living", "one of the exam"),
        ("tell me {{ fact }}", "brackets"),
    ],
)
def test_what_cannot_be_taught_is_said(desk: Desk, ana: Colleague, text: str, said: str) -> None:
    add(ana, text, 409)
    assert said in ana.page.said
    with desk.read() as session:
        assert taught(session) == []


def test_example_that_looks_like_another_topics_is_added_only_on_purpose(desk: Desk, ana: Colleague) -> None:
    add(ana, "so what exactly is one of these itin numbers", 409, anyway="", intent="ice_at_door")
    assert "Look whether this one really belongs to yours" in ana.page.said
    ana.send("/teach/examples", anyway="yes", intent="ice_at_door", lang="en")
    with desk.read() as session:
        assert [example.intent for example in taught(session)] == ["ice_at_door"]


def test_training_gets_the_examples_and_shows_how_far_it_is(desk: Desk, ana: Colleague, backstage: Backstage) -> None:
    add(ana)
    ana.open("/teach/training")
    page = ana.send("/teach/training")
    assert [one.text for one in read_lessons(lessons(desk.settings.teaching_dir))] == [QUESTION]
    assert "Begun by Ana" in page.said
    assert ana.response.headers["Refresh"] == "3"
    ana.post("/teach/training", 200)
    assert "A training goes on already" in ana.page.said
    assert len(backstage.trainings) == 1


def test_stopped_training_changes_nothing(ana: Colleague, backstage: Backstage) -> None:
    add(ana)
    ana.open("/teach/training")
    ana.send("/teach/training")
    page = ana.send("/teach/training/stop")
    assert backstage.trainings[0].stopped
    assert "Nothing has changed" in page.said


def test_model_that_passed_goes_into_service(desk: Desk, ana: Colleague) -> None:
    supervised(desk)
    add(ana)
    ana.open("/teach/training")
    ana.send("/teach/training")
    ends(desk, "passed")
    page = ana.open("/teach/training")
    assert "No language and no urgent topic is understood worse" in page.said
    ana.send("/teach/training/serve")
    wish = read_wish(desk.settings.teaching_dir)
    assert wish is not None
    assert (wish.act, wish.by) == ("new", "Ana")


@pytest.mark.parametrize("state", ["refused", "failed", "training"])
def test_model_that_has_not_passed_stays_out_whatever_is_posted(desk: Desk, ana: Colleague, state: str) -> None:
    supervised(desk)
    add(ana)
    ana.open("/teach/training")
    ana.send("/teach/training")
    worse = [{"of": "es", "figure": "right_first", "before": 0.8, "after": 0.7}]
    course = ends(desk, state, worse=worse)
    page = ana.open("/teach/training")
    if state == "refused":
        assert "Español: right first, 80.0 % before, 70.0 % after" in page.said
    assert "understood worse" not in page.said
    assert "/teach/training/serve" not in [form.action for form in page.forms]
    ana.post("/teach/training/serve", 409, course=course.started)
    assert read_wish(desk.settings.teaching_dir) is None


def test_without_a_supervisor_nothing_is_promised(desk: Desk, ana: Colleague) -> None:
    add(ana)
    ana.open("/teach/training")
    ana.send("/teach/training")
    course = ends(desk, "passed")
    assert "No model can be put into service from here" in ana.open("/teach/training").said
    ana.post("/teach/training/serve", 409, course=course.started)
    ana.post("/teach/training/back", 409)


def test_back_is_one_click(desk: Desk, ana: Colleague) -> None:
    supervised(desk)
    add(ana)
    with desk.write() as session:
        assert ana.person is not None
        ids = [example.id for example in taught(session)]
        put_into_service(session, examples=ids, measured={}, by=ana.person, now=desk.now())
    former_model(desk.settings).parent.mkdir(parents=True)
    former_model(desk.settings).touch()
    with desk.read() as session:
        assert [example.text for example in learnt(session)] == [QUESTION]
    assert "learnt" in ana.open("/teach").said
    ana.open("/teach/training")
    ana.send("/teach/training/back")
    wish = read_wish(desk.settings.teaching_dir)
    assert wish is not None
    assert wish.act == "back"


def test_course_names_the_process_that_begins_it(desk: Desk, ana: Colleague) -> None:
    add(ana)
    ana.open("/teach/training")
    ana.send("/teach/training")
    course = desk.teacher.course
    assert course is not None
    assert course.is_running


ENGLISH = [
    f"my {word} moved in with me, must i tell the tax people"
    for word in (
        "aunt",
        "brother",
        "cousin",
        "daughter",
        "father",
        "grandson",
        "husband",
        "mother",
        "nephew",
        "sister",
        "uncle",
    )
]
SPANISH = [
    f"mi {word} se mudó conmigo, tengo que avisar al irs" for word in ("tía", "hermano", "prima", "hija", "papá")
]


def begin_topic(who: Colleague, status: int = 200, **fields: str) -> None:
    """Begins the topic of somebody who moved in."""
    who.open("/teach/topics/new")
    given = {"id": "moved_in", "group": "filing", "lang": "es", "why": "Asked often"}
    who.send(
        "/teach/topics/new", status, **{**given, "english": "\n".join(ENGLISH), "other": "\n".join(SPANISH), **fields}
    )


def test_new_topic_is_a_draft_with_messages(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    begin_topic(ana)
    assert ana.path.startswith("/revisions/")
    with desk.read() as session:
        assert [(one.intent, one.lang) for one in taught(session)] == [
            *[("moved_in", "en")] * len(ENGLISH),
            *[("moved_in", "es")] * len(SPANISH),
        ]
    rosa.open(ana.path)
    rosa.press(f"{ana.path}/review", "verdict", "publish")
    topic = desk.snapshot().topics["moved_in"]
    assert (topic.group, topic.core, topic.urgent) == ("filing", False, False)


def test_topic_without_an_answer_is_not_learnt(desk: Desk, ana: Colleague) -> None:
    begin_topic(ana)
    add(ana)
    ana.open("/teach/training")
    ana.send("/teach/training")
    assert [one.text for one in read_lessons(lessons(desk.settings.teaching_dir))] == [QUESTION]


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"id": "Moved In"}, 422, "The short name takes small letters"),
        ({"id": "itin_what"}, 409, "There is a topic of this name already"),
        ({"id": "greet"}, 409, "There is a topic of this name already"),
        ({"english": "\n".join(ENGLISH[:9])}, 422, "at least 10 messages in English"),
        ({"english": "\n".join([ENGLISH[0]] * 20)}, 422, "at least 10 messages in English"),
        ({"lang": "en"}, 422, "at least 10 messages in English"),
        ({"other": "\n".join([*SPANISH, "mi itin es 912-34-5678"])}, 422, "something personal"),
    ],
)
def test_topic_that_cannot_be_begun_says_why(
    desk: Desk, ana: Colleague, fields: dict[str, str], status: int, said: str
) -> None:
    begin_topic(ana, status, **fields)
    assert said in ana.page.said
    with desk.read() as session:
        assert taught(session) == []
