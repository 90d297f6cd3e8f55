"""One course of teaching: how far its training is, what was measured, and whether its model may go into service."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

State = Literal["training", "measuring", "passed", "refused", "failed"]
RUNNING: tuple[State, ...] = ("training", "measuring")


@dataclass(frozen=True)
class Course:
    """How a course stands. `share` runs from 0 to 1, `started` is an ISO moment, `step` a word for what is going on.

    `reports` are the figures before and after; `worse` says which of them fell, each as text-free data.
    """

    state: State
    by: str
    started: str
    examples: Sequence[int]
    pid: int = 0
    share: float = 0.0
    step: str = "begin"
    fault: str = ""
    reports: Sequence[dict[str, Any]] = ()
    worse: Sequence[dict[str, Any]] = field(default=())

    @property
    def is_running(self) -> bool:
        """Returns whether the training goes on; one whose process is gone does not."""
        return self.state in RUNNING and is_alive(self.pid)

    def now(self, **changes: Any) -> Course:
        """Returns the course as it stands after these changes."""
        return replace(self, **changes)


def read_course(folder: Path) -> Course | None:
    """Returns the course of this folder; None where there is none, or none that can be read."""
    data = read_json(folder / "course.json")
    try:
        course = Course(**data) if data else None
    except TypeError:
        return None
    if course and course.state in RUNNING and not course.is_running:
        return course.now(state="failed", fault="cut_off")
    return course


def write_course(folder: Path, course: Course) -> None:
    """Keeps how the course stands; a reader sees the whole of it or what was before."""
    write_json(folder / "course.json", asdict(course))


def candidate(folder: Path) -> Path:
    """Returns where the model of this folder's course is."""
    return folder / "candidate" / "faro.tar.gz"


def lessons(folder: Path) -> Path:
    """Returns where the lessons of this folder's course are."""
    return folder / "lessons"


def is_alive(pid: int) -> bool:
    """Returns whether a process of this id runs."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
        # One that has ended and that nobody has asked about is still listed.
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except PermissionError:
        return True
    except OSError:
        return False


def read_json(path: Path) -> dict[str, Any]:
    """Returns the object in a file, empty where there is none."""
    with contextlib.suppress(OSError, ValueError):
        data = json.loads(path.read_text("utf-8"))
        if isinstance(data, dict):
            return data
    return {}


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Replaces the file in one moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    half.replace(path)
