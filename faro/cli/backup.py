"""`faro backup` and `faro restore`: the whole store as one file, and an empty store made from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from faro.cli.console import console
from faro.cli.mending import MendableError
from faro.cli.store_access import now, open_store
from faro.settings import read_settings
from faro.store.backup import Backup, back_up, restore_backup
from faro.store.database import open_engine

File = Annotated[Path, typer.Argument(help="The file of the backup.")]


def backup(file: File) -> None:
    """Write everything in the store to FILE, which must not exist yet; Faro may run meanwhile."""
    try:
        made = back_up(open_store(read_settings()), file, now())
    except FileExistsError:
        raise MendableError(f"{file} is there already", "choose another name") from None
    except OSError as error:
        raise MendableError(f"{file} cannot be written ({type(error).__name__})", "choose another place") from None
    console.print(
        f"{_described(made)} written to {file}. Keep it as you keep the store: it holds the accounts of the desk."
    )


def restore(file: File) -> None:
    """Make an empty store what FILE holds, and check it to the last event."""
    settings = read_settings()
    url = make_url(settings.store_url)
    if url.get_backend_name() == "sqlite":
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    try:
        made = restore_backup(open_engine(url), file)
    except OperationalError:
        raise MendableError("the store cannot be reached, or somebody writes to it", "stop Faro first") from None
    console.print(f"{_described(made)}, taken {made.made_at}, restored; the audit chain holds.")


def _described(made: Backup) -> str:
    return f"Edition {made.edition}, {sum(made.rows.values())} rows"
