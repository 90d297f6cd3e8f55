"""The store in a file: locked, gone, overwritten; its disk full, or for reading only. Nobody waits for any of it."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faro.cli.store_access import prepare_store
from faro.settings import Settings
from tests.faults.world import World, until, web_running
from tests.whole.running import listener

pytestmark = pytest.mark.engine

# Holds the file as a writer does that never ends; other processes then find it locked.
LOCKS = """
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX, 512, 0x40000000)
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def store(world: World) -> Path:
    path = world.folder / "sqlite.db"
    prepare_store(Settings(store_url=f"sqlite:///{path}"))[0].dispose()
    return path


@pytest.fixture(scope="module")
def faro(world: World, store: Path) -> Iterator[World]:
    with web_running(world, f"sqlite:///{store}"):
        yield world


def parts(store: Path) -> list[Path]:
    """Returns the files of the store: itself, and its write-ahead log where there is one."""
    return [path for path in (store, store.with_name(f"{store.name}-wal")) if path.exists()]


def locked(store: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    holder: list[subprocess.Popen[bytes]] = []

    def begin() -> None:
        holder.append(
            subprocess.Popen([sys.executable, "-c", LOCKS, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )
        assert holder[0].stdout
        assert holder[0].stdout.readline() == b"locked\n"

    def end() -> None:
        holder[0].communicate()

    return begin, end


def gone(store: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    def begin() -> None:
        for path in parts(store):
            path.rename(path.with_name(path.name + ".away"))

    def end() -> None:
        for path in store.parent.glob(f"{store.name}*.away"):
            path.rename(path.with_name(path.name.removesuffix(".away")))

    return begin, end


def overwritten(store: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    kept: dict[Path, bytes] = {}

    def begin() -> None:
        kept.update({path: path.read_bytes() for path in parts(store)})
        store.write_bytes(os.urandom(len(kept[store])))

    def end() -> None:
        for path in parts(store):
            path.unlink()
        for path, content in kept.items():
            path.write_bytes(content)

    return begin, end


@pytest.mark.parametrize("fault", [locked, gone, overwritten], ids=lambda fault: fault.__name__)
def test_store_that_cannot_be_read_is_told_and_the_last_answers_stand(
    faro: World, store: Path, fault: Callable[[Path], tuple[Callable[[], None], Callable[[], None]]]
) -> None:
    begin, end = fault(store)

    row = faro.outlive(
        "database (SQLite)",
        fault.__name__,
        begin,
        end,
        lambda status, told: (status, told["store"]) == (200, "unreachable"),
    )

    assert "limited" not in (row.question, row.button)


# Disks


def is_own_disk(folder: Path) -> bool:
    """Returns whether the folder is a disk by itself, which can be filled and be made read-only."""
    return os.path.ismount(folder)


def full(folder: Path, ports: list[int]) -> tuple[Callable[[], None], Callable[[], None]]:
    """Fills the disk; where there is no disk of our own, no process may write a byte into any file."""
    if not is_own_disk(folder):
        return _no_byte_more(ports)
    filler = folder / "filler"

    def begin() -> None:
        with filler.open("wb") as file, contextlib.suppress(OSError):
            for size in (2**20, 2**12, 1):
                with contextlib.suppress(OSError):
                    while True:
                        os.write(file.fileno(), b"\0" * size)
        assert os.statvfs(folder).f_bavail == 0

    return begin, filler.unlink


def _no_byte_more(ports: list[int]) -> tuple[Callable[[], None], Callable[[], None]]:
    def limit(size: int) -> None:
        for port in ports:
            pid = listener(port)
            assert pid
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    return lambda: limit(0), lambda: limit(resource.RLIM_INFINITY)


def read_only(folder: Path, ports: list[int]) -> tuple[Callable[[], None], Callable[[], None]]:
    """Makes the disk read-only; where there is no disk of our own, the folder and its files."""
    if not is_own_disk(folder):

        def permit(file_mode: int, folder_mode: int) -> None:
            for path in (folder, *folder.rglob("*")):
                path.chmod(folder_mode if path.is_dir() else file_mode)

        return lambda: permit(0o444, 0o555), lambda: permit(0o644, 0o755)

    def remount(how: str) -> bool:
        command = ["mount", "-o", f"remount,{how}", str(folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    # It is refused for the moment in which somebody has a file open for writing.
    return lambda: until(20, lambda: remount("ro")), lambda: until(20, lambda: remount("rw"))


@pytest.mark.parametrize("fault", [full, read_only], ids=lambda fault: fault.__name__)
def test_disk_that_takes_nothing_stops_nobody(
    faro: World,
    fault: Callable[[Path, list[int]], tuple[Callable[[], None], Callable[[], None]]],
) -> None:
    begin, end = fault(faro.folder, [faro.settings.port, faro.actions_port, faro.engine_port])

    row = faro.outlive("disk", fault.__name__.replace("_", "-"), begin, end, lambda status, _: status == 200)

    assert "limited" not in (row.question, row.button)
