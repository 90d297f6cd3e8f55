"""One engine and its proxies for all tests of faults, a disk that can be filled, and the table that they leave."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from faro.settings import ROOT
from tests.faults.proxy import FaultProxy
from tests.faults.world import Row, World, engine_running, new_world
from tests.whole.running import free_ports

REPORT = Path(os.environ.get("FARO_FAULTS_REPORT", ROOT / "var" / "faults.json"))
DISK_SIZE = "600m"
# Without a PostgreSQL these faults cannot be made; scripts/test-faults says so.
collect_ignore = [] if os.environ.get("FARO_TEST_POSTGRES_URL") else ["test_postgresql.py"]


@pytest.fixture(scope="session")
def rows() -> Iterator[list[Row]]:
    """The rows of all tests; they are written at the end."""
    rows: list[Row] = []
    yield rows
    REPORT.parent.mkdir(exist_ok=True)
    written = [asdict(row) for row in sorted(rows, key=lambda row: (row.target, row.fault))]
    REPORT.write_text(json.dumps(written, indent=1) + "\n", "utf-8")


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder on a disk of its own where this may be had, else an ordinary one; `own_disk` says which."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE}", "faro-faults", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="session")
def lines(disk: Path) -> Iterator[tuple[FaultProxy, FaultProxy, list[str]]]:
    """The proxies before engine and actions, with the engine running behind the first."""
    engine_port, actions_port = free_ports(2)
    printed: list[str] = []
    with (
        FaultProxy(engine_port).running() as engine,
        FaultProxy(actions_port).running() as actions,
        engine_running(disk, engine_port, actions, printed),
    ):
        yield engine, actions, printed


@pytest.fixture(scope="module")
def world(disk: Path, lines: tuple[FaultProxy, FaultProxy, list[str]], rows: list[Row]) -> World:
    engine, actions, printed = lines
    made = new_world(disk, engine, actions, printed)
    made.rows = rows
    return made
