"""Puts the commands together, and turns every known error into one line that says how to mend it."""

from __future__ import annotations

import sys

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from faro.cli import ask, audit, backup, clinics, content, desk, doctor, evaluate, ruling, status, subpoena, up, widget
from faro.cli.mending import MendableError
from faro.content.files import ContentError
from faro.settings import SettingError
from faro.store.errors import StoreError

app = typer.Typer(
    name="faro",
    help="Faro: what is known today about who learns a taxpayer's address.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("train")(up.train_model)
app.command("ask")(ask.ask)
app.command("chat")(ask.chat)
app.command("status")(status.status)
app.command("eval")(evaluate.evaluate)
app.command("subpoena")(subpoena.subpoena)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(content.app, name="content")
app.add_typer(ruling.app, name="ruling")
app.add_typer(clinics.app, name="clinics")
app.add_typer(desk.app, name="desk")
app.add_typer(audit.app, name="audit")
app.add_typer(widget.app, name="widget")

errors = Console(stderr=True, highlight=False)


def main() -> None:
    """Runs the command line; a known error is one line and exit code 1."""
    try:
        app()
    except ContentError as error:
        for problem in error.problems:
            errors.print(str(problem), style="red", markup=False, soft_wrap=True)
        sys.exit(1)
    except (MendableError, SettingError, StoreError) as error:
        errors.print(f"faro: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)
    except SQLAlchemyError as error:
        said = f"faro: the store cannot be used ({type(error).__name__}). Mend: faro doctor"
        errors.print(said, style="red", soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
