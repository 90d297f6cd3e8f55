"""The models in their places, and the small files by which the desk, the edge and `faro up` tell each other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from faro.settings import Settings
from faro.teaching.course import Course, candidate, read_course, write_course
from faro.teaching.service import (
    Service,
    Wish,
    former_model,
    put_in_place,
    read_service,
    read_wish,
    take_out_again,
    write_service,
    write_wish,
)

NOBODY = 2**22 + 1


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = Settings(models_dir=tmp_path / "models", state_dir=tmp_path / "state")
    place(found.model, "old")
    place(candidate(found.teaching_dir), "new")
    return found


def place(model: Path, content: str) -> None:
    model.parent.mkdir(parents=True, exist_ok=True)
    for ending in (".gz", ".fingerprint"):
        model.with_suffix(ending).write_text(content)


def contents(settings: Settings) -> list[str]:
    """Returns what is in service and what was before, archive and fingerprint each."""
    paths = [
        model.with_suffix(ending)
        for model in (settings.model, former_model(settings))
        for ending in (".gz", ".fingerprint")
    ]
    return [path.read_text() if path.exists() else "" for path in paths]


def test_new_model_takes_the_place_of_the_old_one_and_back(settings: Settings) -> None:
    put_in_place(settings, "new")
    assert contents(settings) == ["new", "new", "old", "old"]
    put_in_place(settings, "back")
    assert contents(settings) == ["old", "old", "new", "new"]


def test_model_that_did_not_come_up_is_taken_out_again(settings: Settings) -> None:
    put_in_place(settings, "new")
    take_out_again(settings, "new")
    assert contents(settings) == ["old", "old", "", ""]
    put_in_place(settings, "new")
    put_in_place(settings, "back")
    take_out_again(settings, "back")
    assert contents(settings) == ["new", "new", "old", "old"]


def test_missing_model_leaves_everything_in_place(settings: Settings) -> None:
    candidate(settings.teaching_dir).unlink()
    with pytest.raises(OSError, match="No such file"):
        put_in_place(settings, "new")
    assert contents(settings) == ["old", "old", "", ""]


def test_word_of_who_serves_ends_with_who_gave_it(tmp_path: Path) -> None:
    assert read_service(tmp_path) is None
    write_service(tmp_path, Service(port=5, pid=os.getpid(), former_port=4))
    assert read_service(tmp_path) == Service(port=5, pid=os.getpid(), former_port=4)
    write_service(tmp_path, Service(port=5, pid=NOBODY))
    assert read_service(tmp_path) is None


def test_wish_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_wish(tmp_path) is None
    write_wish(tmp_path, Wish("a", "back", "Ana"))
    assert read_wish(tmp_path) == Wish("a", "back", "Ana")


def test_course_whose_process_is_gone_was_cut_off(tmp_path: Path) -> None:
    course = Course("training", "Ana", "2026-11-22T12:00:00+00:00", [1, 2], os.getpid(), reports=[], worse=[])
    write_course(tmp_path, course)
    assert read_course(tmp_path) == course
    write_course(tmp_path, course.now(pid=NOBODY))
    found = read_course(tmp_path)
    assert found is not None
    assert (found.state, found.fault, found.is_running) == ("failed", "cut_off", False)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"other": 1}'])
def test_damaged_file_is_no_course(tmp_path: Path, content: str) -> None:
    (tmp_path / "course.json").write_text(content)
    assert read_course(tmp_path) is None
