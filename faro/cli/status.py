"""`faro status`: the ruling status, today or as it stood on another day."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer
from rich.text import Text

from faro.answers.compose import fallback_language
from faro.chat.published import status_page
from faro.cli.console import console
from faro.cli.mending import MendableError
from faro.cli.store_access import now, open_store, snapshot_of
from faro.settings import read_settings


def status(
    at: Annotated[str | None, typer.Option(help="The day to look at, as YYYY-MM-DD; today if not given.")] = None,
    lang: Annotated[str, typer.Option(help="The language of the sentences.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Show what the rulings in force say about each channel."""
    settings = read_settings()
    moment = now()
    if at:
        try:
            moment = dt.datetime.combine(dt.date.fromisoformat(at), dt.time(12), dt.UTC)
        except ValueError:
            raise MendableError(f"“{at}” is not a day", "write it as 2026-09-09") from None
    snapshot = snapshot_of(open_store(settings))
    if not snapshot.is_offered(lang):
        offered = ", ".join(language.code for language in snapshot.offered_languages())
        raise MendableError(f"Faro does not speak “{lang}”", f"choose one of {offered}")
    page = status_page(snapshot, fallback_language(snapshot, lang), moment, settings.ruling_review_days)
    if as_json:
        typer.echo(json.dumps(page, ensure_ascii=False, indent=2))
        return
    console.print(Text(f"{moment.date()}  as of {page['as_of']}{'  OVERDUE' if page['overdue'] else ''}", style="bold"))
    for channel in page["channels"]:
        console.print(Text(f"{channel['channel']}: {channel['state']}", style="cyan"))
        console.print(Text(f"  {channel['sentence']}"), soft_wrap=True)
