"""`faro ruling`: what a court did, entered by one person and published by a second one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from pydantic import ValidationError
from rich.text import Text
from sqlalchemy.orm import Session

from faro.answers.status import rulings_in_force, status_of
from faro.answers.status_sentences import status_sentences
from faro.cli.console import console
from faro.cli.mending import MendableError
from faro.cli.store_access import now, open_store, snapshot_of
from faro.cli.two_people import By, Reviewer, named_person, review_and_publish
from faro.content.kinds import Fields, Ruling, Source, parse_fields
from faro.settings import read_settings
from faro.store.database import write_session
from faro.store.models import Revision
from faro.store.reading import find_document, newest_revision
from faro.store.snapshot import Snapshot
from faro.store.writing import save_revision, take_down

app = typer.Typer(help="Add, publish, take down and list court rulings.", no_args_is_help=True)


@app.command("list")
def list_rulings() -> None:
    """List every court event; * marks the rulings that are in force today."""
    snapshot = snapshot_of(open_store(read_settings()))
    standing = {ruling.id for ruling in rulings_in_force(snapshot.rulings, now().date())}
    for ruling in snapshot.rulings:
        effects = ", ".join(f"{channel} {effect}" for channel, effect in ruling.channels.items())
        mark = "*" if effects and ruling.id in standing else " "
        console.print(Text(f"{mark} {ruling.date} {ruling.id:28} {effects}  {ruling.what['en']}"), soft_wrap=True)


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="A file with a list `rulings:` and, for new ones, `sources:`.")],
    by: By,
    reviewer: Reviewer = None,
) -> None:
    """Add rulings from a file, in the form of data/rulings.yml. With a reviewer they are live at once."""
    documents = read_entries(file)
    engine = open_store(read_settings())
    before = snapshot_of(engine)
    check_entries(documents, before)
    with write_session(engine) as session:
        author = named_person(session, by, "volunteer")
        for kind, key, fields in documents:
            revision = save_revision(session, kind=kind, key=key, fields=fields, author=author, now=now())
            if reviewer:
                review_and_publish(session, revision, reviewer)
    if not reviewer:
        keys = " ".join(key for _, key, _ in documents)
        console.print(
            Text(f"Saved as a draft. A second person makes it live: faro ruling publish {keys} --reviewer NAME"),
            soft_wrap=True,
        )
        return
    _show_change(before, snapshot_of(engine))


@app.command("publish")
def publish_drafts(
    keys: Annotated[list[str], typer.Argument(help="The ids of the drafts, rulings or sources.")],
    reviewer: Annotated[str, typer.Option(help="Your name; somebody else than the author.")],
) -> None:
    """Review and publish drafts that somebody else has added."""
    engine = open_store(read_settings())
    before = snapshot_of(engine)
    with write_session(engine) as session:
        for key in keys:
            review_and_publish(session, _draft(session, key), reviewer)
    _show_change(before, snapshot_of(engine))


@app.command()
def withdraw(
    key: Annotated[str, typer.Argument(help="The id of the ruling.")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why, for the audit trail.")],
) -> None:
    """Take a ruling down: one person is enough, and says why."""
    engine = open_store(read_settings())
    before = snapshot_of(engine)
    with write_session(engine) as session:
        person = named_person(session, by, "volunteer")
        take_down(session, kind="ruling", key=key, by=person, reason=reason, now=now())
    _show_change(before, snapshot_of(engine))


def read_entries(file: Path) -> list[tuple[str, str, Fields]]:
    """Returns kind, key and fields of each entry, sources first; raises MendableError naming entry and field."""
    try:
        data: Any = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise MendableError(f"{file} cannot be read: {reason}", "see docs/content-files.md") from None
    if not isinstance(data, dict) or not data.get("rulings") or set(data) - {"rulings", "sources"}:
        raise MendableError(f"{file} has no list `rulings:`", "see docs/content-files.md for its form")
    entries: list[tuple[str, str, Fields]] = []
    for section, kind, name in (("sources", "source", "key"), ("rulings", "ruling", "id")):
        for item in data.get(section) or []:
            try:
                entries.append((kind, str(item[name]), parse_fields(kind, item)))
            except (TypeError, KeyError):
                raise MendableError(f"{file}: an entry of {section} has no {name}", "give it one") from None
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                field = ".".join(str(part) for part in first["loc"])
                raise MendableError(f"{file}: {item[name]}: {field}: {first['msg'].lower()}", "correct it") from None
    return entries


def check_entries(documents: list[tuple[str, str, Fields]], snapshot: Snapshot) -> None:
    """Raises MendableError when a ruling names a source, court, case or ruling that nobody knows."""
    sources = {*snapshot.sources, *(key for kind, key, _ in documents if kind == "source")}
    rulings = {*(r.id for r in snapshot.rulings), *(key for kind, key, _ in documents if kind == "ruling")}
    for _, key, fields in documents:
        if isinstance(fields, Source):
            continue
        assert isinstance(fields, Ruling)
        known: list[tuple[str, list[str], set[str]]] = [
            ("source", fields.sources, sources),
            ("ruling", [*fields.lifts, *fields.affirms], rulings),
            ("court", [fields.court] if fields.court else [], set(snapshot.courts)),
            ("case", [fields.case] if fields.case else [], set(snapshot.cases)),
        ]
        for what, named, exist in known:
            for name in named:
                if name not in exist:
                    raise MendableError(f"{key}: there is no {what} “{name}”", "correct it, or add it first")
        if fields.verification != "unconfirmed" and not fields.sources:
            raise MendableError(f"{key}: marked {fields.verification}, but names no source", "add its source")


def _draft(session: Session, key: str) -> Revision:
    for kind in ("ruling", "source"):
        try:
            document = find_document(session, kind, key)
        except Exception:  # noqa: S112
            continue
        if revision := newest_revision(session, document.id, ""):
            return revision
    raise MendableError(f"there is no draft “{key}”", "faro ruling list")


def _show_change(before: Snapshot, after: Snapshot) -> None:
    """Prints what the status says now in each language, where it says something else than before."""
    today = now().date()
    for language in after.offered_languages():
        old = status_sentences(status_of(before, today), before, language.code)
        new = status_sentences(status_of(after, today), after, language.code)
        for was, became in zip(old, new, strict=True):
            if was != became:
                console.print(Text(f"{language.code} - {was}", style="red"), soft_wrap=True)
                console.print(Text(f"{language.code} + {became}", style="green"), soft_wrap=True)
    console.print(f"Published: edition {after.edition}.")
