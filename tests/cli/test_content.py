"""`faro content`: check names file, line and reason; import and export lose nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from faro.settings import ROOT

from ..store.sample import write_sample
from .conftest import Faro

DATA = ROOT / "data"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the content that a test may spoil."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("nlu", "eval", "rules", "stories"))
    return folder


def test_content_of_this_project_has_no_problems(faro: Faro) -> None:
    ran = faro("content", "check")

    assert (ran.code, "0 problems" in ran.out) == (0, True), ran.out


def test_problem_is_a_line_with_file_line_and_reason(faro: Faro, data: Path) -> None:
    faults = {
        "content/en/ice_at_door.md": ("See {{ fact.no_such_fact }} here.", "no_such_fact"),
        "content/es/ruling_status.md": ("<b>Hola</b>.", "<b>"),
    }
    for file, (line, _) in faults.items():
        path = data / file
        path.write_text(path.read_text("utf-8").rstrip("\n") + f"\n\n{line}\n", "utf-8")

    ran = faro("content", "check", "--data", str(data))

    assert ran.code == 1
    for file, (_, reason) in faults.items():
        number = len((data / file).read_text("utf-8").splitlines())
        found = [said for said in ran.out.splitlines() if said.startswith(f"{file}:{number}:")]
        assert any(reason in said for said in found), ran.out
    assert re.search(r"\d+ answers, \d+ documents, [1-9]\d* problems", ran.out)


def test_file_that_cannot_be_read_is_named(faro: Faro, data: Path) -> None:
    (data / "rulings.yml").write_text("rulings: [", "utf-8")

    ran = faro("content", "check", "--data", str(data), as_program=True)

    assert ran.code == 1
    assert "rulings.yml" in ran.err
    assert "Traceback" not in ran.err


def test_import_makes_the_store_and_a_second_one_changes_nothing(
    faro: Faro, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FARO_DATA_DIR", str(write_sample(tmp_path / "sample")))

    first = faro("content", "import")
    second = faro("content", "import")

    assert re.match(r"[1-9]\d* added, 0 changed, 0 unchanged", first.out)
    assert re.match(r"0 added, 0 changed, [1-9]\d* unchanged", second.out)
    assert (tmp_path / "faro.db").stat().st_mode & 0o077 == 0, "nobody else may read the store"


def test_export_writes_the_files_that_were_imported_byte_for_byte(faro: Faro, store: Path, tmp_path: Path) -> None:
    ran = faro("content", "export", str(tmp_path / "out"))

    written = {path.relative_to(tmp_path / "out"): path for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert f"{len(written)} files written" in ran.out
    assert {path.parts[0] for path in written} >= {"content", "interface", "rulings.yml", "facts.yml", "topics.yml"}
    for name, path in written.items():
        assert path.read_bytes() == (DATA / name).read_bytes(), name


def test_format_writes_the_canonical_form_and_then_nothing(faro: Faro, tmp_path: Path) -> None:
    folder = write_sample(tmp_path / "sample")
    path = folder / "topics.yml"
    canonical = path.read_bytes()
    path.write_bytes(b"# a remark\n" + canonical)

    assert "topics.yml" in faro("content", "format", "--data", str(folder)).out
    assert path.read_bytes() == canonical
    assert "topics.yml" not in faro("content", "format", "--data", str(folder)).out
