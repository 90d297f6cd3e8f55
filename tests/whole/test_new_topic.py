"""A whole new topic: begun, answered and trained at the desk, into service under running conversations, and back."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from faro.cli.exchange import Exchange
from faro.cli.processes import commands, wait_until_ready
from faro.cli.store_access import prepare_store
from faro.cli.teaching import note_service
from faro.content.kinds import AnswerText
from faro.desk.desk import Desk
from faro.settings import Settings
from faro.store.audit import verify_chain
from faro.store.database import open_engine, read_session, write_session
from faro.store.keeper import SnapshotKeeper
from faro.store.teaching import learnt
from faro.store.writing import save_revision
from faro.teaching.course import write_course
from tests.desk.colleague import Colleague, person_of
from tests.whole.running import at_home_in, free_ports, supervised

pytestmark = pytest.mark.engine

ASKED = "do i have to tell the irs when i get divorced from my wife"
ENGLISH = (
    "i got divorced what do i do with my taxes",
    "divorce and itin, do i tell the irs",
    "my husband and i separated, who files now",
    "we are getting a divorce. can we still file together",
    "after the divorce whose name goes on the return",
    "divorced last year how do i file",
    "do i need to report my divorce to the tax people",
    "my ex wife was on my taxes before, now what",
    "does the irs have to know that i am divorced",
    "my wife left me and we always filed jointly",
    "separated but not divorced yet, single or married on the tax form",
    "irs and divorce papers",
)
SPANISH = (
    "me divorcié qué hago con mis taxes",
    "tengo que avisar al irs que me divorcié",
    "mi esposo y yo nos separamos quién declara ahora",
    "después del divorcio cómo declaro",
    "separado pero no divorciado, soltero o casado en los taxes",
    "mi ex esposa estaba en mis impuestos y ahora qué",
)


@dataclass(frozen=True)
class Teaching:
    """A Faro that answers, and the desk over its store, with two people at it."""

    settings: Settings
    client: httpx.Client
    desk: Desk
    ana: Colleague
    rosa: Colleague
    printed: list[str]

    def say(self, text: str | None = None, **more: Any) -> dict[str, Any]:
        """Returns the reply to one message; anything but 200, and an answer without the engine, is an error."""
        response = self.client.post("/api/v1/chat", json={"text": text, **more})
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        assert reply["kind"] != "limited", self.printed[-20:]
        return reply


@pytest.fixture(scope="module")
def teaching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teaching]:
    folder: Path = tmp_path_factory.mktemp("teaching")
    web, engine_port, actions, desk_port = free_ports(4)
    settings = Settings(
        port=web,
        engine_port=engine_port,
        actions_port=actions,
        desk_port=desk_port,
        store_url=f"sqlite:///{folder / 'faro.db'}",
        state_dir=folder / "state",
        models_dir=folder / "models",
    )
    settings.models_dir.mkdir()
    for path in Settings().models_dir.glob("faro.tar*"):
        shutil.copy(path, settings.models_dir)
    prepare_store(settings)[0].dispose()
    store = open_engine(settings.store_url)
    desk = Desk(settings, store, SnapshotKeeper(store, lambda: dt.datetime.now(dt.UTC)))
    people = [
        Colleague(desk, person_of(desk, "Ana", "volunteer")),
        Colleague(desk, person_of(desk, "Rosa", "reviewer")),
    ]
    limits = {"FARO_RATE_LIMITS": "off", "FARO_PROBE_SECONDS": "1", "FARO_ENGINE_TIMEOUT_SECONDS": "10"}
    wanted = [at_home_in(folder, c, **limits) for c in commands(settings) if c.name != "desk"]
    printed: list[str] = []

    def say(name: str, line: str) -> None:
        printed.append(f"{name}: {line}")

    with supervised(
        wanted, printed, lambda s: Exchange(settings, s, say, partial(note_service, settings, store)).run()
    ):
        assert asyncio.run(wait_until_ready(settings, 200)), "\n".join(printed[-30:])
        with httpx.Client(base_url=f"http://127.0.0.1:{web}", trust_env=False, timeout=30) as client:
            yield Teaching(settings, client, desk, people[0], people[1], printed)
    desk.teacher.stop()
    store.dispose()


def test_new_topic_is_answered_nobodys_turn_is_lost_and_back_is_one_click(teaching: Teaching) -> None:
    ana, rosa = teaching.ana, teaching.rosa
    before = teaching.say(ASKED)
    assert before["topic"] != "divorce"
    old = teaching.say("what is an itin")["conversation"]

    ana.open("/teach/topics/new")
    given: dict[str, Any] = {"id": "divorce", "group": "filing", "lang": "es", "why": "Asked often"}
    ana.send("/teach/topics/new", **given, english="\n".join(ENGLISH), other="\n".join(SPANISH))
    _publish(rosa, ana.path)
    for lang in ("en", "es"):
        _publish(rosa, f"/revisions/{_answer(teaching, lang)}")

    ana.open("/teach/training")
    ana.send("/teach/training")
    _within(900, lambda: not _course(teaching).is_running)
    assert _course(teaching).state in ("passed", "refused"), _course(teaching)
    if _course(teaching).state == "refused":
        # Whether one topic more makes others worse is not for this test to say: it is about the way into service.
        write_course(teaching.settings.teaching_dir, _course(teaching).now(state="passed", worse=[]))
    ana.open("/teach/training")
    ana.send("/teach/training/serve")
    _serves(teaching, lambda: teaching.say("what is an itin", conversation=old))

    for text, lang in ((ASKED, "en"), ("me divorcié, le tengo que decir al irs?", "es")):
        reply = teaching.say(text)
        assert (reply["kind"], reply["topic"], reply["lang"]) == ("answer", "divorce", lang)
    # A conversation that has begun goes on, with the engine that it began in or, where that has gone, with the new one.
    assert teaching.say(ASKED, conversation=old)["conversation"] == old
    assert len(_learnt(teaching)) == len(ENGLISH) + len(SPANISH)

    ana.open("/teach/training")
    ana.send("/teach/training/back")
    _serves(teaching, lambda: teaching.say("what is an itin"))
    assert teaching.say(ASKED)["topic"] != "divorce"
    assert teaching.say("and since when?", conversation=old)["conversation"] == old
    assert _learnt(teaching) == []
    with read_session(teaching.desk.engine) as session:
        assert verify_chain(session) is None


def _publish(who: Colleague, path: str) -> None:
    who.open(path)
    who.press(f"{path}/review", "verdict", "publish")


def _answer(teaching: Teaching, lang: str) -> int:
    """Returns the revision of an answer, which says what another one says, under another title."""
    text = teaching.desk.snapshot().answers["itin_what", lang].text
    fields = AnswerText(**{**text.model_dump(), "title": "Divorce?", "related": ["itin_what"]})
    ana = teaching.ana.person
    assert ana is not None
    with write_session(teaching.desk.engine) as session:
        return save_revision(
            session, kind="answer", key="divorce", lang=lang, fields=fields, author=ana, now=teaching.desk.now()
        ).id


def _course(teaching: Teaching) -> Any:
    return teaching.desk.teacher.course


def _learnt(teaching: Teaching) -> list[str]:
    with read_session(teaching.desk.engine) as session:
        return [example.text for example in learnt(session)]


def _serves(teaching: Teaching, meanwhile: Callable[[], object]) -> None:
    """Waits until the wish is fulfilled, asking all the while, and until the edge has noticed."""

    def fulfilled() -> bool:
        meanwhile()
        service = teaching.desk.teacher.service
        wish = (teaching.settings.teaching_dir / "wish.json").read_text("utf-8")
        return service is not None and service.state != "starting" and service.wish in wish and service.wish != ""

    _within(240, fulfilled)
    service = teaching.desk.teacher.service
    assert service is not None
    assert service.state == "serving", teaching.printed[-30:]
    time.sleep(1)


def _within(seconds: float, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.3)
