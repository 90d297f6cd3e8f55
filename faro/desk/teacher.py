"""What teaching needs of other processes: the running engine, asked what it understands, and a training of its own."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import httpx

from faro.settings import ROOT, Settings
from faro.teaching.course import Course, candidate, lessons, read_course, write_course
from faro.teaching.lessons import write_lessons
from faro.teaching.messages import Message, read_known
from faro.teaching.service import Act, Service, Wish, former_model, read_service, write_wish

PATIENCE_SECONDS = 10
Decision = Literal["answer", "clarify", "fallback"]


@dataclass(frozen=True)
class Understood:
    """What the bot would do with a message, and the intents in question, the likeliest first, each from 0 to 1."""

    decision: Decision
    ranking: tuple[tuple[str, float], ...]


class Training(Protocol):
    """A training that runs in a process of its own."""

    def stop(self) -> None:
        """Ends it, with all that it has started."""


Understand = Callable[[Settings, str], Understood | None]
Begin = Callable[[Settings], Training]


def ask_engine(settings: Settings, text: str) -> Understood | None:
    """Returns how the engine in service understands a message, None where it cannot be asked; nothing of it is kept."""
    service = read_service(settings.teaching_dir)
    port = service.port if service else settings.engine_port
    try:
        response = httpx.post(
            f"http://127.0.0.1:{port}/webhooks/faro/understand",
            json={"text": text},
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        )
        found = response.raise_for_status().json()
        ranking = tuple((str(one["intent"]), float(one["confidence"])) for one in found["ranking"])
        return Understood(found["decision"], ranking)
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None


class BackgroundTraining:
    """A course that is run by a process of its own, which ends when the pipe to it is closed, or with the desk."""

    def __init__(self, settings: Settings) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faro.cli.teaching"],
            cwd=ROOT,
            env={
                **os.environ,
                "FARO_DATA_DIR": str(settings.data_dir),
                "FARO_ENGINE_PORT": str(settings.engine_port),
                "FARO_MODELS_DIR": str(settings.models_dir),
                "FARO_STATE_DIR": str(settings.state_dir),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> None:
        """Ends it, with all that it has started."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@dataclass
class Teacher:
    """Asks the engine, begins and ends courses, and leaves wishes for `faro up`."""

    settings: Settings
    understand_with: Understand = ask_engine
    begin_with: Begin = BackgroundTraining
    _training: Training | None = field(default=None, repr=False)

    def understand(self, text: str) -> Understood | None:
        """Returns how the engine in service understands a message, None where it cannot be asked."""
        return self.understand_with(self.settings, text)

    @property
    def course(self) -> Course | None:
        """Returns the course that goes on or was last."""
        return read_course(self.settings.teaching_dir)

    @property
    def service(self) -> Service | None:
        """Returns which engine serves, None where no `faro up` looks after it."""
        return read_service(self.settings.teaching_dir)

    @property
    def can_go_back(self) -> bool:
        """Returns whether the model that served before is still there."""
        return former_model(self.settings).exists()

    def begin(self, messages: Sequence[Message], ids: Sequence[int], by: str, started: str) -> bool:
        """Begins a course on these messages; returns False where one goes on already."""
        course = self.course
        if course and course.is_running:
            return False
        self._end_process()
        folder = self.settings.teaching_dir
        candidate(folder).unlink(missing_ok=True)
        write_lessons(messages, read_known(self.settings.data_dir), lessons(folder))
        # The process notes its own id when it begins; until then it is the desk that would begin it.
        write_course(folder, Course("training", by, started, list(ids), pid=os.getpid()))
        self._training = self.begin_with(self.settings)
        return True

    def stop(self) -> None:
        """Ends the course that goes on, if one does."""
        course = self.course
        if self._end_process() and course and course.is_running:
            write_course(self.settings.teaching_dir, course.now(state="failed", fault="stopped"))

    def _end_process(self) -> bool:
        """Ends the process of the last course, and waits for it also where it has ended by itself; was there one?"""
        if self._training is None:
            return False
        self._training.stop()
        self._training = None
        return True

    def wish(self, act: Act, by: str) -> None:
        """Asks `faro up` to put the new model, or the one before, into service."""
        write_wish(self.settings.teaching_dir, Wish(secrets.token_hex(8), act, by))
