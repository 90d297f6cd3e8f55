"""`faro subpoena`: prints everything that Faro holds about the people who ask it: counts only, in tens."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import httpx
import typer
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from faro.cli.console import console
from faro.cli.mending import MendableError
from faro.cli.store_access import open_store
from faro.settings import Settings, read_settings
from faro.store.counts import days_counted, turns_by_kind, turns_by_topic
from faro.store.database import read_session
from faro.store.models import Base
from faro.teaching.service import read_service

TEN = 10
ABOUT_THOSE_WHO_ASK = ("turn_count",)
ABOUT_VOLUNTEERS = (
    *("person", "passkey", "password", "recovery_code", "invitation", "sign_in"),
    *("audit_event", "preview_link", "clinic_preview", "outside_link", "outside_opinion"),
)
ABOUT_TEXTS = (
    *("document", "revision", "review", "publication", "confirmation", "channel_act"),
    *("example", "training"),
)


@dataclass(frozen=True)
class Held:
    """All that is held: turns in whole tens from `first_day` to `last_day`, and conversations in memory now.

    `conversations` is None where no running Faro could be asked, else a whole ten, 0 for fewer than ten.
    """

    first_day: str | None
    last_day: str | None
    turns_by_kind: dict[str, int]
    turns_by_topic: dict[str, int]
    conversations: int | None
    minutes: float
    other_tables: dict[str, tuple[str, ...]]
    store: str


def subpoena(as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """Print everything that Faro holds about the people who ask it."""
    held = look(read_settings())
    if as_json:
        typer.echo(json.dumps(asdict(held), indent=2))
        return
    for line in written(held):
        console.print(line, soft_wrap=True, markup=False)


def look(settings: Settings) -> Held:
    """Returns all that is held; raises MendableError where the store cannot be read: silence is no answer here."""
    try:
        with read_session(open_store(settings)) as session:
            days = days_counted(session)
            kinds = dict(turns_by_kind(session))
            topics = dict(turns_by_topic(session, tuple(kinds), days[0])) if days else {}
    except SQLAlchemyError as error:
        raise MendableError(f"the store cannot be read ({type(error).__name__})", "faro doctor") from None
    return Held(
        first_day=days[0].isoformat() if days else None,
        last_day=days[1].isoformat() if days else None,
        turns_by_kind=kinds,
        turns_by_topic={topic or "(none)": turns for topic, turns in topics.items()},
        conversations=_in_tens(_live_conversations(settings)),
        minutes=settings.max_minutes,
        other_tables={"about volunteers": ABOUT_VOLUNTEERS, "about published texts": ABOUT_TEXTS},
        store=_place(settings.store_url),
    )


def written(held: Held) -> list[str]:
    """Returns the lines that a person reads."""
    lines = ["Everything that Faro holds about the people who ask it", ""]
    lines.append(f"In the store ({held.store}):")
    if held.first_day:
        lines.append(f"  Turns from {held.first_day} to {held.last_day}, by kind and by topic, in whole tens.")
        lines += [f"    {kind:12} {turns}" for kind, turns in held.turns_by_kind.items()]
        lines += [f"    {topic:28} {turns}" for topic, turns in held.turns_by_topic.items()]
    else:
        lines.append("  Nothing.")
    lines.append("  No words, no names, no numbers, no addresses of networks, no times finer than a day.")
    for about, tables in held.other_tables.items():
        lines.append(f"  Besides, {about}: {', '.join(tables)}.")
    lines += ["", "In memory, for 60 minutes at most:", f"  {_conversations(held.conversations)}"]
    lines += [
        "",
        "In logs and files: nothing. Faro writes no log file, and its console names the kinds of faults only.",
    ]
    return lines


def tables() -> frozenset[str]:
    """Returns the names of all tables of the store."""
    return frozenset(Base.metadata.tables)


def _conversations(count: int | None) -> str:
    if count is None:
        return "No running Faro could be asked here."
    return f"At least {count} conversations." if count else "Fewer than 10 conversations."


def _in_tens(count: int | None) -> int | None:
    return None if count is None else count - count % TEN


def _live_conversations(settings: Settings) -> int | None:
    """Returns how many conversations the engines have in memory, None when one of them cannot be asked.

    There are two of them while another model takes over.
    """
    service = read_service(settings.teaching_dir)
    ports = [service.port, service.former_port] if service else [settings.engine_port]
    try:
        return sum(_live_in(port) for port in ports if port)
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None


def _live_in(port: int) -> int:
    response = httpx.get(f"http://127.0.0.1:{port}/webhooks/faro/live", trust_env=False, timeout=2)
    return int(response.raise_for_status().json()["trackers"])


def _place(store_url: str) -> str:
    url = make_url(store_url)
    return str(Path(url.database or "")) if url.get_backend_name() == "sqlite" else url.render_as_string()
