"""`faro content`: check, format, import and export of the content files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from faro.checks.content import check_content
from faro.checks.rules import read_rules
from faro.cli.console import console
from faro.cli.store_access import now, open_store, prepare_store
from faro.content.files import read_content, write_content
from faro.settings import read_settings
from faro.store.database import read_session
from faro.store.snapshot import Snapshot
from faro.store.transfer import export_content

app = typer.Typer(help="Check, format, import and export what Faro says and knows.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Option("--data", help="The content folder; FARO_DATA_DIR if not given.")]


@app.command()
def check(data: Folder = None) -> None:
    """Check every content file; each problem is a line with file, line and reason."""
    folder = data or read_settings().data_dir
    snapshot = Snapshot.build(read_content(folder), 0, now())
    problems = check_content(snapshot, read_rules(folder), folder)
    for problem in problems:
        console.print(Text(str(problem), style="red"), soft_wrap=True)
    console.print(f"{len(snapshot.answers)} answers, {len(snapshot.records)} documents, {len(problems)} problems")
    if problems:
        raise typer.Exit(1)


@app.command("format")
def format_files(data: Folder = None) -> None:
    """Write the content files in their one canonical form."""
    folder = data or read_settings().data_dir
    for path in write_content(read_content(folder), folder):
        console.print(Text(f"wrote {path}"))


@app.command("import")
def import_files() -> None:
    """Import the content files into the store; what people have published since is left alone."""
    _, report = prepare_store(read_settings())
    console.print(f"{len(report.added)} added, {len(report.changed)} changed, {len(report.unchanged)} unchanged")
    for name in report.kept:
        console.print(Text(f"kept as people published it: {name}", style="yellow"))


@app.command("export")
def export(to: Annotated[Path, typer.Argument(help="The folder to write into.")]) -> None:
    """Write everything that is published as content files."""
    with read_session(open_store(read_settings())) as session:
        written = export_content(session, to)
    console.print(f"{len(written)} files written to {to}")
