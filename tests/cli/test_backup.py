"""`faro backup` and `faro restore`: one file out, an empty store made from it, and refusals in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from faro.cli.store_access import now, open_store, snapshot_of
from faro.settings import read_settings
from faro.store.database import read_session, write_session
from faro.store.invitations import invite, open_invitations
from faro.store.snapshot import Snapshot

from .conftest import Faro


def published() -> Snapshot:
    return snapshot_of(open_store(read_settings()))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "faro.backup"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another place for a store, in a folder that does not exist yet."""
    return tmp_path / "new" / "faro.db"


def move_to(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setenv("FARO_STORE_URL", f"sqlite:///{path}")


def test_store_comes_back_in_another_place_with_its_people(
    faro: Faro, store: Path, file: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published()
    with write_session(open_store(read_settings())) as session:
        invite(session, name="Dora", role="reviewer", by=None, now=now())
    made = faro("backup", str(file))
    assert (made.code, f"Edition {before.edition}, " in made.out) == (0, True)
    assert file.stat().st_mode & 0o077 == 0, "nobody else may read the accounts"

    move_to(monkeypatch, elsewhere)
    restored = faro("restore", str(file))
    assert (restored.code, "the audit chain holds" in " ".join(restored.out.split())) == (0, True)
    assert published().records == before.records
    with read_session(open_store(read_settings())) as session:
        assert [one.name for one in open_invitations(session, now())] == ["Dora"]
    assert faro("audit", "verify").code == 0


def test_no_file_is_written_over(faro: Faro, store: Path, file: Path) -> None:
    file.write_text("last week's", "utf-8")
    ran = faro("backup", str(file), as_program=True)
    assert (ran.code, "is there already" in ran.err) == (1, True)
    assert file.read_text("utf-8") == "last week's"


def test_place_where_nothing_can_be_written_is_named(faro: Faro, store: Path, tmp_path: Path) -> None:
    ran = faro("backup", str(tmp_path / "no folder" / "faro.backup"), as_program=True)
    assert (ran.code, "cannot be written" in ran.err, "Traceback" in ran.err) == (1, True, False)


def test_store_that_is_not_empty_is_left_alone(faro: Faro, store: Path, file: Path) -> None:
    faro("backup", str(file))
    edition = published().edition
    ran = faro("restore", str(file), as_program=True)
    assert (ran.code, "not empty" in ran.err) == (1, True)
    assert published().edition == edition


@pytest.mark.parametrize("content", [b"", b"no zip at all", None])
def test_what_is_no_backup_restores_nothing(
    faro: Faro, file: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    move_to(monkeypatch, elsewhere)
    if content is not None:
        file.write_bytes(content)
    ran = faro("restore", str(file), as_program=True)
    assert (ran.code, "backup" in ran.err, "Traceback" in ran.err) == (1, True, False)


def test_backup_of_a_store_that_is_not_there_says_what_to_do(faro: Faro, file: Path) -> None:
    ran = faro("backup", str(file), as_program=True)
    assert (ran.code, "faro content import" in ran.err) == (1, True)
    assert not file.exists()
