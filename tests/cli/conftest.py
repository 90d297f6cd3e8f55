"""What the tests of the command line share: a store of the real content, and the command `faro` run in this process."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from faro.cli.main import app, main
from faro.cli.store_access import prepare_store
from faro.settings import Settings


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Faro = Callable[..., Ran]


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keeps the settings of the machine, and its store, out of the tests."""
    for name in [name for name in os.environ if name.startswith("FARO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FARO_STORE_URL", f"sqlite:///{tmp_path / 'faro.db'}")
    monkeypatch.setenv("FARO_PORT", str(free_port()))
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "faro.db"
    engine, _ = prepare_store(Settings(store_url=f"sqlite:///{path}"))
    engine.dispose()
    return path


@pytest.fixture
def store(filled_store: Path, tmp_path: Path, own_settings: None) -> Path:
    for path in filled_store.parent.glob("faro.db*"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "faro.db"


@pytest.fixture
def faro(monkeypatch: pytest.MonkeyPatch, now: dt.datetime, capsys: pytest.CaptureFixture[str]) -> Faro:
    """Runs a command that is meant to succeed with Typer's runner, or any command as the program itself does."""
    for module in ("status", "ruling", "content", "doctor", "desk", "store_access", "two_people", "clinics"):
        monkeypatch.setattr(f"faro.cli.{module}.now", lambda: now)

    def run(*arguments: str, as_program: bool = False) -> Ran:
        if not as_program:
            result = CliRunner().invoke(app, list(arguments))
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
            return Ran(result.exit_code, result.stdout, result.stderr)
        monkeypatch.setattr(sys, "argv", ["faro", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, printed.out, printed.err)

    return run
