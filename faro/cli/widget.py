"""`faro widget`: the line that a clinic puts into its page, and keeping the loader that such lines name."""

from __future__ import annotations

from typing import Annotated

import typer

from faro.chat.assets import loader, pin_loader, snippet
from faro.cli.console import console
from faro.cli.mending import MendableError
from faro.cli.store_access import open_store, snapshot_of
from faro.settings import ROOT, read_settings

app = typer.Typer(help="The line that a clinic embeds, and the loaders it may name.", no_args_is_help=True)


@app.command("snippet")
def print_snippet(clinic: Annotated[str, typer.Argument(help="The clinic's slug, as in data/clinics.yml.")]) -> None:
    """Print the line that this clinic puts into its page: pinned to this build."""
    settings = read_settings()
    known = snapshot_of(open_store(settings)).clinics
    if clinic not in known or not known[clinic].origins:
        embedding = ", ".join(slug for slug, entry in known.items() if entry.origins)
        raise MendableError(f"“{clinic}” is no clinic that may embed Faro", f"name one of: {embedding}")
    print(snippet(settings.own_address, clinic))


@app.command()
def pin() -> None:
    """Keep the loader of this build, so that snippets which name it work after the next release."""
    path = pin_loader()
    console.print(f"{path.relative_to(ROOT)} is kept ({loader().size} bytes with gzip); commit it with the release")
