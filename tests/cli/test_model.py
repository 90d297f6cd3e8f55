"""The model that serves: the newest, and loudly the last good one where the newest is missing or of no use."""

from __future__ import annotations

import os
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from faro.cli import doctor, processes, training
from faro.cli.processes import UNUSABLE_MODEL, Supervisor, commands
from faro.cli.training import is_whole, keep_as_good
from faro.settings import Settings

from .test_processes import WAITS, Console, python, watch


def archive(path: Path, size: int = 200_000) -> Path:
    """Returns a model as it is packed."""
    part = path.with_suffix(".part")
    part.write_bytes(os.urandom(size))
    with tarfile.open(path, "w:gz") as packed:
        packed.add(part, "metadata.json")
    part.unlink()
    return path


def served(model: Path, good: Path) -> list[str]:
    """Returns the models that the engine is started with, one after the other."""
    (engine,) = [command for command in commands(Settings(), model, good) if command.name == "engine"]
    started: list[str] = []
    while engine:
        started.append(engine.arguments[engine.arguments.index("--model") + 1])
        engine = engine.instead  # type: ignore[assignment]
    return started


@pytest.mark.parametrize(
    ("there", "order"),
    [
        (["new", "good"], ["new", "good"]),
        (["good"], ["good"]),
        (["new"], ["new", "good"]),
        ([], ["new", "good"]),
    ],
)
def test_good_model_stands_behind_the_newest_and_in_for_a_missing_one(
    tmp_path: Path, there: list[str], order: list[str]
) -> None:
    for name in there:
        archive(tmp_path / name)

    assert served(tmp_path / "new", tmp_path / "good") == [str(tmp_path / name) for name in order]


@pytest.mark.parametrize(("code", "replaced"), [(UNUSABLE_MODEL, {"engine"}), (1, set())])
def test_engine_whose_model_is_of_no_use_goes_on_with_the_other_and_says_so_loudly(
    monkeypatch: pytest.MonkeyPatch, code: int, replaced: set[str]
) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.01)
    ends = python("engine", f"import os; print(os.getpid(), flush=True); raise SystemExit({code})")
    told: set[str] = set()

    async def during(supervisor: Supervisor, console: Console) -> None:
        await console.until(lambda: len(console.pids("engine")) == 2)
        told.update(supervisor.replaced)

    console = watch([replace(ends, instead=python("engine", WAITS))], during)

    assert told == replaced
    assert any("THE LAST GOOD ONE SERVES" in line for _, line in console.lines) is bool(replaced)


def test_whole_archive_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    model = archive(tmp_path / "model.tar.gz")
    content = model.read_bytes()
    assert is_whole(model)

    for damaged in (b"", content[: len(content) // 2], content[:1000] + b"\x00" * 100 + content[1100:], b"no archive"):
        model.write_bytes(damaged)
        assert not is_whole(model)
    model.unlink()
    assert not is_whole(model)


def test_damaged_model_is_told_by_the_doctor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    model = archive(tmp_path / "model.tar.gz")
    model.write_bytes(model.read_bytes()[:5000])
    monkeypatch.setattr(Settings, "model", model)
    monkeypatch.setattr(doctor, "is_current", lambda settings: True)

    name, well, words = doctor._model(Settings())

    assert (name, well) == ("model", False)
    assert "faro train --force" in words


def test_good_model_is_a_copy_of_its_own(tmp_path: Path) -> None:
    model, good = archive(tmp_path / "model.tar.gz"), tmp_path / "good.tar.gz"
    keep_as_good(model, good)
    model.write_bytes(b"damaged in its place")

    assert is_whole(good)


def test_copy_that_cannot_be_made_leaves_the_good_one_as_it_was(tmp_path: Path) -> None:
    model, good = archive(tmp_path / "model.tar.gz"), archive(tmp_path / "good.tar.gz")
    before = good.read_bytes()
    (tmp_path / "good.tar.half").mkdir()

    keep_as_good(model, good)

    assert good.read_bytes() == before


def test_what_other_code_learnt_is_not_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Rasa's cache looks at the code of a component's class alone: what the modules beside it write may have changed.
    monkeypatch.setattr(training, "BOT", tmp_path)
    (tmp_path / "components").mkdir()
    code = tmp_path / "components" / "neighbours.py"
    code.write_text("first", "utf-8")
    before = training.rasa_cache()
    before.mkdir(parents=True)
    assert training.rasa_cache() == before
    assert before.exists()
    code.write_text("second", "utf-8")
    assert training.rasa_cache() != before
    assert not before.exists()
