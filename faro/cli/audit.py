"""`faro audit`: whether the trail of all acts is whole, and what its newest hash is."""

from __future__ import annotations

import typer
from rich.text import Text

from faro.cli.console import console
from faro.cli.store_access import open_store
from faro.settings import read_settings
from faro.store.audit import newest_event, verify_chain
from faro.store.database import read_session

app = typer.Typer(help="Look after the audit trail.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """Look after the audit trail."""


@app.command()
def verify() -> None:
    """Check every event against the one before it, and every text against what was written; exit code 1 when broken."""
    with read_session(open_store(read_settings())) as session:
        broken, newest = verify_chain(session), newest_event(session)
    if broken is not None:
        where = f"event {broken.event_id}" if broken.event_id else "the end"
        console.print(Text(f"BROKEN at {where}: {broken.reason}", style="red"), soft_wrap=True)
        raise typer.Exit(1)
    if newest is None:
        console.print("The audit trail is whole: nothing has happened yet.")
        return
    console.print(f"The audit trail is whole: {newest.id} events. Keep the newest hash somewhere else:")
    console.print(Text(newest.hash), soft_wrap=True)
